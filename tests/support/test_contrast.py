"""Looking for texts that stand out too little: each kind of text once, and never past one that is new."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support import contrast
from tests.support.barriers import CONTRAST, free_of_barriers


@pytest.fixture
def page(chromium: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A page of its own, in a process that has not looked at any."""
    monkeypatch.setattr(contrast, "_SOUND", set())
    with chromium.new_context() as context:
        yield context.new_page()


def shows(page: Page, body: str) -> None:
    page.set_content(f"<!doctype html><html lang=en><title>A page</title><main><h1>Heading</h1>{body}</main>")


POOR = (
    "<p style='color: #aaa'>Too little</p>",
    "<p style='color: #eee'>White on white</p>",
    "<div style='background: #222'><p>Black on black</p></div>",
    "<div style='opacity: .3'><p>Washed out</p></div>",
    "<button style='color: #aaa; background: #bbb'>Press</button>",
    "<label>Name <input value='Typed' style='color: #aaa'></label>",
    "<p style='font-size: 16px; color: #949494'>Small, and too little for that</p>",
    "<p style='color: #aaa'>x</p><p style='color: #aaa'>More than a letter</p>",
    "<button disabled style='color: #aaa; background: #bbb'>Off</button>"
    "<button style='color: #aaa; background: #bbb'>On</button>",
)


@pytest.mark.parametrize("poor", POOR if os.environ.get("CMS_SOAK") else POOR[::2])
def test_finds_it_beside_what_was_found_sound(page: Page, poor: str) -> None:
    """Every other of them; with CMS_SOAK=1 all."""
    shows(page, "<p>Well</p>")
    free_of_barriers(page, only=(CONTRAST,))
    shows(page, f"<p>Well</p><p>Also well</p>{poor}")
    with pytest.raises(AssertionError, match="contrast"):
        free_of_barriers(page, only=(CONTRAST,))
    with pytest.raises(AssertionError, match="contrast"):  # what was found wanting is not taken for sound
        free_of_barriers(page)


def test_finds_it_in_other_colours_of_the_same_page(page: Page) -> None:
    shows(page, "<style>@media (prefers-color-scheme: dark) { p { color: #ccc } }</style><p>Well by day</p>")
    with pytest.raises(AssertionError, match="contrast"):
        by_day_and_by_night(page)


def by_day_and_by_night(page: Page) -> None:
    free_of_barriers(page)  # at full size it looks by night, too
    page.emulate_media(color_scheme="dark")
    free_of_barriers(page, only=(CONTRAST,))


def test_looks_where_something_lay_over_the_first_and_the_last(page: Page) -> None:
    covered = "<div style='position: absolute; inset: 0; background: url(data:,) #fff'></div>"
    rows = [f"<li><p style='color: #aaa'>Row {row}</p>{covered if row in (1, 3) else ''}</li>" for row in (1, 2, 3)]
    shows(page, f"<style>li {{ position: relative; z-index: 1 }}</style><ul>{''.join(rows)}</ul>")
    with pytest.raises(AssertionError, match="contrast"):
        free_of_barriers(page, only=(CONTRAST,))


def test_takes_two_of_a_kind_and_none_of_one_that_is_known(page: Page) -> None:
    shows(page, "<p>Well</p>" * 50)
    free_of_barriers(page)
    known = set(contrast._SOUND)
    assert len(known) == 2  # the heading, too
    shows(page, "<p>Well</p>" * 50 + "<section style='background: #eee'><p>Well</p></section>")
    free_of_barriers(page)
    assert len(contrast._SOUND - known) == 1
