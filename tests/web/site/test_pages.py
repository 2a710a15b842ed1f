"""The index, a guide's page and its JSON, and what is said where there is nothing."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms import content
from cms.services import drafting
from tests import factories
from tests.factories import a_document, a_guide, a_short_document, examples
from tests.support import people
from tests.support.screens import Screen, read, shown
from tests.support.sites import Site

CANARY = "Zaunkönig"


def public(number: int, **changes: Any) -> None:
    people.ensure()
    own = {
        "slug": f"guide-{number}",
        "title": f"Guide {number}",
        "to_role": {"slug": f"role-{number}", "label": f"R{number}"},
    }
    guide = drafting.create_guide(a_short_document(**{**own, **changes}), actor=people.actor("author")).guide
    factories.act(guide.id, "force_publish", "managing_editor", reason="For a long list.")


def guides_on(screen: Screen) -> list[str]:
    return [link.removeprefix("/guides/") for link in screen.links if link.startswith("/guides/")]


@pytest.fixture
def library(app: Flask, site: Site) -> None:
    """Five guides, told apart by role, language and difficulty."""
    site.furnish("five guides", five_guides)


def five_guides() -> None:
    cook, clerk = {"slug": "cook", "label": "Cook"}, {"slug": "clerk", "label": "Clerk"}
    public(1, from_role=cook, difficulty="easy", overview="Knives are kept sharp.")
    public(2, from_role=cook, difficulty="moderate", language="de")
    public(3, from_role=clerk, to_role=cook, difficulty="easy", overview="Stamps, forms & knives — ſtraße, 100%_sure.")
    public(4, from_role=clerk, difficulty="very_challenging")
    public(5, from_role=clerk, to_role=cook, language="de", difficulty="easy")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [5, 4, 3, 2, 1]),
        ("from_role=cook", [2, 1]),
        ("to_role=cook", [5, 3]),
        ("from_role=cook&from_role=clerk&difficulty=easy", [5, 3, 1]),
        ("language=de&difficulty=easy", [5]),
        ("difficulty=impossible", []),
        ("q=KNIVES", [3, 1]),
        ("q=knives+sharp", [1]),
        ("q=strasse", [3]),
        ("q=100%25_sure", [3]),
        ("q=%25", []),
        ("q=%27+OR+1%3D1--", []),
        ("q=guide+4&language=en", [4]),
        ("q=+++", [5, 4, 3, 2, 1]),
        ("q=" + "x" * 5000, []),
        ("utm_source=x&q=&from_role=&to_role=&difficulty=&language=", [5, 4, 3, 2, 1]),  # as the form sends it
        ("unknown=1&sort=drop+table", [5, 4, 3, 2, 1]),
        ("q=%00knives&language=%00", [3, 1]),
        ("q=%ED%A0%80&language=%FF", []),
    ],
)
def test_the_index_finds(library: None, client: FlaskClient, query: str, found: list[int]) -> None:
    screen = shown(client, f"/?{query}")
    assert guides_on(screen) == [f"guide-{number}" for number in found], screen.text
    if not found:
        assert "0 guides found" in screen.text


def test_the_index_keeps_what_was_chosen(sqlite_app: Flask, library: None, client: FlaskClient) -> None:
    screen = shown(client, "/?from_role=clerk&language=de&q=guide")
    [form] = [one for one in screen.forms if "from_role" in one.values]
    assert (form.values["q"], form.values["from_role"], form.values["language"]) == ("guide", "clerk", "de")
    assert [link for link in screen.links if link.startswith("/?") and "language=de" not in link and "clerk" in link]


def test_the_index_has_pages(sqlite_app: Flask, client: FlaskClient) -> None:
    for number in range(26):
        public(number)
    first, second = shown(client, "/"), shown(client, "/?page=2")
    assert [len(guides_on(one)) for one in (first, second)] == [24, 2]
    assert not set(guides_on(first)) & set(guides_on(second))
    assert "/?page=2" in first.links
    assert "/" in second.links
    assert guides_on(shown(client, "/?page=99")) == []


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1.5", "%C2%B2", "9" * 400, "100001"])
def test_a_page_that_cannot_be_is_refused(sqlite_app: Flask, client: FlaskClient, page: str) -> None:
    answer = client.get(f"/?page={page}")
    assert answer.status_code == 400
    assert "page must be a whole number from 1" in Screen(answer).text


def test_nothing_yet_says_so(sqlite_app: Flask, client: FlaskClient) -> None:
    screen = shown(client, "/")
    assert guides_on(screen) == []
    assert "0 guides" in screen.text


@pytest.mark.parametrize(
    "path",
    ["/guides/nothing", "/nowhere", "/guides/", "/guides/a/b", "/%ED%A0%80", "/guides/%00", "/.env", "/GUIDES/x"],
)
def test_what_is_not_there_says_so_and_helps(sqlite_app: Flask, client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    screen = Screen(answer)
    assert (screen.status, "Page not found" in screen.text) == (404, True)
    assert "/" in screen.links
    assert [form for form in screen.forms if "q" in form.values], "one can search from here"
    missing = client.get(f"/guides/{path.strip('/').partition('/')[0]}x.json")
    assert (missing.status_code, missing.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("name", ["every section", *examples()])
def test_the_json_is_the_whole_document(sqlite_app: Flask, client: FlaskClient, name: str) -> None:
    document = content.draft({**(examples() | {"every section": a_document()})[name], "translation_key": None})
    guide = a_guide("published", document)
    resource = read(client, f"/guides/{guide.slug}.json")
    member = resource.pop("_guide")
    assert content.draft(resource) == document
    assert member["content_hash"] == content.content_hash(document)
    assert member["slug"] == guide.slug
    assert "document" not in member
    assert client.get(f"/guides/{guide.slug}.json").content_type == "application/json"
    for section in content.GuideContent.members():
        kind = content.GuideContent.members()[section]
        assert section in resource or kind.kind not in ("items", "lines"), "every list is there, if only empty"


def test_translations_know_each_other(sqlite_app: Flask, client: FlaskClient) -> None:
    english = a_guide("published", a_document(translation_key="bus"))
    german = a_guide("published", a_document(language="de", slug="busfahrer", title="Vom Bus", translation_key="bus"))
    for one, other in ((english, german), (german, english)):
        member = read(client, f"/guides/{one.slug}.json")["_guide"]
        assert member["translations"] == [
            {"language": other.language, "url": f"http://guides.test/guides/{other.slug}"}
        ]
        assert f"/guides/{other.slug}" in "".join(shown(client, f"/guides/{one.slug}").links)
