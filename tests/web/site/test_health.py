"""Whether one may send readers here: what is said, and that asking costs the database next to nothing."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from cms import clock
from cms.store import outbox, workers
from cms.store.db import db, transaction
from tests.web.test_errors import silent_database


@dataclass
class Cache:
    entries: int


@pytest.fixture
def looks(app: Flask) -> Iterator[list[str]]:
    """How often somebody looks at the version of the database, which is done once in each check."""
    heard: list[str] = []

    def hear(*given: Any) -> None:
        if "FROM alembic_version" in given[2]:
            heard.append(given[2])

    event.listen(db.engine, "before_cursor_execute", hear)
    yield heard
    event.remove(db.engine, "before_cursor_execute", hear)


def ready(client: FlaskClient, status: int = 200) -> dict[str, Any]:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = answer.get_json()
    return found


def test_is_ready_as_soon_as_the_tables_are_there(app: Flask, client: FlaskClient) -> None:
    assert ready(client) == {"status": "ok", "worker": {"status": "none"}, "outbox": {"waiting": 0, "dead": 0}}


@pytest.mark.parametrize(("minutes", "status"), [(0, "ok"), (0.9, "ok"), (1.1, "stale"), (600, "stale")])
def test_says_when_a_worker_was_last_seen_and_stays_ready(
    sqlite_app: Flask, client: FlaskClient, minutes: float, status: str
) -> None:
    with transaction():
        workers.beat("a worker")
    with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
        found = ready(client)
    assert (found["status"], found["worker"]["status"]) == ("ok", status)
    assert found["worker"]["seen_seconds"] == pytest.approx(minutes * 60, abs=10)


def test_says_how_long_work_has_been_waiting(app: Flask, client: FlaskClient) -> None:
    with transaction():
        for seconds in (-30, -90, 900):
            outbox.add("tests", {}, due_at=clock.now() + timedelta(seconds=seconds))
        outbox.add("tests", {}).state = outbox.DEAD
    found = ready(client)["outbox"]
    assert 90 <= found.pop("oldest_seconds") < 150
    assert found == {"waiting": 3, "dead": 1}


def test_asks_the_database_at_most_once_a_second(
    sqlite_app: Flask, client: FlaskClient, looks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """500 questions in two and a half seconds."""
    at = 0.0
    monkeypatch.setattr("cms.clock.monotonic", lambda: at)
    for _ in range(500):
        ready(client)
        at += 0.005
    assert len(looks) == 3


def test_goes_on_from_memory_while_the_database_is_away(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = "the database does not answer"
    monkeypatch.setitem(app.extensions, "crossway_cache", Cache(entries=0))
    with silent_database():
        assert ready(client, 503) == {"status": "unavailable", "why": why}
        monkeypatch.setitem(app.extensions, "crossway_cache", Cache(entries=1))
        assert ready(client) == {"status": "degraded", "why": why}
        assert client.get("/healthz").get_json() == {"status": "ok"}
    monkeypatch.setattr("cms.clock.monotonic", lambda: time.monotonic() + 1)
    assert ready(client)["status"] == "ok"


def test_is_not_ready_over_the_tables_of_another_version_however_much_is_in_memory(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "crossway_cache", Cache(entries=1))
    with transaction() as act:
        act.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    found = ready(client, 503)
    assert found["status"] == "unavailable"
    assert "migrations are missing: the database is at older" in found["why"]
