"""The desk: every guide, where it stands, and a way to it."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import a_guide, a_short_document
from tests.support.screens import Screen, shown
from tests.web.editor.desk import page_of


def titled(title: str, number: int) -> dict[str, object]:
    return a_short_document(
        slug=f"guide-{number}", title=title, to_role={"slug": f"r-{number}", "label": f"R {number}"}
    )


def guides_on(screen: Screen) -> list[str]:
    return [link for link in screen.links if link.startswith("/editor/guides/0")]


@pytest.fixture
def shelf(app: Flask, author: FlaskClient) -> dict[str, str]:
    """Pages of a draft, one in review and a published one, by title."""
    made = {
        "Baking & bread": a_guide("draft", titled("Baking & bread", 1)),
        "100% wool_work": a_guide("in_review", titled("100% wool_work", 2)),
        "Öfen und Brot": a_guide("published", titled("Öfen und Brot", 3)),
    }
    return {title: page_of(guide) for title, guide in made.items()}


def test_it_begins_by_saying_what_to_do(sqlite_app: Flask, client_for: Callable[[str], FlaskClient]) -> None:
    assert "Start the first one" in shown(client_for("author"), "/editor/").text
    assert "An author starts the first one." in shown(client_for("reviewer"), "/editor/").text
    assert "/editor/guides/new" not in shown(client_for("reviewer"), "/editor/").links


def test_it_shows_where_everything_stands(sqlite_app: Flask, author: FlaskClient, shelf: dict[str, str]) -> None:
    screen = shown(author, "/editor/")
    assert set(guides_on(screen)) == set(shelf.values())
    for words in ("1 Draft", "1 In review", "1 Published", "Never published", "Live", "Amira Haddad"):
        assert words in screen.text
    assert "/editor/?state=in_review" in screen.links


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=BAKING", ["Baking & bread"]),
        ("q=bread", ["Baking & bread"]),
        ("q=100%25", ["100% wool_work"]),
        ("q=wool_work", ["100% wool_work"]),
        ("q=%25", ["100% wool_work"]),
        ("q=guide-3", ["Öfen und Brot"]),
        ("q=zebra", []),
        ("state=draft", ["Baking & bread"]),
        ("state=draft&state=published", ["Baking & bread", "Öfen und Brot"]),
        ("state=draft&q=Brot", []),
        ("state=nonsense", ["Baking & bread", "100% wool_work", "Öfen und Brot"]),
        ("q=%00bread%01", ["Baking & bread"]),
        ("q=" + "x" * 3000, []),
    ],
)
def test_it_finds(author: FlaskClient, shelf: dict[str, str], query: str, found: list[str]) -> None:
    screen = shown(author, f"/editor/?{query}")
    assert set(guides_on(screen)) == {shelf[title] for title in found}
    if not found:
        assert "No guide matches." in screen.text


def test_it_has_pages(sqlite_app: Flask, author: FlaskClient) -> None:
    for number in range(52):
        a_guide("draft", titled(f"Guide {number}", number))
    first, second = shown(author, "/editor/?state=draft"), shown(author, "/editor/?state=draft&page=2")
    assert [len(set(guides_on(one))) for one in (first, second)] == [50, 2]
    assert "Page 1 of 2" in first.text
    assert "/editor/?page=2&state=draft" in first.links
    for page in ("0", "-1", "x", "%C2%B2", "9" * 500, ""):
        refused = author.get(f"/editor/?page={page}")
        assert (refused.status_code, "page must be a whole number" in Screen(refused).text) == (400, True), page
