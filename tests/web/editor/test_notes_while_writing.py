"""What people and translations have said beside the fields stays there while one writes, as do the checks."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from cms.services import commenting, starting
from tests.factories import a_document, a_guide
from tests.support.people import actor
from tests.web.editor.desk import drafted, page_of
from tests.web.editor.writer import Writer, press

WriterAt = Callable[..., Writer]


def beside(writer: Writer, name: str) -> Locator:
    return writer.page.locator(f".field:has(> [name='{name}']) > .note")


def looked_at(writer: Writer, **typed: str) -> None:
    with writer.page.expect_response("**/findings"):
        writer.types(**typed)
    writer.is_saved()


def test_comments_stay_beside_their_fields_where_rows_move(writer_at: WriterAt) -> None:
    guide, path = drafted()
    for anchor, text in (("summary", "Shorter?"), ("roadmap.step-1.title", "Which <b>maps</b>?")):
        commenting.comment(guide.id, anchor=anchor, text=text, blocking=False, actor=actor("reviewer"))
    writer = writer_at(path=path)
    at = next(index for index, row in enumerate(a_document()["roadmap"]) if row["id"] == "step-1")
    expect(beside(writer, f"roadmap-{at}-title")).to_contain_text("Comment: Which <b>maps</b>?")
    looked_at(writer, title="Another title")
    expect(beside(writer, "summary")).to_have_text("Comment: Shorter?")
    expect(beside(writer, f"roadmap-{at}-title")).to_contain_text("Comment: Which <b>maps</b>?")
    press(writer.page, "add:roadmap")
    for above in range(3, at, -1):
        press(writer.page, f"up:roadmap-{above}")
    expect(beside(writer, f"roadmap-{at + 1}-title")).to_contain_text("Comment: Which")  # a blank row stands before it


def test_what_a_translation_lacks_is_said_with_its_link_until_it_is_written(writer_at: WriterAt) -> None:
    guide = a_guide("draft", a_document(translation_key="planner"))
    made = starting.start_translation(guide.id, language="de", actor=actor("author"))
    writer = writer_at(path=page_of(made))
    words = "Not translated yet. Or is it right as it is?"
    expect(beside(writer, "title")).to_have_text(words)
    looked_at(writer, summary="Vom Steuer an den Plan.")
    expect(beside(writer, "title")).to_have_text(words)
    expect(beside(writer, "title").get_by_role("link", name="Or is it right as it is?")).to_be_visible()
    expect(beside(writer, "summary")).to_have_count(0)
