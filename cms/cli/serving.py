"""What must hold before anyone is served."""

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import SQLAlchemyError

from cms.settings import SettingsError
from cms.store import accounts
from cms.store.db import db
from cms.web.parts import parts


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


def _is_command(context: click.Context | None) -> bool:
    """Whether this is `flask …` rather than a server, some of which are started by click too."""
    return context is not None and isinstance(context.find_root().obj, ScriptInfo) and context.info_name != "run"
