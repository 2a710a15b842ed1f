"""Schedules: carried out once, never early, and loud when that cannot be."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from cms.clock import now
from cms.errors import TransitionRefused
from cms.rendering import Renderer
from cms.services import publishing
from cms.services.editorial import Rules
from cms.store import events, guides, public_clock, publications, schedules
from cms.store.db import session, transaction
from cms.worker import Scheduler, Worker
from tests import factories
from tests.factories import a_guide, act
from tests.support.people import actor

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scheduler(renderer: Renderer, rules: Rules) -> Scheduler:
    return Scheduler(renderer, rules)


def scheduled(due: datetime = NOON, **said: Any) -> UUID:
    guide_id = a_guide("approved", **said).id
    act(guide_id, "schedule", "publisher", due=due, now=now(), zone="Europe/Berlin")
    return guide_id


def outcome(guide_id: UUID) -> tuple[str, str | None]:
    """The guide's state, and what came of its last schedule."""
    session().rollback()
    plan = schedules.newest(guide_id)
    assert plan
    return guides.find(guide_id).state, plan.outcome


def everything_public(client: FlaskClient, slug: str) -> str:
    paths = ("/feed.json", "/feed.atom", "/sitemap.xml", "/api/v1/guides", "/api/v1/changes", "/", f"/guides/{slug}")
    return "".join(client.get(path).text for path in paths)


def test_not_one_public_byte_before_the_time(
    app: Flask, client: FlaskClient, scheduler: Scheduler, clock: time_machine.Traveller
) -> None:
    document = factories.a_document(title="From Kestrel to Heron: A 6–9-Month Plan")
    guide_id = scheduled(document=document)
    slug = guides.find(guide_id).slug
    before = everything_public(client, slug)
    for moment in (MONDAY, NOON - HOUR, NOON - timedelta(microseconds=1), MONDAY - 400 * 24 * HOUR):
        clock.move_to(moment)
        assert scheduler.run_due() == 0
        assert outcome(guide_id) == ("scheduled", None)
    assert (before, "Kestrel" in before) == (everything_public(client, slug), False)
    clock.move_to(NOON)
    assert scheduler.run_due() == 1
    assert outcome(guide_id) == ("published", "published")
    assert client.get(f"/guides/{slug}").status_code == 200


def test_one_that_was_due_while_nobody_worked_runs_once_at_the_start(
    app: Flask, scheduler: Scheduler, clock: time_machine.Traveller
) -> None:
    first, second = scheduled(), scheduled(NOON + HOUR)
    clock.move_to(NOON + 100 * HOUR)
    worker = Worker("a worker", {}, context=app.app_context, scheduler=scheduler)
    assert worker.run_once() >= 2  # and what follows from two publications
    assert scheduler.run_due() == 0
    assert outcome(first) == outcome(second) == ("published", "published")
    live = publications.live(first)
    assert live
    assert (live.published_at, live.published_by, live.number) == (now(), actor("publisher").id, 1)
    made = events.of_guide(first)[-2:]
    assert [(one.action, one.actor_id) for one in made] == [("schedule", actor("publisher").id), ("publish", "system")]
    assert made[0].said == {"zone": "Europe/Berlin", "due": NOON.isoformat()}


def test_one_whose_address_was_taken_ends_in_a_failure(
    app: Flask, scheduler: Scheduler, clock: time_machine.Traveller
) -> None:
    mine = scheduled()
    slug = guides.revision(mine, 1).document["slug"]
    with transaction():
        guides.give_up(mine)
    other = a_guide("published", factories.a_short_document(slug=slug))
    clock.move_to(NOON)
    assert scheduler.run_due() == 1
    assert outcome(mine) == ("publish_failed", "failed")
    failure = events.of_guide(mine)[-1]
    assert (failure.action, failure.actor_id) == ("fail_publish", "system")
    assert f"Another guide already has the address “{slug}”." in failure.said["reason"]
    assert publications.live(mine) is None
    assert publications.live_by_slug(slug).guide_id == other.id  # type: ignore[union-attr]
    assert scheduler.run_due() == 0
    assert schedules.of_guides({mine, other.id})[mine].error == failure.said["reason"]


def test_one_that_cannot_be_rendered_leaves_nothing_but_its_failure(
    app: Flask, scheduler: Scheduler, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide_id = scheduled()
    number = public_clock.read().seq
    clock.move_to(NOON)
    monkeypatch.setattr(publishing, "go_live", lambda *_, **__: 1 / 0)
    assert scheduler.run_due() == 1
    assert outcome(guide_id) == ("publish_failed", "failed")
    assert (publications.newest(guide_id), public_clock.read().seq) == (None, number)
    assert events.of_guide(guide_id)[-1].said["reason"] == "This failed inside: ZeroDivisionError."
    monkeypatch.undo()
    act(guide_id, "publish", "publisher")  # by hand, once the cause is gone
    assert outcome(guide_id) == ("published", "failed")


def test_one_that_would_bring_back_what_left_meanwhile_fails(
    app: Flask, scheduler: Scheduler, clock: time_machine.Traveller
) -> None:
    guide_id = a_guide("published").id
    factories.revise(guide_id, summary="What is new about it.")
    factories.submit(guide_id)
    act(guide_id, "approve", "reviewer")
    act(guide_id, "schedule", "publisher", due=NOON, now=now())
    act(guide_id, "takedown", "managing_editor", removal="withdrawn", reason="A person is named in it.")
    clock.move_to(NOON)
    assert scheduler.run_due() == 1
    assert outcome(guide_id) == ("publish_failed", "failed")
    assert guides.find(guide_id).public_status == "withdrawn"


def test_a_database_that_is_busy_is_asked_again_and_then_it_fails(
    app: Flask, scheduler: Scheduler, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide_id = scheduled()
    clock.move_to(NOON)

    def busy(*_: object, **__: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    monkeypatch.setattr(publishing, "publish", busy)
    assert scheduler.run_due() == 0
    assert outcome(guide_id) == ("scheduled", None)
    for _ in range(18):
        assert scheduler.run_due() == 0
    assert scheduler.run_due() == 1
    assert outcome(guide_id) == ("publish_failed", "failed")
    assert schedules.newest(guide_id).attempts == 20  # type: ignore[union-attr]


def test_cancelling_leaves_nothing_to_carry_out(
    app: Flask, scheduler: Scheduler, clock: time_machine.Traveller
) -> None:
    guide_id = scheduled()
    act(guide_id, "unschedule", "publisher", reason="Not yet.")
    clock.move_to(NOON)
    assert scheduler.run_due() == 0
    assert outcome(guide_id) == ("approved", "cancelled")


@pytest.mark.parametrize("due", [MONDAY, MONDAY - HOUR])
def test_what_is_over_cannot_be_scheduled(app: Flask, clock: time_machine.Traveller, due: datetime) -> None:
    with pytest.raises(TransitionRefused, match="Give a time in the future"):
        scheduled(due)


def test_the_database_itself_keeps_what_was_pinned(app: Flask, clock: time_machine.Traveller) -> None:
    guide_id = scheduled()
    for change in ("due_at = due_at", "digest = 'another'", "made_by = 'nobody'"):
        with pytest.raises(DBAPIError, match="schedule is append-only"), transaction() as one:
            one.execute(text(f"UPDATE schedule SET {change}"))  # noqa: S608  # our own words
    act(guide_id, "unschedule", "publisher", reason="Not yet.")
    with pytest.raises(DBAPIError, match="schedule is append-only"), transaction() as one:
        one.execute(text("UPDATE schedule SET outcome = NULL"))
