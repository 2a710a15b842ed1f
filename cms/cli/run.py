"""What `make run` starts: everything made ready, then the server in the foreground, until a signal ends it.

PORT says where (8000). Only files below the data folder are written.
"""

import contextlib
import os
import shutil
import socket
import sys

import click
from flask import Flask
from flask.cli import ScriptInfo
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from cms.cli import database, maintenance, telling, worker
from cms.services import demonstration
from cms.settings import Settings, SettingsError
from cms.store import accounts
from cms.store.db import db
from cms.web import metrics
from cms.web.parts import parts

_HOST = "127.0.0.1"
_SECONDS_TO_STOP = 5


def main() -> None:
    """Exit codes as for commands; the server's own once it runs."""
    try:
        port = _free_port(os.environ.get("PORT", "8000"))
        os.environ.setdefault("CMS_BASE_URL", f"http://{_HOST}:{port}")
        _count_together()
        app = ScriptInfo(app_import_path="wsgi:app").load_app()
        settings = app.extensions["crossway"].settings
        if not settings.production:
            settings.folder.mkdir(parents=True, exist_ok=True)
            settings.origin_file.write_text(settings.base_url)
        with app.app_context():
            _prepare()
            _tell()
        _serve(app, port)
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
            probe.bind((_HOST, int(text)))
        except OSError as error:
            raise click.ClickException(
                f"Port {text} cannot be used: {error.strerror}. Choose another: PORT=8080."
            ) from None
    return int(text)


def _count_together() -> None:
    """Gives several web processes one folder, of this run alone, in which what each counts for /metrics is added up."""
    with contextlib.suppress(SettingsError):  # the application itself will say what is wrong
        settings = Settings.from_environment()
        if settings.workers > 1 and metrics.FOLDER not in os.environ:
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


def _serve(app: Flask, port: int) -> None:
    """Serves until a signal. The workers are children of this process and have the application from it."""
    with app.app_context():
        db.engine.dispose()  # a connection must not be shared with a child
    server = Granian(
        "wsgi:app", address=_HOST, port=port, interface=Interfaces.WSGI,
        workers=app.extensions["crossway"].settings.workers, blocking_threads=1,
        respawn_failed_workers=True, workers_kill_timeout=_SECONDS_TO_STOP, log_level=LogLevels.warning,
        log_dictconfig={"loggers": {}},  # no lines of its own on standard output: ours take them too
    )  # fmt: skip
    with worker.beside() if app.extensions["crossway"].settings.worker else contextlib.nullcontext():
        server.serve()


if __name__ == "__main__":
    main()
