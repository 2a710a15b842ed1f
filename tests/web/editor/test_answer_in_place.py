"""What is done beside the text leaves the text where it was, and whoever scrolls is not taken back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from cms.services import commenting
from tests.support.browser import follow
from tests.support.people import actor
from tests.web.editor.desk import drafted
from tests.web.editor.writer import Writer

DRAWN = """() => new Promise((done) => {
  const frames = () => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)));
  document.readyState === "complete" ? frames() : addEventListener("load", frames);
})"""


@pytest.mark.parametrize("slower", [1, 8])
def test_an_answer_beside_the_text_keeps_the_place(writer_at: Callable[..., Writer], slower: int) -> None:
    """slower: on a busy machine the browser looks late for what the address names, and goes there itself."""
    guide, path = drafted()
    commenting.comment(guide.id, anchor="", text="How long?", blocking=False, actor=actor("reviewer"))
    page = writer_at(path=path).page
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    field = page.locator("[name=roadmap-1-title]")
    field.focus()
    field.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    before = field.evaluate("one => one.getBoundingClientRect().top")
    page.get_by_role("tab", name="Comments").click()
    page.locator("#panel-comments summary", has_text="Answer").click()
    page.get_by_label("Your answer").fill("Nine months.")
    follow(page.locator("#panel-comments").get_by_role("button", name="Answer", exact=True))
    expect(page.locator("#panel-comments")).to_contain_text("Nine months.")
    page.evaluate(DRAWN)
    page.wait_for_function(
        "top => Math.abs(document.querySelector('[name=roadmap-1-title]').getBoundingClientRect().top - top) < 3",
        arg=before,
    )


def test_who_scrolls_while_the_place_is_looked_for_stays_there(writer_at: Callable[..., Writer]) -> None:
    page = writer_at(viewport={"width": 1440, "height": 800}).page
    page.locator("[name=roadmap-1-title]").focus()
    assert page.evaluate("scrollY") > 0
    opened = "document.getElementById('panel-preview-tab').click(); scrollTo(0, 0);"
    two_frames = "requestAnimationFrame(() => requestAnimationFrame(() => done(scrollY)))"
    assert page.evaluate(f"() => new Promise((done) => {{ {opened} {two_frames} }})") == 0
