"""The writing screen by keys alone: the panel's tabs, findings, sections, the sheet of keys and its switch; and free
of barriers in every state.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.factories import a_document, a_guide, revise
from tests.support.barriers import by_day_and_night, by_turns, fits, free_of_barriers
from tests.web.editor.desk import drafted, page_of

NARROW: ViewportSize = {"width": 360, "height": 740}
MAGNIFIED: ViewportSize = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %

_SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) shifts.push(one.sources.map(({ node }) => (node?.outerHTML ?? "").slice(0, 80)));
}).observe({ type: "layout-shift", buffered: true });"""


@pytest.fixture
def page(browser_for: Callable[..., Page], live_server: str) -> Page:
    """A guide with a few findings, being written: the first about transferable skills, the last about an address."""
    guide = a_guide("draft", a_document())
    revise(guide.id, cta={"url": "nowhere"}, faq=[{"question": "Half?"}])
    page = browser_for("author", viewport={"width": 1440, "height": 900})
    page.goto(page_of(guide))
    expect(page.locator("html.scripted")).to_have_count(1)
    return page


def tab(page: Page, name: str) -> None:
    expect(page.get_by_role("tab", selected=True)).to_contain_text(name)
    expect(page.get_by_role("tabpanel")).to_have_count(1)


def test_the_panel_is_a_set_of_tabs(page: Page) -> None:
    tab(page, "Findings")
    page.get_by_role("tab", selected=True).focus()
    for key, name in (
        ("ArrowRight", "Actions"), ("ArrowRight", "Comments"), ("ArrowRight", "Preview"), ("End", "History"),
        ("ArrowRight", "Findings"), ("ArrowLeft", "History"), ("Home", "Findings"),
    ):  # fmt: skip
        page.keyboard.press(key)
        tab(page, name)
        expect(page.locator(":focus")).to_contain_text(name)
    page.keyboard.press("Tab")
    expect(page.locator("#panel-findings")).to_be_focused()


