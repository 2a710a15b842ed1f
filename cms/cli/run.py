"""What `make run` starts: makes everything ready, then becomes the server, until a signal ends it.

PORT says where (8000). Only files below the data folder are written, beside a socket in the folder for temporary files.
"""

import contextlib
import os
import shutil
import socket
import sys

import click
from flask.cli import ScriptInfo

from cms.cli import database, maintenance, telling
from cms.cli.server import HOST
from cms.services import demonstration
from cms.settings import Settings, SettingsError
from cms.store import accounts
from cms.web import metrics
from cms.web.parts import parts


def main() -> None:
    """Exit codes as for commands; the server's own once it runs."""
    try:
        port = _free_port(os.environ.get("PORT", "8000"))
        os.environ.setdefault("CMS_BASE_URL", f"http://{HOST}:{port}")
        _count_together()
        app = ScriptInfo(app_import_path="wsgi:app").load_app()
        settings = app.extensions["crossway"].settings
        if not settings.production:
            settings.folder.mkdir(parents=True, exist_ok=True)
            settings.origin_file.write_text(settings.base_url)
        with app.app_context():
            _prepare()
            _tell()
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # the server's threads would each keep memory of their own
        # A program of its own: what made everything ready would stay in the memory of every web process.
        os.execv(sys.executable, [sys.executable, "-m", "cms.cli.server", str(port)])  # noqa: S606
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)


def _free_port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise click.UsageError(f"PORT must be a number from 1 to 65535, not “{text}”.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except OSError as error:
            raise click.ClickException(
                f"Port {text} cannot be used: {error.strerror}. Choose another: PORT=8080."
            ) from None
    return int(text)


def _count_together() -> None:
    """Gives several web processes one folder, of this run alone, in which what each counts for /metrics is added up."""
    with contextlib.suppress(SettingsError):  # the application itself will say what is wrong
        settings = Settings.from_environment()
        if (settings.workers > 1 or settings.desk) and metrics.FOLDER not in os.environ:
            folder = settings.folder / "metrics"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            os.environ[metrics.FOLDER] = str(folder)


@telling.in_sentences
def _prepare() -> None:
    database.migrate()
    settings = parts().settings
    if settings.seed and not settings.production:
        maintenance.plant()
    maintenance.render_outdated()


def _tell() -> None:
    origin = parts().settings.base_url
    click.echo(f"\n  Guides   {origin}/\n  Desk     {origin}/editor/\n  Feed     {origin}/feed.json\n")
    if accounts.any_demonstration_people():
        click.echo(f"  Sign in with the password {demonstration.PASSWORD} as")
        for person in demonstration.PEOPLE:
            click.echo(f"    {person.email:32}{person.role.label.lower()}")
        click.echo()
    click.echo("  Stop with Ctrl-C.", nl=True)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
