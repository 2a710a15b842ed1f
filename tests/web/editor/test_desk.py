"""The desk: what waits for whoever looks, what they write, where everything stands; each number leads to its list."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from cms.services import staging
from cms.store.guides import Guide
from tests.factories import a_document, a_guide, act, revise, submit
from tests.support.library import public
from tests.support.people import PEOPLE, actor
from tests.support.queries import counted
from tests.support.screens import Screen, shown, tags
from tests.web.editor.desk import page_of

For = Callable[[str], FlaskClient]


# Where on a guide's page one is led to.
_PLACES = {"Changes asked of you": "#asked", "Reviews for you": "/review"}


def parts(screen: Screen) -> dict[str, tuple[str, str, list[str]]]:
    """The sections by title: what their number says, where it leads, and the guides that they show."""
    found = {}
    for one in tags(screen.html):
        if one.tag == "section" and one.find("h2/a") is not None:
            number = one.find("h2/a")
            assert number is not None
            title = (one.findtext("h2") or "").strip()
            links = [link.get("href", "") for link in one.iter("a") if "/guides/0" in link.get("href", "")]
            found[title] = ("".join(number.itertext()), number.get("href", ""), links)
    return found


def listed(client: FlaskClient, href: str) -> list[str]:
    return [link for link in shown(client, href).links if link.startswith("/editor/guides/0")]


def test_it_begins_by_saying_what_to_do(sqlite_app: Flask, client_for: For) -> None:
    assert "Start the first one" in shown(client_for("author"), "/editor/").text
    assert "An author starts the first one." in shown(client_for("reviewer"), "/editor/").text
    assert "/editor/guides/new" not in shown(client_for("reviewer"), "/editor/").links


def test_it_says_so_when_nothing_waits(sqlite_app: Flask, client_for: For) -> None:
    a_guide("published")
    assert "Nothing waits for you" in shown(client_for("reviewer"), "/editor/").text
    assert "You are writing nothing" in shown(client_for("author"), "/editor/").text


def test_it_says_who_acted_last(app: Flask, client_for: For) -> None:
    guide = _changes_asked()
    said = f"Owner: {PEOPLE['author'].name}; last act or save by {{}}, "
    assert said.format(PEOPLE["reviewer"].name) in shown(client_for("author"), "/editor/").text
    revise(guide.id, "second_author", summary="Shorter.")
    assert said.format(PEOPLE["second_author"].name) in shown(client_for("author"), "/editor/").text


def _changes_asked() -> Guide:
    guide = a_guide("in_review")
    act(guide.id, "request_changes", "reviewer", comment="Shorter, please.")
    return guide


def _removal_asked(number: int = 1) -> Guide:
    guide = public(number)
    act(guide.id, "request_removal", "author", removal="gone", reason="It is out of date.")
    return guide


def test_it_shows_everyone_what_waits_for_them(sqlite_app: Flask, client_for: For) -> None:
    draft, review, approved = a_guide("draft"), a_guide("in_review"), a_guide("approved")
    asked, leaving = _changes_asked(), _removal_asked()
    forced = public(2)
    expected = {
        "author": {
            "Changes asked of you": [asked], "You are writing": [draft], "Yours, with a reviewer": [review],
        },
        "second_author": {},
        "reviewer": {"Reviews for you": [review], "Second looks you can give": [forced, leaving]},
        "publisher": {"Removals you can confirm": [leaving], "Ready to publish": [approved]},
        "managing_editor": {"Second looks owed": [forced, leaving]},
    }  # fmt: skip
    for key, sections in expected.items():
        found = parts(shown(client_for(key), "/editor/"))
        assert {title: set(links) for title, (_, _, links) in found.items()} == {
            title: {page_of(guide) + _PLACES.get(title, "") for guide in guides} for title, guides in sections.items()
        }, key
        for title, (number, href, links) in found.items():
            assert number == str(len(links)), (key, title)
            pages = {link.removesuffix(_PLACES.get(title, "")) for link in links}
            assert set(listed(client_for(key), href)) == pages, (key, title)
    assert "Removal asked for by Amira Haddad" in shown(client_for("publisher"), "/editor/").text
    assert "Published without review by Mona Schreiber" in shown(client_for("reviewer"), "/editor/").text


def test_a_review_is_not_for_those_who_wrote_or_have_decided(app: Flask, client_for: For) -> None:
    guide = a_guide("in_review", author="second_author")
    assert "Reviews for you" in parts(shown(client_for("reviewer"), "/editor/"))
    act(guide.id, "approve", "reviewer")
    assert parts(shown(client_for("reviewer"), "/editor/")) == {}
    again = a_guide("published", a_document(translation_key=None))
    revise(again.id, title="A newer title of it all")
    submit(again.id)
    assert parts(shown(client_for("reviewer"), "/editor/"))["Reviews for you"][2] == [f"{page_of(again)}/review"]


def test_the_bar_counts_by_state_and_leads_to_each(sqlite_app: Flask, author: FlaskClient) -> None:
    for state in ("draft", "draft", "in_review", "published"):
        a_guide(state)
    screen = shown(author, "/editor/")
    expected = (("2 Draft", "draft", 2), ("1 In review", "in_review", 1), ("1 Published", "published", 1))
    for words, state, number in expected:
        assert words in screen.text
        assert len(listed(author, f"/editor/guides?state={state}")) == number
        assert f"/editor/guides?state={state}" in screen.links
    widths = [one.get("width") for one in tags(screen.html) if one.tag.endswith("rect")]
    assert widths == ["2", "1", "1"]


def test_it_asks_no_more_for_more_guides(sqlite_app: Flask, client_for: For) -> None:
    look = {"name": "Second look", "roles": ["reviewer", "publisher"], "approvals": 1, "due_days": 2}
    staging.configure([look], actor=actor("managing_editor"))
    managing = client_for("publisher")
    shown(managing, "/editor/")
    asked: list[int] = []
    for _ in range(2):
        for state in ("draft", "in_review", "approved"):
            a_guide(state)
        _removal_asked(10 + len(asked))
        with counted() as queries:
            shown(managing, "/editor/")
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 25, asked
