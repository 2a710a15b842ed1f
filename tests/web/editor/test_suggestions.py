"""What other guides call things is offered while one types, and fills in what belongs to it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from cms.services.suggesting import MOST, suggestions
from tests.factories import a_document, a_guide, act
from tests.web.editor.desk import drafted

NAMES = ["Data analysis", "Database design", "Big data", "Café data"]


def with_skills(*labels: str, **changes: Any) -> dict[str, Any]:
    rows = [{"skill": {"label": label}, "text": "It helps."} for label in labels]
    return a_document(transferable_skills=rows, slug=None, translation_key=None, **changes)


def values(kind: str, text: str) -> list[str]:
    return [one.value for one in suggestions(kind, text)]


def test_what_begins_so_comes_before_what_contains_it(app: Flask) -> None:
    a_guide("published", with_skills(*NAMES))
    a_guide("draft", with_skills("Datawrapper", "Old data", to_role={"label": "Else"}))
    found = values("skill", "DATA")
    assert set(found[:3]) == {"data-analysis", "database-design", "datawrapper"}
    assert set(found[3:]) == {"big-data", "cafe-data", "old-data", "timetable-data"}
    assert values("skill", "café  dáta")[0] == "cafe-data"
    assert values("skill", "nothing like it") == values("skill", "  ") == []


def test_live_guides_are_counted_and_come_first(app: Flask) -> None:
    a_guide("published", with_skills(*NAMES))
    a_guide("published", with_skills("Big data", "Café", to_role={"label": "Else"}))
    a_guide("draft", with_skills("Big Data", "Big ideas", to_role={"label": "Another"}))
    found = suggestions("skill", "big")
    assert [(one.value, one.label, one.guides) for one in found] == [
        ("big-data", "Big data", 2),
        ("big-ideas", "Big ideas", 0),
    ]


def test_a_draft_is_read_anew_when_it_changes_and_left_out_of_the_trash(sqlite_app: Flask) -> None:
    guide = a_guide("draft", with_skills("Welding", "Soldering"))
    assert values("skill", "weld") == ["welding"]
    act(guide.id, "discard", "author")
    assert values("skill", "weld") == []


def test_there_are_ten_at_most_and_other_scripts_are_found(app: Flask) -> None:
    a_guide("published", with_skills(*[f"Skill number {index}" for index in range(15)]))
    arabic = [{"skill": {"slug": "tahlil", "label": "تحليل البيانات"}, "text": "x"}]
    a_guide("draft", with_skills("x") | {"transferable_skills": arabic, "to_role": {"label": "Else"}})
    assert len(values("skill", "skill")) == MOST
    assert values("skill", "البيانات") == ["tahlil"]


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "a%' or 1=1", "\x00", "x" * 5000])
def test_no_text_is_read_as_a_pattern(app: Flask, client_for: Callable[[str], FlaskClient], text: str) -> None:
    a_guide("published", with_skills(*NAMES))
    answer = client_for("reviewer").get("/editor/suggestions", query_string={"kind": "skill", "q": text})
    assert answer.status_code == 200
    assert answer.get_json() == {"suggestions": []}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("query", ["", "kind=tag&q=x", "kind=skill&q=a&q=b", "kind=skill&kind=role&q=x"])
def test_another_question_is_refused(sqlite_app: Flask, client_for: Callable[[str], FlaskClient], query: str) -> None:
    assert client_for("author").get(f"/editor/suggestions?{query}").status_code == 400


RESOURCE: dict[str, Any] = {
    "title": "Statistics for planners", "kind": "course", "provider": "Open School", "url": "https://school.example/stats",
    "cost": {"amount": 40, "currency": "EUR"}, "format": "online", "effort": {"value": 3, "unit": "week"},
}  # fmt: skip


def test_a_pick_fills_in_the_row_and_is_taken_back(browser_for: Callable[..., Page], live_server: str) -> None:
    a_guide("published", with_skills("Route planning", "Talking", resources=[*a_document()["resources"], RESOURCE]))
    _, path = drafted(with_skills("First", "Second", to_role={"label": "Else"}, resources=None))
    page = browser_for("author")
    page.goto(path)

    skill = page.locator("[name=transferable_skills-0-skill-label]")
    skill.fill("")
    skill.press_sequentially("rou")
    expect(page.get_by_role("option")).to_contain_text(["Route planning"])
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(skill).to_have_value("rou")
    page.keyboard.type("t")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(skill).to_have_attribute("aria-activedescendant", "suggestions-0")
    page.keyboard.press("Enter")
    expect(skill).to_have_value("Route planning")
    slug = page.locator("[name=transferable_skills-0-skill-slug]")
    expect(slug).to_have_value("route-planning")
    expect(page.locator(".filled")).to_contain_text("Filled in: name in addresses.")
    page.locator(".filled .undo").click()
    expect(skill).to_have_value("rout")
    expect(slug).to_have_value("first")
    expect(skill).to_be_focused()

    page.locator('[value="add:resources"]').click()
    page.locator("[name=resources-0-provider]").fill("My own words")
    page.locator("[name=resources-0-title]").press_sequentially("stati")
    page.locator("#suggestions > li").first.click()
    expect(page.locator("[name=resources-0-title]")).to_have_value(RESOURCE["title"])
    expect(page.locator("[name=resources-0-url]")).to_have_value(RESOURCE["url"])
    expect(page.locator("[name=resources-0-cost-amount]")).to_have_value("40")
    effort = page.locator("[name=resources-0-effort-unit]")
    expect(effort).to_have_value("week")
    expect(effort).to_be_visible()  # it was folded away
    expect(page.locator("[name=resources-0-kind]")).to_have_value("course")
    expect(page.locator("[name=resources-0-provider]")).to_have_value("My own words")
    expect(page.locator(".filled")).to_contain_text("Yours stays: provider.")
    page.locator(".filled .undo").click()
    expect(page.locator("[name=resources-0-url]")).to_have_value("")
    expect(page.locator("[name=resources-0-title]")).to_have_value("stati")


def test_a_new_guide_is_helped_too(browser_for: Callable[..., Page], live_server: str) -> None:
    a_guide("published", a_document())
    page = browser_for("author")
    page.goto("/editor/guides/new")
    page.locator("[name=from_role-label]").press_sequentially("bus")
    page.locator("#suggestions > li").first.click()
    expect(page.locator("[name=from_role-label]")).to_have_value("Bus Driver")
    expect(page.locator("[name=from_role-slug]")).to_have_value("bus-driver")
