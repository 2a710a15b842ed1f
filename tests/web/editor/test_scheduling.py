"""Scheduling, undoing and failing, as people see it at a guide's page."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import select

from cms.cli.worker import _worker as a_worker
from cms.rendering import Renderer
from cms.services import editorial
from cms.services.editorial import Rules
from cms.store import events, publications, schedules, workers
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.store.notifications import Notification
from cms.web.parts import Parts
from cms.worker import Scheduler
from tests.factories import a_guide
from tests.support.clients import Api
from tests.support.people import PEOPLE, actor
from tests.support.screens import Screen, shown
from tests.support.threads import wait_until
from tests.web.editor.desk import page_of

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
UNDO = 30


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def publisher(client_for: Callable[[str], FlaskClient]) -> FlaskClient:
    return client_for("publisher")


@pytest.fixture
def undoing(app: Flask, parts: Parts) -> Iterator[None]:
    """Publishing by hand waits, and a worker is there to end that."""
    app.extensions["crossway"] = replace(parts, rules=replace(parts.rules, undo_seconds=UNDO))
    with transaction():
        workers.beat("a worker")
    yield
    app.extensions["crossway"] = parts


def press(client: FlaskClient, page: str, action: str, **said: str) -> Screen:
    answer = shown(client, page).form(f"/actions/{action}").send(client, said)
    return Screen(answer) if answer.status_code != 303 else shown(client, str(answer.location))


def test_a_time_is_given_with_its_zone_and_shown_with_it(sqlite_app: Flask, publisher: FlaskClient) -> None:
    guide = a_guide("approved")
    page = page_of(guide)
    assert shown(publisher, page).form("/schedule").values["zone"] == "UTC"
    assert "data-propose-zone" in shown(publisher, page).html
    seen = press(publisher, page, "schedule", day="2026-03-30", time="09:00", zone="Europe/Berlin")
    assert "Goes live on Mon 30 Mar 2026, 09:00 (Europe/Berlin), which is 07:00 UTC." in seen.text
    assert "Scheduled by Paula Costa." in seen.text
    plan = schedules.waiting(guide.id)
    assert plan
    assert (plan.due_at, plan.zone) == (datetime(2026, 3, 30, 7, tzinfo=UTC), "Europe/Berlin")
    seen = press(publisher, page, "unschedule", reason="One more look.")
    assert "Goes live on" not in seen.text
    assert seen.form("/schedule").values["zone"] == "Europe/Berlin"  # as this person chose it last
    assert "data-propose-zone" not in seen.html


@pytest.mark.parametrize(
    ("day", "time", "zone", "sentence"),
    [
        ("2026-03-29", "02:30", "Europe/Berlin", "does not exist, because the clocks go forward"),
        ("2026-10-25", "02:30", "Europe/Berlin", "comes twice, because the clocks go back"),
        ("2026-03-02", "08:59", "UTC", "Give a time in the future, with its time zone."),
        ("", "09:00", "UTC", "Give a day, such as 2026-11-30"),
        ("2026-03-30", "09:00", "Mars/Olympus", "Choose a time zone"),
        ("2026-03-30", "14:00+02:00", "Europe/Berlin", "14:00 on 30 March 2026 in Europe/Berlin"),
    ],
)
def test_a_time_that_will_not_do_is_said_and_kept(
    sqlite_app: Flask, publisher: FlaskClient, day: str, time: str, zone: str, sentence: str
) -> None:
    page = page_of(a_guide("approved"))
    seen = press(publisher, page, "schedule", day=day, time=time, zone=zone)
    assert seen.status == 422
    assert sentence in seen.text
    values = seen.form("/schedule").values
    assert (values["day"], values["time"]) == (day, time)


def test_publishing_by_hand_can_be_undone_before_a_reader_sees_it(
    sqlite_app: Flask, publisher: FlaskClient, client: FlaskClient, undoing: None, clock: time_machine.Traveller
) -> None:
    guide = a_guide("approved")
    page = page_of(guide)
    seen = press(publisher, page, "publish")
    assert "Readers get this at 09:00:30 UTC." in seen.text
    assert not seen.offers("/actions/publish")
    assert client.get(f"/guides/{guide.slug}").status_code == 404
    seen = press(publisher, page, "unschedule")
    assert seen.offers("/actions/publish")
    assert [one.action for one in events.of_guide(guide.id)][-2:] == ["schedule", "unschedule"]
    assert events.of_guide(guide.id)[-1].said == {"reason": "Publishing was undone.", "by_hand": True}
    clock.shift(timedelta(hours=1))
    a_worker(sqlite_app).run_once()
    assert client.get(f"/guides/{guide.slug}").status_code == 404


def test_publishing_by_hand_is_done_by_the_worker_in_the_name_of_the_person(
    sqlite_app: Flask, publisher: FlaskClient, client: FlaskClient, undoing: None, clock: time_machine.Traveller,
    renderer: Renderer, rules: Rules, people: dict[str, object],
) -> None:  # fmt: skip
    guide = a_guide("approved")
    page = page_of(guide)
    press(publisher, page, "publish")
    form = shown(publisher, page).form("/actions/unschedule")
    again = publisher.post(f"{page}/actions/publish", data=form.values)  # pressed twice
    assert (again.status_code, len(events.of_guide(guide.id))) == (303, 4)
    clock.shift(timedelta(seconds=UNDO))
    assert Scheduler(renderer, rules).run_due() == 1
    session().rollback()
    live = publications.live(guide.id)
    assert live
    assert live.published_at == MONDAY + timedelta(seconds=UNDO)
    made = events.of_guide(guide.id)
    assert (made[-1].actor_id, made[-2].said["by_hand"], made[-2].actor_id) == ("system", True, live.published_by)
    assert client.get(f"/guides/{guide.slug}").status_code == 200
    whose = Notification.person_id == PEOPLE["author"].id
    told = session().scalars(select(Notification).where(whose).order_by(Notification.id)).all()
    assert [(one.kind, one.actor_id) for one in told if one.kind != "approved"] == [
        ("published", str(PEOPLE["publisher"].id))
    ], "once, when readers have it"


def test_publishing_by_hand_takes_the_place_of_a_schedule(
    sqlite_app: Flask, publisher: FlaskClient, undoing: None
) -> None:
    guide = a_guide("approved")
    page = page_of(guide)
    press(publisher, page, "schedule", day="2026-03-30", time="09:00", zone="UTC")
    press(publisher, page, "publish")
    assert [one.action for one in events.of_guide(guide.id)][-3:] == ["schedule", "unschedule", "schedule"]
    plan = schedules.waiting(guide.id)
    assert plan
    assert (plan.by_hand, plan.due_at) == (True, MONDAY + timedelta(seconds=UNDO))


def test_without_a_worker_nothing_waits(
    sqlite_app: Flask, publisher: FlaskClient, undoing: None, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(minutes=1))  # nobody has heard of the worker since
    guide = a_guide("approved")
    assert "See it live" in press(publisher, page_of(guide), "publish").text
    assert publications.live(guide.id)


def test_when_the_worker_is_late_the_page_says_so_and_a_person_need_not_wait(
    sqlite_app: Flask, publisher: FlaskClient, undoing: None, clock: time_machine.Traveller
) -> None:
    guide = a_guide("approved")
    page = page_of(guide)
    press(publisher, page, "publish")
    clock.shift(timedelta(minutes=1))
    with transaction():
        workers.beat("a worker")
    seen = shown(publisher, page)
    assert "This is late." in seen.text
    assert "See it live" in press(publisher, page, "publish").text
    assert [one.action for one in events.of_guide(guide.id)][-2:] == ["schedule", "publish"]


def test_a_program_is_told_when_it_goes_live(sqlite_app: Flask, api_for: Callable[..., Api], undoing: None) -> None:
    guide = a_guide("approved")
    path = f"/api/v1/editorial/guides/{guide.id}"
    answer = api_for("publisher").post(f"{path}/actions/publish", if_match=1).get_json()
    assert (answer["state"], answer["schedule"]["can_be_undone"]) == ("scheduled", True)
    assert answer["schedule"]["due"] == "2026-03-02T09:00:30+00:00"
    assert api_for("author").get(path).get_json()["schedule"] == answer["schedule"]
    undone = api_for("publisher").post(f"{path}/actions/unschedule", json={"reason": "Undone."}, if_match=1).get_json()
    assert (undone["state"], undone["schedule"]) == ("approved", None)
    said = {"due": "2026-03-30T09:00:00+02:00", "zone": "Europe/Berlin"}
    answer = api_for("publisher").post(f"{path}/actions/schedule", json=said, if_match=1).get_json()
    assert answer["schedule"]["due"] == "2026-03-30T07:00:00+00:00"
    assert (answer["schedule"]["zone"], answer["schedule"]["can_be_undone"]) == ("Europe/Berlin", False)


def published_by_hand(guide: Guide, parts: Parts) -> Rules:
    """It goes live once it cannot be undone any more, by the rules that this returns."""
    rules = replace(parts.rules, undo_seconds=UNDO)
    by = actor("publisher")
    editorial.perform(guide.id, "publish", base=guide.newest, actor=by, renderer=parts.renderer, rules=rules)
    return rules


def test_a_comment_that_is_being_written_outlasts_the_countdown(
    sqlite_app: Flask, parts: Parts, undoing: None, browser_for: Callable[..., Page]
) -> None:
    page, guide = browser_for("reviewer"), a_guide("approved")
    published_by_hand(guide, parts)
    page.clock.install(time=MONDAY)
    page.goto(f"{page_of(guide)}/comments")
    expect(page.locator("[data-countdown]")).to_contain_text("seconds")
    expect(page.locator(".planned")).to_contain_text("this page then shows it live by itself")
    page.get_by_label("Comment", exact=True).fill("Half a sentence")
    page.clock.run_for(1000 * (UNDO + 5))
    expect(page.locator("[data-countdown]")).to_have_text(", now")
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Half a sentence")
    expect(page.locator(".planned")).to_contain_text("load the page again to see it live")


def test_whoever_reads_when_it_goes_live_reads_on(
    sqlite_app: Flask, parts: Parts, undoing: None, browser_for: Callable[..., Page], clock: time_machine.Traveller
) -> None:
    page, guide = browser_for("publisher"), a_guide("approved")
    rules = published_by_hand(guide, parts)
    page.clock.install(time=MONDAY)
    page.goto(page_of(guide))
    expect(page.locator("[data-countdown]")).to_contain_text("seconds")
    page.evaluate("scrollTo(0, 900)")
    clock.shift(timedelta(seconds=UNDO + 1))
    assert Scheduler(parts.renderer, rules).run_due() == 1
    page.clock.run_for(1000 * (UNDO + 5))
    expect(page.locator(".said")).to_have_text("Readers have it now.")
    expect(page.locator(".said")).to_be_focused()
    wait_until(lambda: bool(page.evaluate("scrollY") == 900))
    page.reload()
    expect(page.locator(".said")).to_have_text("Readers have it now.")
