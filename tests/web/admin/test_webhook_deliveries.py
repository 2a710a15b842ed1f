"""The admin's pages about what a webhook was sent: what was answered, and sending again."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.services import resending
from cms.store import webhook_deliveries
from cms.store.outbox import DEAD, DONE, WAITING
from tests.support.screens import Screen, shown
from tests.web.admin.log import a_past, an_endpoint
from tests.web.admin.pages import ALL, at, sound
from tests.web.test_accounts import assert_sound


@pytest.mark.usefixtures("sqlite_app")
def test_what_was_sent_and_answered_is_shown_as_text(app: Flask, admin: FlaskClient) -> None:
    endpoint = an_endpoint()
    [dead, waiting, done] = a_past(endpoint)
    page = sound(admin, at(endpoint))
    for words in ("Given up", "Delivered", "Waiting", "guide.updated", "503", "cannot be reached"):
        assert words in page.text
    delivered = sound(admin, at(endpoint, f"/deliveries/{done}"))
    assert "webhook-signature: v1,c2lnbmF0dXJl" in delivered.text
    assert '{"type":"guide.updated","timestamp":' in delivered.text
    assert "<script>alert(1)</script> \ufffd[2J \ufffd gnp" in delivered.text
    assert "Try 2: The receiver answered 200." in delivered.text
    assert "Try now" in sound(admin, at(endpoint, f"/deliveries/{waiting}")).text
    assert "cannot be reached" in sound(admin, at(endpoint, f"/deliveries/{dead}")).text
    assert "Working" in sound(admin, ALL).text


def test_deliveries_are_chosen_by_outcome_and_read_page_by_page(sqlite_app: Flask, admin: FlaskClient) -> None:
    endpoint = an_endpoint()
    jobs = a_past(endpoint, 60)
    ways = [at(endpoint, f"/deliveries/{job}") for job in jobs]

    def listed(path: str) -> list[str]:
        return [link for link in sound(admin, path).links if "/deliveries/" in link]

    seen, path = [], at(endpoint)
    for _ in range(3):
        seen += listed(path)
        path = next((link for link in shown(admin, path).links if "before=" in link), "")
    assert (seen, path) == (ways, "")
    assert listed(at(endpoint, f"?state={DONE}")) == ways[-1:]
    assert listed(at(endpoint, f"?state={WAITING}")) == ways[-2:-1]
    assert len(listed(at(endpoint, f"?state={DEAD}"))) == 25
    assert listed(at(endpoint, "?state=unheard-of")) == ways[:25]
    assert "No delivery here" in sound(admin, at(endpoint, "?before=1")).text
    assert admin.get(at(endpoint, "?before=1e9")).status_code == 400


def test_a_test_event_can_be_sent_once_at_a_time(app: Flask, admin: FlaskClient) -> None:
    endpoint = an_endpoint()
    page = sound(admin, at(endpoint))
    assert "Send a test event to see" in page.text
    sent = page.form("/test").send(admin)
    assert sent.status_code == 303
    delivery = sound(admin, str(sent.location))
    assert "A test event is on its way." in delivery.text
    assert "endpoint.test" in delivery.text
    assert "Not tried yet" in delivery.text
    refused = page.form("/test").send(admin)
    assert refused.status_code == 409
    assert "on its way already" in Screen(refused).text
    assert len(webhook_deliveries.page(endpoint.id, limit=9)) == 1


def test_one_delivery_is_sent_again(app: Flask, admin: FlaskClient) -> None:
    endpoint = an_endpoint()
    [dead, *_] = a_past(endpoint)
    sent = sound(admin, at(endpoint, f"/deliveries/{dead}")).form("/resend").send(admin)
    assert sent.status_code == 303
    assert sent.location != at(endpoint, f"/deliveries/{dead}")
    assert "It is on its way." in sound(admin, str(sent.location)).text


def test_all_since_some_time_are_sent_again(app: Flask, admin: FlaskClient) -> None:
    endpoint = an_endpoint()
    a_past(endpoint)
    form = sound(admin, at(endpoint)).form("/resend")
    for typed in (
        "",
        "yesterday",
        "2026-02-30T10:00",
        "2026-01-01T10:00+01:00",
        "9999-12-31T23:59",
        "٢٠٢٦-01-01T10:00",
    ):
        refused = form.send(admin, {"since": typed})
        assert refused.status_code == 422, typed
        assert_sound(refused.text)
        assert Screen(refused).form("/resend").values["since"] == typed
        assert "since-error-1" in Screen(refused).ids
    done = form.send(admin, {"since": "2026-01-01T10:00"})
    assert (done.status_code, done.location) == (303, at(endpoint))
    assert "3 events will be sent again, in order." in sound(admin, at(endpoint)).text
    assert len(webhook_deliveries.page(endpoint.id, state=WAITING, limit=9)) == 3


def test_says_when_the_rest_follows(sqlite_app: Flask, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resending, "_PORTION", 1)
    endpoint = an_endpoint()
    a_past(endpoint)
    a_past(endpoint)
    sound(admin, at(endpoint)).form("/resend").send(admin, {"since": "2026-01-01T10:00"})
    assert (
        "6 events will be sent again, each guide’s in order. The queue fills bit by bit."
        in sound(admin, at(endpoint)).text
    )
