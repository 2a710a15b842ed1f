"""One delivery after another: when it is tried, what is written down, and what becomes of endpoints that fail."""

from datetime import timedelta

import time_machine
from flask import Flask

from cms.clock import now
from cms.services import webhooks as acts
from cms.store import outbox
from cms.store.db import transaction
from cms.store.outbox import DEAD, DONE, WAITING
from cms.store.webhooks import WebhookEvent
from tests.support import receivers
from tests.support.people import actor
from tests.support.receivers import Exchange, Receiver, answering, receiving
from tests.worker.posts import MONDAY, a_worker, an_endpoint, attempts, drain, happened, jobs

ADMIN = actor("admin")


def test_tries_again_with_the_same_bytes_and_a_time_of_its_own(
    app: Flask, receiver: Receiver, clock: time_machine.Traveller
) -> None:
    answers = [answering(500, body=b"oh\0 dear" + b"!" * 5000), answering(301), receivers.resetting, receivers.ok]
    receiver.behave = lambda _: answers[len(receiver.received) - 1]
    endpoint = an_endpoint(receiver.url())
    happened(endpoint)
    drain(a_worker(app), clock)
    assert len(set(receiver.ids())) == 1
    assert len({one.body for one in receiver.received}) == 1
    times = [int(one.headers["webhook-timestamp"]) - int(MONDAY.timestamp()) for one in receiver.received]
    assert times == [0, 5, 305, 2105]
    made = attempts()
    assert [one.number for one in made] == [1, 2, 3, 4]
    assert [one.status for one in made] == [500, 301, None, 200]
    assert [one.error for one in made] == [
        "The receiver answered 500.",
        "The receiver answered 301; redirects are not followed.",
        "There was no whole answer: the connection broke off, or what came was not HTTP.",
        None,
    ]
    assert made[0].answer == "oh\ufffd dear" + "!" * (2000 - 8)
    [job] = jobs()
    assert (job.state, job.attempts, job.error) == (DONE, 4, None)
    assert endpoint.row.failing_since is None


def test_gives_up_after_the_last_attempt_and_goes_on_with_the_next(
    sqlite_app: Flask, receiver: Receiver, clock: time_machine.Traveller
) -> None:
    endpoint = an_endpoint(receiver.url())
    first, second = happened(endpoint, lane="guide"), happened(endpoint, lane="guide")
    receiver.behave = lambda one: answering(500) if one.id == first else receivers.ok
    drain(a_worker(sqlite_app), clock)
    assert receiver.ids() == [first] * 10 + [second]
    dead, done = jobs()
    assert (dead.state, dead.attempts, dead.error) == (DEAD, 10, "The receiver answered 500.")
    assert (done.state, done.attempts) == (DONE, 1)


def test_obeys_retry_after_for_all_that_waits_for_the_endpoint(
    app: Flask, receiver: Receiver, clock: time_machine.Traveller
) -> None:
    with receiving() as other_receiver:
        endpoint, other = an_endpoint(receiver.url()), an_endpoint(other_receiver.url())
        receiver.always(answering(429, {"retry-after": "600"}))
        happened(endpoint, lane="a")
        worker = a_worker(app)
        worker.run_once()
        for lane in ("b", "c"):
            happened(endpoint, other, lane=lane)
        receiver.always(answering(429, {"retry-after": "600"}))
        worker.run_once()
        assert len(other_receiver.received) == 2
        receiver.always(receivers.ok)
        seen = len(receiver.received)
        clock.shift(599)
        assert worker.run_once() == 0
        clock.shift(1)
        drain(worker, clock)
        assert len(receiver.received) == seen + 3
        assert [job.state for job in jobs()] == [DONE] * 5


def test_a_receiver_that_is_overloaded_is_left_alone_for_a_while(
    sqlite_app: Flask, receiver: Receiver, clock: time_machine.Traveller
) -> None:
    endpoint = an_endpoint(receiver.url())
    receiver.always(answering(502))
    happened(endpoint, lane="a")
    with transaction():
        event = acts.write_event("guide.updated", {}, guide_id=None, seq=None)
        outbox.add(
            acts.DELIVER, {"event_id": str(event.id)}, subject=str(endpoint.id), due_at=MONDAY + timedelta(seconds=1)
        )
    a_worker(sqlite_app).run_once()
    assert [job.due_at - MONDAY for job in jobs()] == [timedelta(seconds=5), timedelta(seconds=5)]


def test_410_disables_the_endpoint_and_ends_what_waits_for_it(
    app: Flask, receiver: Receiver, clock: time_machine.Traveller
) -> None:
    receiver.always(answering(410))
    endpoint = an_endpoint(receiver.url())
    for _ in range(3):
        happened(endpoint, lane="guide")
    assert a_worker(app).run_once() == 1
    row = endpoint.row
    assert (row.disabled_at, row.disabled_why) == (MONDAY, "The receiver answered 410: it wants no more.")
    assert [job.state for job in jobs()] == [DEAD] * 3
    assert len(receiver.received) == 1


