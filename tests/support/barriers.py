"""What keeps people out of a page: axe finds nothing on it as it stands, and it is no wider than the screen."""

from collections.abc import Mapping, Sequence
from typing import Any

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

CONTRAST = "color-contrast"  # nine tenths of axe's work
_SCRIPT = Axe().axe_script


def free_of_barriers(page: Page, where: str = "", *, only: Sequence[str] = (), unchanged: str = "") -> None:
    """where: for the report. only: the rules to look for; without them, all.

    unchanged: a selector of what was looked at before, in these colours, and is as it was: its contrast is not looked
    at again. Everything else always is.
    """
    if not unchanged:
        _finds_nothing(page, where, {"runOnly": list(only)} if only else {})
        return
    if only != (CONTRAST,):
        _finds_nothing(page, where, {"rules": {CONTRAST: {"enabled": False}}})
    context = {"exclude": [[unchanged]]} if page.locator(unchanged).count() else {}
    _finds_nothing(page, where, {"runOnly": [CONTRAST]}, context)


def fits(page: Page, where: str = "") -> None:
    """Nothing is wider than the screen."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{where} is {over} pixels too wide"


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
