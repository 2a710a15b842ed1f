"""Whether the process is alive, and whether it can serve."""

from functools import cache

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from cms.store.db import session
from cms.web import http
from cms.web.access import public


@cache
def _newest_migration(folder: str) -> str | None:
    return ScriptDirectory(folder).get_current_head()


@public
def healthz() -> Response:
    return http.json_answer({"status": "ok"})


@public
def readyz() -> Response:
    """503 while the database does not answer or its tables are not those this program was written for."""
    try:
        found = MigrationContext.configure(session().connection()).get_current_revision()
    except SQLAlchemyError:
        return http.json_answer({"status": "unavailable", "why": "the database does not answer"}, 503)
    wanted = _newest_migration(current_app.extensions["migrate"].directory)
    if found != wanted:
        why = f"migrations are missing: the database is at {found}, the program at {wanted}"
        return http.json_answer({"status": "unavailable", "why": why}, 503)
    return http.json_answer({"status": "ok"})
