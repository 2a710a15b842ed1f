"""The list of guides: what it finds, narrows, orders and pages, and what it gives to spreadsheets."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cms.services.spreadsheets import harmless
from cms.store.db import session
from cms.store.guides import Guide
from tests.factories import a_guide, a_short_document, act, revise
from tests.support.library import public
from tests.support.people import PEOPLE
from tests.support.queries import counted
from tests.support.screens import Screen, shown
from tests.support.sites import Site
from tests.web.editor.desk import page_of

For = Callable[[str], FlaskClient]
LIST = "/editor/guides"


def titled(title: str, number: int, **more: object) -> dict[str, object]:
    own = {"slug": f"guide-{number}", "title": title, "to_role": {"slug": f"r-{number}", "label": f"R {number}"}}
    return a_short_document(**{**own, **more})


def guides_on(screen: Screen) -> list[str]:
    return [link for link in screen.links if link.startswith("/editor/guides/0")]


@pytest.fixture
def shelf(app: Flask, site: Site) -> dict[str, str]:
    """Pages of a draft, one in review, a published one and one in the trash, by title.

    Exchanges the database, so a test asks for it before it asks for somebody who is signed in.
    """
    site.furnish("five guides of all kinds", five_guides)
    return {guide.title: page_of(guide) for guide in session().scalars(select(Guide))}


def five_guides() -> None:
    made = {
        "Baking & bread": a_guide("draft", titled("Baking & bread", 1, from_role={"slug": "cook", "label": "Cook"})),
        "100% wool_work": a_guide("in_review", titled("100% wool_work", 2), author="second_author"),
        "Öfen und Brot": a_guide("published", titled("Öfen und Brot", 3, language="de")),
        "Thrown away": a_guide("draft", titled("Thrown away", 4)),
        "About wool": public(5, title="About wool"),
    }
    act(made["Thrown away"].id, "discard", "author")
    act(made["About wool"].id, "request_removal", "author", removal="gone", reason="It is out of date.")
    revise(made["Öfen und Brot"].id, "second_author", summary="Bread is mentioned here, too.")


KEPT = ["Öfen und Brot", "About wool", "100% wool_work", "Baking & bread"]  # last changed first


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", KEPT),
        ("q=BAKING", ["Baking & bread"]),
        ("q=ofen+bro", ["Öfen und Brot"]),
        ("q=bread", ["Baking & bread", "Öfen und Brot"]),
        ("q=bread&sort=changed", ["Öfen und Brot", "Baking & bread"]),
        ("q=wool", ["About wool", "100% wool_work"]),
        ("q=guide-3", ["Öfen und Brot"]),
        ("q=zebra", []),
        ("q=%25", []),
        ("state=draft", ["Öfen und Brot", "Baking & bread"]),
        ("state=discarded", ["Thrown away"]),
        ("state=draft&state=in_review&q=wool", ["100% wool_work"]),
        ("public=live", ["Öfen und Brot"]),
        ("public=live&public=live_unreviewed&sort=title", ["About wool", "Öfen und Brot"]),
        ("role=cook", ["Baking & bread"]),
        ("role=R+3", ["Öfen und Brot"]),
        ("language=de", ["Öfen und Brot"]),
        ("wants=removal", ["About wool"]),
        ("wants=second_look&wants=removal", ["About wool"]),
        ("sort=title", ["100% wool_work", "About wool", "Baking & bread", "Öfen und Brot"]),
        ("sort=state", ["Baking & bread", "Öfen und Brot", "100% wool_work", "About wool"]),
        (f"owner={PEOPLE['second_author'].id}", ["100% wool_work"]),
        (f"author={PEOPLE['second_author'].id}", ["Öfen und Brot", "100% wool_work"]),
        (f"author={PEOPLE['admin'].id}", []),
        ("state=nonsense&public=x&wants=y&sort=drop+table&owner=me&role=%3C&language='", KEPT),
        ("q=%00baking%01", ["Baking & bread"]),
        ("q=" + "(" * 5000, []),
    ],
)
def test_it_finds(shelf: dict[str, str], author: FlaskClient, query: str, found: list[str]) -> None:
    screen = shown(author, f"{LIST}?{query}")
    assert guides_on(screen) == [shelf[title] for title in found], screen.text
    if not found:
        assert "No guide matches." in screen.text


@pytest.mark.usefixtures("sqlite_app")
def test_it_shows_where_the_words_stand(shelf: dict[str, str], author: FlaskClient) -> None:
    html = shown(author, f"{LIST}?q=mention").html
    assert "<mark>mentioned</mark>" in html
    a_guide("draft", titled("Plain", 9, summary="A <b>zebra</b> & more"))
    html = shown(author, f"{LIST}?q=zebra").html
    assert "<mark>&lt;b&gt;zebra&lt;/b&gt;</mark>" in html
    assert "<b>zebra" not in html


def test_what_goes_live_next_comes_first(app: Flask, author: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.web.editor.guide_list._PAGE", 2)
    made = []
    for number, day in enumerate((3, 1, 2)):
        guide = a_guide("approved", titled(f"Guide {number}", number))
        act(guide.id, "schedule", "publisher", due=datetime(2999, 1, day, 8, tzinfo=UTC), zone="Europe/Berlin")
        made.append(page_of(guide))
    plain = page_of(a_guide("draft", titled("Plain", 9)))
    first = shown(author, f"{LIST}?sort=due")
    assert guides_on(first) == [made[1], made[2]]
    assert "Goes live on Tue 1 Jan 2999, 09:00 (Europe/Berlin), which is 08:00 UTC" in first.text
    second = shown(author, next(link for link in first.links if "cursor=" in link))
    assert guides_on(second) == [made[0], plain]
    desk = shown(author, "/editor/")
    assert [link for link in desk.links if link in made] == [made[1], made[2], made[0]]
    assert f"{LIST}?state=scheduled&sort=due" in desk.links


@pytest.mark.parametrize(
    "query", ["sort=changed", "sort=title", "sort=state", "sort=due", "q=guide", "q=guide&sort=title"]
)
def test_it_goes_on_and_back_by_key(
    app: Flask, author: FlaskClient, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.web.editor.guide_list._PAGE", 3)
    for number in range(8):
        a_guide("in_review" if number % 3 else "draft", titled(f"Guide {number // 2}", number))
    whole = shown(author, f"{LIST}.csv?{query}").html.splitlines()
    pages, path = [], f"{LIST}?{query}"
    while path:
        screen = shown(author, path)
        pages.append(guides_on(screen))
        later = [link for link in screen.links if "cursor=" in link]  # the way back stands first
        path = later[-1] if "Next" in screen.text else ""
    assert [len(page) for page in pages] == [3, 3, 2]
    walked = [link for page in pages for link in page]
    assert [line.rpartition(",")[2] for line in whole[1:]] == [link.rpartition("/")[2] for link in walked]
    middle = shown(author, later[0])
    assert guides_on(middle) == pages[1]
    assert guides_on(shown(author, next(link for link in middle.links if "cursor=" in link))) == pages[0]
    assert author.get(f"{LIST}?q=other&cursor={quote(later[0].partition('cursor=')[2])}").status_code == 400


@pytest.mark.usefixtures("sqlite_app")
def test_the_table_holds_all_that_is_chosen(shelf: dict[str, str], author: FlaskClient) -> None:
    a_guide("draft", titled('=HYPERLINK("http://x")', 7))
    answer = author.get(f"{LIST}.csv?sort=title")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/csv", "no-store")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    titles = ['\'=HYPERLINK("http://x")', "100% wool_work", "About wool", "Baking & bread", "Öfen und Brot"]
    assert sorted(row["Title"] for row in rows) == sorted(titles)
    bread = next(row for row in rows if row["Title"] == "Öfen und Brot")
    assert (bread["State"], bread["Public"], bread["Owner"]) == ("Draft", "Live", "Amira Haddad")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n=1", "\u00a0=1", "\uff1d1", "\uff201", "\u200b=1"]
)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("a=1") == "a=1"


def test_it_asks_no_more_for_more_guides(sqlite_app: Flask, author: FlaskClient) -> None:
    asked = []
    shown(author, LIST)
    for round_of in range(2):
        for number in range(3):
            a_guide("draft", titled(f"Guide {number}", 10 * round_of + number), author="second_author")
        sent = []
        for query in ("", "q=guide", f"author={PEOPLE['second_author'].id}&wants=my_review&wants=second_look"):
            with counted() as queries:
                shown(author, f"{LIST}?{query}")
            sent.append(len(queries))
        asked.append(sent)
    assert asked[0] == asked[1]
    assert max(asked[0]) <= 16


def test_best_match_is_an_order_of_words_alone(app: Flask, author: FlaskClient) -> None:
    """The form without words says nothing of an order, so that words typed into it are asked for by the best match."""
    older = a_guide("draft", titled("Bread", 1))
    newer = a_guide("draft", titled("Other", 2, summary="There is bread in it."))
    blank = shown(author, LIST)
    assert offered(blank)[0] == ("", "Last changed", True)
    assert "Best match" not in blank.text
    assert [words for _, words, _ in offered(shown(author, f"{LIST}?sort=changed"))].count("Last changed") == 1
    found = shown(author, f"{LIST}?q=bread&sort=")
    assert offered(found)[:2] == [("", "Best match", True), ("changed", "Last changed", False)]
    assert guides_on(found) == [page_of(older), page_of(newer)]
    assert guides_on(shown(author, f"{LIST}?q=bread&sort=changed")) == [page_of(newer), page_of(older)]
    assert ("title", "Title", True) in offered(shown(author, f"{LIST}?q=bread&sort=title"))


def offered(screen: Screen) -> list[tuple[str, str, bool]]:
    """The orders: value, words, chosen."""
    found = re.search(r'<select[^>]* name="sort">(.*?)</select>', screen.html, re.DOTALL)
    assert found
    options = re.findall(r'<option value="(\w*)"( selected)?>([^<]+)<', found[1])
    return [(value, words, bool(chosen)) for value, chosen, words in options]
