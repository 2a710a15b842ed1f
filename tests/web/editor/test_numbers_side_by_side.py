"""Numbers that belong together stand on one line, wherever a part of the form is shown."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.factories import a_document, revise
from tests.web.editor.desk import drafted

BrowserFor = Callable[..., Page]
_TOPS = "all => all.map(one => Math.round(one.getBoundingClientRect().top))"
_LINES = "all => all.map(one => one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight))"


def lined_up(page: Page) -> None:
    lines = page.locator(".members > .field-amount > label").evaluate_all(_LINES)
    assert lines
    assert max(lines) < 1.5, "a label is broken"


@pytest.mark.parametrize("width", [1440, 768])
def test_where_something_is_suggested(sqlite_app: Flask, browser_for: BrowserFor, width: int) -> None:
    _, address = drafted()
    page = browser_for("reviewer", viewport={"width": width, "height": 900})
    for about in ("salary_change", "resources"):
        page.goto(f"{address}/comments?about={about}")
        lined_up(page)
    page.goto(f"{address}/comments?about=roadmap.step-1.duration")
    number, unit = page.locator(".pair > .field").evaluate_all(_TOPS)
    assert number == unit, "a number and its unit are read as one"


def test_where_two_people_changed_the_same(sqlite_app: Flask, browser_for: BrowserFor) -> None:
    guide, address = drafted()
    page = browser_for("author", viewport={"width": 1440, "height": 900}, java_script_enabled=False)
    page.goto(address)
    page.get_by_label("After how many months").fill("7")
    change = {**a_document()["salary_change"], "horizon_months": 9}
    revise(guide.id, "second_author", salary_change=change)
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_role("heading", name="saved while you were writing").wait_for()
    lined_up(page)
