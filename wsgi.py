"""The WSGI entry: `granian --interface wsgi wsgi:app`, and what `flask --app wsgi` reads."""

import sys

from cms import logs
from cms.app import create_app
from cms.cli import serving
from cms.settings import Settings, SettingsError

try:
    settings = Settings.from_environment()
    logs.to_standard_error(as_json=settings.production)
    app = create_app(settings)
    serving.refuse_open_doors(app)
    serving.watch_the_clock(app)
    serving.settle_down()
except SettingsError as error:
    print(f"Error: {error}", file=sys.stderr)
    sys.exit(2)
