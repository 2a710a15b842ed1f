"""What the fixtures stand on: a real PostgreSQL, a real browser, one application per database, and people."""
