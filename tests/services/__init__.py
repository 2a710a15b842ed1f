"""The acts of `cms.services`, with the database."""
