"""What must hold before anyone is served."""

import gc
import os
import sys

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import SQLAlchemyError

from cms.cli import keeping
from cms.settings import SettingsError
from cms.store import accounts
from cms.store.db import db
from cms.web import headers, request_log
from cms.web.entrance import Entrance
from cms.web.forwarding import Forward, places_of_work
from cms.web.parts import parts

_SECONDS_OF_A_TURN = 0.0005  # Python's own 5 ms, with someone saving, would be ten times a reader's whole answer


def refuse_open_doors(app: Flask) -> None:
    """Raises SettingsError for production with people whose password everyone knows.

    Commands are not refused, `flask users disable` above all; nor is a database that does not answer or has no tables:
    nobody signs in there.
    """
    if _is_command(click.get_current_context(silent=True)):
        return
    with app.app_context():
        if not parts().settings.production:
            return
        try:
            known = accounts.any_demonstration_people()
        except SQLAlchemyError:
            return
        db.session.remove()
        db.engine.dispose()  # a server may fork after this, and a connection must not be shared with a child
    if known:
        raise SettingsError(
            "There are demonstration people, so production does not start. Disable them: flask users disable."
        )


def watch_the_clock(app: Flask) -> None:
    """What this process keeps for readers follows the public clock, and its counters can be read in the others."""
    cache, metrics = app.extensions["crossway_cache"], app.extensions["crossway_metrics"]
    cache.watch(then=lambda: metrics.flush(cache))


def entrance(app: Flask) -> Entrance:
    """The way in for the processes for readers. Where there is a process for work, work goes there."""
    path, cache = os.environ.get(keeping.DESK), app.extensions["crossway_cache"]
    with app.app_context():
        settings = parts().settings
    threads, is_proxied = settings.threads, settings.trusted_proxies > 0

    def refuses(status: int, given: str) -> str:
        app.extensions["crossway_metrics"].refused(status)
        return request_log.refused_before(status, given, is_proxied=is_proxied)

    return Entrance(
        app.wsgi_app, app.extensions["crossway_front"], Forward(path, places_of_work(app)) if path else None,
        threads=threads, after_work=cache.refresh, refuses=refuses,
        always=headers.of_public(app, open_to_all=False), longest=app.config["MAX_CONTENT_LENGTH"],
    )  # fmt: skip


def settle_down() -> None:
    """For a process that serves from now on: pauses that a reader would notice are kept short."""
    if _is_command(click.get_current_context(silent=True)):
        return
    sys.setswitchinterval(_SECONDS_OF_A_TURN)
    gc.collect()
    gc.freeze()  # what is loaded stays; to look through it again and again takes longer than many answers


def _is_command(context: click.Context | None) -> bool:
    """Whether this is `flask …` rather than a server, some of which are started by click too."""
    return context is not None and isinstance(context.find_root().obj, ScriptInfo) and context.info_name != "run"
