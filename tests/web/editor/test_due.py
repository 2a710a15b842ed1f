"""What falls due at a guide: on the desk, in the list and on the guide's page, and the way to see to it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from cms import clock
from cms.services import staging
from cms.store.guides import Guide
from tests.factories import a_document, a_guide, act
from tests.support.barriers import by_turns
from tests.support.browser import follow
from tests.support.people import actor
from tests.support.screens import shown
from tests.web.editor.desk import page_of
from tests.web.editor.test_desk import listed, parts

ClientFor = Callable[[str], FlaskClient]
AGAIN, OLD = "To be looked at again", "Figures past their time"


@pytest.fixture
def stale(sqlite_app: Flask) -> Guide:
    """Two years after it was published, its figures are past their time."""
    with time_machine.travel(datetime.now(UTC) - timedelta(days=760), tick=False):
        today = clock.today().isoformat()
        document = a_document(translation_key=None)
        for section in ("salary_from", "salary_to"):
            document[section]["as_of"] = today
        document["sources"] = [{**row, "published_on": today} for row in document["sources"]]
        return a_guide("published", document)


@pytest.fixture
def late_review(sqlite_app: Flask) -> Guide:
    with time_machine.travel(datetime.now(UTC) - timedelta(days=9), tick=False):
        look = {"name": "Second look", "roles": ["author"], "approvals": 1, "due_days": 1}
        staging.configure([look], actor=actor("managing_editor"))
        return a_guide("in_review", author="second_author")


@pytest.fixture
def due(sqlite_app: Flask) -> Guide:
    guide = a_guide("draft")
    return act(guide.id, "set_review_by", "author", due=clock.now() + timedelta(days=13))


def test_the_desk_shows_owners_and_managing_editors_what_is_due(
    sqlite_app: Flask, client_for: ClientFor, stale: Guide, due: Guide
) -> None:
    later = a_guide("draft")
    act(later.id, "set_review_by", "author", due=clock.now() + timedelta(days=16))
    for key in ("author", "managing_editor"):
        found = parts(shown(client_for(key), "/editor/"))
        for title, guide in ((AGAIN, due), (OLD, stale)):
            number, href, links = found[title]
            assert (number, links) == ("1", [page_of(guide)])
            assert listed(client_for(key), href) == [page_of(guide)]
    for key in ("second_author", "reviewer"):
        assert not {AGAIN, OLD} & parts(shown(client_for(key), "/editor/")).keys()


def test_the_desk_says_until_when_a_review_is_to_be_decided(sqlite_app: Flask, client_for: ClientFor) -> None:
    now = datetime(2026, 12, 14, 9, tzinfo=UTC)  # a Monday
    look = {"name": "Second look", "roles": ["reviewer"], "approvals": 1, "due_days": 2}
    with time_machine.travel(now, tick=False):
        a_guide("in_review")
        staging.configure([look], actor=actor("managing_editor"))
        guide = a_guide("in_review")
    for days, key, words, long in (
        (2, "reviewer", "Review due by", "due by"),
        (2, "author", "Review due by", "due by"),
        (3, "second_reviewer", "Review overdue since", "which was due by"),
    ):
        with time_machine.travel(now + timedelta(days=days), tick=False):
            desk = shown(client_for(key), "/editor/").text
            assert f"{words} 16 Dec 2026" in desk, key
            assert desk.count("Review due") + desk.count("Review overdue") == 1, "the other has no day"
            page = shown(client_for(key), f"{page_of(guide)}/review").text
            assert f"It waits for: Second look, {long} 16 Dec 2026." in page


def test_the_list_has_badges(sqlite_app: Flask, client_for: ClientFor, stale: Guide, due: Guide) -> None:
    page = shown(client_for("author"), "/editor/guides")
    assert page.html.count('state state-due">Figures past their time') == 1
    assert page.text.count("Look again by") == 1
    with time_machine.travel(datetime.now(UTC) + timedelta(days=14), tick=False):
        late = client_for("reviewer")
        assert "Look again, overdue since" in shown(late, "/editor/guides").text


def test_the_guides_page_leads_to_saying_that_it_is_right(
    sqlite_app: Flask, browser_for: Callable[..., Page], stale: Guide
) -> None:
    page = browser_for("author")
    page.goto(page_of(stale))
    follow(page.get_by_role("link", name="Say it is still right"))
    page.get_by_label("What you checked, and where").fill("The chamber’s table of this year.")
    follow(page.get_by_role("button", name="Still right"))
    expect(page.get_by_text("Figures past their time")).to_have_count(0)


def test_is_free_of_barriers(browser_for: Callable[..., Page], stale: Guide, due: Guide, late_review: Guide) -> None:
    page = browser_for("author", viewport={"width": 1440, "height": 800})
    for turn, path in enumerate(("/editor/", "/editor/guides", page_of(stale), page_of(due), "/editor/inbox")):
        page.goto(path)
        by_turns(page, path, turn)
