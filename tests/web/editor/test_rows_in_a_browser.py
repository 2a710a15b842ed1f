"""Rows with scripts: at once, by buttons, keys and dragging, and named exactly as the server would name them."""

import json
import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from cms.store.db import session
from tests.factories import a_document, a_full_document
from tests.support.threads import wait_until
from tests.web.editor.desk import drafted, newest
from tests.web.editor.writer import POSTED, press, typed

STEPS = [step["title"] for step in a_document()["roadmap"]]
_TOLD = ("id", "name", "for", "aria-label", "aria-describedby", "data-row", "data-list", "data-name", "data-limit")
_CONTROLS = "fieldset, [data-list], label, button, input:not([type=checkbox]), textarea, select"
_SEEN = f"""form => [...form.querySelectorAll("{_CONTROLS}")]
  .filter(one => !one.closest(".ticks, .removed"))
  .map(one => [one.localName, ...{json.dumps(_TOLD)}.map(name => one.getAttribute(name) ?? ""),
               one.localName === "button" ? one.value : "", one.localName === "button" && one.disabled])"""
_SEEN_IN = f"""html => ({_SEEN})(new DOMParser().parseFromString(html, "text/html").getElementById("guide-form"))"""
_COUNTING = """() => {
  const what = { attributes: true, childList: true, characterData: true };
  let count = 0;
  new MutationObserver((records) => { count += records.length; }).observe(document, { subtree: true, ...what });
  window.changes = () => { const made = count; count = 0; return made; };
}"""
_PRESSED = """async value => {
  document.querySelector(`[name=do][value="${value}"]`).click();
  await Promise.resolve();
  return changes();
}"""


def becomes(form: Locator, wanted: object, after: str) -> None:
    """A click on what has just been scrolled to may take a moment. after: which button, to be read where it fails."""
    wait_until(lambda: bool(form.evaluate(_SEEN) == wanted))


def titles(page: Page) -> list[str]:
    return [one.input_value() for one in page.locator('#roadmap > [data-row] [name$="-title"]').all()]


# Pressed one after the other, each on what the one before has left.
BUTTONS = (
    "up:roadmap-2", "down:roadmap-0", "duplicate:roadmap-1", "add:roadmap", "remove:roadmap-2", "remove:roadmap-0",
    "add:roadmap-1-tasks", "remove:roadmap-1-tasks-0", "down:roadmap-0-tasks-0", "add:from_role-codes",
    "duplicate:skills_to_learn-0", "add:skills_to_learn-1-tools", "add:entry_requirements", "add:tags",
    "up:reality_check-love-1", "remove:faq-0", "duplicate:resources-0", "add:authors",
)  # fmt: skip


def test_the_page_becomes_what_the_server_would_have_sent(writing: Callable[..., Page]) -> None:
    reality = {**a_document()["reality_check"], "love": ["One", "Two"]}
    page = writing(a_document(reality_check=reality, tags=["Bus"]))
    form = page.locator("#guide-form")
    token = form.locator("[name=csrf_token]").input_value()
    for button in BUTTONS:
        posted = _one_each(form.evaluate(POSTED))
        answer = page.request.post(page.url, form={**posted, "csrf_token": token, "do": button})
        wanted = page.evaluate(_SEEN_IN, answer.text())
        assert wanted
        press(page, button)
        becomes(form, wanted, button)


def _one_each(posted: list[list[str]]) -> dict[str, str | float | bool]:
    """The request context posts a name once, and names with several values are ticked boxes, which are not compared."""
    fields: dict[str, str | float | bool] = {}
    for name, value in posted:
        fields[name] = value
    return fields


def test_what_was_done_with_rows_is_what_is_saved(writing: Callable[..., Page]) -> None:
    guide, path = drafted()
    page = writing()
    page.goto(path)
    press(page, "add:roadmap")
    expect(page.locator("[name=roadmap-3-title]")).to_be_focused()
    page.keyboard.type("Fourth")
    page.locator("[name=roadmap-3-tasks-1]").fill("Its task.")
    press(page, "up:roadmap-3")
    expect(page.locator('[value="up:roadmap-2"]')).to_be_focused()
    press(page, "duplicate:roadmap-0")
    assert titles(page) == [STEPS[0], STEPS[0], STEPS[1], "Fourth", STEPS[2]]
    page.locator("[name=roadmap-1-title]").fill("Copied")
    press(page, "remove:roadmap-0-tasks-0")
    page.keyboard.press("Control+s")
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")
    session().rollback()
    kept = newest(guide.id).document["roadmap"]
    assert [step["title"] for step in kept] == [STEPS[0], "Copied", STEPS[1], "Fourth", STEPS[2]]
    assert kept[3]["tasks"] == ["Its task."]
    assert len({step["id"] for step in kept}) == 5
    before = a_document()["roadmap"][0]
    assert kept[0] == {**before, "tasks": before["tasks"][1:]}
    assert {**kept[1], "id": "", "title": ""} == {**before, "id": "", "title": ""}


