"""A value that could not be saved, such as “six”, is in its place when the guide is opened again, and in no other."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.factories import a_document, revise
from tests.web.editor.desk import drafted
from tests.web.editor.writer import Writer, press


def test_what_could_not_be_saved_is_there_again(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    writer.types(summary="Saved, as all else.", roadmap__0__duration__value="six")
    writer.says("partly")
    writer.open()
    expect(writer.field("roadmap-0-duration-value")).to_have_value("six")
    expect(writer.page.locator(".notice")).to_contain_text("could not be saved: “six”. It is in its place again.")
    writer.says("partly")
    assert len(writer.kept()) == 1, "of this page"
    writer.types(roadmap__0__duration__value="6")
    writer.is_saved()
    writer.open()
    expect(writer.page.locator(".notice")).to_have_count(0)
    assert writer.document()["roadmap"][0]["duration"]["value"] == 6


def test_what_could_not_be_saved_is_put_into_no_other_text(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    writer.types(roadmap__0__duration__value="six")
    writer.says("partly")
    revise(writer.guide_id, "second_author", title="Another")
    writer.open()
    expect(writer.page.locator(".notice")).to_contain_text("“six”. The text was changed since.")
    expect(writer.field("roadmap-0-duration-value")).not_to_have_value("six")


def test_what_could_not_be_saved_is_in_its_own_row_though_blank_ones_are_gone(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    tasks = writer.page.locator("#roadmap-1-tasks textarea")
    before = [one.input_value() for one in tasks.all()]
    press(writer.page, "add:roadmap")
    for place in range(len(a_document()["roadmap"]), 1, -1):
        press(writer.page, f"up:roadmap-{place}")  # the blank one is the second now
    writer.types(**{"roadmap-2-tasks-0": "", "roadmap-2-tasks-1": "Refused\x07"})
    writer.says("partly")
    writer.open()
    expect(tasks).to_have_count(len(before) - 1)
    assert [one.input_value() for one in tasks.all()] == ["Refused\x07", *before[2:]]


def test_what_was_refused_with_its_whole_row_overwrites_no_other(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at(path=drafted(a_document(tags=["One"]))[1])
    for _ in range(2):
        press(writer.page, "add:tags")
    writer.types(**{"tags-1": "Refused\x07", "tags-2": "Three"})
    writer.says("partly")
    assert writer.document()["tags"] == ["One", "Three"]
    writer.open()
    lines = writer.page.locator("#tags textarea")
    assert [one.input_value() for one in lines.all()] == ["One", "Three"]
    said = "could not be saved: “Refused\x07”. What it stood in was not saved, either."
    expect(writer.page.locator(".notice")).to_contain_text(said)
