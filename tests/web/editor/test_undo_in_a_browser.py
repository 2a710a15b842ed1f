"""Ctrl+Z: of words and rows what happened last, and never what is far from where one is."""

import random
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.factories import a_document, revise
from tests.web.editor.desk import drafted
from tests.web.editor.test_rows_in_a_browser import STEPS, titles
from tests.web.editor.writer import PASTE, Writer, press, typed

WriterAt = Callable[..., Writer]
_LINES = """() => [...document.querySelectorAll("#guide-form .row-line textarea")].map((one) => one.name)
  .filter((name) => /tags|tasks/.test(name))"""
_BUTTONS = """() => [...document.querySelectorAll("#guide-form [name=do]:not(:disabled, [aria-disabled])")]
  .filter((one) => /roadmap|tags|faq|sources/.test(one.value) && one.checkVisibility()).map((one) => one.value)"""


def value(field: Locator) -> str:
    return field.input_value()


def test_the_key_changes_no_field_but_the_one_that_has_the_focus(writer_at: WriterAt) -> None:
    writer = writer_at()
    page, title, answer = writer.page, writer.field("title"), writer.field("faq-0-answer")
    title.press("End")
    page.keyboard.type(" and more")
    wanted, before = value(title), value(answer)
    answer.press("Control+End")
    page.keyboard.type("!")
    for _ in range(3):
        page.keyboard.press("Control+z")
    assert (value(title), value(answer)) == (wanted, before)
    expect(answer).to_be_focused()
    expect(page.locator("#row-status")).to_have_text("What was typed before that is in another field.")
    page.keyboard.press("Control+Shift+z")
    assert value(answer) == f"{before}!"
    title.focus()
    page.keyboard.press("Control+z")
    assert (value(title), value(answer)) == (wanted, f"{before}!")


def test_a_row_comes_back_when_what_was_typed_since_is_taken_back(writer_at: WriterAt) -> None:
    page = writer_at().page
    page.locator("[name=title]").press("End")
    page.keyboard.type("!")
    press(page, "remove:roadmap-2")
    page.locator("[name=summary]").press("End")
    page.keyboard.type("?")
    page.keyboard.press("Control+z")
    assert len(titles(page)) == len(STEPS) - 1
    page.keyboard.press("Control+z")
    assert titles(page) == STEPS


def test_words_beside_the_text_are_words_too(writer_at: WriterAt) -> None:
    _, path = drafted({**a_document(), "weekly_hours": None})
    page = writer_at(path=path).page
    with page.expect_response("**/standing"):  # with other boxes, for what is found now
        press(page, "remove:roadmap-2")
    page.get_by_role("tab", name="Actions").click()
    page.locator("#act-submit summary").first.click()
    words = page.locator("#panel-standing textarea:visible").first
    words.focus()
    page.keyboard.type("Why not")
    page.keyboard.press("Control+z")
    expect(words).to_have_value("")
    assert len(titles(page)) == len(STEPS) - 1
    page.keyboard.type("Why not")
    page.locator("[name=title]").focus()
    page.keyboard.press("Control+z")
    expect(words).to_have_value("Why not")
    expect(page.locator("[name=title]")).to_be_focused()


def test_new_rows_and_copies_are_taken_back_while_they_are_as_they_came(writer_at: WriterAt) -> None:
    page = writer_at().page
    form = page.locator("#guide-form")
    press(page, "remove:roadmap-2")
    removed = typed(form)
    press(page, "duplicate:roadmap-0")
    page.keyboard.press("Control+z")
    assert typed(form) == removed, "the copy is gone, and not the row that was removed before is back"
    press(page, "add:roadmap-0-tasks")
    page.keyboard.press("Control+z")
    assert typed(form) == removed
    expect(page.locator("#roadmap-0-tasks textarea").last).to_be_focused()
    page.keyboard.press("Control+z")
    assert titles(page) == STEPS
    press(page, "duplicate:roadmap-0")
    page.keyboard.type("Another")
    page.locator("h1").first.evaluate("one => { one.tabIndex = -1; one.focus() }")
    page.keyboard.press("Control+z")
    assert len(titles(page)) == len(STEPS) + 1, "what somebody wrote in stays"


