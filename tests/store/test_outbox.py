"""The outbox: whose turn a job is, who holds it, and what is remembered."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from cms.store import outbox, retention, workers
from cms.store.db import session, transaction
from cms.store.outbox import DEAD, DONE, WAITING, Job
from cms.store.webhook_deliveries import WebhookAttempt
from cms.store.webhooks import WebhookEvent
from cms.store.workers import WorkerBeat
from tests.services.together import at_once

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=50)


@pytest.fixture
def moving() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def add(what: str, *, lane: str = "", subject: str = "", urgent: bool = False, due_at: datetime | None = None) -> None:
    with transaction():
        outbox.add("test", {"what": what}, lane=lane, subject=subject, urgent=urgent, due_at=due_at)


def claim(worker: str = "one", busy: tuple[str, ...] = ()) -> Job | None:
    with transaction():
        return outbox.claim(worker, lease=LEASE, busy=busy)


def settle(job: Job | None, worker: str = "one", *, state: str = DONE, due_at: datetime | None = None) -> bool:
    assert job
    with transaction():
        return outbox.settle(job, worker, state=state, due_at=due_at)


def claimed(worker: str = "one", busy: tuple[str, ...] = ()) -> list[str]:
    """Everything that can be begun now, in turn."""
    found = []
    while job := claim(worker, busy):
        found.append(job.payload["what"])
    return found


def test_urgent_jobs_go_first_and_then_those_due_longest(app: Flask, moving: time_machine.Traveller) -> None:
    add("later", due_at=MONDAY + timedelta(seconds=2))
    add("first")
    add("second")
    add("urgent", urgent=True)
    assert claimed() == ["urgent", "first", "second"]
    moving.shift(1)
    assert claimed() == []
    moving.shift(1)
    assert claimed() == ["later"]


def test_an_act_that_fails_leaves_no_job(app: Flask) -> None:
    def act() -> None:
        with transaction():
            outbox.add("test", {})
            session().flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert claim() is None


def test_a_job_is_one_workers_until_its_lease_ends(app: Flask, moving: time_machine.Traveller) -> None:
    add("it")
    first = claim("killed")
    assert claim("another") is None
    moving.shift(LEASE)
    assert claim("another") is None
    moving.shift(1)
    second = claim("another")
    assert (second and second.id, second and second.attempts) == (first and first.id, 0)
    assert settle(first, "killed") is False
    assert settle(second, "another") is True
    assert settle(second, "another") is False
    session().expire_all()
    job = session().scalars(select(Job)).one()
    assert (job.state, job.attempts, job.leased_by, job.finished_at) == (
        DONE,
        1,
        None,
        MONDAY + LEASE + timedelta(0, 1),
    )


def test_a_lane_goes_one_by_one_past_failures_and_past_the_dead(app: Flask, moving: time_machine.Traveller) -> None:
    for what in ("a1", "a2", "a3"):
        add(what, lane="a")
    add("b1", lane="b")
    a1, b1 = claim(), claim()
    assert b1
    assert b1.payload["what"] == "b1"
    settle(b1)
    assert claimed() == []
    settle(a1, state=WAITING, due_at=MONDAY + timedelta(hours=1))
    assert claimed() == []
    moving.shift(timedelta(hours=1))
    a1 = claim()
    assert (a1 and a1.payload["what"], a1 and a1.attempts) == ("a1", 1)
    settle(a1, state=DEAD)
    a2 = claim()
    assert a2
    assert (a2.payload["what"], a2.due_at) == ("a2", MONDAY + timedelta(hours=1))  # it could not begin, and is not late
    settle(a2)
    assert claimed() == ["a3"]


def test_a_busy_subject_waits_and_so_does_one_that_asked_for_time(app: Flask, moving: time_machine.Traveller) -> None:
    add("x1", subject="x")
    add("x2", subject="x")
    add("y1", subject="y")
    add("nobody's")
    x1 = claim()
    assert claimed(busy=("x",)) == ["y1", "nobody's"]
    with transaction():
        outbox.postpone("x", MONDAY + timedelta(minutes=5))
    assert claimed() == []
    assert settle(x1)  # what was begun already was not touched
    moving.shift(timedelta(minutes=5))
    assert claimed() == ["y1", "nobody's", "x2"]  # the leases of the others are over too


def test_a_worker_that_ends_gives_back_what_it_held(app: Flask) -> None:
    add("mine")
    add("theirs")
    mine, theirs = claim("ending"), claim("staying")
    with transaction():
        outbox.release("ending")
    assert claimed("next") == ["mine"]
    assert settle(mine, "ending") is False
    assert settle(theirs, "staying") is True


def test_no_two_workers_get_the_same_job(app: Flask) -> None:
    with transaction():
        for number in range(60):
            outbox.add("test", {"what": number}, lane=str(number % 50))

    def work(name: str) -> list[int]:
        done = []
        while job := claim(name):
            done.append(job.payload["what"])
            assert settle(job, name)
        return done

    done = at_once(app, *[lambda name=name: work(name) for name in "abcd"])
    each = [what for one in done if isinstance(one, list) for what in one]
    assert sorted(each) == list(range(60))


def test_says_how_far_behind_the_workers_are(app: Flask, moving: time_machine.Traveller) -> None:
    for what in ("a1", "a2"):
        add(what, lane="a")
    add("later", due_at=MONDAY + timedelta(days=1))
    moving.shift(10)
    with transaction():
        workers.beat("one")
    health = workers.health()
    assert (health.waiting, health.oldest_due_at, health.dead) == (3, MONDAY, 0)
    assert (health.worker_seen_at, health.lateness) == (MONDAY + timedelta(seconds=10), timedelta())
    session().rollback()
    a1 = claim()
    health = workers.health()
    assert health.oldest_due_at is None  # one is being done, and the next of its lane could not be
    session().rollback()
    settle(a1)
    assert workers.health().lateness == timedelta(seconds=10)
    session().rollback()
    settle(claim(), state=DEAD)
    moving.shift(timedelta(minutes=6))
    with transaction():
        workers.beat("one")
    health = workers.health()
    assert (health.waiting, health.dead, health.lateness) == (1, 1, timedelta())
    assert health.worker_seen_at == MONDAY + timedelta(seconds=370)


def test_remembers_what_went_well_for_a_month_and_what_failed_for_three(
    app: Flask, moving: time_machine.Traveller
) -> None:
    with transaction() as act:
        act.add(WebhookEvent(type="endpoint.test", guide_id=None, seq=None, at=MONDAY, body="{}"))
        workers.beat("one")
    for what in ("well", "failed", "waiting"):
        add(what)
    for job, state in ((claim(), DONE), (claim(), DEAD)):
        assert job
        with transaction() as act:
            outbox.settle(job, "one", state=state)
            act.add(WebhookAttempt(job_id=job.id, number=1, at=MONDAY, took_ms=1, request_headers={}))
    left = []
    for days in (30, 31, 90, 91):
        moving.move_to(MONDAY + timedelta(days=days, minutes=1 if days in (31, 91) else 0))
        forgotten = retention.forget()
        session().rollback()
        counts = [
            session().scalar(select(func.count()).select_from(one)) for one in (Job, WebhookAttempt, WebhookEvent)
        ]
        left.append((forgotten, *counts))
    assert left == [(0, 3, 2, 1), (1, 2, 1, 1), (0, 2, 1, 1), (1, 1, 0, 0)]
    assert session().scalar(select(func.count()).select_from(WorkerBeat)) == 0


def test_what_waits_for_another_try_is_due_at_once_when_it_is_wanted_again(
    app: Flask, moving: time_machine.Traveller
) -> None:
    add("failed", lane="a", due_at=MONDAY + timedelta(hours=2))
    add("due", lane="b", due_at=MONDAY - timedelta(minutes=1))
    with transaction():
        assert outbox.unbegun(["a", "b", "c"]) == {"a", "b"}
    found = dict(session().execute(select(Job.lane, Job.due_at)).all())
    assert found == {"a": MONDAY, "b": MONDAY - timedelta(minutes=1)}
