"""The WSGI entry: `granian --interface wsgi wsgi:app`, and what `flask --app wsgi` reads."""

from cms.app import create_app

app = create_app()
