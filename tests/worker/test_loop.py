"""The loop: many jobs, few threads, and whatever goes wrong around them."""

import os
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from cms.clock import now
from cms.rendering import Renderer
from cms.services import announcing, reminding
from cms.store import outbox, public_clock, retention, workers
from cms.store.db import session, transaction
from cms.store.outbox import DEAD, DONE, WAITING, Job
from cms.store.workers import WorkerBeat
from cms.web.parts import Parts
from cms.worker import Rendering, Scheduler, Worker
from tests.factories import a_guide
from tests.support import receivers
from tests.support.logs import written
from tests.support.receivers import Behaviour, Received, answering, receiving
from tests.support.threads import wait_until
from tests.worker.posts import a_worker, an_endpoint, at_random, drain, happened, jobs

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EVENTS = 1000 if os.environ.get("CMS_SOAK") else 60


class Handler:
    """Does what it is told to, and remembers."""

    schedule: Sequence[int] = (5, 30)

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.done: list[int] = []

    def __call__(self, job: Job, worker: str) -> None:
        if self.failures:
            self.failures -= 1
            raise ZeroDivisionError
        with transaction():
            outbox.settle(job, worker, state=DONE)
        self.done.append(job.payload["number"])


@contextmanager
def running(worker: Worker) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def test_a_job_that_fails_inside_is_tried_again_and_given_up(sqlite_app: Flask, clock: time_machine.Traveller) -> None:
    with transaction():
        outbox.add("test", {"number": 1})
        outbox.add("test", {"number": 2}, due_at=MONDAY + timedelta(days=1))
        outbox.add("unheard of", {})
    handler = Handler(failures=3)
    worker = a_worker(sqlite_app, handlers={"test": handler})
    drain(worker, clock)
    first, second, third = jobs()
    assert (first.state, first.attempts, first.error) == (DEAD, 3, "This failed inside: ZeroDivisionError.")
    assert handler.done == [2]
    assert second.state == DONE
    assert (third.state, third.error) == (DEAD, "Nobody here does “unheard of”.")


def test_renders_the_guides_that_show_another(sqlite_app: Flask, renderer: Renderer) -> None:
    guide = a_guide("published")
    with transaction():
        session().execute(text("DELETE FROM outbox_job"))
        session().execute(text("UPDATE rendition SET body = 'outdated' WHERE form = 'page'"))
        outbox.add(announcing.RENDER, {"guide_id": str(guide.id)}, lane=f"{announcing.RENDER}:{guide.id}")
    generation = public_clock.read().generation
    session().rollback()
    worker = a_worker(sqlite_app, handlers={announcing.RENDER: Rendering(renderer)})
    assert worker.run_once() == 1
    assert [job.state for job in jobs()] == [DONE]
    assert public_clock.read().generation == generation + 1
    assert session().scalar(text("SELECT count(*) FROM rendition WHERE body = 'outdated'")) == 0


def test_claims_no_more_than_it_can_do_at_once(sqlite_app: Flask) -> None:
    with transaction():
        for number in range(5):
            outbox.add("test", {"number": number}, subject=str(number))
    worker = a_worker(sqlite_app, threads=2, handlers={"test": Handler()})
    assert [worker.run_once() for _ in range(4)] == [2, 2, 1, 0]


def test_an_endpoint_that_hangs_holds_up_no_other(sqlite_app: Flask) -> None:
    until = threading.Event()
    with receiving(receivers.hanging(until)) as hanging, receiving() as good:
        bad, well = an_endpoint(hanging.url()), an_endpoint(good.url())
        for number in range(12):
            happened(bad, well, lane=str(number))
        with running(a_worker(sqlite_app)):
            wait_until(lambda: len(good.received) == 12)
            assert len(hanging.received) <= 2
            until.set()
        assert len(good.ids()) == len(set(good.ids())) == 12


def test_when_it_stops_it_finishes_what_it_has_begun(sqlite_app: Flask) -> None:
    until = threading.Event()
    with receiving(receivers.hanging(until)) as receiver:
        happened(an_endpoint(receiver.url()))
        stop = threading.Event()
        thread = threading.Thread(target=a_worker(sqlite_app).run, args=(stop,))
        thread.start()
        wait_until(lambda: len(receiver.received) == 1)
        stop.set()
        happened(an_endpoint(receiver.url()))
        until.set()
        thread.join(60)
    assert [job.state for job in jobs()] == [DONE, WAITING]
    assert [job.leased_by for job in jobs()] == [None, None]
    assert session().scalars(select(WorkerBeat.name)).all() == ["a worker"]


