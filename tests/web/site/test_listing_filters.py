"""The same filters on the feeds, the API and the index: what each asks for, and what none of them takes."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.library import naming, public, role, rows, walk
from tests.support.screens import Screen, shown

HOLDS = ("/feed.json?", "/feed.json?view=summary&", "/api/v1/guides?", "/feed.json?order=updated&limit=1&")


@pytest.fixture
def library(app: Flask) -> None:
    """Five guides, told apart by everything one can filter by."""
    cook, clerk = role("cook"), role("clerk")
    public(1, from_role=cook, difficulty="easy", tags=["night work"], **naming(brought=["stock-control"]))
    public(2, from_role=cook, difficulty="moderate", language="de", tags=["Nachtarbeit", "night work"])
    public(3, from_role=clerk, to_role=cook, difficulty="easy", **naming(learnt=["stock-control"]))
    public(4, from_role=clerk, difficulty="very_challenging", tags=["100%_sure, & “quoted”"])
    public(5, from_role=clerk, to_role=cook, language="de", difficulty="easy")


CASES: Mapping[str, list[int]] = {
    "": [5, 4, 3, 2, 1],
    "from_role=cook": [2, 1],
    "to_role=cook": [5, 3],
    "role=cook": [5, 3, 2, 1],
    "role=cook&role=role-4": [5, 4, 3, 2, 1],
    "role=cook&from_role=clerk": [5, 3],
    "from_role=cook&from_role=clerk&difficulty=easy": [5, 3, 1],
    "skill=stock-control": [3, 1],
    "skill=stock-control&to_role=cook": [3],
    "tag=night+work": [2, 1],
    "tag=night": [],
    "tag=night+work&tag=100%25_sure,+%26+%E2%80%9Cquoted%E2%80%9D": [4, 2, 1],
    "language=de&difficulty=easy": [5],
    "language=de&language=en&tag=Nachtarbeit": [2],
    "role=Cook": [],
    "role=%27+OR+1%3D1--": [],
    "skill=" + "x" * 9000: [],
    "from_role=&to_role=&role=&skill=&tag=&language=&difficulty=": [5, 4, 3, 2, 1],  # as the form sends it
}


def numbers(found: list[dict[str, Any]]) -> list[int]:
    return [int(one["url"].rpartition("-")[2]) for one in found]


def test_finds_the_same_wherever_it_is_asked_for(library: None, client: FlaskClient) -> None:
    for query, expected in CASES.items():
        for hold in HOLDS:
            assert numbers(rows(client, hold + query)) == expected, hold + query
        screen = shown(client, f"/?{query}")
        links = [link for link in screen.links if link.startswith("/guides/")]
        assert links == [f"/guides/guide-{number}" for number in expected], query


def test_pages_keep_what_was_asked_for(sqlite_app: Flask, library: None, client: FlaskClient) -> None:
    for query, expected in CASES.items():
        if len(expected) > 1:
            for path in (f"/feed.json?{query}&limit=1", f"/api/v1/guides?limit=1&{query}"):
                pages = list(walk(client, path))
                assert len(pages) == len(expected), path
                assert numbers([page.get_json(force=True)["items"][0] for page in pages]) == expected


def test_what_nobody_knows_counts_nothing_outside_the_api_and_is_refused_there(
    sqlite_app: Flask, library: None, client: FlaskClient
) -> None:
    unknown = (
        "utm_source=x",
        "status=draft",
        "as_of=2020",
        "preview=1",
        "sort=title;drop",
        "page=2",
        "Role=cook",
        "q=x",
    )
    for one in unknown:
        assert client.get(f"/feed.json?{one}").data == client.get("/feed.json").data, one
        for path in ("/api/v1/guides", "/api/v1/guides/guide-1", "/api/v1/changes", "/api/v1/roles"):
            assert client.get(path).status_code == 200  # and is kept: which must not answer for the other
            answer = client.get(f"{path}?{one}")
            assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), (path, one)
            assert one.partition("=")[0] in answer.get_json()["detail"]
            assert client.head(f"{path}?{one}").status_code == 400


def test_the_index_shows_each_choice_so_that_it_can_be_taken_back(
    sqlite_app: Flask, library: None, client: FlaskClient
) -> None:
    screen = shown(client, "/?role=cook&skill=stock-control&tag=night+work&difficulty=easy")
    for words in ("Cook", "Stock control", "night work", "Easy"):
        assert f"Remove {words}" in screen.text or f": {words}" in screen.text, words
    without = [link for link in screen.links if link.startswith("/?") and "skill=" not in link]
    assert any("role=cook" in link and "tag=night" in link and "difficulty=easy" in link for link in without)
    [form] = [one for one in screen.forms if "from_role" in one.values]
    assert (form.values["skill"], form.values["tag"]) == ("stock-control", "night work")
    nothing = shown(client, "/?role=no-such-role&language=xx&difficulty=impossible&tag=%3Cb%3E")
    assert "no-such-role" in nothing.text
    assert "<b>" not in nothing.html


def test_the_index_offers_the_roles_that_most_guides_have(
    sqlite_app: Flask, library: None, client: FlaskClient
) -> None:
    html = Screen(client.get("/")).html
    for value, words in (("clerk", "Clerk (3)"), ("cook", "Cook (2)")):
        assert f'<option value="{value}">{words}</option>' in html
    assert html.index('value="de">') > 0
    assert "Role 3" not in html, "nothing ends there"
