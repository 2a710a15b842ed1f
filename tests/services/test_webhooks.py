"""Webhooks: what is announced, and what admins do with the addresses that are told."""

import base64
import json
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask

from cms import clock
from cms.errors import InvalidContent, NotFound
from cms.services import resending, sealing
from cms.services import webhooks as acts
from cms.services.resending import NotSent
from cms.store import outbox, webhooks
from cms.store.db import session, transaction
from cms.store.outbox import DEAD, DONE, WAITING, Job
from cms.store.webhooks import WebhookAttempt, WebhookEndpoint
from tests.factories import a_guide
from tests.services.together import everything
from tests.support.people import actor

KEYS = ["the key of last year", "the key of this year"]
URL = "https://hooks.example.org/crossway?token=of-theirs"
ADMIN = actor("admin")


def check(url: str) -> str | None:
    return None if url.startswith("https://hooks.") else "This address cannot be reached from here."


def an_endpoint(url: str = URL, types: Sequence[str] = (), note: str = "Their site") -> WebhookEndpoint:
    return acts.register_endpoint(url, types, note, actor=ADMIN, keys=KEYS, check=check)[0]


def again(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """As it is in the database now."""
    session().rollback()
    session().expire_all()
    return webhooks.endpoint(endpoint.id)


def happened(
    guide_id: UUID, seq: int, event_type: str = "guide.updated", *, told: Sequence[WebhookEndpoint] = ()
) -> UUID:
    """An event about the guide; told: who got a delivery of it."""
    with transaction():
        event = acts.write_event(event_type, {"seq": seq}, guide_id=guide_id, seq=seq)
        for endpoint in told:
            acts.deliver(event, endpoint)
    return event.id


def queue(endpoint: WebhookEndpoint, state: str = "") -> list[Job]:
    """Its deliveries, oldest first."""
    session().rollback()
    return list(webhooks.deliveries(endpoint.id, state=state, limit=1000))[::-1]


def numbers(endpoint: WebhookEndpoint, state: str = WAITING) -> list[int]:
    """The sequence numbers of what is in the queue, in its order."""
    jobs = queue(endpoint, state)
    events = webhooks.events_of(jobs)
    return [json.loads(events[job.id].body)["data"]["seq"] for job in jobs]


def end(endpoint: WebhookEndpoint, state: str) -> None:
    """Whatever waits is delivered, or not."""
    with transaction():
        for job in webhooks.not_begun(endpoint.id):
            job.state, job.finished_at = state, clock.now()


@pytest.fixture
def guide_id(app: Flask) -> UUID:
    return a_guide("draft").id


# Announcing


def test_what_is_published_is_told_to_those_who_want_it(app: Flask) -> None:
    everyone, nobody_now, others = an_endpoint(), an_endpoint(), an_endpoint(types=["guide.gone"])
    acts.disable(nobody_now.id, actor=ADMIN, why="It was switched off by hand.")
    guide = a_guide("published")
    [job] = queue(everyone)
    assert (job.state, job.lane) == (WAITING, f"{everyone.id}:{guide.id}")
    body = json.loads(webhooks.events_of([job])[job.id].body)
    assert body["type"] == "guide.published"
    assert (body["data"]["guide_id"], body["data"]["slug"], body["data"]["version"]) == (str(guide.id), guide.slug, 1)
    assert queue(nobody_now) == queue(others) == []


def test_what_nobody_heard_can_be_asked_for_later(app: Flask) -> None:
    before = clock.now()
    guide = a_guide("published")
    endpoint = an_endpoint()
    assert resending.resend_since(endpoint.id, before, actor=ADMIN) == 1
    [job] = queue(endpoint)
    assert job.lane == f"{endpoint.id}:{guide.id}"


# Endpoints and their secrets


def test_a_secret_is_told_once_and_kept_sealed(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        endpoint, secret = acts.register_endpoint(URL, [], " ", actor=ADMIN, keys=KEYS, check=check)
        second = acts.rotate_secret(endpoint.id, actor=ADMIN, keys=KEYS)
    for one in (secret, second):
        assert one.startswith("whsec_")
        assert len(base64.b64decode(one.removeprefix("whsec_"))) == 32
    dump = repr(everything())
    assert str(endpoint.id) in dump
    for known in (secret, second):
        assert known not in dump
        assert known.removeprefix("whsec_") not in dump
        assert known not in caplog.text
    kept = again(endpoint)
    assert sealing.unseal(kept.secret, KEYS) == second
    assert sealing.unseal(kept.previous_secret or "", KEYS) == secret
    assert secret != second


def test_every_act_leaves_a_line_that_names_the_endpoint_and_not_its_address(
    guide_id: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="cms.audit")
    endpoint = an_endpoint()
    acts.change_endpoint(endpoint.id, URL, [], "", actor=ADMIN, check=check)
    acts.rotate_secret(endpoint.id, actor=ADMIN, keys=KEYS)
    job = resending.send_test(endpoint.id, actor=ADMIN)
    resending.resend(endpoint.id, job.id, actor=ADMIN)
    resending.resend_since(endpoint.id, clock.now(), actor=ADMIN)
    acts.disable(endpoint.id, actor=ADMIN, why="Enough.")
    acts.enable(endpoint.id, actor=ADMIN)
    acts.remove_endpoint(endpoint.id, actor=ADMIN)
    lines = [str(one.msg) for one in caplog.records if one.name == "cms.audit"]
    assert len(lines) == 9
    assert all(str(endpoint.id) in line and ADMIN.id in line for line in lines)
    assert "of-theirs" not in caplog.text


def test_both_secrets_sign_for_a_day(app: Flask) -> None:
    endpoint = an_endpoint()
    acts.rotate_secret(endpoint.id, actor=ADMIN, keys=KEYS)
    until = again(endpoint).previous_until
    assert until is not None
    assert timedelta(hours=23, minutes=59) < until - clock.now() <= timedelta(hours=24)


def test_a_new_secret_cures_a_lost_key(app: Flask) -> None:
    endpoint = an_endpoint()
    secret = acts.rotate_secret(endpoint.id, actor=ADMIN, keys=["quite another key"])
    kept = again(endpoint)
    assert sealing.unseal(kept.secret, ["quite another key"]) == secret
    assert (kept.previous_secret, kept.previous_until) == (None, None)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"url": " "}, "url"),
        ({"url": "https://inside.example.org/"}, "url"),
        ({"types": ["guide.published", "guide.read"]}, "types"),
        ({"types": ["endpoint.test"]}, "types"),
        ({"note": "x" * 201}, "note"),
        ({"note": "a\u202eb"}, "note"),
    ],
)
def test_what_cannot_be_kept_is_said_by_field(sqlite_app: Flask, said: dict[str, Any], field: str) -> None:
    given = {"url": URL, "types": [], "note": "", **said}
    with pytest.raises(InvalidContent) as refused:
        acts.register_endpoint(**given, actor=ADMIN, keys=KEYS, check=check)
    assert list(refused.value.errors) == [field]
    endpoint = an_endpoint()
    with pytest.raises(InvalidContent):
        acts.change_endpoint(endpoint.id, **given, actor=ADMIN, check=check)
    kept = again(endpoint)
    assert (kept.url, kept.types, kept.note) == (URL, [], "Their site")


