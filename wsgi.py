"""The WSGI entry: `granian --interface wsgi wsgi:app`, and what `flask --app wsgi` reads."""

import sys

from cms.app import create_app
from cms.cli import serving
from cms.settings import SettingsError

try:
    app = create_app()
    serving.refuse_open_doors(app)
except SettingsError as error:
    print(f"Error: {error}", file=sys.stderr)
    sys.exit(2)
