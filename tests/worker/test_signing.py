"""What is sent is signed: as it was written, by each secret that holds, and by nobody who changes it."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from cms.clock import now
from cms.services import webhooks as acts
from cms.store.db import session
from cms.store.outbox import DONE
from cms.store.webhooks import WebhookEvent
from tests.support.people import actor
from tests.support.receivers import Received, Receiver
from tests.worker.posts import KEYS, MONDAY, a_worker, an_endpoint, attempts, happened, jobs


def sound(secret: str, one: Received) -> bool:
    """What a receiver does, in its own words."""
    headers, at = one.headers, int(one.headers["webhook-timestamp"])
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{at}.".encode() + one.body
    mine = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = [name.split(",") for name in headers["webhook-signature"].split(" ")]
    fits = any(version == "v1" and hmac.compare_digest(mine, signature) for version, signature in given)
    return fits and abs(now().timestamp() - at) < 300


def changed(one: Received, **headers: str) -> Received:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Received(one.method, one.path, {**one.headers, **named}, one.body)


def test_sends_the_event_as_it_was_written_and_signs_it(
    sqlite_app: Flask, receiver: Receiver, clock: time_machine.Traveller
) -> None:
    endpoint = an_endpoint(receiver.url("/hook?key=1"))
    name = happened(endpoint)
    assert a_worker(sqlite_app).run_once() == 1
    [one] = receiver.received
    event = session().query(WebhookEvent).one()
    assert (one.path, one.body, one.id) == ("/hook?key=1", event.body.encode(), name)
    assert one.headers["content-type"] == "application/json"
    assert one.headers["user-agent"].startswith("Crossway/")
    assert "." not in one.id
    assert json.loads(one.body).keys() == {"type", "timestamp", "data"}
    Webhook(endpoint.secret).verify(one.body, dict(one.headers))
    assert sound(endpoint.secret, one)
    [attempt] = attempts()
    assert (attempt.number, attempt.at) == (1, MONDAY)
    assert (attempt.status, attempt.answer, attempt.error) == (200, "thank you", None)
    assert attempt.request_headers["webhook-id"] == name
    assert endpoint.secret not in json.dumps(attempt.request_headers)
    assert [job.state for job in jobs()] == [DONE]


def test_what_was_changed_on_its_way_does_not_verify(
    sqlite_app: Flask, receiver: Receiver, clock: time_machine.Traveller
) -> None:
    endpoint, other = an_endpoint(receiver.url()), an_endpoint(receiver.url("/other"))
    happened(endpoint)
    a_worker(sqlite_app).run_once()
    [one] = receiver.received
    bent = Received("POST", one.path, one.headers, one.body.replace(b"updated", b"uqdated"))
    for secret, wrong in (
        (endpoint.secret, bent),
        (endpoint.secret, changed(one, webhook_id="msg_another")),
        (endpoint.secret, changed(one, webhook_timestamp=str(int(MONDAY.timestamp()) - 1))),
        (other.secret, one),
    ):
        assert not sound(secret, wrong)
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(wrong.body, dict(wrong.headers))
    clock.shift(timedelta(minutes=6))
    assert not sound(endpoint.secret, one)
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(endpoint.secret).verify(one.body, dict(one.headers))


def test_both_secrets_sign_for_a_day_after_one_replaced_the_other(
    sqlite_app: Flask, receiver: Receiver, clock: time_machine.Traveller
) -> None:
    endpoint = an_endpoint(receiver.url())
    new = acts.rotate_secret(endpoint.id, actor=actor("admin"), keys=KEYS)
    happened(endpoint)
    worker = a_worker(sqlite_app)
    worker.run_once()
    clock.shift(timedelta(hours=24))
    happened(endpoint)
    worker.run_once()
    during, after = receiver.received
    assert len(during.headers["webhook-signature"].split(" ")) == 2
    assert sound(new, after)
    assert not sound(endpoint.secret, after)
    clock.move_to(MONDAY)
    assert sound(endpoint.secret, during)
    assert sound(new, during)
    for secret in (endpoint.secret, new):
        Webhook(secret).verify(during.body, dict(during.headers))
