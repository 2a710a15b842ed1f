"""What a page says while it saves by itself: free of barriers, inside its margins, by day and by night."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.factories import revise
from tests.support.barriers import by_day_and_night, by_turns
from tests.web.editor.desk import drafted
from tests.web.editor.writer import Writer

# What nobody types into here, and nothing is said about.
QUIET = ".sheet:not(:has([name=title], [name=timeline-min], [name=summary], [name=overview], [name=region]))"


def test_every_state_is_free_of_barriers(browser_for: Callable[..., Page], live_server: str) -> None:
    writer = Writer(browser_for("author", viewport={"width": 1440, "height": 800}), drafted()[1])
    page = writer.page
    revise(writer.guide_id, "second_author", region="FR")
    writer.types(title="Mine", timeline__min="six")
    writer.says("partly")
    expect(page.locator("#merged-note")).to_be_visible()
    by_day_and_night(page, "merged and half typed")
    writer.types(timeline__min="6")
    writer.is_saved()
    page.context.set_offline(True)
    writer.types(summary="Offline")
    writer.says("offline")
    by_turns(page, "offline", 0, QUIET)
    page.context.set_offline(False)
    writer.is_saved()
    revise(writer.guide_id, "second_author", overview="Theirs")
    writer.types(overview="Mine")
    writer.says("conflict")
    by_turns(page, "refused", 1, QUIET)
    writer.open()
    expect(page.locator(".notice")).to_contain_text("was not saved")
    by_turns(page, "brought back", 0, QUIET)
    page.context.clear_cookies()
    writer.types(title="Signed out")
    writer.says("signed-out")
    expect(page.get_by_role("dialog")).to_be_visible()
    by_turns(page, "the dialog", 1, QUIET)
    page.keyboard.press("Escape")
    by_turns(page, "signed out", 0, QUIET)
