"""What keeps people out of a page: axe finds nothing on it as it stands, and it is no wider than the screen."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

CONTRAST = "color-contrast"  # nine tenths of axe's work
SEEN: set[str] = set()  # the paths of the pages that this test has looked at for all that axe knows
_SCRIPT = Axe().axe_script
_NARROWEST = 320  # a screen of 1280 pixels at 400 %
_WIDTHS = (360, 768, 1440)


def free_of_barriers(page: Page, where: str = "", *, only: Sequence[str] = (), unchanged: str = "") -> None:
    """where: for the report. only: the rules to look for; without them, all.

    unchanged: a selector of what was looked at before, in these colours, and is as it was: its contrast is not looked
    at again. Everything else always is. CMS_SOAK=1 looks for all rules in light and in dark, at three widths.
    """
    if not unchanged:
        _finds_nothing(page, where, {"runOnly": list(only)} if only else {})
        if not only:
            for how in _in_every_light(page) if os.environ.get("CMS_SOAK") else ():
                _finds_nothing(page, f"{where}, {how}", {})
            _remember(page)
        return
    if only != (CONTRAST,):
        _finds_nothing(page, where, {"rules": {CONTRAST: {"enabled": False}}})
    context = {"exclude": [[unchanged]]} if page.locator(unchanged).count() else {}
    _finds_nothing(page, where, {"runOnly": [CONTRAST]}, context)


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


def _finds_nothing(
    page: Page, where: str, options: Mapping[str, Any], context: Mapping[str, Any] | None = None
) -> None:
    if page.evaluate("typeof axe") == "undefined":  # once in a page: half a megabyte to read
        page.evaluate(_SCRIPT)
    found = AxeResults(
        page.evaluate(
            "([context, options]) => axe.run({ include: [['html']], ...context }, options)",
            [context or {}, {"resultTypes": ["violations"], **options}],
        )
    )
    assert not found.response["violations"], f"{where}\n{found.generate_report()}"
