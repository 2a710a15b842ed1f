"""Who saves by hand goes on where they were: on the same page, on one that is loaded anew, and without scripts."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from tests.factories import a_document
from tests.support.barriers import free_of_barriers
from tests.support.browser import follow
from tests.support.screens import shown
from tests.web.editor.desk import drafted
from tests.web.editor.writer import Writer

NEAR = 3  # px
ENDS = ("min", "max")
LAID_OUT = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def top(page: Page, place: str) -> float:
    found: float = page.locator(place).evaluate("one => one.getBoundingClientRect().top")
    return found


def test_the_button_saves_where_one_is(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at(viewport={"width": 1280, "height": 700})
    page, title = writer.page, writer.field("roadmap-1-title")
    page.evaluate("document.documentElement.dataset.same = 'page'")
    title.fill("Read maps well")
    title.evaluate("one => { one.scrollIntoView({ block: 'center' }); one.setSelectionRange(4, 4); }")
    before = page.evaluate("scrollY")
    button = page.locator(".save-bar .btn-primary").bounding_box()
    assert button
    page.mouse.click(button["x"] + 9, button["y"] + 9)
    page.keyboard.type(" all")
    expect(title).to_have_value("Read all maps well")
    writer.is_saved()
    assert page.evaluate("scrollY") == before
    assert writer.document()["roadmap"][1]["title"] == "Read all maps well"
    number = writer.newest().number
    with page.expect_response("**/autosave") as answer:  # nothing is new, and one is told all the same
        page.mouse.click(button["x"] + 9, button["y"] + 9)
    assert answer.value.json()["revision"] == number
    writer.is_saved()
    expect(writer.state).to_have_attribute("aria-live", "off")  # seconds that pass are read out to nobody
    page.locator(".save-bar .btn-primary").press("Enter")
    writer.is_saved()
    expect(page.locator(".save-bar .btn-primary")).to_be_focused()
    page.locator("#roadmap-0-resource_ids summary").click()
    with page.expect_response("**/autosave"):  # in a box that is ticked, Enter presses the first button of its form
        page.locator("#roadmap-0-resource_ids input").first.press("Enter")
    writer.is_saved()
    expect(page.locator("html")).to_have_attribute("data-same", "page")


def test_the_field_and_the_height_of_the_window_are_as_they_were(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at(viewport={"width": 1280, "height": 700})
    page, title = writer.page, writer.field("roadmap-1-title")
    title.fill("Read maps well")
    title.evaluate("one => { one.scrollIntoView({ block: 'center' }); one.setSelectionRange(4, 4); }")
    before = top(page, "#roadmap-1-title")
    writer.posts_the_form()
    expect(page.locator(".said")).to_have_text("Saved.")
    expect(title).to_be_focused()
    page.evaluate(LAID_OUT)
    assert abs(top(page, "#roadmap-1-title") - before) < NEAR
    page.keyboard.type("all ")
    expect(title).to_have_value("Readall  maps well")
    writer.is_saved()
    page.goto(writer.path)
    writer.ready()
    expect(page.get_by_text("You stopped here")).to_be_visible()


def test_a_draft_opens_where_one_stopped(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at(viewport={"width": 1280, "height": 700})
    page, field, mark = writer.page, writer.field("roadmap-1-title"), writer.page.get_by_text("You stopped here")
    field.fill("Read maps well")
    writer.is_saved()
    page.goto("/editor/")
    writer.open()
    expect(mark).to_be_in_viewport()
    expect(field).to_be_in_viewport()
    expect(field).to_have_accessible_description(re.compile("^You stopped here"))
    page.keyboard.type(" spn")  # no commands
    expect(field).to_have_value("Read maps well spn")
    page.keyboard.press("Tab")
    expect(mark).to_have_count(0)
    for where in ("#part-faq", "?said=saved"):  # somebody leads elsewhere
        page.goto("/editor/")
        page.goto(f"{writer.path}{where}")
        writer.ready()
        expect(mark).to_have_count(0)
    stops = "JSON.parse(localStorage.getItem('crossway stopped'))"
    keep = "localStorage.setItem('crossway stopped', JSON.stringify"
    page.evaluate(f"{keep}(Array(40).fill([...{stops}[0].slice(0, 2), 'gone'])))")
    page.goto("/editor/")
    writer.open()
    assert page.evaluate("scrollY") == 0, "there is no such field"
    field.focus()
    assert page.evaluate(f"{stops}.filter(one => one[2] === 'roadmap-1-title').length") == 1
    assert page.evaluate(f"{stops}.length") <= 30
    for foreign in ("{}", "[null]", "5"):  # whatever else stands there, one can write
        page.evaluate(f"{keep}({foreign}))")
        writer.open()
    field.focus()
    page.evaluate(f"{keep}({stops}.map(one => ['somebody', one[1], one[2]])))")
    page.goto("/editor/")
    writer.open()
    assert page.evaluate("scrollY") == 0, "it was somebody else who stopped there"


@pytest.mark.parametrize(
    "storage",
    [
        "for (const key of ['place ', '']) sessionStorage.setItem(`crossway ${key}GUIDE`, '{')",
        "sessionStorage.setItem('crossway place GUIDE', '[]')",
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('', 'SecurityError'); } })",
    ],
    ids=["foreign", "other", "off"],
)
def test_whatever_the_browser_keeps_one_can_write(writer_at: Callable[..., Writer], storage: str) -> None:
    writer = writer_at()
    page = writer.page
    page.add_init_script(storage.replace("GUIDE", str(writer.guide_id)))
    writer.open()
    writer.types(title="Mine")
    writer.is_saved()
    page.get_by_role("tab", name="Comments").click()
    page.reload()
    expect(writer.field("title")).to_have_value("Mine")
    writer.ready()


_COVERED = """mark => { const { left, right, top, bottom } = mark.getBoundingClientRect();
  const isUnder = (box) => box.left < right && box.right > left && box.top < bottom && box.bottom > top;
  const all = [...document.querySelectorAll("#guide-form :is(button, select)")];
  return all.filter((one) => [...one.getClientRects()].some(isUnder)).map((one) => one.name); }"""


def test_the_mark_covers_no_button_and_no_choice(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    page = writer.page
    for width in (360, 600, 1440):
        page.set_viewport_size({"width": width, "height": 700})
        for name in ("reality_check-miss-1", "salary_to-as_of"):
            writer.field(name).focus()
            page.goto("/editor/")
            writer.open()
            assert page.get_by_text("You stopped here").evaluate(_COVERED) == [], f"{name} at {width}"


def test_who_saves_by_the_key_types_on(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    title = writer.field("title")
    title.fill("Saved")
    title.press("Control+s")
    writer.page.keyboard.type(" and typed on")
    expect(title).to_have_value("Saved and typed on")
    writer.is_saved()
    assert writer.document()["title"] == "Saved and typed on"


def test_what_of_it_is_not_saved_is_said_with_the_way_there(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    page, number = writer.page, writer.field("roadmap-1-duration-value")
    writer.types(**{"roadmap-1-duration-value": "six", "title": "Saved all the same"})
    page.locator(".save-bar .btn-primary").click()
    note = page.get_by_role("alert").filter(has_text="Saved, but not what is marked:")
    expect(note).to_be_in_viewport()
    expect(note).to_contain_text("Step 2, Duration, Length: This must be a number, or words")
    writer.says("partly")
    expect(writer.field("title")).to_be_focused()
    free_of_barriers(page, only=("color-contrast", "target-size"))
    note.get_by_role("link").click()
    expect(number).to_be_focused()
    expect(number).to_be_in_viewport()
    number.fill("6")
    writer.is_saved()
    expect(note).to_have_count(0)
    assert writer.document()["title"] == "Saved all the same"


def test_the_way_to_a_line_of_a_list_has_its_name(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    writer.types(**{"tags-1": "A bell\x07", "roadmap-1-tasks-0": "Another\x07"})
    writer.page.locator(".save-bar .btn-primary").click()
    links = writer.page.locator("#not-kept-note").get_by_role("link")
    expect(links).to_have_text(["Step 2, Tasks: task 1", "Tags: tag 2"])
    links.last.click()
    expect(writer.field("tags-1")).to_be_focused()


def test_what_a_page_says_of_the_last_try_gives_way_to_the_next(writer_at: Callable[..., Writer]) -> None:
    """What was refused once is never said to be saved, and what was mended is not refused any more."""
    writer = writer_at(viewport={"width": 360, "height": 640})
    page, number, note = writer.page, writer.field("roadmap-1-duration-value"), writer.page.locator("#not-kept-note")
    names = [f"{which}-{end}" for which in ("timeline", "weekly_hours", "salary_from", "salary_to") for end in ENDS]
    writer.types(**dict.fromkeys([*names, "roadmap-1-duration-value"], "six"))
    writer.posts_the_form()
    expect(page.locator("#errors")).to_be_focused()
    writer.says("partly")
    expect(number).to_have_accessible_description(re.compile(r"This must be a number, or words .* Not saved yet\.\s*$"))
    page.locator(".save-bar .btn-primary").click()
    expect(note.get_by_role("listitem")).to_have_count(len(names) + 1)
    box = note.bounding_box()
    assert box
    assert box["y"] > 320, "many of them leave room for what is written"
    expect(page.locator("#errors")).to_have_count(0)
    number.fill("6")
    expect(number).not_to_have_attribute("aria-invalid", "true")
    writer.says("partly")
    writer.types(**dict.fromkeys(names, "7"))
    writer.is_saved()
    expect(page.locator("#guide-form .complaint")).to_have_count(0)


def test_what_is_said_of_a_whole_list_goes_when_that_is_mended(writer_at: Callable[..., Writer]) -> None:
    """More rows than a list takes come from an older page, or one that was changed meanwhile."""
    writer = writer_at(path=drafted(a_document(tags=[f"Tag {number}" for number in range(10)]))[1])
    page = writer.page
    tags, said = page.locator("#tags"), page.locator("#tags .complaint")
    tags.evaluate("one => { one.dataset.most = 11 }")
    page.locator('[value="add:tags"]').click()
    page.keyboard.type("One more")
    expect(said).to_contain_text("Tags takes at most 10; there are 11.")
    expect(page.get_by_role("alert").filter(has_text="Not saved.")).to_contain_text("Tags takes at most 10")
    writer.posts_the_form()
    expect(said).to_have_count(1)
    page.locator('[value="remove:tags-10"]').click()
    writer.is_saved()
    expect(said).to_have_count(0)


def test_without_scripts_what_is_wrong_is_looked_at_first(browser_for: Callable[..., Page], live_server: str) -> None:
    page = browser_for("author", java_script_enabled=False)
    page.goto(drafted()[1])
    page.locator("[name=roadmap-1-duration-value]").fill("six")
    follow(page.locator(".save-bar .btn-primary"))
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#errors")).to_be_in_viewport()


def test_without_scripts_each_part_has_a_button_that_leads_back_to_it(
    browser_for: Callable[..., Page], live_server: str
) -> None:
    page = browser_for("author", java_script_enabled=False)
    page.goto(drafted()[1])
    page.locator("[name=roadmap-1-title]").fill("Read maps well")
    follow(page.get_by_role("button", name="Save and go on at Roadmap"))
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#part-roadmap")
    expect(page.locator("[name=roadmap-1-title]")).to_have_value("Read maps well")
    expect(page.locator("#part-roadmap-heading")).to_be_in_viewport()


def test_nothing_else_is_led_to(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    form = shown(author, page).form(page)
    for number, at in enumerate(("nowhere", "//elsewhere.example", "")):
        answer = form.send(author, {"title": f"Title {number}", "at": at, "base": str(number + 1)})
        assert answer.location == f"{page}?said=saved"