def test_sends_nothing_to_an_endpoint_that_was_disabled_meanwhile(sqlite_app: Flask, receiver: Receiver) -> None:
    endpoint = an_endpoint(receiver.url())
    happened(endpoint)
    with transaction():
        endpoint.row.disabled_at = now()
    a_worker(sqlite_app).run_once()
    assert receiver.received == []
    assert [(job.state, job.error) for job in jobs()] == [(DEAD, "The webhook was switched off.")]


def test_an_endpoint_that_fails_for_five_days_is_disabled(
    sqlite_app: Flask, receiver: Receiver, clock: time_machine.Traveller
) -> None:
    receiver.always(answering(500))
    endpoint = an_endpoint(receiver.url())
    worker = a_worker(sqlite_app)
    for day in range(5):
        clock.move_to(MONDAY + timedelta(days=day))
        happened(endpoint)
        worker.run_once()
    clock.move_to(MONDAY + timedelta(days=5, seconds=-1))
    while worker.run_once():
        pass
    assert (endpoint.row.failing_since, endpoint.row.disabled_at) == (MONDAY, None)
    clock.shift(1)
    happened(endpoint)
    worker.run_once()
    row = endpoint.row
    assert row.disabled_at == MONDAY + timedelta(days=5)
    assert row.disabled_why == "Every delivery since 02 March 2026, 09:00 UTC has failed."
    assert {job.state for job in jobs()} == {DEAD}


def test_a_success_between_makes_failures_begin_anew(
    sqlite_app: Flask, receiver: Receiver, clock: time_machine.Traveller
) -> None:
    endpoint = an_endpoint(receiver.url())
    worker = a_worker(sqlite_app, schedule=())
    for day, status in ((0, 500), (1, 500), (2, 200), (3, 500), (5, 500), (7, 500)):
        clock.move_to(MONDAY + timedelta(days=day))
        receiver.always(answering(status))
        happened(endpoint)
        worker.run_once()
    assert (endpoint.row.failing_since, endpoint.row.disabled_at) == (MONDAY + timedelta(days=3), None)


def test_a_failure_long_ago_says_nothing_about_today(
    sqlite_app: Flask, receiver: Receiver, clock: time_machine.Traveller
) -> None:
    receiver.always(answering(500))
    endpoint = an_endpoint(receiver.url())
    worker = a_worker(sqlite_app)
    happened(endpoint)
    drain(worker, clock)
    later = MONDAY + timedelta(days=60)
    clock.move_to(later)
    happened(endpoint)
    worker.run_once()
    assert (endpoint.row.failing_since, endpoint.row.disabled_at) == (later, None)


def test_a_secret_that_cannot_be_opened_any_more_is_a_failure_with_a_sentence(
    sqlite_app: Flask, receiver: Receiver, clock: time_machine.Traveller
) -> None:
    endpoint = an_endpoint(receiver.url())
    happened(endpoint)
    a_worker(sqlite_app, keys=["quite another key"]).run_once()
    [attempt] = attempts()
    assert (attempt.status, attempt.error) == (None, "This was sealed with a secret key that is no longer set.")
    assert receiver.received == []
    [job] = jobs()
    assert (job.state, job.due_at) == (WAITING, MONDAY + timedelta(seconds=5))
    clock.shift(5)
    a_worker(sqlite_app).run_once()
    assert len(receiver.received) == 1


def test_an_event_that_is_no_longer_kept_is_not_sent(sqlite_app: Flask, receiver: Receiver) -> None:
    happened(an_endpoint(receiver.url()))
    with transaction() as act:
        act.query(WebhookEvent).delete()
    a_worker(sqlite_app).run_once()
    assert receiver.received == []
    assert [(job.state, job.error) for job in jobs()] == [(DEAD, "There is no such event.")]


def test_an_endpoint_that_is_removed_while_it_answers_leaves_nothing_behind(app: Flask, receiver: Receiver) -> None:
    endpoint = an_endpoint(receiver.url())

    def removing(exchange: Exchange) -> None:
        with app.app_context():
            acts.remove_endpoint(endpoint.id, actor=ADMIN)
        exchange.say(200)

    receiver.always(removing)
    happened(endpoint)
    assert a_worker(app).run_once() == 1
    assert (jobs(), attempts()) == ([], [])


def test_an_answer_after_the_lease_changes_nothing(app: Flask, receiver: Receiver) -> None:
    def late(exchange: Exchange) -> None:
        with app.app_context(), transaction():
            outbox.release("slow")
            assert outbox.claim("quick", lease=timedelta(seconds=50))
        exchange.say(200)

    receiver.always(late)
    happened(an_endpoint(receiver.url()))
    a_worker(app, name="slow").run_once()
    [job] = jobs()
    assert (job.state, job.leased_by, attempts()) == (WAITING, "quick", [])
