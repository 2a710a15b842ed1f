"""What is asked for most, by the driver itself: the public clock, guide pages, and the walk through the feed.

SQLAlchemy's part of the way costs several times the database's. Tests hold these rows against those that it gives.
"""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Engine, PoolProxiedConnection, event
from sqlalchemy.exc import OperationalError

from cms.store.listings import Place
from cms.store.renditions import Form

_MOVED = "SELECT moved_at FROM public_clock"
_CLOCK = "SELECT seq, generation, epoch FROM public_clock"
_WALK = (
    "SELECT p.first_published_at, p.guide_id, {bytes}, (SELECT moved_at FROM public_clock) FROM ("
    "SELECT first_published_at, guide_id, number FROM publication WHERE ended_at IS NULL{after} "
    "ORDER BY first_published_at DESC, guide_id DESC LIMIT {limit}) AS p "
    "JOIN rendition AS r ON r.guide_id = p.guide_id AND r.number = p.number AND r.form = {mark} "
    "ORDER BY p.first_published_at DESC, p.guide_id DESC"
)
_PAGE = (
    "SELECT p.guide_id, p.rendered_at, {bytes} FROM publication AS p "
    "JOIN rendition AS r ON r.guide_id = p.guide_id AND r.number = p.number AND r.form = {mark} "
    "WHERE p.slug = {mark} AND p.ended_at IS NULL"
)
_SHOWN = "SELECT target_id FROM pointer WHERE guide_id = {mark} ORDER BY target_id"
_AFTER = " AND (first_published_at, guide_id) < ({mark}, {mark})"
_own = threading.local()
_kept: WeakKeyDictionary[Engine, "WeakSet[PoolProxiedConnection]"] = WeakKeyDictionary()
_KEPT_TIME = "%Y-%m-%d %H:%M:%S.%f"  # as SQLAlchemy keeps times in SQLite


class Clock(NamedTuple):
    """As `publications.PublicClock` says it."""

    seq: int
    generation: int
    epoch: str


class Step(NamedTuple):
    """Live guides in the order of the feed. changed_at: when anything public last moved, before they were read."""

    changed_at: datetime
    rows: Sequence[tuple[Any, Any, bytes, Any]]  # the place as the driver gives it, the body in UTF-8, and the same


class Page(NamedTuple):
    """The page of a live guide, in UTF-8, and the guides that it shows."""

    guide_id: UUID
    rendered_at: datetime
    body: bytes
    shown: Sequence[UUID]


def clock(engine: Engine) -> Clock:
    """Looked at several times a second, beside the readers. Raises SQLAlchemyError where the database is away."""
    try:
        with _Cursor(engine) as cursor:
            cursor.execute(_CLOCK)
            row = cursor.fetchone()
    except engine.dialect.loaded_dbapi.Error as error:
        raise OperationalError(_CLOCK, None, error) from error
    if row is None:
        raise LookupError("there is no public clock")
    return Clock(*row)


def page(engine: Engine, slug: str) -> Page | None:
    """None where no live guide is at this address, or its page is not made yet. Raises the driver's own errors."""
    sqlite = engine.dialect.name == "sqlite"
    with _Cursor(engine) as cursor:
        cursor.execute(_written(_PAGE, sqlite), (str(Form.PAGE), slug))
        found = cursor.fetchone()
        if found is None:
            return None
        cursor.execute(_written(_SHOWN, sqlite), (found[0],))
        shown = [_id(one) for (one,) in cursor.fetchall()]
    return Page(_id(found[0]), _time(found[1]), found[2], shown)


def walk(engine: Engine, form: Form, *, limit: int, after: Place | None) -> Step:
    """Up to `limit` of them. Raises the driver's own errors."""
    sqlite = engine.dialect.name == "sqlite"
    statement = _walking(after is not None, limit, sqlite)
    with _Cursor(engine) as cursor:
        cursor.execute(statement, (*_given(after, sqlite), str(form)))
        rows = cursor.fetchall()
        if not rows:
            cursor.execute(_MOVED)
        moved = rows[0][3:] if rows else cursor.fetchone()
    if moved is None or moved[0] is None:
        raise LookupError("there is no public clock")
    return Step(_last_moved(moved[0]), rows)


class _Cursor:
    """Of a connection of the pool; with SQLite of one that stays with this thread, for to lend it takes a fifth of a
    step. Each of our statements is a transaction of its own there.
    """

    __slots__ = ("_cursor", "_engine", "_lent")

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lent: PoolProxiedConnection | None = None

    def __enter__(self) -> Any:
        engine = self._engine
        if engine.dialect.name != "sqlite":
            self._lent = engine.raw_connection()
            return self._lent.cursor()
        if getattr(_own, "pool", None) is not engine.pool:  # of another application, or given up with its pool
            own = engine.raw_connection()
            own.detach()
            own.cursor().execute("PRAGMA cache_size = -512")  # kB: the system keeps the rest
            _own.pool, _own.connection, _own.driver = engine.pool, own, own.dbapi_connection
            _kept.setdefault(engine, WeakSet()).add(own)
        self._cursor = _own.driver.cursor()
        return self._cursor

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if self._lent is not None:
            self._lent.close()
            return
        self._cursor.close()
        if isinstance(error, self._engine.dialect.loaded_dbapi.Error):
            _own.pool = None
            _own.connection.close()


@event.listens_for(Engine, "engine_disposed")
def _give_up(engine: Engine) -> None:
    """With the rest of the pool. Left open, one would end later, and take the WAL of a new file of this name along."""
    for lent in _kept.pop(engine, ()):
        lent.close()


@lru_cache(maxsize=1024)
def _given(place: Place | None, sqlite: bool) -> tuple[Any, ...]:
    """As the driver takes it."""
    if place is None:
        return ()
    return (place[0].strftime(_KEPT_TIME), place[1].hex) if sqlite else tuple(place)


@cache
def _written(statement: str, sqlite: bool) -> str:
    """In the database's own words."""
    body = "CAST(r.body AS BLOB)" if sqlite else "convert_to(r.body, 'UTF8')"  # it is sent as it is: no need to read it
    return statement.format(mark="?" if sqlite else "%s", bytes=body)


@cache
def _walking(goes_on: bool, limit: int, sqlite: bool) -> str:
    """With its limit in words: given it apart, SQLite plans anew each time, half as much again."""
    return _written(_WALK.replace("{after}", _AFTER if goes_on else "").replace("{limit}", str(limit)), sqlite)


def place_of(row: tuple[Any, ...]) -> Place:
    return _time(row[0]), _id(row[1])


def _id(value: UUID | str) -> UUID:
    """SQLite keeps hexadecimal digits."""
    return value if isinstance(value, UUID) else UUID(value)


def _time(value: datetime | str) -> datetime:
    """SQLite keeps text, in UTC; PostgreSQL gives its own zone."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC)


_last_moved = lru_cache(maxsize=4)(_time)