def test_an_address_is_asked_about_when_it_changes_only(app: Flask) -> None:
    endpoint = an_endpoint()
    acts.change_endpoint(
        endpoint.id, URL, ["guide.gone", "guide.published"], " New \n note ", actor=ADMIN, check=refuse
    )
    kept = again(endpoint)
    assert (kept.types, kept.note) == (["guide.published", "guide.gone"], "New note")
    with pytest.raises(InvalidContent):
        acts.change_endpoint(endpoint.id, f"{URL}&more", [], "", actor=ADMIN, check=refuse)


def refuse(url: str) -> str | None:
    return "No."


def test_unknown_endpoints_are_not_found(app: Flask) -> None:
    for act in (acts.enable, acts.remove_endpoint, resending.send_test):
        with pytest.raises(NotFound):
            act(uuid4(), actor=ADMIN)


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


def test_removed_it_leaves_nothing_but_the_events(guide_id: UUID) -> None:
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
    assert {name for name in after if after[name] != before[name]} == {"webhook_event"}


# Sending by hand


def test_a_test_event_says_nothing_but_that_it_is_one(app: Flask) -> None:
    endpoint = an_endpoint(types=["guide.gone"])
    job = resending.send_test(endpoint.id, actor=ADMIN)
    event = webhooks.events_of([job])[job.id]
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
        for job in webhooks.not_begun(endpoint.id):
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
    assert resending.resend_since(endpoint.id, moment, actor=ADMIN) == 3
    assert numbers(endpoint, DONE) == [1]
    assert numbers(endpoint, DEAD) == [6], "what waited is replaced, so that nothing comes before its turn"
    waiting = [job for job in queue(endpoint, WAITING) if job.id != test.id]
    events = webhooks.events_of(waiting)
    assert [events[job.id].seq for job in waiting] == [2, 3, 5, 6]
    assert all(job.due_at <= clock.now() for job in waiting)


def test_nothing_is_sent_again_from_the_future(app: Flask) -> None:
    endpoint = an_endpoint()
    with pytest.raises(InvalidContent):
        resending.resend_since(endpoint.id, clock.now() + timedelta(minutes=1), actor=ADMIN)
    assert resending.resend_since(endpoint.id, clock.now() - timedelta(days=900), actor=ADMIN) == 0
