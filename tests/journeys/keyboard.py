"""Typing a document into the form in a browser, with nothing but its plain buttons. No script runs in the page."""

from collections.abc import Iterable

from playwright.sync_api import Page, expect

from cms.content import Document
from cms.content.kinds import Choice, Flag, References
from tests.support.typed import Entry, entries, rows


def press(page: Page, name: str) -> None:
    """A button by its words; waits for the page that comes."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def add_rows(page: Page, document: Document) -> None:
    """Presses “Add …” until every list of the form has as many rows as the document, the inner ones last."""
    for name, wanted in rows(document):
        for number in range(wanted):
            if not page.locator(f'[name="do"][value="remove:{name}-{number}"]').count():
                with page.expect_navigation():
                    page.locator(f'[name="do"][value="add:{name}"]').click()


def write(page: Page, document: Document) -> None:
    """Every value but references, which can be ticked once what they name was saved."""
    open_details(page)
    _fill(page, (one for one in entries(document) if not isinstance(one.kind, References)))


def tick(page: Page, document: Document) -> None:
    open_details(page)
    for one in entries(document):
        if isinstance(one.kind, References):
            if one.kind.keep_empty:
                page.locator(f'[name="{one.name}-mode"]').select_option("these" if one.ticks else "nothing")
            for name in one.ticks:
                page.locator(f'[name="{one.name}"][value="{name}"]').check()


def open_details(page: Page) -> None:
    """What is folded away inside the form, outer parts first."""
    closed = page.locator("form details:not([open]) > summary >> visible=true")
    while closed.count():
        closed.first.click()


def _fill(page: Page, controls: Iterable[Entry]) -> None:
    for one in controls:
        control = page.locator(f'[name="{one.name}"]')
        if isinstance(one.kind, Choice | Flag):
            control.select_option(one.text)
        else:
            control.fill(one.text)


def save(page: Page) -> None:
    with page.expect_navigation():
        page.locator(".save-bar button").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
