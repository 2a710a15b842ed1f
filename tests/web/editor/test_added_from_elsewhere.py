"""What is added from the row that refers to it, among full lists, suggestions, copies and other editors."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.factories import a_document, a_guide
from tests.web.editor.desk import drafted
from tests.web.editor.test_adding_in_a_browser import box_of, titled
from tests.web.editor.writer import PASTE, Writer, press, typed


def test_once_there_is_room_the_words_that_found_none_are_added(writer_at: Callable[..., Writer]) -> None:
    rows = [{"id": f"source-{one}", "title": f"Source {one}"} for one in range(1, 39)]
    writer = writer_at(path=drafted(a_document(sources=rows))[1])
    box = box_of(writer, "demand-source_ids", "source")
    box.press_sequentially("And ")
    box.evaluate(PASTE, "one\nTwo\nThree\nFour")
    expect(box).to_have_value("Three Four")
    expect(writer.page.locator("#demand-source_ids .filled").first).to_contain_text("40 is the most there can be")
    press(writer.page, "remove:sources-0")
    box.press("Enter")
    expect(box).to_have_value("")
    writer.is_saved()
    titles = [row["title"] for row in writer.document()["sources"]]
    assert titles == [*(row["title"] for row in rows[1:]), "And one", "Two", "Three Four"]
    assert writer.document()["demand"]["source_ids"][-3:] == [row["id"] for row in writer.document()["sources"][-3:]]


def test_a_suggestion_that_finds_no_room_breaks_nothing(writer_at: Callable[..., Writer]) -> None:
    known = a_document(slug=None, to_role={"label": "Elsewhere"}, translation_key=None)
    known["resources"][0] |= {"title": "Welding for beginners", "label": None}
    a_guide("published", known)
    rows = [{"id": f"resource-{one}", "title": f"Resource {one}"} for one in range(1, 61)]
    writer = writer_at(path=drafted(a_document(resources=rows))[1])
    box = box_of(writer, "roadmap-0-resource_ids")
    box.press_sequentially("weldi")
    writer.page.locator("#suggestions [role=option]").first.click()
    expect(box).to_have_value("Welding for beginners")
    expect(writer.page.locator("#roadmap-0-resource_ids .filled")).to_contain_text("is the most there can be")


def test_what_was_added_is_taken_back_one_after_the_other(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    form = writer.page.locator("#guide-form")
    before = typed(form)
    box = box_of(writer, "roadmap-0-resource_ids")
    box.evaluate(PASTE, "One\nTwo\nThree")
    pasted = typed(form)
    for title in ("A book", "A course"):
        box.press_sequentially(title)
        box.press("Enter")
    for left in (5, 4):
        assert len(typed(form)) > len(pasted), left
        writer.page.keyboard.press("Control+z")
    assert typed(form) == pasted
    writer.page.keyboard.press("Control+z")
    assert typed(form) == before, "several lines are one act"


def test_the_enter_key_adds_what_was_typed_whatever_is_offered(writer_at: Callable[..., Writer]) -> None:
    known = a_document(slug=None, to_role={"label": "Elsewhere"}, translation_key=None)
    known["resources"][0] |= {"title": "Welding for beginners", "label": None}
    a_guide("published", known)
    writer = writer_at()
    box = box_of(writer, "roadmap-0-resource_ids")
    box.press_sequentially("weldi")
    offered = writer.page.locator("#suggestions")
    expect(offered).to_be_visible()
    box.press("Enter")
    expect(offered).to_have_count(0)
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    expect(writer.page.locator("#roadmap-0-resource_ids").get_by_label("weldi")).to_be_checked()
    held: list[Route] = []
    writer.page.route("**/suggestions?**", lambda route: held.append(route))
    with writer.page.expect_request("**/suggestions?**"):
        box.press_sequentially("weldi")
    box.press("Enter")
    with writer.page.expect_response("**/suggestions?**"):
        held[-1].continue_()
    expect(box).to_have_value("")
    writer.is_saved()
    expect(offered).to_have_count(0)


def test_a_suggestion_in_a_blank_row_is_taken_back_whole(writer_at: Callable[..., Writer]) -> None:
    """Also what it filled in, and where the title turns out to be there already."""
    known = a_document(slug=None, to_role={"label": "Elsewhere"}, translation_key=None)
    known["resources"][0] |= {"title": "Welding for beginners", "label": None, "provider": "The yard"}
    a_guide("published", known)
    document = a_document(resources=[{"id": "resource-1", "title": "Welding for beginners"}])
    writer = writer_at(path=drafted(document)[1])
    press(writer.page, "add:resources")
    form = writer.page.locator("#guide-form")
    box = box_of(writer, "roadmap-0-resource_ids")
    before = typed(form)
    box.press_sequentially("weldi")
    writer.page.locator("#suggestions [role=option]").first.click()
    expect(writer.page.locator("#roadmap-0-resource_ids .add-titled .filled")).to_contain_text("is resource 1 already")
    now = typed(form)
    assert [one for one in now if one not in before] == [["roadmap-0-resource_ids", "resource-1"]]
    writer.field("resources-0-title").fill("Something else")
    before = typed(form)
    box.press_sequentially("weldi")
    writer.page.locator("#suggestions [role=option]").first.click()
    expect(writer.field("resources-1-provider")).to_have_value("The yard")
    writer.is_saved()
    expect(writer.field("resources-1-language")).to_have_value("English")  # that was understood, and is nobody's change
    writer.page.keyboard.press("Control+z")
    assert typed(form) == before
    expect(writer.page.locator("#resources-1 .filled")).to_have_count(0)


def test_a_row_that_was_cleared_is_another_once_it_is_titled_from_elsewhere(writer_at: Callable[..., Writer]) -> None:
    document = a_document(sources=[{"id": "source-1", "title": "A census"}])
    document["demand"]["source_ids"] = ["source-1"]
    writer = writer_at(path=drafted(document)[1])
    writer.field("sources-0-title").fill("")
    box = box_of(writer, "demand-source_ids", "source")
    box.fill("A survey")
    box.press("Enter")
    expect(writer.field("sources-0-id")).not_to_have_value("source-1")
    writer.page.keyboard.press("Control+z")
    expect(writer.field("sources-0-id")).to_have_value("source-1")


def test_a_title_that_is_there_and_not_saved_yet_is_ticked_too(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    writer.page.route("**/autosave", lambda route: route.abort())  # nobody gives it a name
    count = len(a_document()["sources"])
    press(writer.page, "add:sources")
    writer.page.keyboard.type("A census")
    box = box_of(writer, "demand-source_ids", "source")
    box.fill("a census")
    box.press("Enter")
    expect(writer.page.locator("#demand-source_ids .filled")).to_contain_text(f"is source {count + 1} already: ticked.")
    expect(writer.page.locator("#demand-source_ids").get_by_label("A census")).to_be_checked()
    writer.page.unroute("**/autosave")
    writer.is_saved()
    assert titled(writer.document(), "A census", "sources")["id"] in writer.document()["demand"]["source_ids"]


def test_a_copy_of_what_was_added_has_no_way_back_that_leads_nowhere(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    count = len(writer.document()["resources"])
    box = box_of(writer, "roadmap-0-resource_ids")
    box.fill("A book")
    box.press("Enter")
    writer.page.get_by_role("link", name="Fill in the rest").click()
    press(writer.page, f"duplicate:resources-{count}")
    expect(writer.page.locator(".way-back")).to_have_count(1)


@pytest.mark.parametrize("words", [("ni", "你", "你好"), ("م", "مح", "محاسبة")])
def test_a_title_that_is_composed_is_one_title(writer_at: Callable[..., Writer], words: tuple[str, ...]) -> None:
    writer = writer_at()
    box = box_of(writer, "roadmap-0-resource_ids")
    box.focus()
    typing = writer.page.context.new_cdp_session(writer.page)
    for part in words:
        typing.send("Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)})
    typing.send("Input.imeSetComposition", {"text": "", "selectionStart": 0, "selectionEnd": 0})  # thought better of
    typing.send("Input.imeSetComposition", {"text": words[-1], "selectionStart": 1, "selectionEnd": 1})
    typing.send("Input.insertText", {"text": words[-1]})
    expect(box).to_have_value(words[-1])
    box.press("Enter")
    writer.is_saved()
    assert [row["title"] for row in writer.document()["resources"]][-1] == words[-1]
    assert len(writer.document()["resources"]) == len(a_document()["resources"]) + 1


def test_two_editors_add_at_the_same_time(writer_at: Callable[..., Writer]) -> None:
    first = writer_at()
    second = writer_at("second_author", path=first.path)
    for writer, title in ((first, "Mine"), (second, "Theirs")):
        box = box_of(writer, "roadmap-1-resource_ids")
        box.fill(title)
        box.press("Enter")
    for writer in (first, second):
        expect(writer.state).to_have_attribute("data-state", "saved")
    document = first.document()
    ids = {titled(document, one)["id"] for one in ("Mine", "Theirs")}
    assert ids <= set(document["roadmap"][1]["resource_ids"])


def test_what_a_title_lacks_is_said_once_one_goes_on(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    panel = writer.page.locator("#findings-list")
    box = box_of(writer, "roadmap-0-resource_ids")
    with writer.page.expect_response("**/findings"):
        box.press_sequentially("Half a")
    expect(panel).to_contain_text("until you leave this section")
    expect(panel).not_to_contain_text("“Half a”")
    box.press("Enter")
    writer.page.keyboard.press("Tab")
    writer.page.keyboard.press("Tab")
    writer.page.keyboard.press("Tab")
    writer.page.keyboard.press("Tab")
    expect(panel).to_contain_text("“Half a” has no web address")