def test_a_row_comes_back_to_what_others_made_of_its_list_meanwhile(writer_at: WriterAt) -> None:
    writer = writer_at()
    page, rows = writer.page, a_document()["roadmap"]
    press(page, "remove:roadmap-1")
    writer.is_saved()
    theirs = [{**rows[0], "title": "Theirs"}, rows[2], {"title": "New of theirs"}]
    revise(writer.guide_id, "second_author", roadmap=theirs)
    writer.types(title="Mine")
    writer.is_saved()
    page.locator("h1").first.evaluate("one => { one.tabIndex = -1; one.focus() }")
    page.keyboard.press("Control+z")
    writer.is_saved()
    kept = writer.document()["roadmap"]
    assert [one["title"] for one in kept] == ["Theirs", rows[1]["title"], rows[2]["title"], "New of theirs"]
    assert kept[1] == rows[1]


def test_what_a_full_list_has_no_room_for_is_said(writer_at: WriterAt) -> None:
    _, path = drafted(a_document(tags=[f"Tag {index}" for index in range(9)]))
    page = writer_at(path=path).page
    form, last = page.locator("#guide-form"), page.locator("[name=tags-8]")
    before = typed(form)
    last.evaluate(PASTE, "One\nTwo\nThree\nFour")
    expect(page.locator("[name=tags-9]")).to_have_value("Two Three Four")
    expect(page.locator(".removed")).to_contain_text("4 lines pasted. 10 is the most there can be here")
    page.keyboard.press("Control+z")
    assert typed(form) == before


def test_what_comes_back_into_a_fold_is_shown(writer_at: WriterAt) -> None:
    _, path = drafted(a_document(related_slugs=["one-guide", "another-guide"]))
    page: Page = writer_at(path=path).page
    press(page, "remove:related_slugs-0")
    page.locator("details", has=page.locator("#related_slugs")).evaluate("one => { one.open = false }")
    page.locator("h1").first.evaluate("one => { one.tabIndex = -1; one.focus() }")
    page.keyboard.press("Control+z")
    expect(page.locator("[name=related_slugs-0]")).to_be_visible()
    assert re.match("one-guide", value(page.locator("[name=related_slugs-0]")))


def test_what_a_full_list_has_no_room_for_stays_away_until_it_has(writer_at: WriterAt) -> None:
    _, path = drafted(a_document(tags=[f"Tag {index}" for index in range(10)]))
    writer = writer_at(path=path)
    page = writer.page
    press(page, "remove:tags-0")
    press(page, "add:tags")
    page.keyboard.type("Another")
    writer.is_saved()
    undo = page.get_by_role("button", name="Undo: tag 1 removed")
    undo.click()
    expect(page.locator("#tags > [data-row]")).to_have_count(10)
    expect(page.locator(".removed")).to_contain_text("10 is the most there can be here: remove another first.")
    press(page, "remove:tags-9")
    undo.click()
    expect(page.locator("[name=tags-0]")).to_have_value("Tag 0")
    writer.is_saved()
    assert writer.document()["tags"] == [f"Tag {index}" for index in range(10)]


def test_a_paste_that_was_taken_back_does_not_come_again_and_what_was_before_it_is_next(writer_at: WriterAt) -> None:
    page = writer_at().page
    form, task = page.locator("#guide-form"), page.locator("[name=roadmap-0-tasks-0]")
    before = typed(form)
    press(page, "remove:roadmap-2")
    press(page, "down:tags-0")
    task.evaluate(PASTE, "One\nTwo\nThree")
    for _ in range(3):
        page.keyboard.press("Control+z")
    assert typed(form) == before
    for _ in range(3):
        page.keyboard.press("Control+z")
    assert typed(form) == before, "nothing is left"


