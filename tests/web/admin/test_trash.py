"""The trash, as an admin sees it: what may be deleted for good, since when, and the act."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from cms.workflow import PURGE_AFTER_DAYS
from tests.factories import a_document, a_guide, act, revise
from tests.support.barriers import fits, free_of_barriers
from tests.support.screens import shown
from tests.web.admin.pages import sound

ClientFor = Callable[[str], FlaskClient]
TRASH = "/admin/trash"
TITLE = "From <Bus> Driver"


def thrown_away(days: int) -> str:
    """The address of a guide's page in the trash, where it has been for so many days."""
    with time_machine.travel(datetime.now(UTC) - timedelta(days=days), tick=False):
        guide = a_guide("draft", a_document(title=TITLE, slug=None, translation_key=None))
        act(guide.id, "discard", "author")
    return f"{TRASH}/{guide.id}"


def test_deletes_what_has_been_there_for_long(sqlite_app: Flask, admin: FlaskClient, client_for: ClientFor) -> None:
    assert "Nothing waits here" in sound(admin, TRASH).text
    old, young = thrown_away(PURGE_AFTER_DAYS), thrown_away(3)
    page = sound(admin, TRASH)
    assert page.html.count("From &lt;Bus&gt; Driver") == 3
    assert old in page.links
    assert young not in page.links
    assert "put there by Amira Haddad" in page.text
    assert "Delete it for good" not in sound(admin, young).html
    answer = sound(admin, old).form(old).send(admin)
    assert answer.location == TRASH
    assert "is deleted for good" in shown(admin, TRASH).text
    assert admin.get(old).status_code == 404
    log = shown(client_for("author"), "/editor/audit?action=purge")
    assert "Ada Novak deleted it for good From <Bus> Driver Deleted for good" in log.text
    [whole] = [link for link in log.links if "audit?guide=" in link]
    assert "started the guide" in sound(client_for("author"), whole).text


def test_says_why_not(sqlite_app: Flask, admin: FlaskClient) -> None:
    page = thrown_away(PURGE_AFTER_DAYS)
    refused = admin.post(thrown_away(3), data=sound(admin, page).form(page).values)
    assert refused.status_code == 409
    assert "stays in the trash for 90 days; this one has been there for 3." in refused.text
    once = a_guide("published")
    act(once.id, "takedown", "managing_editor", removal="gone", reason="A court.")
    revise(once.id, summary="Another text.")
    act(once.id, "discard", "author")
    assert "1 more guide that was public once stays" in sound(admin, TRASH).text
    assert admin.get(f"{TRASH}/{a_guide('draft').id}").status_code == 404


def test_is_reached_from_the_guides_page_by_an_admin_who_edits_too(sqlite_app: Flask, client_for: ClientFor) -> None:
    page = thrown_away(PURGE_AFTER_DAYS).replace(TRASH, "/editor/guides")
    author = client_for("author")
    assert TRASH not in author.get(page).text
    form = shown(author, page).form("/actions/recover")
    assert author.post(f"{page}/actions/purge", data=form.values).status_code == 404


def test_is_free_of_barriers(browser_for: Callable[..., Page]) -> None:
    old = thrown_away(PURGE_AFTER_DAYS)
    page = browser_for("admin")
    for address in (TRASH, old):
        page.goto(address)
        free_of_barriers(page)
        fits(page)
