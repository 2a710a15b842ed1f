"""The index, a guide's page and its JSON, and what is said where there is nothing."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms import content
from cms.content import Document
from cms.content.document import walk
from cms.content.kinds import Link, Slug, Text
from cms.services import drafting
from tests import factories
from tests.factories import a_document, a_guide, a_short_document, examples, revise
from tests.support import people
from tests.support.screens import Screen, read, shown

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
def library(app: Flask) -> None:
    """Five guides, told apart by role, language and difficulty."""
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
        ("q=%25", [3]),
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


def canaries(document: Document) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for where, kind, value in walk(document):
        if isinstance(kind, Text) and kind.editable and value and where[0] not in ("language", "region"):
            if kind.kind in ("line", "prose"):
                yield where, f"{CANARY} {value}"[: kind.max_length]
            elif isinstance(kind, Link):
                yield where, f"https://{CANARY.encode('idna').decode()}.example.org/zaunkoenig"
            elif isinstance(kind, Slug) and where[-1] == "slug":
                yield where, f"zaunkoenig-{value}"


def test_no_word_of_a_draft_is_public(
    app: Flask, client: FlaskClient, client_for: Callable[[str], FlaskClient]
) -> None:
    guide = a_guide("published")
    draft = a_document()
    for where, text in canaries(a_document()):
        place: Any = draft
        for part in where[:-1]:
            place = place[part]
        place[where[-1]] = text
    for name, lines in (
        ("tags", draft["tags"]),
        ("love", draft["reality_check"]["love"]),
        ("tasks", draft["roadmap"][0]["tasks"]),
    ):
        lines[:] = [f"{CANARY} {name} {index}" for index, _ in enumerate(lines)]
    public_paths = (
        "/", f"/?q={CANARY}", "/?q=zaunkoenig", "/?from_role=zaunkoenig-bus-driver", "/feed.json",
        f"/guides/{guide.slug}", f"/guides/{guide.slug}.json", f"/guides/{draft['slug']}",
        f"/guides/{draft['slug']}.json", "/guides/zaunkoenig", "/healthz", "/readyz", "/login", "/static/public.css",
    )  # fmt: skip
    before = {path: client.get(path).data for path in public_paths}
    revise(guide.id, **{name: value for name, value in draft.items() if name != "translation_key"})
    other = a_guide("draft", {**draft, "slug": "zaunkoenig", "translation_key": "bus-driver-to-transport-planner"})
    preview = f"/editor/guides/{guide.id}/preview"
    assert shown(client_for("author"), preview).html.count(CANARY) > 40, "it would have been seen"
    for path in public_paths:
        answer = client.get(path)
        told = answer.data.replace(f'value="{CANARY}"'.encode(), b"")
        if "q=" in path or "from_role" in path:
            told = told.replace(CANARY.encode(), b"").replace(b"zaunkoenig", b"")  # what was asked for is told back
            assert answer.data == before[path], path
        assert CANARY.encode() not in told, path
        assert b"zaunkoenig" not in told.lower(), path
        assert path == "/login" or answer.data == before[path], path
    for path in (preview, f"/editor/guides/{other.id}", f"/editor/?q={CANARY}"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert CANARY not in answer.text
