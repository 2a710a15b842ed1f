"""A resource or a source is added from the row that refers to it, without a way down to its list and back."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, expect

from cms.content import Document
from tests.factories import a_document, a_guide
from tests.web.editor.desk import drafted
from tests.web.editor.writer import PASTE, Writer


def box_of(writer: Writer, references: str, noun: str = "resource") -> Locator:
    """Below the boxes to tick of a row, which are unfolded."""
    field = writer.page.locator(f"#{references}")
    if not field.locator("details[open]").count():
        field.locator("summary").click()
    return field.get_by_label(f"A {noun} that is not here yet: its title")


def titled(document: Document, title: str, section: str = "resources") -> Any:
    (found,) = (row for row in document[section] if row["title"] == title)
    return found


def test_a_title_typed_at_a_step_is_a_resource_and_ticked(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    count = len(writer.document()["resources"])
    box = box_of(writer, "roadmap-1-resource_ids")
    box.press_sequentially("A course on maps")
    box.press("Enter")
    field = writer.page.locator("#roadmap-1-resource_ids")
    expect(field.get_by_label("A course on maps")).to_be_checked()
    expect(field.locator(".filled")).to_contain_text(f"“A course on maps” is resource {count + 1}, and ticked.")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    box.press_sequentially("A walk")
    writer.page.keyboard.press("Tab")  # leaving is enough, too
    expect(field.get_by_label("A walk")).to_be_checked()
    writer.is_saved()
    document = writer.document()
    ids = [titled(document, one)["id"] for one in ("A course on maps", "A walk")]
    assert document["roadmap"][1]["resource_ids"][-2:] == ids
    assert all(re.fullmatch(r"resource-[a-z2-9]{5}", one) for one in ids)

    writer.page.get_by_role("link", name="Fill in the rest").click()
    expect(writer.field(f"resources-{count + 1}-title")).to_be_focused()


def test_what_is_typed_is_kept_from_the_first_letter_on(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    box = box_of(writer, "skills_to_learn-0-resource_ids")
    box.press_sequentially("Half a ti")
    writer.is_saved()
    document = writer.document()
    assert titled(document, "Half a ti")["id"] in document["skills_to_learn"][0]["resource_ids"]
    before = writer.newest().number
    box.press("Escape")
    expect(box).to_have_value("")
    writer.is_saved()
    assert writer.newest().number > before
    assert "Half a ti" not in [row["title"] for row in writer.document()["resources"]]
    assert not any("Half a ti" in one.inner_text() for one in writer.page.locator(".ticks").all())


def test_a_source_is_added_likewise_and_taken_back(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    before = writer.document()
    box = box_of(writer, "demand-source_ids", "source")
    box.fill("A census")
    box.press("Enter")
    writer.is_saved()
    assert titled(writer.document(), "A census", "sources")["id"] in writer.document()["demand"]["source_ids"]
    writer.page.keyboard.press("Control+z")
    expect(writer.page.locator("#demand-source_ids .ticks")).not_to_contain_text("A census")
    writer.is_saved()
    assert writer.document() == before


def test_what_was_written_there_since_is_not_taken_back(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    count = len(writer.document()["sources"])
    box = box_of(writer, "demand-source_ids", "source")
    box.fill("A census")
    box.press("Enter")
    writer.field(f"sources-{count}-publisher").fill("An office")
    writer.page.get_by_role("button", name=f"Undo: source {count + 1}").click()
    said = writer.page.locator("#demand-source_ids .filled")
    expect(said).to_have_text("It stays: more has been written there since.")
    expect(writer.field(f"sources-{count}-publisher")).to_have_value("An office")


def test_a_title_that_is_there_already_is_ticked_there(writer_at: Callable[..., Writer]) -> None:
    document = a_document()
    document["roadmap"][1].pop("resource_ids", None)
    there = document["resources"][0]
    writer = writer_at(path=drafted(document)[1])
    box = box_of(writer, "roadmap-1-resource_ids")
    box.fill(there["title"].upper())
    box.press("Enter")
    expect(writer.page.locator("#roadmap-1-resource_ids .filled")).to_contain_text("is resource 1 already: ticked.")
    writer.is_saved()
    assert writer.document()["roadmap"][1]["resource_ids"] == [there["id"]]
    assert len(writer.document()["resources"]) == len(document["resources"])


def test_several_lines_are_several_resources(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    count = len(writer.document()["resources"])
    box = box_of(writer, "roadmap-0-resource_ids")
    box.evaluate(PASTE, "• A book\n• A course\n")
    writer.is_saved()
    assert [row["title"] for row in writer.document()["resources"][count:]] == ["A book", "A course"]
    assert len(writer.document()["roadmap"][0]["resource_ids"]) >= 2


def test_what_other_guides_know_of_it_is_filled_in(writer_at: Callable[..., Writer]) -> None:
    known = a_document(slug=None, to_role={"label": "Elsewhere"}, translation_key=None)
    known["resources"][0] |= {"title": "Welding for beginners", "label": None, "provider": "The yard"}
    a_guide("published", known)
    writer = writer_at()
    count = len(writer.document()["resources"])
    box = box_of(writer, "roadmap-0-resource_ids")
    box.press_sequentially("weldi")
    writer.page.locator("#suggestions [role=option]").click()
    expect(writer.page.locator("#roadmap-0-resource_ids").get_by_label("Welding for beginners")).to_be_checked()
    expect(box).to_have_value("")
    expect(writer.field(f"resources-{count}-title")).to_have_value("Welding for beginners")
    expect(writer.field(f"resources-{count}-provider")).to_have_value("The yard")


def test_a_full_list_keeps_the_words_and_says_so(writer_at: Callable[..., Writer]) -> None:
    rows = [{"id": f"source-{one}", "title": f"Source {one}"} for one in range(1, 41)]
    writer = writer_at(path=drafted(a_document(sources=rows))[1])
    box = box_of(writer, "demand-source_ids", "source")
    box.fill("One more")
    box.press("Enter")
    expect(writer.page.locator("#demand-source_ids .filled")).to_contain_text("40 is the most there can be")
    expect(box).to_have_value("One more")
