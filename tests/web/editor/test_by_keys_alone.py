"""Who has no mouse: no key does more than one meant, every place is a few keys away, and one sees where one is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cms.services import commenting
from cms.store import guides
from cms.store.db import session
from tests.factories import a_document, a_guide, revise
from tests.support.people import PEOPLE, actor
from tests.web.editor.desk import drafted, page_of
from tests.web.editor.writer import Writer

_RING = """one => (({ outlineStyle, outlineColor, outlineWidth }) => [outlineStyle, outlineColor, outlineWidth])(
  getComputedStyle(one))"""
_IS_THERE = "id => document.getElementById(id).contains(document.activeElement)"


@pytest.mark.parametrize("path", ["", "/review"])
def test_a_box_of_the_checklist_approves_nothing(browser_for: Callable[..., Page], live_server: str, path: str) -> None:
    guide = a_guide("in_review")
    page = browser_for("reviewer")
    page.goto(page_of(guide) + path)
    page.locator("#act-approve summary").click()
    box = page.locator("#act-approve [name=checklist]").first
    box.press("Enter")
    box.press(" ")
    expect(box).to_be_checked()
    first = page.locator("#act-approve form button").first
    assert first.evaluate("one => [one.formMethod, one.getClientRects().length]") == ["dialog", 1]
    session().expire_all()
    assert guides.find(guide.id).state == "in_review"


def test_a_box_of_the_list_changes_no_guide(browser_for: Callable[..., Page], live_server: str) -> None:
    guide = a_guide("draft")
    page = browser_for("managing_editor")
    page.goto("/editor/guides")
    box = page.locator("[name=pick]").first
    box.press(" ")
    box.press("Enter")
    box.press(" ")
    expect(box).not_to_be_checked()
    session().expire_all()
    assert guides.find(guide.id).owner_id == str(PEOPLE["author"].id)


def test_one_key_leads_beside_the_text_and_back(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    title = writer.field("roadmap-0-title")
    title.press("F6")
    expect(writer.page.get_by_role("tab", selected=True)).to_be_focused()
    writer.page.keyboard.press("Tab")
    writer.page.keyboard.press("F6")
    expect(title).to_be_focused()


def test_one_key_leads_from_what_is_reviewed_to_what_one_can_do(
    browser_for: Callable[..., Page], live_server: str
) -> None:
    guide = a_guide("in_review")
    page = browser_for("reviewer")
    page.goto(f"{page_of(guide)}/review")
    comment = page.get_by_role("link", name="Comment").nth(9)
    comment.press("F6")
    expect(page.locator(".side summary").first).to_be_focused()
    page.keyboard.press("F6")
    expect(comment).to_be_focused()


def test_the_sheet_of_keys_opens_from_a_field(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    writer.field("title").press("Control+/")
    expect(writer.page.get_by_role("dialog", name="Keys")).to_be_visible()
    writer.page.keyboard.press("Escape")
    expect(writer.field("title")).to_be_focused()


def test_the_panel_marks_the_finding_one_is_at(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at(path=drafted(a_document(cta={"url": "nowhere"}))[1])
    for _ in range(2):
        writer.page.keyboard.press("F8")
        marked = writer.page.locator(".findings a[aria-current]")
        href = marked.first.get_attribute("href") or ""
        assert writer.page.evaluate(_IS_THERE, href.rpartition("#")[2])


def test_a_blank_line_leads_out_of_its_list(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    last = writer.page.locator("#reality_check-love textarea").last
    last.press("Enter")
    writer.page.keyboard.press("Enter")
    expect(writer.page.locator("#reality_check-miss textarea").first).to_be_focused()


def test_sending_leads_to_what_is_not_given_yet(writer_at: Callable[..., Writer]) -> None:
    guide = a_guide("published")
    writer = writer_at(path=page_of(guide))
    writer.types(summary="Another one.")
    writer.is_saved()
    writer.open()
    note = writer.page.locator("#submit-change_note")
    writer.field("title").press("Control+Enter")
    expect(note).to_be_focused()
    note.fill("The summary.")
    writer.field("title").press("Control+Enter")
    expect(writer.button("Send for review")).to_be_focused()


def test_whoever_fills_in_a_new_resource_goes_back_to_the_step(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    field = writer.page.locator("#roadmap-1-resource_ids")
    field.locator("summary").press("Enter")
    writer.page.keyboard.press("Tab")
    box = field.get_by_label("A resource that is not here yet: its title")
    box.fill("A course")
    box.press("Enter")
    writer.page.get_by_role("link", name="Fill in the rest").press("Enter")
    back = writer.button("Back to step 2")
    back.press("Enter")
    expect(box).to_be_focused()
    expect(back).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_has_the_focus_has_a_ring_of_the_house(writer_at: Callable[..., Writer], scheme: str) -> None:
    writer = writer_at(color_scheme=scheme)
    for one in (
        writer.button("Save"),
        writer.field("title"),
        writer.field("difficulty"),
        writer.page.locator('[value="add:roadmap"]'),
    ):
        one.focus()
        writer.page.keyboard.press("Shift")  # from here on by keys
        style, colour, width = one.evaluate(_RING)
        assert (style, colour) == ("solid", {"light": "rgb(11, 90, 107)", "dark": "rgb(124, 199, 214)"}[scheme])
        assert float(width.removesuffix("px")) >= 2


def test_who_mends_by_the_key_is_at_the_way_back(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at(path=drafted(a_document(faq=[{"question": "Half", "answer": "Yes."}]))[1])
    writer.page.locator("#part-cta summary, #part-tags summary").last.focus()  # it has no name of its own
    writer.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    mend = writer.button("Add the question mark")
    with writer.page.expect_navigation():
        mend.press("Enter")
    writer.ready()
    expect(writer.button("Take it back")).to_be_focused()
    assert writer.page.evaluate("scrollY") > 0


def test_what_stands_over_the_text_goes_aside(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at(viewport={"width": 800, "height": 500})
    revise(writer.guide_id, "second_author", summary="Theirs.")
    last = writer.field("summary")
    last.fill("Mine.")
    note = writer.page.locator("#refused-note")
    expect(note).to_be_visible()
    below, above = last.evaluate("one => one.getBoundingClientRect().bottom"), note.evaluate("one => one.offsetTop")
    assert below <= above
    last.press("Escape")
    expect(note).to_have_count(0)
    writer.says("conflict")
    expect(last).to_be_focused()


def test_who_settles_a_comment_beside_the_text_stays_with_the_comments(writer_at: Callable[..., Writer]) -> None:
    guide = a_guide("draft")
    for text in ("One.", "Two."):
        commenting.comment(guide.id, anchor="title", text=text, blocking=False, actor=actor("reviewer"))
    writer = writer_at(path=page_of(guide))
    writer.page.get_by_role("tab", name="Comments").click()
    settle = writer.page.locator("#panel-comments").get_by_role("button", name="Settle").first
    with writer.page.expect_navigation():
        settle.press("Enter")
    writer.ready()
    expect(writer.page.get_by_role("tab", selected=True)).to_contain_text("Comments")
    expect(writer.page.locator("#panel-comments")).not_to_contain_text("One.")
