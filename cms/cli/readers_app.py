"""The RSGI entry of the processes for readers."""

from cms.cli import serving
from wsgi import app

app_for_readers = serving.entrance(app)
