"""The walk through the feed, by the driver itself.

It is the one list that every follower reads to its end, and SQLAlchemy's part of the way costs several times the
database's. A test holds these rows against those of `listings.window`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Engine

from cms.store.listings import Place
from cms.store.renditions import Form

_CLOCK = "SELECT moved_at FROM public_clock"
_WALK = (
    "SELECT p.first_published_at, p.guide_id, {bytes} FROM ("
    "SELECT first_published_at, guide_id, number FROM publication WHERE ended_at IS NULL{after} "
    "ORDER BY first_published_at DESC, guide_id DESC LIMIT {mark}) AS p "
    "JOIN rendition AS r ON r.guide_id = p.guide_id AND r.number = p.number AND r.form = {mark} "
    "ORDER BY p.first_published_at DESC, p.guide_id DESC"
)
_AFTER = " AND (first_published_at, guide_id) < ({mark}, {mark})"
_KEPT_TIME = "%Y-%m-%d %H:%M:%S.%f"  # as SQLAlchemy keeps times in SQLite


class Step(NamedTuple):
    """Live guides in the order of the feed. changed_at: when anything public last moved, before they were read."""

    changed_at: datetime
    rows: Sequence[tuple[Any, Any, bytes]]  # the place as the driver gives it, and the body in UTF-8


def walk(engine: Engine, form: Form, *, limit: int, after: Place | None) -> Step:
    """Up to `limit` of them. Raises the driver's own errors."""
    sqlite = engine.dialect.name == "sqlite"
    place: tuple[Any, ...] = ()
    if after:
        place = (after[0].strftime(_KEPT_TIME), after[1].hex) if sqlite else after
    statement = _statement(sqlite, after is not None)
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(_CLOCK)
        moved = cursor.fetchone()
        cursor.execute(statement, (*place, limit, str(form)))
        rows = cursor.fetchall()
    finally:
        connection.close()
    if moved is None:
        raise LookupError("there is no public clock")
    return Step(_time(moved[0]), rows)


@cache
def _statement(sqlite: bool, later: bool) -> str:
    mark = "?" if sqlite else "%s"
    body = "CAST(r.body AS BLOB)" if sqlite else "convert_to(r.body, 'UTF8')"  # it is sent as it is: no need to read it
    return _WALK.format(mark=mark, bytes=body, after=_AFTER.format(mark=mark) if later else "")


def place_of(row: tuple[Any, Any, bytes]) -> Place:
    return _time(row[0]), row[1] if isinstance(row[1], UUID) else UUID(row[1])


def _time(value: datetime | str) -> datetime:
    """SQLite keeps text, in UTC; PostgreSQL gives its own zone."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC)
