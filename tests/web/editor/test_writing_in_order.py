"""The form has things where readers see them, the Tab key goes from text to text, and no text is cut off."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, ViewportSize, expect

from cms.content.rows import Intros
from cms.rendering.leadins import LEAD_INS
from tests.factories import a_document
from tests.support.screens import Screen, shown, tags
from tests.web.editor.desk import drafted
from tests.web.editor.writer import Writer

LONG = "Reading and drawing of timetables, network maps and the plans of whole regions, "  # 80 characters
WIDTHS: list[ViewportSize] = [
    {"width": 320, "height": 640},
    {"width": 360, "height": 740},
    {"width": 1440, "height": 900},
]
CUT_OFF = """all => all.filter(one => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight + 2)
    .map(one => one.name)"""


def test_lead_ins_come_first_in_their_sections(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted(a_document(intros={"roadmap": "Step by step."}))
    screen = shown(author, page)
    sections = screen.html.split('data-section="')[1:]
    for name in Intros.members():
        [section] = [one for one in sections if one.startswith(f'{name}"')]
        assert section.index(f'name="intros-{name}"') == section.index('name="', section.index("</h2>"))
        own = LEAD_INS.get(name, "")
        assert own in section.partition("</label>")[0], "what stands there without one is seen"
    form = screen.form(page)
    assert form.values["intros-roadmap"] == "Step by step."
    assert form.send(author).location == f"{page}?said=unchanged"


def test_what_is_wrong_with_a_lead_in_counts_in_its_section(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted(a_document(intros={"sources": "Too long. " * 40}))
    screen = shown(author, page)
    assert "Sources1 finding" in screen.text
    assert "has errors or warnings, and how many" in screen.text, "what is counted"


def folds(screen: Screen, place: str) -> list[tuple[bool, str]]:
    """What is folded away in the row at `place`: whether it is open, and what it says is in it."""
    [row] = [one for one in tags(screen.html) if one.get("id") == place]
    return [(one.get("open") is not None, one.findtext("summary", "")) for one in row.findall("details")]


RARE = "More: shown as, author, format, language, effort, name in references"


def test_what_most_do_without_is_folded_away_until_it_says_something(sqlite_app: Flask, author: FlaskClient) -> None:
    plain = {"id": "book", "title": "A book", "kind": "book", "cost": {"amount": 0}, "url": "https://example.org/"}
    rare = {"author": "Ada", "format": "print", "language": "de", "effort": {"value": 2, "unit": "week"}}
    rows = [plain, *({**plain, "id": f"book-{name}", name: value} for name, value in rare.items())]
    _, page = drafted(a_document(resources=rows, cta=None))
    screen = shown(author, page)
    assert [folds(screen, f"resources-{number}") for number in range(5)] == [[(False, RARE)], *[[(True, RARE)]] * 4]
    form = screen.form(page)
    assert form.send(author).location == f"{page}?said=unchanged", "what is folded away is posted"
    form.send(author, {"resources-0-id": "Not a name!", "resources-1-author": ""})
    found = shown(author, page)
    assert [folds(found, f"resources-{number}")[0][0] for number in (0, 1)] == [True, False]
    refused = Screen(found.form(page).send(author, {"resources-1-effort-value": "long"}))
    assert folds(refused, "resources-1") == [(True, RARE)]
    more = Screen(found.form(page).send(author, press="add:resources"))
    assert folds(more, "resources-5") == [(False, RARE)]


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("title", "summary"),
        ("transferable_skills-0-skill-label", "transferable_skills-0-text"),
        ("skills_to_learn-0-skill-label", "skills_to_learn-0-priority"),
        ("intros-overview", "overview"),
    ],
)
def test_the_tab_key_goes_to_what_is_written_next(writer_at: Callable[..., Writer], name: str, after: str) -> None:
    writer = writer_at()
    writer.field(name).focus()
    writer.page.keyboard.press("Tab")
    expect(writer.field(after)).to_be_focused()


def test_the_buttons_of_a_row_are_one_stop_on_the_way_to_the_next(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    writer.field("faq-0-answer").focus()
    met: list[bool] = []
    while writer.page.evaluate("document.activeElement.name") != "faq-1-question" and len(met) < 9:
        writer.page.keyboard.press("Tab")
        met.append(writer.page.evaluate("document.activeElement.matches('.row-tools *')"))
    assert (met.count(True), met[-2:]) == (1, [True, False])
    writer.page.keyboard.press("Shift+Tab")
    writer.page.keyboard.press("ArrowLeft")
    expect(writer.page.get_by_role("button", name="Remove question 2")).to_be_focused()


def test_a_new_guide_is_begun_by_tab_and_enter(browser_for: Callable[..., Page], live_server: str) -> None:
    page = browser_for("author")
    page.goto("/editor/guides/new")
    expect(page.locator("html.scripted")).to_have_count(1)
    page.locator("[name=from_role-label]").fill("Tram driver")
    page.keyboard.press("Enter")
    expect(page.locator("[name=to_role-label]")).to_be_focused()
    page.keyboard.type("Planner of trams")
    for name in ("language", "region"):
        page.keyboard.press("Tab")
        expect(page.locator(f"[name={name}]")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Planner of trams")


@pytest.mark.parametrize("size", WIDTHS, ids=[str(one["width"]) for one in WIDTHS])
def test_no_text_is_cut_off(writer_at: Callable[..., Writer], size: ViewportSize) -> None:
    document = a_document()
    document["skills_to_learn"][0]["skill"] = {"slug": "maps", "label": LONG.strip()}
    document["resources"][0] |= {"title": LONG + LONG.strip(), "provider": LONG.strip(), "author": LONG.strip()}
    document["to_role"] = {"slug": "planner", "label": LONG.strip()}
    writer = writer_at(path=drafted(document)[1], viewport=size)
    assert writer.page.locator("#guide-form textarea").evaluate_all(CUT_OFF) == []
    names = ["skills_to_learn-0-skill-label", "resources-0-title", "resources-0-provider", "to_role-label"]
    assert [name for name in names if writer.field(name).evaluate("one => one.localName") != "textarea"] == []


def test_where_there_is_nothing_to_choose_a_link_leads_to_where_it_is_added(writer_at: Callable[..., Writer]) -> None:
    document = a_document()
    del document["skills_to_learn"], document["transferable_skills"]
    for step in document["roadmap"]:
        step.pop("skill_slugs", None)
    writer = writer_at(path=drafted(document)[1])
    field = writer.page.locator("#roadmap-0-skill_slugs")
    field.locator("summary").click()
    expect(field.locator(".count")).to_have_text("none yet")
    field.get_by_role("link", name="add skills").click()
    add = writer.page.locator("[name=skills_to_learn-0-skill-label]")
    expect(add).to_be_focused()
    expect(add).to_be_in_viewport()