def test_what_was_removed_comes_back_in_any_order(writing: Callable[..., Page]) -> None:
    page = writing()
    form = page.locator("#guide-form")
    page.locator("[name=roadmap-1-title]").fill("Typed and not saved")
    before = typed(form)
    press(page, "remove:roadmap-1-tasks-0")
    press(page, "remove:roadmap-1")
    expect(page.locator(".undo")).to_be_focused()
    expect(page.locator(".removed")).to_contain_text("Step 2 removed: “Typed and not saved”. Undo")
    press(page, "remove:roadmap-0")
    assert titles(page) == STEPS[2:]
    lines = page.locator(".removed:visible")
    expect(lines).to_have_text(re.compile("^Step 1 removed"))  # the others wait behind it
    page.get_by_role("button", name="Undo: step 1 removed").click()
    expect(page.locator("[name=roadmap-0-title]")).to_be_focused()
    assert titles(page) == [STEPS[0], STEPS[2]]
    page.get_by_role("button", name="Undo: step 2 removed").click()
    page.get_by_role("button", name="Undo: task 1 removed").click()
    assert typed(form) == before


def test_the_key_takes_back_what_happened_to_rows_and_no_words_elsewhere(writing: Callable[..., Page]) -> None:
    page = writing()
    form, title = page.locator("#guide-form"), page.locator("[name=title]")
    blank = typed(form)
    title.fill("")
    page.keyboard.type("Typed first")
    before = typed(form)
    press(page, "remove:roadmap-1-tasks-0")
    press(page, "down:roadmap-0")
    press(page, "remove:roadmap-0")
    page.locator("h1").first.evaluate("one => { one.tabIndex = -1; one.focus() }")
    for _ in range(3):
        page.keyboard.press("Control+z")
    assert typed(form) == before
    page.keyboard.press("Control+z")  # nothing is left, and the browser is not asked
    assert typed(form) == before

    press(page, "remove:roadmap-2")
    title.focus()
    page.keyboard.press("Control+z")  # of rows and words, what happened last
    assert typed(form) == before
    press(page, "remove:roadmap-2")
    title.focus()
    page.keyboard.type("!")
    page.keyboard.press("Control+z")
    expect(title).to_have_value(re.compile("^Typed first$|^$"))
    assert len(titles(page)) == len(STEPS) - 1
    assert blank != before


def test_rows_move_by_keys_to_a_position_and_by_dragging(writing: Callable[..., Page]) -> None:
    page = writing()
    title = page.locator("[name=roadmap-0-title]")
    title.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[name=roadmap-1-title]")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    assert titles(page) == [STEPS[1], STEPS[2], STEPS[0]]
    page.keyboard.press("Alt+ArrowUp")
    assert titles(page) == [STEPS[1], STEPS[0], STEPS[2]]
    expect(page.locator("#row-status")).to_have_text("Moved: now step 2 of 3.")

    handle = page.get_by_role("button", name="Move step 1 to…")
    handle.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("To position")).to_be_focused()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    assert titles(page) == [STEPS[0], STEPS[2], STEPS[1]]
    expect(page.get_by_role("button", name="Move step 3 to…")).to_be_focused()

    tasks = page.locator("#roadmap-0-tasks")
    words = [one.input_value() for one in tasks.locator("textarea").all()]
    drag_the_first_below_the_last(page, tasks)
    assert [one.input_value() for one in tasks.locator("textarea").all()] == [*words[1:], words[0]]
    assert [one.get_attribute("name") for one in tasks.locator("textarea").all()] == [
        f"roadmap-0-tasks-{index}" for index in range(len(words))
    ]
    expect(page.locator("#move-sheet")).to_be_hidden()


def drag_the_first_below_the_last(page: Page, tasks: Locator) -> None:
    source = tasks.get_by_role("button", name="Move task 1 to…")
    source.scroll_into_view_if_needed()
    start, end = source.bounding_box(), tasks.locator("[data-row]").last.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] + end["height"], steps=5)
    page.mouse.up()


def test_a_row_that_is_dragged_falls_where_one_lets_go_even_if_nothing_was_drawn_meanwhile(
    writing: Callable[..., Page],
) -> None:
    page = writing()
    tasks = page.locator("#roadmap-0-tasks")
    words = [one.input_value() for one in tasks.locator("textarea").all()]
    page.evaluate("window.requestAnimationFrame = () => 0")
    drag_the_first_below_the_last(page, tasks)
    assert [one.input_value() for one in tasks.locator("textarea").all()] == [*words[1:], words[0]]


def test_a_full_list_takes_no_more(writing: Callable[..., Page]) -> None:
    page = writing(a_document(tags=[f"Tag {index}" for index in range(10)]))
    press(page, "add:tags")
    expect(page.locator("#row-status")).to_have_text("10 is the most there can be here.")
    assert page.locator("#tags > [data-row]").count() == 10


def test_work_on_the_longest_form_is_work_on_what_has_changed(writing: Callable[..., Page]) -> None:
    """What grows with the square of the form, or with the form at each key, is far beyond these numbers."""
    page = writing(a_full_document())
    page.wait_for_load_state("networkidle")
    page.evaluate(_COUNTING)
    page.locator("[name=overview]").click()
    page.evaluate("changes()")
    keys = " and so on, for a while"
    page.keyboard.type(keys)
    typing = page.evaluate("changes()")
    elements = page.locator("#guide-form *").count()
    rows = {
        button: page.evaluate(_PRESSED, button)
        for button in (
            "remove:resources-0",
            "down:roadmap-0",
            "duplicate:faq-1",
            "remove:skills_to_learn-0",
            "up:sources-9",
        )
    }
    assert typing <= 5 * len(keys)
    assert min(rows.values()) > 0
    assert max(rows.values()) <= elements // 4, rows
