"""Transactions: an act keeps all or nothing and loses nothing; everything else reads."""

import contextvars
import logging
import re
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, inspect, literal, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from werkzeug.exceptions import HTTPException

from cms.store import db as store
from cms.store import public_clock
from cms.store.accounts import Role
from cms.store.column_types import JsonText, UtcTime
from cms.store.db import db, session, transaction
from cms.store.guides import SlugClaim
from cms.store.public_clock import PublicClock
from cms.web import access

REFUSED = r"(?i)read.?only"


def elsewhere(app: Flask, act: Callable[[], Any]) -> Any:
    """What `act` returns on another connection, in a thread of its own."""

    def run() -> Any:
        with app.app_context():
            return act()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


def tick() -> int:
    with transaction():
        return public_clock.tick(public_change=True).seq


def roles() -> list[str]:
    return list(session().scalars(select(Role.name).order_by(Role.name)))


def test_loses_no_update_of_four_threads(app: Flask) -> None:
    def a_hundred_times() -> list[int]:
        with app.app_context():
            return [tick() for _ in range(100)]

    with ThreadPoolExecutor(4) as threads:
        given = [number for one in [threads.submit(a_hundred_times) for _ in range(4)] for number in one.result()]
    assert sorted(given) == list(range(1, 401))
    assert public_clock.read().seq == 400


def test_acts_upon_the_newest_data_after_an_earlier_read(app: Flask) -> None:
    row = public_clock.read()
    assert row.seq == 0
    assert elsewhere(app, tick) == 1
    assert tick() == 2
    assert row.seq == 2


def test_reads_the_state_of_one_moment_until_it_acts(sqlite_app: Flask) -> None:
    seq = select(PublicClock.seq)
    assert session().scalar(seq) == 0
    elsewhere(sqlite_app, tick)
    assert session().scalar(seq) == 0
    session().rollback()
    assert session().scalar(seq) == 1


def test_keeps_nothing_of_an_act_that_fails(app: Flask) -> None:
    def fails_at_its_end() -> None:
        with transaction() as act:
            act.add(Role(name="visitor"))
            act.flush()
            public_clock.tick(public_change=True)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails_at_its_end()
    assert roles() == []
    assert public_clock.read().seq == 0


def test_keeps_nothing_of_an_act_that_the_database_refuses_at_its_end(app: Flask) -> None:
    def adds_one_twice() -> None:
        with transaction() as act:
            public_clock.tick(public_change=True)
            act.add_all([Role(name="visitor"), Role(name="visitor")])

    with pytest.raises(IntegrityError) as caught:
        adds_one_twice()
    assert store.lost_race(caught.value)
    assert public_clock.read().seq == 0
    assert tick() == 1  # and the next act is as good as any


def test_tells_a_lost_race_from_a_row_that_is_not_as_it_must_be(app: Flask) -> None:
    with pytest.raises(IntegrityError) as caught, transaction() as act:
        act.add(Role(name=None))
    assert not store.lost_race(caught.value)


def test_joins_the_act_around_it(app: Flask) -> None:
    with transaction() as outer:
        outer.add(Role(name="outer"))
        with transaction() as inner:
            assert inner is outer
            inner.add(Role(name="inner"))
        assert session().scalar(select(func.count()).select_from(Role)) == 2
        if db.engine.dialect.name == "postgresql":  # on SQLite the reader would see the file before as well
            assert elsewhere(app, roles) == []
    assert elsewhere(app, roles) == ["inner", "outer"]


def test_keeps_nothing_of_an_act_whose_inner_act_fails(app: Flask) -> None:
    def fails_inside() -> None:
        with transaction() as outer:
            outer.add(Role(name="outer"))
            with transaction() as inner:
                inner.add(Role(name="inner"))
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails_inside()
    assert roles() == []
    assert tick() == 1


# Reading


def test_refuses_to_write_outside_an_act(app: Flask) -> None:
    with pytest.raises(DBAPIError, match=REFUSED):
        session().execute(text("INSERT INTO role (name) VALUES ('visitor')"))
    session().rollback()
    assert roles() == []
    assert tick() == 1  # the same connection writes again


