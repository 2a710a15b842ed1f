"""Webhooks switched off and on, and what admins send by hand."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
import time_machine
from flask import Flask

from cms import clock
from cms.errors import InvalidContent, NotFound
from cms.services import resending
from cms.services import webhooks as acts
from cms.services.resending import NotSent, Resent
from cms.store import outbox, webhook_deliveries, webhooks
from cms.store.db import transaction
from cms.store.outbox import DEAD, DONE, WAITING
from cms.store.webhook_deliveries import WebhookAttempt
from cms.store.webhooks import WebhookEndpoint
from cms.worker import Resending
from tests.factories import a_guide
from tests.services.addresses import ADMIN, again, an_endpoint, end, happened, numbers, queue
from tests.services.together import everything


@pytest.fixture
def guide_id(app: Flask) -> UUID:
    return a_guide("draft").id


def go_on(endpoint: WebhookEndpoint) -> bool:
    """A worker takes the next portion, if there is one; deliveries wait meanwhile."""
    with transaction():
        job = outbox.claim("a worker", lease=timedelta(seconds=50), busy=[str(endpoint.id)])
    if job:
        Resending()(job, "a worker")
    return job is not None


# Off, on, away


def test_switched_off_it_gets_nothing_and_loses_what_waited(guide_id: UUID) -> None:
    endpoint, other = an_endpoint(), an_endpoint()
    happened(guide_id, 1, told=[endpoint, other])
    with transaction():
        taken = outbox.claim("a worker", lease=timedelta(seconds=50))
    assert taken
    assert taken.subject == str(endpoint.id)
    happened(guide_id, 2, told=[endpoint, other])
    acts.disable(endpoint.id, actor=ADMIN, why="Enough.")
    acts.disable(endpoint.id, actor=ADMIN, why="Once more.")
    assert (again(endpoint).disabled_why, numbers(endpoint, DEAD)) == ("Enough.", [2])
    assert numbers(endpoint) == [1], "a delivery that is on its way ends as it ends"
    assert numbers(other) == [1, 2]
    for act in (
        lambda: resending.send_test(endpoint.id, actor=ADMIN),
        lambda: resending.resend(endpoint.id, queue(endpoint)[1].id, actor=ADMIN),
        lambda: resending.resend_since(endpoint.id, clock.now() - timedelta(days=1), actor=ADMIN),
    ):
        with pytest.raises(NotSent, match="switched off"):
            act()


def test_switched_on_it_starts_afresh(app: Flask) -> None:
    endpoint = an_endpoint()
    with transaction():
        webhooks.lock(endpoint.id).failing_since = clock.now()
    acts.disable(endpoint.id, actor=ADMIN, why="Enough.")
    acts.enable(endpoint.id, actor=ADMIN)
    kept = again(endpoint)
    assert (kept.disabled_at, kept.disabled_why, kept.failing_since) == (None, None, None)


def test_removed_it_leaves_nothing_but_what_happened(guide_id: UUID) -> None:
    before = everything()
    endpoint, other = an_endpoint(), an_endpoint()
    event = happened(guide_id, 1, told=[endpoint, other])
    with transaction() as act:
        for job in (*queue(endpoint), *queue(other)):
            act.add(
                WebhookAttempt(
                    job_id=job.id, number=1, at=clock.now(), took_ms=3, request_headers={"webhook-id": "msg_1"},
                    status=500, answer="", error="The receiver answered 500.",
                )
            )  # fmt: skip
    acts.remove_endpoint(endpoint.id, actor=ADMIN)
    assert numbers(other) == [1]
    acts.remove_endpoint(other.id, actor=ADMIN)
    after = everything()
    assert webhooks.event(event).seq == 1
    assert {name for name in after if after[name] != before[name]} == {"webhook_event", "site_event"}


# Sending by hand


def test_a_test_event_says_nothing_but_that_it_is_one(app: Flask) -> None:
    endpoint = an_endpoint(types=["guide.gone"])
    job = resending.send_test(endpoint.id, actor=ADMIN)
    event = webhook_deliveries.events_of([job])[job.id]
    body = json.loads(event.body)
    assert (list(body), body["type"], body["data"]) == (["type", "timestamp", "data"], "endpoint.test", {})
    assert (job.lane, job.urgent, event.guide_id, event.seq) == ("", True, None, None)
    with pytest.raises(NotSent, match="on its way already"):
        resending.send_test(endpoint.id, actor=ADMIN)
    end(endpoint, DONE)
    assert resending.send_test(endpoint.id, actor=ADMIN).id != job.id


def test_one_sent_again_is_the_same_event_at_the_end_of_its_lane(guide_id: UUID) -> None:
    endpoint = an_endpoint()
    event = happened(guide_id, 1, told=[endpoint])
    end(endpoint, DEAD)
    happened(guide_id, 2, told=[endpoint])
    [first, second] = queue(endpoint)
    third = resending.resend(endpoint.id, first.id, actor=ADMIN)
    assert third.payload == first.payload == {"event_id": str(event)}
    assert third.lane == second.lane
    assert numbers(endpoint) == [2, 1]
    assert [job.state for job in queue(endpoint)] == [DEAD, WAITING, WAITING]


def test_one_that_waits_is_tried_now_with_all_before_it(guide_id: UUID) -> None:
    endpoint, other_guide = an_endpoint(), a_guide("draft").id
    with time_machine.travel(clock.now() - timedelta(hours=1)):
        happened(guide_id, 1, told=[endpoint])
        happened(guide_id, 2, told=[endpoint])
        happened(other_guide, 3, told=[endpoint])
    tomorrow = clock.now() + timedelta(days=1)
    with transaction():
        for job in webhook_deliveries.not_begun(endpoint.id):
            job.due_at = tomorrow
    [_, second, _] = queue(endpoint)
    assert resending.resend(endpoint.id, second.id, actor=ADMIN).id == second.id
    due = [job.due_at <= clock.now() for job in queue(endpoint)]
    assert due == [True, True, False]
    assert numbers(endpoint) == [1, 2, 3]


def test_nobody_resends_the_delivery_of_another_endpoint(guide_id: UUID) -> None:
    endpoint, other = an_endpoint(), an_endpoint()
    happened(guide_id, 1, told=[other])
    [job] = queue(other)
    for number in (job.id, 0, -1, 10**30):
        with pytest.raises(NotFound):
            resending.resend(endpoint.id, number, actor=ADMIN)
    assert queue(endpoint) == []


def test_what_is_no_longer_kept_is_not_sent_again(guide_id: UUID) -> None:
    endpoint = an_endpoint()
    event = happened(guide_id, 1, told=[endpoint])
    end(endpoint, DONE)
    [job] = queue(endpoint)
    with transaction() as act:
        act.delete(webhooks.event(event))
    with pytest.raises(NotSent, match="no longer kept"):
        resending.resend(endpoint.id, job.id, actor=ADMIN)


def test_all_since_come_in_order_missed_ones_and_waiting_ones_too(guide_id: UUID) -> None:
    endpoint, start = an_endpoint(types=["guide.updated"]), clock.now() - timedelta(hours=5)
    with time_machine.travel(start, tick=False) as travel:
        happened(guide_id, 1, told=[endpoint])
        end(endpoint, DONE)
        happened(guide_id, 2, told=[endpoint])  # waits since then
        travel.shift(timedelta(hours=1))
        moment = clock.now()
        happened(guide_id, 3)  # missed
        happened(guide_id, 4, "guide.gone")  # never wanted
        happened(guide_id, 6, told=[endpoint])
        happened(guide_id, 5)
    resending.send_test(endpoint.id, actor=ADMIN)
    [test] = [job for job in queue(endpoint) if not job.lane]
    assert resending.resend_since(endpoint.id, moment, actor=ADMIN) == Resent(3, later=False)
    assert numbers(endpoint, DONE) == [1]
    assert numbers(endpoint, DEAD) == [6], "what waited is replaced, so that nothing comes before its turn"
    waiting = [job for job in queue(endpoint, WAITING) if job.id != test.id]
    events = webhook_deliveries.events_of(waiting)
    assert [events[job.id].seq for job in waiting] == [2, 3, 5, 6]
    assert all(job.due_at <= clock.now() for job in waiting)


def test_a_long_past_is_queued_in_portions_guide_by_guide(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resending, "_PORTION", 3)
    endpoint, long_ago = an_endpoint(), clock.now() - timedelta(days=9)
    first, second, third, fourth = (a_guide("draft").id for _ in range(4))
    for seq, guide_id in enumerate([first, second, second, third, third, third, third, first, fourth], start=1):
        happened(guide_id, seq)
    assert resending.resend_since(endpoint.id, long_ago, actor=ADMIN) == Resent(9, later=True)
    queued = [numbers(endpoint)]
    happened(third, 10, told=[endpoint])  # meanwhile
    while go_on(endpoint):
        queued.append(numbers(endpoint))
    assert queued == [
        [1, 8], [1, 8, 10, 2, 3], [1, 8, 2, 3, 4, 5, 6, 7, 10], [1, 8, 2, 3, 4, 5, 6, 7, 10, 9],
    ]  # fmt: skip


@pytest.mark.parametrize("end_it", [partial(acts.disable, why="Enough."), acts.remove_endpoint])
def test_a_portion_to_come_ends_with_the_endpoint(
    sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch, end_it: Callable[..., None]
) -> None:
    monkeypatch.setattr(resending, "_PORTION", 1)
    endpoint = an_endpoint()
    for seq in (1, 2):
        happened(a_guide("draft").id, seq)
    assert resending.resend_since(endpoint.id, clock.now() - timedelta(days=1), actor=ADMIN).later
    end_it(endpoint.id, actor=ADMIN)
    assert go_on(endpoint)
    assert not go_on(endpoint)
    assert queue(endpoint, WAITING) == []


def test_nothing_is_sent_again_from_the_future(app: Flask) -> None:
    endpoint = an_endpoint()
    with pytest.raises(InvalidContent):
        resending.resend_since(endpoint.id, clock.now() + timedelta(minutes=1), actor=ADMIN)
    long_ago = clock.now() - timedelta(days=900)
    assert resending.resend_since(endpoint.id, long_ago, actor=ADMIN) == Resent(0, later=False)