@pytest.mark.parametrize("seed", [9, 13])
def test_whatever_was_done_with_rows_is_taken_back_to_where_it_began(writer_at: WriterAt, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # the same in every run
    _, path = drafted(a_document(tags=[f"Tag {index}" for index in range(8)]))
    page = writer_at(path=path).page
    form = page.locator("#guide-form")
    before, done = typed(form), []
    for _ in range(10):
        if chance.random() < 0.3:
            line = chance.choice(page.evaluate(_LINES))
            page.locator(f"[name='{line}']").evaluate(PASTE, "A\nB\nC")
            done.append(f"pasted into {line}")
        else:
            button = chance.choice(page.evaluate(_BUTTONS))
            page.locator(f"[name=do][value='{button}']").evaluate("one => one.click()")
            done.append(button)
    for _ in range(20):
        page.keyboard.press("Control+z")
    assert typed(form) == before, done


@pytest.mark.parametrize("seed", [24, 42, 54])
def test_whatever_is_taken_back_and_done_again_in_between_is_as_it_was(writer_at: WriterAt, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # the same in every run
    _, path = drafted(a_document(tags=["One", "Two"]))
    page = writer_at(path=path).page
    page.route("**/autosave", lambda route: route.abort())  # it gives new rows their names
    form = page.locator("#guide-form")
    states, at, done = [typed(form)], 0, []
    for number in range(30):
        act = chance.choices(["undo", "redo", "paste", "press"], [3, 3, 2, 3])[0]
        if act in ("undo", "redo"):
            page.keyboard.press("Control+z" if act == "undo" else "Control+y")
            at = max(at - 1, 0) if act == "undo" else min(at + 1, len(states) - 1)
            done.append(act)
        elif act == "paste":
            line = chance.choice(page.evaluate(_LINES))
            page.locator(f"[name='{line}']").evaluate(PASTE, f"A{number}\nB{number}\nC{number}")
            done.append(f"pasted into {line}")
        else:
            button = chance.choice(page.evaluate(_BUTTONS))
            page.locator(f"[name=do][value='{button}']").evaluate("one => one.click()")
            done.append(button)
        if act in ("paste", "press"):
            at += 1
            states[at:] = [typed(form)]
        assert typed(form) == states[at], done


@pytest.mark.parametrize("again", ["Control+Shift+z", "Control+y"])
def test_what_was_taken_back_is_done_again(writer_at: WriterAt, again: str) -> None:
    page = writer_at().page
    page.route("**/autosave", lambda route: route.abort())  # it gives new rows their names
    form = page.locator("#guide-form")
    states = [typed(form)]
    press(page, "remove:roadmap-0")
    states.append(typed(form))
    press(page, "down:faq-0")
    states.append(typed(form))
    press(page, "duplicate:faq-1")
    states.append(typed(form))
    press(page, "add:tags")
    states.append(typed(form))
    for before in states[-2::-1]:
        page.keyboard.press("Control+z")
        assert typed(form) == before
    for after in states[1:]:
        page.keyboard.press(again)
        assert typed(form) == after
    page.keyboard.press(again)
    assert typed(form) == states[-1], "there is nothing more"
    for before in states[-2::-1]:
        page.keyboard.press("Control+z")
        assert typed(form) == before


def test_what_was_pasted_comes_again(writer_at: WriterAt) -> None:
    page = writer_at().page
    form, line = page.locator("#guide-form"), page.locator("[name=reality_check-love-0]")
    before = typed(form)
    line.press("End")
    line.evaluate(PASTE, " one\ntwo\nthree")
    pasted = typed(form)
    page.keyboard.press("Control+z")
    assert typed(form) == before
    page.keyboard.press("Control+Shift+z")
    assert typed(form) == pasted
    page.keyboard.press("Control+z")
    assert typed(form) == before


def test_what_was_typed_or_done_since_is_not_overwritten(writer_at: WriterAt) -> None:
    page = writer_at().page
    press(page, "remove:roadmap-0")
    page.keyboard.press("Control+z")
    page.locator("[name=roadmap-0-title]").press("End")
    page.keyboard.type("!")
    page.locator("body").press("Control+Shift+z")
    assert titles(page) == [f"{STEPS[0]}!", *STEPS[1:]]


def test_the_edge_of_a_list_is_said(writer_at: WriterAt) -> None:
    page = writer_at().page
    page.locator("[name=roadmap-0-title]").press("Alt+ArrowUp")
    expect(page.locator("#row-status")).to_have_text("It is the first already.")
    page.locator(f"[name=roadmap-{len(STEPS) - 1}-title]").press("Alt+ArrowDown")
    expect(page.locator("#row-status")).to_have_text("It is the last already.")
