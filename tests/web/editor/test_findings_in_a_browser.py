"""What the checks find is said beside the fields and in the panel while somebody types, and pushes nobody away."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.factories import a_document
from tests.web.editor.desk import drafted
from tests.web.editor.test_checking import resources
from tests.web.editor.writer import Writer

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
