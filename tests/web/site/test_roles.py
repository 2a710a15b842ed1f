"""A role's page and the paths between two: what live guides say, nothing of any other, and a sentence for the rest."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from cms.content import graph
from cms.store import roads
from cms.web.site import roles as pages_of_roles
from tests.factories import a_document, a_guide, revise
from tests.support.barriers import by_day_and_night
from tests.support.roads import a_road, bring
from tests.support.screens import Screen, shown
from tests.support.sites import Site

PAY = {"min": 20000, "max": 24000, "currency": "EUR", "period": "year", "as_of": "2026-01-01"}
CODE = {"scheme": "isco-08", "code": "5120"}


def guides_on(screen: Screen) -> list[str]:
    return [link.removeprefix("/guides/") for link in screen.links if link.startswith("/guides/")]


@pytest.fixture
def library(app: Flask, site: Site) -> None:
    site.furnish("roads between roles", roads_between_roles)


def roads_between_roles() -> None:
    a_road("cook>clerk", 30, salary_from=PAY, from_role={"slug": "cook", "label": "Cook", "codes": [CODE]})
    a_road("waiter>cook", 8, salary_to=PAY, to_role={"slug": "cook", "label": "Cook", "codes": [CODE]})
    a_road("cook>baker", 4, transferable_skills=bring("knives", "heat"))
    a_road("baker>clerk", 6)
    a_road("cook>baker:koch-zu-baecker", 3, language="de", to_role={"slug": "baker", "label": "Bäcker"})
    a_road("baker>teacher", 5)
    a_road("teacher>clerk", 5)
    a_road("clerk>writer", 5, to_role={"slug": "writer", "label": "كاتب"})


def test_a_role_has_its_guides_both_ways(library: None, client: FlaskClient) -> None:
    screen = shown(client, "/roles/cook")
    into, _, out = screen.text.partition("Guides out of this role")
    assert "From Waiter to Cook" in into
    assert "From Cook to Clerk" not in into
    assert guides_on(screen)[:4] == ["waiter-to-cook", "cook-to-baker", "cook-to-clerk", "koch-zu-baecker"]
    assert "ISCO-08 5120" in out
    assert out.count("ISCO-08") == 1
    assert "Knives" in out.partition("Skills you take along from here")[2].partition("Pay")[0]
    assert out.count("€20,000–24,000 per year") == 1, "two guides that say the same are one line"
    assert "/paths?from=cook" in screen.links


def test_a_role_without_a_live_guide_is_not_found(sqlite_app: Flask, client: FlaskClient) -> None:
    a_road("cook>clerk")
    for slug in ("nobody", "Cook", "coo", "cook-", "%00", "%ED%A0%80", "a" * 5000, "اسم"):
        assert client.get(f"/roles/{slug}").status_code == 404, slug


def test_what_is_not_live_is_on_no_page(sqlite_app: Flask, client: FlaskClient) -> None:
    live = a_road("cook>clerk")
    a_guide("approved", a_document(from_role={"slug": "cook", "label": "Cook"}, slug="secret", title="Zaunkönig"))
    revise(live.id, to_role={"slug": "zaunkoenig", "label": "Zaunkönig"})
    for path in ("/roles/cook", "/roles/clerk", "/paths?from=cook&to=transport-planner", "/paths"):
        assert "aunk" not in shown(client, path).html
    assert client.get("/roles/zaunkoenig").status_code == 404
    assert client.get("/roles/transport-planner").status_code == 404


def test_many_guides_are_cut_and_the_rest_is_on_the_index(
    sqlite_app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages_of_roles, "_SHOWN", 2)
    for goal in ("clerk", "baker", "teacher"):
        a_road(f"cook>{goal}")
    screen = shown(client, "/roles/cook")
    assert guides_on(screen) == ["cook-to-baker", "cook-to-clerk"]
    assert "/?from_role=cook" in screen.links


def test_paths_are_found_by_slug_or_name(library: None, client: FlaskClient) -> None:
    for query, found in {
        "from=cook&to=clerk": [
            "cook-to-clerk", "koch-zu-baecker baker-to-clerk", "cook-to-baker baker-to-clerk",
            "koch-zu-baecker baker-to-teacher teacher-to-clerk", "cook-to-baker baker-to-teacher teacher-to-clerk",
        ],
        "from=Waiter&to=BAKER": ["waiter-to-cook koch-zu-baecker", "waiter-to-cook cook-to-baker"],
        "from=clerk&to=" + quote("كاتب"): ["clerk-to-writer"],
        "from=waiter&to=writer": ["waiter-to-cook cook-to-clerk clerk-to-writer"],
    }.items():  # fmt: skip
        screen = shown(client, f"/paths?{query}")
        assert guides_on(screen) == " ".join(found).split(), query
        assert f"{len(found)} path" in screen.text
    assert "No chain of up to three guides" in shown(client, "/paths?from=clerk&to=cook").text
    assert "That is the same role twice" in shown(client, "/paths?from=cook&to=Cook").text


def test_odd_questions_get_a_sentence(sqlite_app: Flask, client: FlaskClient) -> None:
    a_road("cook>clerk")
    for query in (
        "", "from=&to=", "from=cook", "from=nobody&to=clerk", "to=%00", "from=%ED%A0%80&to=%FF",
        "from=%25&to=_%27%22--", "from=" + "a" * 100_000, "from=" + "(" * 9000 + "&to=" + "%20" * 9000,
        "from=cook&from=clerk&to=clerk", "x=1",
    ):  # fmt: skip
        screen = shown(client, f"/paths?{query}")
        assert screen.form("/paths").values.keys() == {"from", "to"}, query[:50]


def test_a_role_that_is_misspelt_is_met_with_similar_ones(sqlite_app: Flask, client: FlaskClient) -> None:
    a_road("cook>clerk", from_role={"slug": "cook-on-a-ship", "label": "Ship’s cook"})
    screen = shown(client, "/paths?from=cook+at+sea&to=clerk")
    assert "No guide begins or ends with “cook at sea” yet." in screen.text
    assert "/roles/cook-on-a-ship" in screen.links


def test_no_more_is_read_than_paths_need(
    sqlite_app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        a_road(f"cook>r{number}")
        a_road(f"r{number}>clerk")
    a_road("far>away")
    assert {edge.slug for edge in roads.roads("cook", "clerk", "en")} == {
        *(f"cook-to-r{number}" for number in range(4)), *(f"r{number}-to-clerk" for number in range(4)),
    }  # fmt: skip
    monkeypatch.setattr(roads, "_MOST_LEGS", 2)
    assert len(graph.chains(roads.roads("cook", "clerk", "en"), "cook", "clerk")) <= 2


def test_pages_are_kept_for_everyone_until_a_guide_moves(sqlite_app: Flask, client: FlaskClient) -> None:
    a_road("cook>clerk")
    for path in ("/roles/cook", "/paths?from=cook&to=clerk"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"].startswith("public, max-age=60")
        assert "role:cook" in answer.headers["Surrogate-Key"].split()
        assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
        assert client.get(f"{path}{'&' if '?' in path else '?'}noise=1").data == answer.data
    a_road("cook>baker")
    assert "From Cook to Baker" in shown(client, "/roles/cook").text


def test_pages_are_accessible(browser_for: Callable[..., Page]) -> None:
    a_road("cook>clerk", salary_from=PAY, from_role={"slug": "cook", "label": "Cook", "codes": [CODE]})
    a_road("clerk>baker", language="ar")
    page = browser_for(viewport={"width": 1280, "height": 740})
    for path in ("/roles/cook", "/paths?from=cook&to=baker", "/paths?from=kooc&to=baker"):
        page.goto(path)
        by_day_and_night(page, path)
