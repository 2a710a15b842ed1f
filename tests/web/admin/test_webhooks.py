"""The admin's pages about webhooks: adding one, its secret, changing it, and taking it away."""

import logging
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.services import webhooks as acts
from cms.store import webhooks
from cms.store.db import session
from cms.store.webhooks import WebhookEndpoint
from tests.services.together import everything
from tests.support import clients
from tests.support.people import actor
from tests.support.screens import Screen, shown
from tests.web.admin.log import ADDRESS, a_past, an_endpoint
from tests.web.admin.pages import ALL, NEW, at, sound
from tests.web.test_accounts import assert_sound, by_id

pytestmark = pytest.mark.usefixtures("sqlite_app")


def kept() -> list[WebhookEndpoint]:
    session().rollback()
    session().expire_all()
    return list(webhooks.endpoints())


# Adding and changing


def test_a_webhook_is_added_and_its_secret_shown_once(
    sqlite_app: Flask, admin: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert "Add the first one" in sound(admin, ALL).text
    typed = {"url": f" {ADDRESS} ", "note": "The <careers> site", "type": ["guide.gone", "guide.published"]}
    made = sound(admin, NEW).form(NEW).send(admin, typed)
    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
    assert_sound(made.text)
    secret = by_id(made.text)["secret"].get("value")
    assert secret.startswith("whsec_")
    [endpoint] = kept()
    assert (endpoint.url, endpoint.note) == (ADDRESS, "The <careers> site")
    assert (endpoint.types, endpoint.owner_id) == (["guide.published", "guide.gone"], actor("admin").id)

    rotated = sound(admin, at(endpoint)).form("/secret").send(admin)
    assert (rotated.status_code, rotated.headers["Cache-Control"]) == (201, "no-store")
    assert_sound(rotated.text)
    second = by_id(rotated.text)["secret"].get("value")
    assert "signs too, until" in rotated.text
    assert "The one before signs until" in shown(admin, at(endpoint)).text
    assert second != secret
    for path in (ALL, at(endpoint), at(endpoint, "/change"), at(endpoint, "/remove")):
        page = sound(admin, path)
        assert "whsec_" not in page.html
        assert endpoint.secret not in page.html
        assert ADDRESS in page.html
    assert "whsec_" not in caplog.text


HOSTILE = (
    "", "not an address", "ftp://93.184.216.34/", "javascript:alert(1)", "https://user:word@93.184.216.34/",
    "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/meta-data/", "https://10.0.0.7/",
    "https://2130706433/", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a9fe:a9fe]/", "https://0.0.0.0/",
    "https://93.184.216.34:6379/", "https://localhost/", f"https://93.184.216.34/{'x' * 3000}",
)  # fmt: skip


def test_a_hostile_address_is_refused_and_stays_in_the_form(sqlite_app: Flask, admin: FlaskClient) -> None:
    form = shown(admin, NEW).form(NEW)
    for url in HOSTILE:
        refused = form.send(admin, {"url": url, "note": "Mine", "type": ["guide.gone"]})
        assert refused.status_code == 422, url
        assert_sound(refused.text)
        assert by_id(refused.text)["url"].get("aria-describedby") == "url-help url-error-1"
        typed = Screen(refused).form(NEW).values
        assert (typed["url"], typed["note"], typed.getlist("type")) == (url, "Mine", ["guide.gone"])
    assert kept() == []


def test_a_change_keeps_what_nobody_typed(sqlite_app: Flask, admin: FlaskClient) -> None:
    endpoint = an_endpoint()
    form = sound(admin, at(endpoint, "/change")).form("/change")
    assert (form.values["url"], form.values.getlist("type")) == (ADDRESS, [])
    refused = form.send(admin, {"url": "https://127.0.0.1/", "type": ["guide.read"], "note": "x" * 201})
    assert refused.status_code == 422
    assert_sound(refused.text)
    assert {"url-error-1", "types-error-1", "note-error-1"} <= Screen(refused).ids
    assert kept()[0].url == ADDRESS
    done = form.send(admin, {"note": "Another note"})
    assert (done.status_code, done.location) == (303, at(endpoint))
    page = sound(admin, at(endpoint))
    assert "Saved." in page.text
    assert "Another note" in page.text


def test_fields_that_no_form_has_change_nothing(app: Flask, admin: FlaskClient) -> None:
    endpoint = an_endpoint()
    before = everything()["webhook_endpoint"]
    members = {one.name: "2020-01-01T00:00:00" for one in WebhookEndpoint.__table__.columns}
    data = {**members, "url": ADDRESS, "note": "The careers site", "id": str(uuid4()), "types": "guide.gone"}
    assert clients.submit(admin, at(endpoint, "/change"), data).status_code == 303
    assert everything()["webhook_endpoint"] == before


