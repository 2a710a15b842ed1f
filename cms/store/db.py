"""The database: one session, two kinds of transaction, and how its connections behave.

A request that reads runs in a read-only transaction. An act opens `transaction()`, which is a writer from its first
statement: on SQLite BEGIN IMMEDIATE, because a reader that becomes a writer half-way fails at once or, with the
driver's default transactions, silently loses the other's update (measured: 186 of 400 additions kept).
"""

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic, sleep
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, Select, event, func, select
from sqlalchemy.exc import DisconnectionError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session

try:
    import pysqlite3
except ImportError:  # no wheel for this platform
    pysqlite3 = None

T = TypeVar("T")
_SOUND_SQLITE = (3, 51, 3)  # earlier ones can, rarely, corrupt a WAL file that two connections write
_PRAGMAS = (
    "foreign_keys=ON",
    "synchronous=FULL",
    "journal_size_limit=67108864",
    "trusted_schema=OFF",
    "recursive_triggers=ON",  # else REPLACE removes a row without asking the triggers that keep it
)
_SQLITE_WAITS = 15.0  # seconds for others who write
_SECONDS_TRUSTED = 1.0  # for so long after it was used a connection is taken to be alive
_writing: ContextVar[bool] = ContextVar("writing", default=True)


class Base(DeclarativeBase):
    """What an index leaves out stands in its `info`, as SQL, by `where`: as an option for a dialect it would have
    SQLAlchemy import that dialect. A test compares it with the indexes that the migrations made.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:

    class Model(Base):
        __abstract__ = True
else:
    Model = db.Model


def session() -> Session:
    """This request's or command's session."""
    return db.session()


def first_of(query: Select[T], limit: int) -> tuple[Sequence[T], int]:
    """The first ones of a choice, and how many there are in all."""
    number = session().scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    return session().scalars(query.limit(limit)).all(), number or 0


@contextmanager
def transaction() -> Iterator[Session]:
    """One act: everything in it is kept together, or nothing is. Inside another one it joins that.

    A read that went before ends here, so that the act sees the newest data and holds the write lock from the start.
    """
    current = session()
    if current.info.get("acting"):
        yield current
        return
    current.rollback()
    current.info["acting"] = True
    token = _writing.set(True)
    try:
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        raise
    finally:
        _writing.reset(token)
        del current.info["acting"]


def read_by_default(only_reads: bool) -> None:
    """Says whether transactions outside `transaction()` may write; the web sets it for each request."""
    _writing.set(not only_reads)


@contextmanager
def only_reading() -> Iterator[None]:
    """What begins in here outside `transaction()` takes no lock that somebody who writes would wait for."""
    token = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(token)


def lost_race(error: IntegrityError) -> bool:
    """Whether someone else took what must be unique first, rather than that a row is not as it must be."""
    return getattr(error.orig, "sqlstate", None) == "23505" or "UNIQUE constraint failed" in str(error.orig)


def sqlite_driver() -> ModuleType:
    """The newest SQLite that is here; says so in the log when that is one with the WAL defect."""
    driver: ModuleType = pysqlite3.dbapi2 if pysqlite3 else sqlite3
    version = tuple(map(int, driver.sqlite_version.split(".")))
    if version < _SOUND_SQLITE:
        logging.getLogger(__name__).warning(
            "SQLite %s has a rare WAL defect; 3.51.3 or newer has not", driver.sqlite_version
        )
    return driver


def engine_options(address: str) -> dict[str, Any]:
    """For SQLALCHEMY_ENGINE_OPTIONS."""
    common = {"hide_parameters": True}  # drafts and hashes stay out of what errors say
    if address.startswith("sqlite"):
        return {**common, "module": sqlite_driver(), "connect_args": {"timeout": _SQLITE_WAITS}}
    # A server that hangs must not take those along who wait for it.
    waits = {"connect_timeout": 5, "tcp_user_timeout": 15_000, "options": "-c lock_timeout=15s"}
    return {**common, "pool_recycle": 1800, "connect_args": waits}


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, record: Any) -> None:
    if not hasattr(connection, "isolation_level") or "sqlite" not in type(connection).__module__:
        return
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    mode = _write_ahead(connection)
    if mode != "wal":
        raise RuntimeError(f"SQLite keeps journal mode {mode}; the data folder must be on a local disk that allows WAL")


def _write_ahead(connection: Any) -> str:
    """Of several who open a new file at once one changes it, and the others are turned away without their timeout."""
    last = monotonic() + _SQLITE_WAITS
    while True:
        try:
            return str(connection.execute("PRAGMA journal_mode=WAL").fetchone()[0])
        except connection.OperationalError:
            if monotonic() > last:
                raise
            sleep(0.01)


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    writing = _writing.get()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
    else:
        driver: Any = connection.connection.dbapi_connection
        if driver.read_only is writing or driver.read_only is None:  # it says so in its BEGIN, without a round trip
            driver.read_only = not writing


@event.listens_for(Engine, "checkin")
def _note_use(connection: Any, record: Any) -> None:
    record.info["used"] = monotonic()


@event.listens_for(Engine, "checkout")
def _ask_whether_alive(connection: Any, record: Any, proxy: Any) -> None:
    """As the pool's own ping, which would ask at each of the two transactions of an act."""
    rested = monotonic() - record.info.get("used", -_SECONDS_TRUSTED)
    if "psycopg" not in type(connection).__module__ or rested < _SECONDS_TRUSTED:
        return
    try:  # by the driver: whoever reads a page before Flask is entered has no application at hand
        connection.autocommit = True
        connection.execute("SELECT 1")
        connection.autocommit = False
    except connection.OperationalError as error:
        raise DisconnectionError("the database has hung up meanwhile") from error
