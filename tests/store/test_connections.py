"""Connections to a server that rest in the pool: one that was used a moment ago is trusted, any other is asked."""

import contextvars
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from cms.store import db as store
from cms.store import public_clock
from cms.store.db import db, session, transaction


def tick() -> None:
    with transaction():
        public_clock.tick(public_change=True)


def hang_up() -> None:
    """Ends the connection that was used last here, while it rests, as a server does that starts anew."""
    pid = session().scalar(text("SELECT pg_backend_pid()"))
    with db.engine.connect() as other:
        session().rollback()
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})


def test_a_connection_that_rested_is_asked_whether_it_is_alive(
    postgresql_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_SECONDS_TRUSTED", 0.0)
    hang_up()
    engine, context = db.engine, contextvars.Context()  # as in front of Flask, where no application is at hand
    connection = context.run(engine.raw_connection)
    connection.close()
    assert public_clock.read().seq == 0


def test_an_act_of_one_page_asks_no_connection_twice(postgresql_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    db.engine.dispose()  # those that the tests before have left have rested
    driver = type(session().connection().connection.dbapi_connection)
    monkeypatch.setattr(driver, "execute", lambda self, *words: asked.append(words))
    public_clock.read()
    tick()
    assert asked == []
    monkeypatch.setattr(store, "_SECONDS_TRUSTED", 0.0)
    tick()
    assert asked == [("SELECT 1",)]
