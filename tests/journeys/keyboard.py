"""Typing a document into the form in a browser, with nothing but its plain buttons. No script runs in the page."""

from playwright.sync_api import Locator, Page, expect

from cms.content import Document
from cms.content.kinds import Choice, Flag, References
from tests.support.typed import entries, rows


def press(page: Page, name: str) -> None:
    """A button by its words; waits for the page that comes."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("button", name=name, exact=True).click()


def add_rows(page: Page, document: Document) -> None:
    """Presses “Add …” until every list of the form has as many rows as the document, the inner ones last."""
    for name, wanted in rows(document):
        for number in range(wanted):
            if not page.locator(f'[name="do"][value="remove:{name}-{number}"]').count():
                with page.expect_navigation(wait_until="domcontentloaded"):
                    page.locator(f'[name="do"][value="add:{name}"]').click()


def write(page: Page, document: Document) -> None:
    """Every value but references, which can be ticked once what they name was saved."""
    for one in entries(document):
        if isinstance(one.kind, Choice | Flag):
            _control(page, one.name).select_option(one.text)
        elif not isinstance(one.kind, References):
            _control(page, one.name).fill(one.text)


def tick(page: Page, document: Document) -> None:
    for one in entries(document):
        if isinstance(one.kind, References):
            if one.kind.keep_empty and not one.ticks:
                _control(page, f"{one.name}-nothing").check()
            for name in one.ticks:
                _control(page, one.name, f'[value="{name}"]').check()


def _control(page: Page, name: str, more: str = "") -> Locator:
    """What is folded away is unfolded first."""
    control = page.locator(f'[name="{name}"]{more}')
    if not control.is_visible():
        page.locator("details", has=control).locator("> summary").click()
    return control


def save(page: Page) -> None:
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.locator(".save-bar .btn-primary").click()
    expect(page.locator(".said")).to_have_text("Saved.")
