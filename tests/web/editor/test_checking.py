"""What the checks find while somebody types, and the buttons that mend it."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, Route, expect
from werkzeug.test import TestResponse

from cms import clock, content
from cms.content import Document
from tests.factories import a_document, a_full_document
from tests.support.screens import Screen, shown
from tests.support.typed import typed
from tests.web.editor.desk import drafted, newest
from tests.web.editor.writer import Writer

ClientFor = Callable[[str], FlaskClient]


def checked(client: FlaskClient, page: str, fields: dict[str, Any]) -> TestResponse:
    client.get("/account")
    return client.post(f"{page}/findings", data={**fields, "csrf_token": client.csrf})  # type: ignore[attr-defined]


def told(client: FlaskClient, page: str, document: Document, **fields: str) -> Any:
    answer = checked(client, page, {**typed(document), **fields})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def name_in(one: content.Finding) -> str:
    """What the sentence calls the row."""
    return "".join(re.findall("“[^”]*”", one.message)[:1])


@pytest.mark.parametrize(
    "document",
    [a_document(), a_document(faq=[{"question": "Why", "answer": "“So.”"}], cta={"url": "nowhere"}), a_full_document()],
    ids=["good", "flawed", "full"],
)
def test_they_say_what_they_say_of_the_same_text_elsewhere(
    sqlite_app: Flask, author: FlaskClient, document: Document
) -> None:
    _, page = drafted(document)
    found = content.findings(content.draft(document), clock.today(), content.Outside(links={}))
    answer = told(author, page, document)
    assert answer["total"] == len(found)
    panel = html.unescape(answer["panel"])
    assert panel.count("<a ") == len(found), "each is led to, whether it stands alone or under what is said alike"
    assert [one for one in found if one.message not in panel and f"{name_in(one)}<span" not in panel] == []
    beside = {sentence for notes in answer["notes"].values() for _, sentence in notes}
    assert beside == {one.message for one in found if one.rule != "S01"}
    saved = Screen(author.get(page))
    assert set(answer["notes"]) - {""} <= saved.ids | {one.name for one in content.GuideContent.members().values()}
    counted = sum(one["findings"] for one in answer["parts"].values())
    assert counted == sum(bool(one.where) and one.rule != "S01" and one.severity != "hint" for one in found)


def test_the_gravest_come_first_and_look_it(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    document = a_document(cta={"url": "nowhere"}, title="", from_role={"label": "Nurse"})
    answer = told(author, page, document)
    ranks = re.findall("finding-(error|warning|hint)", answer["panel"])
    assert len(set(ranks)) > 1
    assert ranks == sorted(ranks, key=["error", "warning", "hint"].index)
    [[severity, sentence]] = answer["notes"]["cta-url"]
    assert severity == "error"
    assert f'<p class="note note-error">{sentence}</p>' in shown(author, drafted(document)[1]).html


def resources(number: int) -> list[dict[str, str]]:
    return [{"title": f"Book {one}"} for one in range(number)]


def test_what_is_said_alike_of_many_rows_stands_under_one_line(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    line = '<details data-alike="R01-resources-Resources without a web address"><summary>'
    for number, folded in ((2, 0), (3, 1), (12, 1)):
        document = a_document(resources=resources(number), action_plan={"this_week": ["Go."], "this_month": ["Go."]})
        panel = told(author, page, document)["panel"]
        assert panel.count(line) == folded
        assert f'Resources without a web address <span class="count">{number}' in panel or not folded
        assert panel.count('#resources-1-url"') == panel.count('#resources-1-cost"') == 1
        assert "Action plan › This month, number 1<" in panel, "which of its lists"
    _, saved = drafted(content.draft({**document, "slug": "another", "to_role": {"label": "Cook"}}))
    assert line in shown(author, saved).html
    assert line in shown(author, f"{saved}/comments").html


def test_what_stands_away_from_its_field_names_its_place(sqlite_app: Flask, author: FlaskClient) -> None:
    document = a_document()
    del document["salary_to"]["as_of"], document["roadmap"][1]["duration"]["unit"]
    _, page = drafted(document)
    screen = shown(author, page)
    for place, sentence in (("Pay after", "As of is still empty."), ("Roadmap, number 2 › Duration", "Unit is still")):
        assert f"{sentence}" in screen.html.partition(f"{place}: ")[2], "in the actions"
        assert re.search(f'{sentence}[^<]*<span class="who">{place}</span>', screen.html), "in the findings"
    reality = {**document["reality_check"], "love": ["The same."], "miss": ["The same."]}
    twice = a_document(weekly_hours=None, reality_check=reality, slug="another", to_role={"label": "Cook"})
    _, _, asked = shown(author, drafted(twice)[1]).html.partition("Say why these stay")
    assert "Reality check › What you might miss, number 1: “The same.”" in asked.partition('id="reason-S12"')[0]
    assert "Hours of study a week: " not in asked.partition('id="reason-T06"')[0], "its heading says it"


def test_what_was_typed_and_refused_is_not_called_empty(sqlite_app: Flask, author: FlaskClient) -> None:
    document = a_document()
    del document["salary_to"]["as_of"], document["timeline"]
    _, page = drafted(document)
    wrong = {"salary_to-as_of": "11/12/2026", "timeline-min": "six", "tags-0": "Blank rows do not shift places"}
    whole = shown(author, page).form(page)
    refused = Screen(whole.send(author, wrong))
    _, _, beside = refused.html.partition('id="findings-list"')
    for panel in (told(author, page, document, **wrong)["panel"], beside.partition('id="panel-standing"')[0]):
        assert "As of is not understood as it is typed. " in panel
        assert "Timeline is not understood as it is typed. " in panel
        assert "As of is still empty" not in panel
    assert "As of is still empty" in told(author, page, document)["panel"]


def test_what_is_said_of_a_row_stands_beside_what_it_is_about(sqlite_app: Flask, author: FlaskClient) -> None:
    skill = {"skill": {"label": "Cooking and cleaning"}, "text": "Both."}
    document = content.draft(a_document(resources=resources(1), transferable_skills=[skill]))
    _, page = drafted(document)
    notes = told(author, page, document)["notes"]
    assert {"resources-0-url", "resources-0-cost", "transferable_skills-0-skill-label"} <= set(notes)
    screen = shown(author, page).html
    for words, behind in (
        ("Book 0” has no web", "resources-0-url"),
        ("names more than one", "transferable_skills-0-skill-label"),
    ):
        assert re.search(f'id="{behind}"[^§]{{0,400}}<p class="note note-[a-z]+">[^<]*{words}', screen), words


def test_blank_rows_between_do_not_shift_places(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    document = a_document(faq=[{"question": "", "answer": ""}, {"question": "Why", "answer": "So."}])
    notes = told(author, page, document)["notes"]
    assert any("faq-1" in place for place in notes)
    assert not any(place.startswith("faq-0") for place in notes)


def test_what_can_wait_is_what_a_list_or_a_row_lacks(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    skill = {"skill": {"label": "Statistics"}, "priority": "critical"}
    document = a_document(skills_to_learn=[skill], cta={"url": "?"})
    later = told(author, page, document, **{"roadmap-0-duration-value": "six"})["later"]
    assert {rule for rule, _ in later["skills_to_learn-0-how_to_learn"]} == {"S01"}
    assert {"P03", "T04"} >= {rule for rule, _ in later["skills_to_learn"]} > set()
    assert not any(place.startswith(("roadmap-0-duration", "cta")) for place in later), "what is wrong is said at once"


@pytest.mark.parametrize(
    "fields",
    [
        {"timeline-min": "six"}, {"roadmap-0-duration-value": "1e999"}, {"timeline-min": "-"}, {"title": "\x00\ud7ff"},
        {"roadmap-99999999999-title": "?"}, {"roadmap--1-title": "?"}, {"entry_requirements-0-mandatory": "perhaps"},
        {"salary_from-as_of": "2026-13-45"}, {"title": "x" * 100_000}, {"faq-0-source_ids": "no-such"}, {"cta-url": "http://["},
        {"nothing-of-ours": "?"}, {f"tags-{number}": "t" for number in range(40)},
    ],
)  # fmt: skip
def test_half_a_value_is_no_error(sqlite_app: Flask, author: FlaskClient, fields: dict[str, str]) -> None:
    guide, page = drafted()
    assert told(author, page, a_document(), **fields)["panel"]
    assert checked(author, page, fields).status_code == 200
    assert newest(guide.id).number == 1


FILLED_WHILE_FOLDED = """(control, text) => {
  control.closest("details").open = false;
  control.value = text;
  control.dispatchEvent(new Event("input", { bubbles: true }));
}"""


@pytest.fixture
def writer(browser_for: Callable[..., Page], live_server: str) -> Writer:
    return Writer(browser_for("author", viewport={"width": 1440, "height": 900}), drafted()[1])


def test_they_follow_the_typing(writer: Writer) -> None:
    page = writer.page
    note = page.locator("#part-faq [data-row] .note")
    writer.types(**{"faq-1-question": "This asks nothing"})
    expect(page.locator('[data-row="faq-1"] .note')).to_have_count(1)
    page.locator('[name=do][value="up:faq-1"]').click()
    expect(page.locator('[data-row="faq-0"] .note')).to_have_count(1)
    expect(note).to_have_count(1)
    writer.types(**{"faq-0-question": "Does it ask now?"})
    expect(note).to_have_count(0)
    count = page.locator('.sections li:has([data-part="tags"]) [data-stage-words]')
    expect(count).to_have_text("ready")
    writer.field("cta-url").evaluate(FILLED_WHILE_FOLDED, "nowhere")
    expect(page.locator(".field:has(#cta-url) .note")).to_be_visible()
    expect(count).to_have_text("1 finding")
    expect(page.locator(".field:has(#cta-url) .note")).to_have_count(1)
    expect(page.locator("#findings-list")).to_contain_text("must be a full web address")
    writer.types(cta__url="https://example.org/", timeline__min="six")
    expect(count).to_have_text("ready")
    half = page.locator(".findings [href='#salary_change']").filter(has_text="only one end")
    writer.types(salary_change__max_percent="")
    with page.expect_response("**/findings"):
        writer.types(salary_change__note="Still here.")
    expect(half).to_have_count(0)  # one may be about to write the other
    writer.field("title").focus()
    expect(half).to_have_count(1)


def test_what_a_list_lacks_is_said_when_one_has_left_it_or_saves(writer_at: Callable[..., Writer]) -> None:
    document = {name: a_document()[name] for name in ("language", "from_role", "to_role", "title")}
    writer = writer_at(path=drafted(document)[1])
    page = writer.page
    skills, waiting = page.locator("#part-skills_to_learn"), page.locator(".can-wait")
    said = ("has 1 entry", "Priority is still empty", "no step of the")
    size, empty, uncovered = (page.locator(".findings").get_by_text(words) for words in said)
    with page.expect_response("**/findings") as told:
        writer.types(**{"skills_to_learn-0-skill-label": "Statistics"})
    expect(waiting).to_have_text("4 more wait until you leave this section, or save.")
    expect(page.locator("#findings-list h2 + .can-wait")).to_have_count(1)  # beside the number that counts them
    expect(size).to_have_count(0)
    expect(empty).to_have_count(0)
    expect(skills.locator(".note")).to_have_count(0)
    expect(page.locator(".panel-tabs [data-findings-count]")).to_have_text(str(told.value.json()["total"]))
    writer.field("overview").focus()
    expect(size).to_have_count(1)
    expect(empty).to_have_count(1)
    expect(skills.locator(".note")).to_have_count(1)
    expect(waiting).to_have_count(0)

    writer.field("skills_to_learn-0-priority").select_option("critical")
    writer.field("skills_to_learn-0-priority").focus()
    expect(waiting).to_have_count(1)
    expect(uncovered).to_have_count(0)
    expect(size).to_have_count(1)  # what was said stays
    page.keyboard.press("Control+s")
    expect(uncovered).to_have_count(1)
    expect(waiting).to_have_count(0)
    with page.expect_response("**/findings"):
        writer.types(**{"skills_to_learn-0-skill-label": "Spatial statistics"})
    expect(page.locator(".findings").get_by_text("“Spatial statistics” is critical, but no step")).to_have_count(1)


def test_what_waits_is_said_however_one_leaves_and_saves(writer_at: Callable[..., Writer]) -> None:
    """By way of the list itself, which does not change under the focus; and while an older answer is under way."""
    document = {name: a_document()[name] for name in ("language", "from_role", "to_role", "title")}
    writer = writer_at(path=drafted(document)[1])
    page, waiting = writer.page, writer.page.locator(".can-wait")
    with page.expect_response("**/findings"):
        writer.types(**{"skills_to_learn-0-skill-label": "Statistics"})
    expect(waiting).to_have_count(1)
    with page.expect_response("**/findings"):
        page.locator("#findings-list a").first.focus()
    page.get_by_role("tab", name="Findings").focus()
    expect(waiting).to_have_count(0)

    under_way: list[Route] = []
    page.route("**/findings", lambda one: one.continue_() if under_way else under_way.append(one))
    with page.expect_request("**/findings"):
        writer.types(title="Another title")
    writer.types(**{"transferable_skills-0-skill-label": "Patience"})
    lacking = page.locator('.findings [href$="#transferable_skills-0-text"]')
    expect(lacking).to_have_count(0)
    page.keyboard.press("Control+s")
    with page.expect_response("**/findings"):
        under_way[0].continue_()
    expect(lacking).to_have_count(1)


def test_what_is_said_further_up_pushes_nobody_away(writer_at: Callable[..., Writer]) -> None:
    real = a_document()
    real["reality_check"] = {"love": ["Maps."], "miss": ["Rain."], "challenges": ["Wind."]}
    writer = writer_at(path=drafted(real)[1])
    page, at = writer.page, writer.field("reality_check-challenges-0")
    at.focus()
    at.evaluate("one => scrollBy(0, one.getBoundingClientRect().bottom - innerHeight + 40)")
    under_way: list[Route] = []
    page.route("**/findings", lambda one: one.continue_() if under_way else under_way.append(one))
    with page.expect_request("**/findings"):
        writer.types(**{"reality_check-love-0": "Rain."})
    at.focus()
    top = at.evaluate("one => one.getBoundingClientRect().top")
    under_way[0].continue_()
    expect(page.locator("#part-reality_check").get_by_text("stands in this guide twice")).to_be_in_viewport()
    assert at.evaluate("one => one.getBoundingClientRect().top") == pytest.approx(top, abs=1)


COLOURS = """severity => [
    getComputedStyle(document.querySelector(`#guide-form .note-${severity}`)).borderInlineStartColor,
    getComputedStyle(document.querySelector(`.finding-${severity} :is(a, summary)`)).borderInlineStartColor,
    getComputedStyle(document.querySelector(`.findings > .finding-${severity}`), "::before").color]"""
PLACES = """all => all.map(one => [one.textContent, one.parentElement.id || one.parentElement.className,
    one.nextElementSibling?.className])"""


def test_a_note_stays_where_it_stood_when_the_page_came(writer_at: Callable[..., Writer]) -> None:
    """Nothing jumps at the first word."""
    document = a_document(to_role={"slug": "planner", "label": "Planner"})
    document["skills_to_learn"] = document["skills_to_learn"][::-1]
    document["roadmap"] = [{**row, "duration": {"value": 30, "unit": "week"}} for row in document["roadmap"]]
    del document["summary"], document["faq"]
    document["resources"] = [{"id": f"book-{one}", **row} for one, row in enumerate(resources(4))]
    writer = writer_at(path=drafted(document)[1])
    notes = writer.page.locator("#guide-form .note")
    before = notes.evaluate_all(PLACES)
    assert {"to_role", "roadmap", "faq", "resources-2-cost"} <= {place for _, place, _ in before}
    for severity in ("error", "warning", "hint"):
        seen = writer.page.evaluate(COLOURS, severity)
        assert len(set(seen)) == 1, f"{severity}: field, panel and heading in {seen}"
    alike = writer.page.locator("[data-alike^=R01]")
    alike.locator("summary").click()
    writer.types(summary="Short.", **{"resources-0-url": "https://example.org/"})
    expect(notes).to_have_count(len(before) - 2)
    gone = ("There is no summary", "“Book 0” has no web address")
    assert notes.evaluate_all(PLACES) == [one for one in before if not one[0].startswith(gone)]
    expect(alike.locator("a:visible")).to_have_count(3)  # unfolded still, with one less
    writer.field("resources-1-url").focus()
    writer.page.keyboard.press("F8")
    expect(writer.field("resources-1-cost-amount")).to_be_focused()