def test_goes_on_when_the_database_was_away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    handler, looks = Handler(), []
    with transaction():
        outbox.add("test", {"number": 1})
    claim = outbox.claim

    def away(*args: object, **more: object) -> Job | None:
        looks.append(1)
        if len(looks) == 1:
            raise OperationalError("SELECT", {}, Exception("the server closed the connection"))
        return claim(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox, "claim", away)
    with running(a_worker(app, handlers={"test": handler})):
        wait_until(lambda: handler.done == [1])


def test_a_duty_that_fails_ends_no_other_and_is_told(
    sqlite_app: Flask, client: FlaskClient, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object) -> int:
        raise ZeroDivisionError

    handler = Handler()
    monkeypatch.setattr(Scheduler, "run_due", fail)
    monkeypatch.setattr(reminding, "wanted", fail)
    with transaction():
        outbox.add("test", {"number": 1})
    worker = Worker(
        "a worker",
        {"test": handler},
        context=sqlite_app.app_context,
        order=fail,
        scheduler=Scheduler(parts.renderer, parts.rules),
    )
    with written() as lines, running(worker):
        wait_until(lambda: handler.done == [1])
        wait_until(lambda: faults() > 1)
    failed = lines.events("a duty of the worker failed; the others go on")
    assert {one["duty"] for one in failed} == {"publishing", "reminding", "ordering"}
    assert "ZeroDivisionError" in str(failed[0])
    said = client.get("/readyz").get_json()["worker"]
    assert (said["status"], said["faults"]) == ("failing", faults())
    assert f"crossway_worker_faults {float(faults())}" in client.get("/metrics").text


def faults() -> int:
    session().rollback()
    return session().scalar(select(func.sum(WorkerBeat.faults))) or 0


def test_a_duty_that_waits_for_the_database_lets_the_others_go_on(
    sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as one that meets a lock, time and again."""

    def locked() -> None:
        raise OperationalError("DELETE", {}, Exception("canceling statement due to lock timeout"))

    ordered: list[int] = []
    monkeypatch.setattr(retention, "forget", locked)
    worker = Worker("a worker", {}, context=sqlite_app.app_context, order=lambda: ordered.append(1))
    with running(worker):
        wait_until(lambda: ordered == [1])


def test_a_receiver_that_was_down_for_an_hour_gets_everything_in_order(
    sqlite_app: Flask, clock: time_machine.Traveller
) -> None:
    back = MONDAY + timedelta(hours=1)
    arrived: dict[str, list[str]] = defaultdict(list)
    sent: dict[str, list[str]] = defaultdict(list)
    with receiving() as receiver:

        def behave(one: Received) -> Behaviour:
            if now() < back:
                return answering(503)
            arrived[lane_of[one.id]].append(one.id)
            return receivers.ok

        receiver.behave = behave
        endpoint = an_endpoint(receiver.url())
        lane_of: dict[str, str] = {}
        for number in range(15):
            lane = f"guide {number % 3}"
            name = happened(endpoint, lane=lane)
            lane_of[name] = lane
            sent[lane].append(name)
        drain(a_worker(sqlite_app), clock)
    assert arrived == sent
    assert {job.state for job in jobs()} == {DONE}


def test_loses_nothing_when_three_in_ten_fail(sqlite_app: Flask, clock: time_machine.Traveller) -> None:
    """With CMS_SOAK=1 over a thousand events."""
    chance, lock = at_random(7), threading.Lock()
    faults = [answering(500), answering(429, {"retry-after": "3"}), receivers.resetting, receivers.resetting_in_body]
    arrived: dict[str, list[str]] = defaultdict(list)
    sent: dict[str, list[str]] = defaultdict(list)
    lane_of: dict[str, str] = {}
    with receiving() as receiver:

        def behave(one: Received) -> Behaviour:
            with lock:
                if chance.random() < 0.3:
                    return chance.choice(faults)
                arrived[lane_of[one.id]].append(one.id)
                return receivers.ok

        receiver.behave = behave
        endpoint = an_endpoint(receiver.url())
        for number in range(EVENTS):
            lane = f"guide {number % 20}"
            name = happened(endpoint, lane=lane)
            lane_of[name] = lane
            sent[lane].append(name)
        drain(a_worker(sqlite_app), clock)
    assert arrived == sent
    assert {job.state for job in jobs()} == {DONE}
    assert len(receiver.received) > EVENTS * 1.2


def test_says_that_it_is_there_and_forgets_what_is_old(sqlite_app: Flask, clock: time_machine.Traveller) -> None:
    with transaction():
        outbox.add("test", {"number": 1})
    worker = a_worker(sqlite_app, name="here", handlers={"test": Handler()})
    worker.run_once()
    assert workers.health().worker_seen_at == MONDAY
    session().rollback()
    clock.shift(timedelta(days=31))
    a_worker(sqlite_app, name="later", handlers={"test": Handler()}).run_once()
    assert jobs() == []
    assert session().scalars(select(WorkerBeat.name)).all() == ["later"]
