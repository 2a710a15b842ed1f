"""The database's version: Alembic's tables against the migrations that came with this program."""

from pathlib import Path

import flask_migrate
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import inspect, text

from cms.errors import CrosswayError
from cms.store.db import db, only_reading

_FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def attach(app: Flask) -> None:
    """Lets Flask-Migrate find the migrations. Whoever only serves does not need it."""
    flask_migrate.Migrate(app, db, directory=str(_FOLDER))


def migrate() -> None:
    """Brings the tables to this program's version. Of several at once, one works and the others wait."""
    attach(current_app)
    flask_migrate.upgrade()


def ready() -> None:
    """Sets an empty database up. Raises CrosswayError for one that another version of this program left."""
    found = version()
    if found is None:
        migrate()
    elif found != newest_version():
        raise CrosswayError("The database is of another version of this program. Run `flask db upgrade` first.")


def version() -> str | None:
    """The database's; None when it is empty."""
    with only_reading(), db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)


def newest_version() -> str:
    return str(_scripts().get_current_head())


def known_versions() -> frozenset[str]:
    """Every version that this program can bring to its own."""
    return frozenset(script.revision for script in _scripts().walk_revisions())


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_FOLDER))
