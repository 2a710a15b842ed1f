"""What a page says once an act is done or was refused, and where those who use the keys go on."""

from collections.abc import Callable
from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from cms.services import staging
from cms.store import workers
from cms.store.db import transaction
from cms.web.parts import Parts
from tests.factories import a_guide, act
from tests.support.browser import follow
from tests.support.people import actor
from tests.support.screens import Screen, shown
from tests.web.editor.desk import page_of

ClientFor = Callable[[str], FlaskClient]
For = Callable[..., Page]


def test_says_what_was_done(sqlite_app: Flask, client_for: ClientFor) -> None:
    look = {"name": "Look", "roles": ["reviewer"], "approvals": 1, "due_days": None}
    staging.configure([look, {**look, "name": "Another"}], actor=actor("managing_editor"))
    page = page_of(a_guide("in_review"))

    def done(key: str, action: str, **said: str) -> str:
        client = client_for(key)
        answer = shown(client, f"{page}/log").form(f"/actions/{action}").send(client, said)
        return shown(client, str(answer.location)).text

    assert "You have claimed this review." in done("reviewer", "claim")
    assert "You have approved it. It waits for another approval." in done("reviewer", "approve")
    last = done("second_reviewer", "approve")
    assert "You have approved it." in last
    assert "waits for another" not in last
    assert "Published." in done("publisher", "publish")
    assert "Noted: it is still right." in done("author", "reaffirm", evidence="Asked the chamber.")
    assert "Removal is asked for. Another publisher" in done("author", "request_removal", removal="gone", reason="Old.")


def test_says_nothing_for_what_is_no_act(sqlite_app: Flask, author: FlaskClient) -> None:
    assert 'class="said"' not in shown(author, f"{page_of(a_guide('draft'))}?said=nothing").html


def test_a_refusal_leads_back_to_its_form(sqlite_app: Flask, client_for: ClientFor) -> None:
    page, reviewer = page_of(a_guide("in_review")), client_for("reviewer")
    form = shown(reviewer, page).form("/actions/request_changes")
    screen = Screen(form.send(reviewer))
    assert screen.status == 422
    assert "Say what should change. To “Ask for changes”" in screen.text
    assert "#act-request_changes" in screen.links


def test_keys_lead_on_after_each_act(browser_for: For) -> None:
    guide = a_guide("in_review")
    page = browser_for("reviewer", java_script_enabled=False)
    page.goto(f"{page_of(guide)}/review")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(".to-acts a:focus").count():
            break
    expect(page.locator(".to-acts a")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#act-claim summary")).to_be_focused()
    page.locator("#act-request_changes summary").press("Enter")
    page.locator("#act-request_changes .btn").press("Enter")
    expect(page.locator("#request_changes-comment")).to_be_focused()
    page.keyboard.type("Name the source.")
    follow(page.locator("#act-request_changes .btn"))
    expect(page.locator(".said")).to_have_text("You have asked for changes. Whoever wrote it is told.")
    expect(page.locator(".said")).to_be_focused()


def test_undo_is_the_next_key_after_publishing(browser_for: For, app: Flask, parts: Parts) -> None:
    app.extensions["crossway"] = replace(parts, rules=replace(parts.rules, undo_seconds=30))
    with transaction():
        workers.beat("a worker")
    page = browser_for("publisher", java_script_enabled=False)
    page.goto(page_of(a_guide("approved")))
    follow(page.get_by_role("button", name="Publish", exact=True))
    expect(page.locator(".planned")).to_be_focused()
    expect(page.locator(".said")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".said")).to_have_text("Nothing goes live by itself now. It is approved still.")


def test_a_takedown_says_by_when_it_is_owed_a_look(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide = a_guide("published")
    act(guide.id, "takedown", "managing_editor", removal="gone", reason="A court.")
    assert "Second look due by" in shown(client_for("reviewer"), page_of(guide)).text