@pytest.mark.parametrize(
    ("method", "path", "writes"),
    [
        ("GET", "/", False),
        ("GET", "/editor/", False),
        ("GET", "/login", False),
        ("HEAD", "/feed.json", False),
        ("POST", "/editor/guides/new", False),
        ("POST", "/api/v1/editorial/guides", False),
        ("GET", "/nowhere", False),
        ("POST", "/nowhere", False),
        ("POST", "/login", True),
    ],
)
def test_lets_only_requests_to_sign_in_write_without_an_act(app: Flask, method: str, path: str, writes: bool) -> None:
    def refusal() -> str:
        with app.test_request_context(path, method=method, base_url="http://guides.test"):
            [guard] = [hook for hook in app.before_request_funcs[None] if hook.__module__ == access.__name__]
            with suppress(HTTPException):  # who may not come in is turned away, and may not write before that either
                guard()
            try:
                session().execute(text("INSERT INTO role (name) VALUES ('visitor')"))
            except DBAPIError as error:
                return str(error.orig)
            finally:
                session().rollback()
            return ""

    refused = contextvars.Context().run(refusal)
    assert (refused == "") is writes
    assert writes or re.search(REFUSED, refused)


# The connection


def test_opens_sqlite_for_safe_and_concurrent_writing(sqlite_app: Flask) -> None:
    def pragma(name: str) -> Any:
        return session().scalar(text(f"PRAGMA {name}"))

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2  # FULL: what was acknowledged survives a power loss
    assert pragma("foreign_keys") == 1
    assert pragma("trusted_schema") == 0
    assert pragma("recursive_triggers") == 1
    assert pragma("journal_size_limit") == 64 * 1024 * 1024
    assert pragma("busy_timeout") == 15_000


def test_refuses_a_sqlite_that_cannot_keep_a_write_ahead_log() -> None:
    engine = create_engine("sqlite://", **store.engine_options("sqlite://"))
    with pytest.raises(RuntimeError, match="must be on a local disk"):
        engine.connect()
    engine.dispose()


def test_waits_for_another_that_opens_a_new_sqlite_at_the_same_time(tmp_path: Path) -> None:
    options = store.engine_options("sqlite://")
    engine = create_engine(f"sqlite:///{tmp_path}/new", **{**options, "connect_args": {"timeout": 0}})
    other = options["module"].connect(tmp_path / "new", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as thread:
        opened = thread.submit(engine.connect)
        with pytest.raises(TimeoutError):
            opened.result(timeout=0.2)
        other.execute("COMMIT")
        opened.result(timeout=10).close()
    other.close()
    engine.dispose()


def test_says_so_when_only_a_sqlite_with_the_known_defect_is_here(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(store, "pysqlite3", None)
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.51.2")
    assert store.sqlite_driver() is sqlite3
    assert "3.51.2 has a rare WAL defect" in caplog.text
    caplog.clear()
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.51.3")
    with caplog.at_level(logging.WARNING):
        store.sqlite_driver()
    assert not caplog.records


def test_knows_that_a_row_belongs_to_a_guide(app: Flask) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), transaction() as act:
        act.add(SlugClaim(slug="a", guide_id=uuid4(), public=False))


# Types


@pytest.mark.parametrize("offset", [-11, 0, 5.5, 14])
def test_gives_a_time_back_in_utc(app: Flask, offset: float) -> None:
    local = datetime(2026, 3, 29, 1, 30, 15, 123456, timezone(timedelta(hours=offset)))
    with transaction():
        public_clock.read().moved_at = local
    session().expire_all()
    kept = public_clock.read().moved_at
    assert kept == local
    assert kept.tzinfo is UTC
    stored = session().scalar(
        text("SELECT CAST(moved_at AT TIME ZONE 'UTC' AS text) FROM public_clock")
        if db.engine.dialect.name == "postgresql"
        else text("SELECT moved_at FROM public_clock")
    )
    assert stored == local.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def test_refuses_a_time_without_a_zone(app: Flask) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        session().scalar(select(literal(datetime(2026, 1, 1), UtcTime)))  # noqa: DTZ001


@pytest.mark.parametrize("value", [{"b": 1, "a": [None, True, 2.5]}, [], "é محاسب 👩‍🔬 \u2028", 0, False])
def test_gives_json_back_member_by_member_in_order(app: Flask, value: Any) -> None:
    found = session().scalar(select(literal(value, JsonText)))
    assert repr(found) == repr(value)


def test_keeps_json_as_plain_text_on_both_databases(app: Flask) -> None:
    columns = {column["name"]: str(column["type"]) for column in inspect(db.engine).get_columns("revision")}
    assert columns["document"] == "TEXT"