# Who may


def test_only_admins_are_shown_the_way(client_for: Callable[[str], FlaskClient]) -> None:
    for key, expected in (("admin", True), ("publisher", False)):
        assert (ALL in shown(client_for(key), "/account").links) is expected


def test_a_form_without_its_token_does_nothing(app: Flask, admin: FlaskClient) -> None:
    endpoint = an_endpoint()
    [job, *_] = a_past(endpoint)
    before = everything()
    for path in (
        "/change",
        "/secret",
        "/disable",
        "/enable",
        "/remove",
        "/test",
        "/resend",
        f"/deliveries/{job}/resend",
    ):
        answer = admin.post(at(endpoint, path), data={"url": ADDRESS, "since": "2026-01-01T00:00"})
        assert answer.status_code == 400, path
    assert admin.post(NEW, data={"url": ADDRESS}).status_code == 400
    assert everything() == before


def test_a_delivery_is_found_below_its_own_endpoint_only(sqlite_app: Flask, admin: FlaskClient) -> None:
    endpoint, other = an_endpoint(), an_endpoint()
    [job, *_] = a_past(other)
    before = everything()["outbox_job"]
    for wrong in (
        at(endpoint, f"/deliveries/{job}"),
        f"{ALL}/{uuid4()}/deliveries/{job}",
        at(other, f"/deliveries/{10**30}"),
    ):
        assert admin.get(wrong).status_code == 404
        assert clients.submit(admin, f"{wrong}/resend", page=ALL).status_code == 404
    assert everything()["outbox_job"] == before


def test_an_unknown_webhook_is_not_found(sqlite_app: Flask, admin: FlaskClient) -> None:
    for method, path in (("GET", ""), ("GET", "/change"), ("GET", "/remove"), ("POST", "/test"), ("POST", "/remove")):
        address = f"{ALL}/{uuid4()}{path}"
        answer = admin.get(address) if method == "GET" else clients.submit(admin, address, page="/account")
        assert answer.status_code == 404, path


def test_it_is_switched_off_and_on(sqlite_app: Flask, admin: FlaskClient) -> None:
    endpoint = an_endpoint()
    [job, *_] = a_past(endpoint)
    was = sound(admin, at(endpoint))
    assert was.form("/disable").send(admin).location == at(endpoint)
    off = sound(admin, at(endpoint))
    assert "It was switched off by hand." in off.text
    assert not off.offers("/test")
    assert not off.offers("/resend")
    assert "Switched off" in sound(admin, ALL).text
    for form, said in (("/test", {}), ("/resend", {"since": "2026-01-01T10:00"})):
        refused = was.form(form).send(admin, said)
        assert refused.status_code == 409
        assert "Switch it on first." in Screen(refused).text
        assert_sound(refused.text)
    one = shown(admin, at(endpoint, f"/deliveries/{job}")).form("/resend").send(admin)
    assert one.status_code == 409
    assert "Switch it on first." in Screen(one).text
    assert off.form("/enable").send(admin).location == at(endpoint)
    assert sound(admin, at(endpoint)).offers("/test")


def test_why_the_worker_switched_it_off_is_told(app: Flask, admin: FlaskClient) -> None:
    endpoint = an_endpoint()
    acts.disable(endpoint.id, actor=actor("admin"), why="The receiver answered 410: it wants no more.")
    for path in (ALL, at(endpoint)):
        assert "The receiver answered 410" in sound(admin, path).text


def test_it_is_removed_after_one_question(sqlite_app: Flask, admin: FlaskClient) -> None:
    endpoint, other = an_endpoint(), an_endpoint("https://93.184.216.34/other")
    a_past(endpoint)
    page = sound(admin, at(endpoint))
    assert at(endpoint, "/remove") in page.links
    ask = sound(admin, at(endpoint, "/remove"))
    assert "deleted for good" in ask.text
    assert ask.form("/remove").send(admin).location == ALL
    assert [one.id for one in kept()] == [other.id]
    assert "The webhook is removed." in sound(admin, ALL).text
    assert ask.form("/remove").send(admin).status_code == 404


def test_pages_of_webhooks_are_kept_by_nobody(sqlite_app: Flask, admin: FlaskClient) -> None:
    endpoint = an_endpoint()
    for path in (ALL, NEW, at(endpoint)):
        assert admin.get(path).headers["Cache-Control"] == "no-store"