@pytest.mark.parametrize("width", [360, 1440])
def test_findings_come_with_the_page_and_nothing_moves(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.route("**/findings", lambda one: one.abort())
    page.route("**/presence", lambda one: one.fulfill(json={"others": []}))  # who comes makes the bar higher
    page.add_init_script(_SHIFTS)
    page.goto(page.url)
    expect(page.locator("html")).to_have_attribute("data-autosave", "ready")
    expect(page.locator("#findings-list")).to_contain_text("must be a full web address")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("shifts") == []


@pytest.mark.parametrize("width", [360, 1440])
def test_the_way_to_the_actions_begins_above_the_form(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.get_by_role("link", name="Preview", exact=True).focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="What you can do")).to_be_focused()
    expect(page.get_by_role("link", name="What you can do")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#panel-standing")).to_be_focused()
    tab(page, "Actions")


def test_keys_lead_through_findings_and_sections(page: Page) -> None:
    page.locator("[name=title]").focus()
    page.keyboard.press("F8")
    expect(page.locator("[name=overview]")).to_be_focused()
    page.locator("[name=faq-0-answer]").focus()
    page.keyboard.press("F8")
    expect(page.locator("[name=cta-url]")).to_be_focused()
    page.keyboard.press("F8")
    expect(page.locator("[name=overview]")).to_be_focused()
    page.keyboard.press("Shift+F8")
    expect(page.locator("[name=cta-url]")).to_be_focused()
    page.keyboard.press("Shift+F8")
    expect(page.locator("[name=faq-0-question]")).to_be_focused()
    page.locator("[name=overview]").focus()
    page.keyboard.press("F9")
    expect(page.locator("#part-entry_requirements-heading")).to_be_focused()
    expect(page.locator("#part-entry_requirements-heading")).to_be_in_viewport()
    page.keyboard.press("s")
    expect(page.locator("#part-transferable_skills-heading")).to_be_focused()
    page.keyboard.press("Shift+F9")
    expect(page.locator("#part-entry_requirements-heading")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("[name=transferable_skills-0-skill-label]")).to_be_focused()
    page.get_by_role("link", name="Web address must be a full").click()
    expect(page.locator("[name=cta-url]")).to_be_focused()


def test_single_keys_can_be_switched_off_in_this_browser(page: Page) -> None:
    title = page.locator("[name=title]")
    title.fill("")
    title.press_sequentially("spn?r")
    expect(title).to_have_value("spn?r")
    page.locator("#part-title-heading, h1").first.evaluate("one => { one.tabIndex = -1; one.focus() }")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys")
    expect(sheet).to_be_visible()
    page.keyboard.press("p")
    tab(page, "Findings")
    sheet.get_by_label("Single keys work in this browser").uncheck()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.keyboard.press("?")
    page.keyboard.press("p")
    expect(sheet).to_be_hidden()
    tab(page, "Findings")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-autosave", "ready")
    page.locator("body").press("p")
    tab(page, "Findings")
    page.get_by_role("button", name="Keys").click()
    sheet.get_by_label("Single keys work in this browser").check()
    sheet.get_by_role("button", name="Close").click()
    page.locator("body").press("p")
    tab(page, "Preview")
    page.clock.install()
    page.locator("h1").first.evaluate("one => { one.tabIndex = -1; one.focus() }")
    page.keyboard.type("per year")  # a word that missed its field asks for nothing
    page.clock.run_for(1000)
    tab(page, "Preview")


def test_sending_for_review_begins_with_what_it_asks(browser_for: Callable[..., Page], live_server: str) -> None:
    guide = a_guide("published")
    page = browser_for("author")
    page.goto(page_of(revise(guide.id, summary="Shorter.")))
    page.locator("[name=title]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("What changed, for readers")).to_be_focused()
    tab(page, "Actions")
    page.reload()
    page.get_by_role("link", name="Say what changed, then send").click()
    expect(page.get_by_label("What changed, for readers")).to_be_focused()


def test_a_change_is_said_to_be_unsaved_and_saved_by_keys(page: Page) -> None:
    state = page.locator("#save-state")
    expect(state).to_have_text("All saved")
    page.locator("[name=title]").fill("Another")
    expect(state).to_have_attribute("data-state", "unsaved")
    page.keyboard.press("Control+s")
    expect(state).to_have_attribute("data-state", "saved")
    page.reload()
    expect(page.locator("[name=title]")).to_have_value("Another")


def test_the_list_of_sections_says_what_was_begun(browser_for: Callable[..., Page], live_server: str) -> None:
    _, path = drafted({name: a_document()[name] for name in ("language", "from_role", "to_role")})
    page = browser_for("author", viewport={"width": 1440, "height": 900})
    page.goto(path)
    link = page.get_by_role("navigation", name="Sections").get_by_role("link", name="Overview")
    expect(link).to_have_text("Overviewempty")
    page.locator("[name=overview]").fill("A beginning.")
    expect(link).to_have_text("Overviewready")
    page.locator("[name=overview]").fill("")
    expect(link).to_have_text("Overviewempty")


def _states(page: Page) -> list[tuple[str, str, Callable[[], object]]]:
    """What each is called, what of the form it changes, and how it is reached."""

    def sheet() -> None:
        page.locator("body").press("Escape")
        page.get_by_role("button", name="Keys").click()

    def suggested() -> None:
        page.keyboard.press("Escape")
        page.locator("[name=transferable_skills-0-skill-label]").press_sequentially(" ")

    return [
        ("actions", "", lambda: page.get_by_role("tab", name="Actions").click()),
        ("preview", "", lambda: page.get_by_role("tab", name="Preview").click()),
        ("history", "", lambda: page.get_by_role("tab", name="History").click()),
        ("removed", "#roadmap", lambda: page.locator('[value="remove:roadmap-0"]').click()),
        ("added", "#resources", lambda: page.locator('[value="add:resources"]').click()),
        ("counted", "[name=summary]", lambda: page.locator("[name=summary]").fill("x" * 290)),
        ("ticks", "#roadmap", lambda: page.locator("#roadmap-0-resource_ids summary").click()),
        ("suggested", "#transferable_skills", suggested),
        ("keys", "", sheet),
    ]


def test_no_state_of_the_screen_has_barriers(page: Page) -> None:
    by_day_and_night(page, "fresh, with findings")
    for turn, (name, changed, reach) in enumerate(_states(page)):
        assert not changed or page.locator(f".sheet {changed}").count() == 1
        reach()
        by_turns(page, name, turn, f".sheet:not(:has({changed}))" if changed else ".sheet")


@pytest.mark.parametrize("size", [NARROW, MAGNIFIED], ids=["narrow", "magnified"])
def test_a_small_screen_has_all_of_it(page: Page, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    fits(page)
    free_of_barriers(page)
    page.locator("#panel-standing-tab").click()
    expect(page.locator("#panel-standing")).to_be_in_viewport()
    page.locator(".jump > summary").click()
    page.locator(".jump").get_by_role("link", name="Roadmap").click()
    expect(page.locator("#part-roadmap-heading")).to_be_in_viewport()
    expect(page.locator(".jump ol")).to_be_hidden()
    page.locator(".jump > summary").click()
    page.locator("#part-roadmap-heading").click(position={"x": 250, "y": 5})
    expect(page.locator(".jump ol")).to_be_hidden()
    page.get_by_role("link", name="Send…").click()
    expect(page.locator("#panel-standing")).to_be_in_viewport()
    page.get_by_role("button", name="Keys").click()
    expect(page.locator("#help-heading")).to_be_in_viewport()
    page.locator("#help-sheet").get_by_role("button", name="Close").click()
    page.locator('[value="add:roadmap"]').click()
    expect(page.locator("[name=roadmap-3-title]")).to_be_in_viewport()


def test_without_scripts_the_panel_is_plain(browser_for: Callable[..., Page], live_server: str) -> None:
    _, path = drafted()
    page = browser_for("author", java_script_enabled=False)
    page.goto(path)
    for part in ("findings", "standing", "preview", "history"):
        expect(page.locator(f"#panel-{part}")).to_be_visible()
    expect(page.locator(".handle").first).to_be_hidden()
    page.locator('[value="duplicate:faq-0"]').click()
    expect(page.locator("[name=faq-2-question]")).to_be_visible()
