"""Webhooks: what is announced, and the addresses that admins keep."""

import base64
import json
import logging
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from cms import clock
from cms.errors import InvalidContent, NotFound
from cms.services import resending, sealing
from cms.services import webhooks as acts
from cms.store import webhook_deliveries
from cms.store.outbox import WAITING
from tests.factories import a_guide
from tests.services.addresses import ADMIN, KEYS, URL, again, an_endpoint, check, queue
from tests.services.together import everything


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
    body = json.loads(webhook_deliveries.events_of([job])[job.id].body)
    assert body["type"] == "guide.published"
    assert (body["data"]["guide_id"], body["data"]["slug"], body["data"]["version"]) == (str(guide.id), guide.slug, 1)
    assert queue(nobody_now) == queue(others) == []


def test_what_nobody_heard_can_be_asked_for_later(app: Flask) -> None:
    guide = a_guide("published")
    endpoint = an_endpoint()
    assert resending.resend_since(endpoint.id, guide.created_at, actor=ADMIN).number == 1
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
