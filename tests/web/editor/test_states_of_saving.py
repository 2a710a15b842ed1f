"""What a page says while it saves by itself: free of barriers, inside its margins, by day and by night."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.factories import revise
from tests.support.barriers import CONTRAST, fits, free_of_barriers
from tests.web.editor.desk import drafted
from tests.web.editor.writer import Writer

# What nobody types into here, and nothing is said about.
QUIET = ".sheet:not(:has([name=title], [name=timeline-min], [name=summary], [name=overview], [name=region]))"


def looked_at(page: Page, name: str, unchanged: str = QUIET) -> None:
    for width, scheme, only in ((1440, "light", ()), (360, "dark", (CONTRAST,))):
        page.set_viewport_size({"width": width, "height": 800})
        fits(page, name)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        free_of_barriers(page, f"{name}, {width}, {scheme}", only=only, unchanged=unchanged)


def test_every_state_is_free_of_barriers(browser_for: Callable[..., Page], live_server: str) -> None:
    writer = Writer(browser_for("author"), drafted()[1])
    page = writer.page
    revise(writer.guide_id, "second_author", region="FR")
    writer.types(title="Mine", timeline__min="six")
    writer.is_saved()
    expect(page.locator("#merged-note")).to_be_visible()
    looked_at(page, "merged and half typed", unchanged="")
    writer.types(timeline__min="6")
    writer.is_saved()
    page.context.set_offline(True)
    writer.types(summary="Offline")
    writer.says("offline")
    looked_at(page, "offline")
    page.context.set_offline(False)
    writer.is_saved()
    revise(writer.guide_id, "second_author", overview="Theirs")
    writer.types(overview="Mine")
    writer.says("conflict")
    looked_at(page, "refused")
    writer.open()
    expect(page.locator(".notice")).to_contain_text("was not saved")
    looked_at(page, "brought back")
    page.context.clear_cookies()
    writer.types(title="Signed out")
    writer.says("signed-out")
    expect(page.get_by_role("dialog")).to_be_visible()
    looked_at(page, "the dialog")
    page.keyboard.press("Escape")
    looked_at(page, "signed out")
