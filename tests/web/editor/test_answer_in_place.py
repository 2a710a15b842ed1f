"""An answer to a comment, given beside the text, leaves the text where it was."""

from collections.abc import Callable

from playwright.sync_api import expect

from cms.services import commenting
from tests.support.browser import follow
from tests.support.people import actor
from tests.web.editor.desk import drafted
from tests.web.editor.writer import Writer


def test_an_answer_beside_the_text_keeps_the_place(writer_at: Callable[..., Writer]) -> None:
    guide, path = drafted()
    commenting.comment(guide.id, anchor="", text="How long?", blocking=False, actor=actor("reviewer"))
    page = writer_at(path=path).page
    field = page.locator("[name=roadmap-1-title]")
    field.focus()
    field.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    before = field.evaluate("one => one.getBoundingClientRect().top")
    page.get_by_role("tab", name="Comments").click()
    page.locator("#panel-comments summary", has_text="Answer").click()
    page.get_by_label("Your answer").fill("Nine months.")
    follow(page.locator("#panel-comments").get_by_role("button", name="Answer", exact=True))
    expect(page.locator("#panel-comments")).to_contain_text("Nine months.")
    page.wait_for_function(
        "top => Math.abs(document.querySelector('[name=roadmap-1-title]').getBoundingClientRect().top - top) < 3",
        arg=before,
    )
