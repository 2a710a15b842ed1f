"""The inbox: what it says, who sees what in it, reading, paging, and how one is mailed."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from sqlalchemy import event

from cms.services import notifying
from cms.services.notices import ENDPOINT_DISABLED, MENTION
from cms.store import notifications, retention
from cms.store.db import db, session, transaction
from cms.store.guides import Guide
from cms.store.notifications import MOST_COUNTED, Notification
from cms.workflow import SYSTEM
from tests.factories import a_document, a_guide
from tests.support.barriers import fits, free_of_barriers
from tests.support.people import PEOPLE, actor
from tests.support.screens import Form, Screen, shown
from tests.web.editor.desk import page_of

ClientFor = Callable[[str], FlaskClient]
pytestmark = pytest.mark.usefixtures("people")


def mention(guide: Guide, key: str, times: int = 1, **said: Any) -> None:
    with transaction():
        for _ in range(times):
            notifying.tell(MENTION, guide=guide, actor=actor("author"), people=[PEOPLE[key].actor.id], **said)


def leading(page: Screen) -> list[Form]:
    """The forms that lead to what was told, the newest first."""
    return [form for form in page.forms if "/editor/inbox/" in form.action and not form.action.endswith("/read")]


def unread(key: str) -> int:
    session().rollback()
    return notifications.unread(PEOPLE[key].id, of_guides=True)


def test_says_what_waits_and_leads_there(sqlite_app: Flask, client_for: ClientFor) -> None:
    reviewer = client_for("reviewer")
    assert "Nothing has happened yet that concerns you" in reviewer.get("/editor/inbox").text
    assert "What is to be done stands on the desk" in shown(reviewer, "/editor/inbox").text
    assert "What has happened is told in your inbox" in shown(reviewer, "/editor/").text
    assert "stands on the desk" not in shown(client_for("admin"), "/editor/inbox").text, "admins have none"
    guide = a_guide("in_review", a_document(title="From <Bus> Driver"), change_note="First <edition>.")
    mention(guide, "reviewer", comment="Look\nhere.", place="/compare")
    page = shown(reviewer, "/editor/inbox")
    assert "Waits for your review" in page.html
    assert "Amira Haddad sent it for review." in page.html
    assert "From &lt;Bus&gt; Driver" in page.html
    assert "First &lt;edition&gt;." in page.html
    assert 'Inbox <span class="count">2' in shown(reviewer, "/editor/").html
    [first, second] = leading(page)
    assert first.send(reviewer).location == f"{page_of(guide)}/compare"
    assert unread("reviewer") == 1
    assert second.send(reviewer).location == f"{page_of(guide)}/review"
    assert unread("reviewer") == 0
    assert "Mark all as read" not in reviewer.get("/editor/inbox").text


def test_is_each_persons_own(sqlite_app: Flask, client_for: ClientFor) -> None:
    mention(a_guide(), "reviewer")
    address = leading(shown(client_for("reviewer"), "/editor/inbox"))[0].action
    other = client_for("second_reviewer")
    [form] = [one for one in shown(other, "/account").forms if one.action == "/account/mail"]
    assert other.post(address, data={"csrf_token": form.values["csrf_token"]}).status_code == 404
    other.post("/editor/inbox/read", data={"csrf_token": form.values["csrf_token"]})
    assert unread("reviewer") == 1


def test_pages_by_key_and_marks_all(sqlite_app: Flask, client_for: ClientFor) -> None:
    mention(a_guide(), "reviewer", times=MOST_COUNTED + 5)
    reviewer = client_for("reviewer")
    page, seen = shown(reviewer, "/editor/inbox"), 0
    assert f"{MOST_COUNTED - 1}+" in page.html
    while True:
        seen += page.html.count("<li class=")
        older = [link for link in page.links if "before=" in link]
        if not older:
            break
        page = shown(reviewer, older[0])
    assert seen == MOST_COUNTED + 5
    next(one for one in page.forms if one.action == "/editor/inbox/read").send(reviewer)
    assert unread("reviewer") == 0
    assert reviewer.get("/editor/inbox?before=nonsense").status_code == 200


def test_tells_admins_of_webhooks_and_of_no_guide(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide = a_guide()
    with transaction():
        notifying.tell(ENDPOINT_DISABLED, actor=SYSTEM, people=[PEOPLE["admin"].actor.id], reason="410", endpoint="x")
        session().add(
            Notification(
                person_id=PEOPLE["admin"].id, kind=MENTION, guide_id=guide.id, actor_id="system", said={},
                at=datetime.now(UTC), read_at=None, mailed_at=None,
            )
        )  # fmt: skip
    page = client_for("admin").get("/editor/inbox").text
    assert "A webhook was switched off" in page
    assert "You are mentioned" not in page
    assert 'Inbox <span class="count">1' in page
    assert "set <code" in page, "no mail leaves a site without a server, and its admin learns of it"
    assert "set <code" not in client_for("author").get("/editor/inbox").text


def test_asks_the_same_however_much_it_shows(sqlite_app: Flask, client_for: ClientFor) -> None:
    reviewer = client_for("reviewer")

    def asked() -> int:
        made: list[str] = []

        def heard(*said: object) -> None:
            made.append(str(said[2]))

        event.listen(db.engine, "before_cursor_execute", heard)
        try:
            assert reviewer.get("/editor/inbox").status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", heard)
        return len([one for one in made if one.startswith("SELECT")])

    mention(a_guide(), "reviewer")
    few = asked()
    for _ in range(4):
        mention(a_guide(), "reviewer", times=6)
    assert asked() == few


def test_mails_as_chosen_on_the_account_page(sqlite_app: Flask, client_for: ClientFor) -> None:
    reviewer = client_for("reviewer")
    form = shown(reviewer, "/account").form("/account/mail")
    assert form.values["mail"] == "at_once"
    assert form.send(reviewer, {"mail": "hourly"}).status_code == 422
    assert form.send(reviewer, {"mail": "daily"}).location.endswith("/account#mail")
    assert shown(reviewer, "/account").form("/account/mail").values["mail"] == "daily"
    assert "You are mailed about this once a day." in reviewer.get("/editor/inbox").text
    assert Screen(client_for("nobody").get("/account")).html.count("What is mailed to you") == 0


def test_is_forgotten_after_half_a_year(sqlite_app: Flask) -> None:
    mention(a_guide(), "reviewer")
    with time_machine.travel(datetime.now(UTC) + timedelta(days=179), tick=False):
        retention.forget()
        assert unread("reviewer") == 1
    with time_machine.travel(datetime.now(UTC) + timedelta(days=181), tick=False):
        retention.forget()
        assert unread("reviewer") == 0


def test_leads_back_to_what_was_marked_as_read(sqlite_app: Flask, client_for: ClientFor) -> None:
    reviewer = client_for("reviewer")
    mention(a_guide("draft"), "reviewer", times=40)
    [older] = [link for link in shown(reviewer, "/editor/inbox").links if "before=" in link]
    page = shown(reviewer, older)
    form = next(one for one in page.forms if one.action.endswith("/read") and "id" in one.values)
    answer = form.send(reviewer)
    assert answer.location == f"{older}#told-{form.values['id']}"
    assert f"told-{form.values['id']}" in shown(reviewer, older).ids


def test_is_free_of_barriers(browser_for: Callable[..., Page], people: Mapping[str, object]) -> None:
    guide = a_guide("in_review", a_document(title="From Lehrkraft to Softwareentwicklungsprojektverantwortliche"))
    mention(guide, "reviewer", comment="A comment.\nOf two lines.")
    notifying.read(PEOPLE["second_reviewer"].id)
    for key, scheme in (("reviewer", "light"), ("second_reviewer", "dark"), ("publisher", "light")):
        page = browser_for(key, color_scheme=scheme, viewport={"width": 360, "height": 740})
        page.goto("/editor/inbox")
        expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")
        fits(page, key)
        free_of_barriers(page, key)
