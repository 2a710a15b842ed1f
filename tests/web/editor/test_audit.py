"""The page of the logs: who may see which, the filters, and what is taken along."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from cms.clock import today
from cms.services import accounts as acts
from cms.services import auditing
from cms.store import site_events
from cms.store.db import session
from tests.factories import a_document, a_guide, act, published_again
from tests.support.barriers import fits, free_of_barriers
from tests.support.clients import sign_in
from tests.support.people import PEOPLE
from tests.support.screens import shown
from tests.web.editor.desk import page_of

ClientFor = Callable[[str], FlaskClient]
pytestmark = pytest.mark.usefixtures("people")


def test_shows_each_the_log_that_is_theirs(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide = a_guide("published", a_document(title="From <Bus> Driver"), change_note="New <figures>.")
    acts.disable(PEOPLE["nobody"].id)
    author, admin = client_for("author"), client_for("admin")
    mine = author.get("/editor/audit").text
    assert "From &lt;Bus&gt; Driver" in mine
    assert "New &lt;figures&gt;." in mine
    assert "disabled somebody" not in mine
    assert author.get("/editor/audit?about=site").status_code == 403
    assert author.get("/editor/audit/export/csv?about=site").status_code == 403
    theirs = admin.get("/editor/audit").text
    assert "disabled somebody" in theirs
    assert "Driver" not in theirs
    assert admin.get("/editor/audit?about=guides").status_code == 403
    assert "sent it for review" in author.get(f"{page_of(guide)}/log").text


def test_finds_and_pages(sqlite_app: Flask, client_for: ClientFor) -> None:
    guides = [a_guide("in_review") for _ in range(30)]
    author = client_for("author")
    page = shown(author, "/editor/audit")
    [older] = [link for link in page.links if "before=" in link]
    assert page.html.count("<li class=") == 50
    assert shown(author, older).html.count("<li class=") == 10
    assert shown(author, f"/editor/audit?guide={guides[0].slug}").html.count("<li class=") == 2
    assert shown(author, "/editor/audit?action=submit&before=x&day=someday").html.count("<li class=") == 30
    assert shown(author, "/editor/audit?action=submit&before=5").html.count("<li class=") == 30, (
        "a place of the other log"
    )
    lost = shown(author, "/editor/audit?guide=nowhere&action=submit", 404)
    assert "There is no guide at this address." in lost.text
    assert '<option value="submit" selected>' in lost.html
    assert 'value="nowhere"' in lost.html
    assert author.get("/editor/audit/export/csv?guide=nowhere").status_code == 404
    whole = f"/editor/audit?guide=/guides/{guides[0].slug}/"
    assert shown(author, whole).html.count("<li class=") == 2
    assert "Nothing like this was done" in author.get("/editor/audit?day=2020-01-01").text
    taken = author.get("/editor/audit/export/csv?action=submit")
    assert taken.headers["Content-Disposition"] == 'attachment; filename="audit-guides.csv"'
    assert len(list(csv.reader(io.StringIO(taken.text)))) == 31
    assert len(author.get("/editor/audit/export/jsonl").text.splitlines()) == 60
    assert author.get("/editor/audit/export/exe").status_code == 404


def test_shows_the_feed_of_a_day_as_readers_had_it(
    sqlite_app: Flask, client_for: ClientFor, client: FlaskClient
) -> None:
    """Later publications, guides that left and came, and a page that was made again meanwhile change nothing of it."""

    def items() -> list[dict[str, Any]]:
        return list(client.get("/feed.json").json["items"])  # type: ignore[index]

    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False) as clock:
        left, stayed = a_guide("published"), a_guide("published")
        clock.move_to(datetime(2026, 3, 3, 9, tzinfo=UTC))
        then = items()
        clock.move_to(datetime(2026, 3, 4, 9, tzinfo=UTC))
        act(left.id, "takedown", "managing_editor", removal="gone", reason="Wrong.")
        clock.move_to(datetime(2026, 3, 5, 9, tzinfo=UTC))
        published_again(stayed.id, title="From Bus Driver to Planner, again")
        a_guide("published")
        author = client_for("author")
        feed = "/editor/audit/feed?on="
        was = shown(author, f"{feed}2026-03-03")
        links = [link for link in was.links if link.endswith("/feed-item")]
        found = [author.get(link) for link in links]
        assert [one.json for one in found] == then
        assert [one.headers["Cache-Control"] for one in found] == ["private, no-store"] * 2
        assert "no-store" in author.get(f"{feed}2026-03-03").headers["Cache-Control"]
        assert [len(shown(author, f"{feed}2026-03-0{day}").links) for day in (1, 4)] == [
            len(was.links) - 6,
            len(was.links) - 3,
        ]
        today = [link for link in shown(author, feed).links if link.endswith("/feed-item")]
        assert [author.get(link).json for link in today] == items()
        assert "/editor/audit/feed" in shown(author, "/editor/audit").links
        assert author.get(f"{feed}yesterday").status_code == 400
        assert author.get(f"/editor/guides/{left.id}/publications/2/feed-item").status_code == 404


def test_walks_through_the_feed_of_a_day(sqlite_app: Flask) -> None:
    guides = [a_guide("published") for _ in range(5)]
    page = auditing.feed_at_the_end_of(today(), limit=2)
    walked = [one.guide_id for one in page.publications]
    while page.after:
        page = auditing.feed_at_the_end_of(today(), after=page.after, limit=2)
        walked += [one.guide_id for one in page.publications]
    assert walked == [one.id for one in reversed(guides)]


def test_shows_what_readers_had_on_a_day(sqlite_app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False) as clock:
        guide = a_guide("published")
        first = client.get(f"/guides/{guide.slug}").text
        clock.move_to(datetime(2026, 3, 4, 9, tzinfo=UTC))
        published_again(guide.id, overview="Another text.")
        clock.move_to(datetime(2026, 3, 6, 9, tzinfo=UTC))
        act(guide.id, "takedown", "managing_editor", removal="gone", reason="Wrong.")
        author = sqlite_app.test_client()
        sign_in(author, PEOPLE["author"].email, PEOPLE["author"].password)
        days = {day: author.get(f"{page_of(guide)}/public?on=2026-03-0{day}") for day in range(1, 8)}
        assert {day: answer.status_code for day, answer in days.items()} == {
            1: 404, 2: 303, 3: 303, 4: 303, 5: 303, 6: 404, 7: 404,
        }  # fmt: skip
        assert author.get(days[3].location).text == first
        assert "Another text." in author.get(days[5].location).text
        assert author.get(f"{page_of(guide)}/publications/9").status_code == 404
        assert author.get(f"{page_of(guide)}/public?on=someday").status_code == 400


def test_knows_who_acts_by_a_form(sqlite_app: Flask, client_for: ClientFor) -> None:
    author = client_for("author")
    shown(author, "/account").form("/account/tokens").send(author, {"token_name": "A program", "scope": ["read"]})
    session().rollback()
    *_, last = site_events.whole_chain()
    assert (last.action, last.actor_id) == ("token_issued", PEOPLE["author"].actor.id)
    assert last.said == {"owner": str(PEOPLE["author"].id), "name": "A program", "scopes": ["read"]}


def test_is_free_of_barriers(browser_for: Callable[..., Page]) -> None:
    guide = a_guide("published", a_document(title="From Lehrkraft to Softwareentwicklungsprojektverantwortliche"))
    acts.disable(PEOPLE["nobody"].id)
    narrow = {"width": 360, "height": 740}
    for key, scheme, path in (
        ("managing_editor", "light", "/editor/audit"), ("author", "dark", f"{page_of(guide)}/log"),
        ("admin", "dark", "/editor/audit"),
    ):  # fmt: skip
        page = browser_for(key, color_scheme=scheme, viewport=narrow)
        page.goto(path)
        fits(page, path)
        free_of_barriers(page, path)
