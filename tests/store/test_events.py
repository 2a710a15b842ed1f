"""The log of each guide is a chain of hashes: every line vouches for the one before."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import make_transient

from cms.store import chains, events
from cms.store.db import db, session, transaction
from cms.store.events import Event
from tests import factories

OTHERWISE: dict[str, Any] = {
    "guide_id": UUID(int=1),
    "number": 9,
    "action": "approve",
    "actor_id": "system",
    "from_state": "draft",
    "to_state": "published",
    "from_public": "gone",
    "to_public": "gone",
    "revision_number": 9,
    "publication_number": 9,
    "said": {"comment": "Nothing."},
    "seq": 9,
    "at": datetime(2026, 1, 1, tzinfo=UTC),
    "previous_hash": "f" * 64,
}


def is_sound(guide_id: UUID) -> bool:
    """Whether each line is as it was written, and follows the one before it."""
    before = "0" * 64
    for number, event in enumerate(events.of_guide(guide_id), start=1):
        if (event.number, event.previous_hash, event.hash) != (number, before, chains.fingerprint(event)):
            return False
        before = event.hash
    return True


def test_chains_every_act_of_a_guide(app: Flask) -> None:
    guide, other = factories.a_guide("published"), factories.a_guide("in_review")
    factories.published_again(guide.id, tags=["again"])
    session().expire_all()
    assert [event.action for event in events.of_guide(guide.id)] == [
        "create", "submit", "approve", "publish", "edit", "submit", "approve", "publish",
    ]  # fmt: skip
    assert is_sound(guide.id)
    assert is_sound(other.id)


def test_names_everything_that_a_line_says() -> None:
    assert set(OTHERWISE) == {column.name for column in Event.__table__.columns} - {"id", "hash"}


@pytest.mark.parametrize("column", OTHERWISE)
def test_gives_another_hash_when_anything_was_different(sqlite_app: Flask, column: str) -> None:
    event = events.of_guide(factories.a_guide().id)[0]
    make_transient(event)
    assert chains.fingerprint(event) == event.hash
    setattr(event, column, OTHERWISE[column])
    assert chains.fingerprint(event) != event.hash


@pytest.mark.parametrize("change", ["actor_id = 'system'", "said = '{}'", "number = number + 10", "at = '2026-01-01'"])
def test_shows_that_someone_changed_a_line_behind_its_back(app: Flask, change: str) -> None:
    guide = factories.a_guide("published")
    _without_its_guard()
    with transaction() as act:
        act.execute(text(f"UPDATE event SET {change} WHERE action = 'submit'"))  # noqa: S608
    assert not is_sound(guide.id)


def test_shows_that_someone_took_a_line_out(app: Flask) -> None:
    guide = factories.a_guide("published")
    _without_its_guard()
    with transaction() as act:
        act.execute(text("DELETE FROM event WHERE action = 'submit'"))
    assert not is_sound(guide.id)


def _without_its_guard() -> None:
    with transaction() as act:
        if db.engine.dialect.name == "sqlite":
            act.execute(text("DROP TRIGGER event_update"))
            act.execute(text("DROP TRIGGER event_delete"))
        else:
            act.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))


def test_numbers_what_readers_notice_and_nothing_else(app: Flask) -> None:
    guide = factories.a_guide("published")
    factories.published_again(guide.id, tags=["again"])
    numbered = [(event.action, event.seq) for event in events.of_guide(guide.id) if event.seq]
    assert numbered == [("publish", 1), ("publish", 2)]


def test_finds_the_last_event_of_an_action(app: Flask) -> None:
    guide = factories.a_guide("published")
    factories.published_again(guide.id, tags=["again"])
    found = events.last(guide.id, "submit")
    assert found
    assert found.number == 6
    assert events.last(guide.id, "discard") is None
