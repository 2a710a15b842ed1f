"""What keeps people out of a page: axe finds nothing on it as it stands, and it is no wider than the screen."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.support import contrast

CONTRAST = contrast.RULE
SEEN: set[str] = set()  # the paths of the pages that this test has looked at for all that axe knows
_SCRIPT = Axe().axe_script
_CHANGING = (CONTRAST, "link-in-text-block", "target-size")
_NARROWEST = 320  # a screen of 1280 pixels at 400 %
_WIDTHS = (360, 768, 1440)


def free_of_barriers(page: Page, where: str = "", *, only: Sequence[str] = (), unchanged: str = "") -> None:
    """where: for the report. only: the rules to look for; without them, all.

    unchanged: a selector of what was looked at before, and is as it was: it is not looked at again. Everything else
    always is. CMS_SOAK=1 looks at all of it, for all rules, in light and in dark, at three widths.
    """
    others = [rule for rule in only if rule != CONTRAST]
    soak = bool(os.environ.get("CMS_SOAK"))
    unchanged = unchanged if not soak and unchanged and page.locator(unchanged).count() else ""
    if others or not only:
        options = {"runOnly": others} if others else {"rules": {CONTRAST: {"enabled": False}}}
        _finds_nothing(page, where, options, unchanged)
    if not only or CONTRAST in only:
        _prepare(page)
        _says_nothing(where, contrast.too_little(page, unchanged=unchanged))
    if not only and not unchanged:
        for how in _in_every_light(page) if soak else ():
            _finds_nothing(page, f"{where}, {how}", {})
        _remember(page)


def by_turns(page: Page, where: str, turn: int, unchanged: str = "") -> None:
    """One of many screens of the same parts: an even one by day, an odd one by night. CMS_SOAK=1 has each by both."""
    if os.environ.get("CMS_SOAK"):
        by_day_and_night(page, where, unchanged)
        return
    page.emulate_media(color_scheme="dark" if turn % 2 else "light")
    free_of_barriers(page, where, unchanged=unchanged)
    fits(page, where)


def by_day_and_night(page: Page, where: str = "", unchanged: str = "") -> None:
    """All that axe knows, on the page as it is shown; then, dark and on a phone, what colours and widths can change."""
    before = page.viewport_size
    assert before
    free_of_barriers(page, where, unchanged=unchanged)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({**before, "width": _WIDTHS[0]})
    page.evaluate("() => scrollTo(0, 0)")  # what has scrolled below a bar is no smaller target for that
    free_of_barriers(page, f"{where}, dark, {_WIDTHS[0]}", only=_CHANGING, unchanged=unchanged)
    fits(page, where)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)


def fits(page: Page, where: str = "") -> None:
    """Nothing is wider than the screen, nor than the narrowest one that there is."""
    before = page.viewport_size
    assert before
    for width in {before["width"], _NARROWEST}:
        page.set_viewport_size({**before, "width": width})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{where} is {over} pixels too wide for {width}"
    page.set_viewport_size(before)


def _in_every_light(page: Page) -> Iterator[str]:
    before, dark = page.viewport_size, page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert before
    for width in _WIDTHS:
        page.set_viewport_size({**before, "width": width})
        page.emulate_media(color_scheme="light")
        yield f"light, {width}"
        page.emulate_media(color_scheme="dark")
        yield f"dark, {width}"
    page.set_viewport_size(before)
    page.emulate_media(color_scheme="dark" if dark else "light")


def _remember(page: Page) -> None:
    if page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus < 400"):
        SEEN.add(urlsplit(page.url).path)


def _finds_nothing(page: Page, where: str, options: Mapping[str, Any], unchanged: str = "") -> None:
    _prepare(page)
    chosen = {"resultTypes": ["violations"], **options}
    context = {"include": [["html"]], **({"exclude": [[unchanged]]} if unchanged else {})}
    found = page.evaluate("([context, options]) => axe.run(context, options)", [context, chosen])
    _says_nothing(where, found["violations"])


def _prepare(page: Page) -> None:
    """Half a megabyte to send: once for each tab, whose later pages have it from their beginning."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_SCRIPT)
        page.add_init_script(_SCRIPT)


def _says_nothing(where: str, violations: list[dict[str, Any]]) -> None:
    assert not violations, f"{where}\n{AxeResults({'violations': violations}).generate_report()}"
