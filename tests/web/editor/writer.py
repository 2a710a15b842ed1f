"""Somebody writing in a browser, at a page that saves by itself."""

import re
from typing import Any
from uuid import UUID

from playwright.sync_api import Locator, Page, expect

from cms.content import Document
from cms.store.db import session
from cms.store.guides import Revision
from tests.support.threads import wait_until
from tests.web.editor.desk import newest

# The heights of the bar, and of what no focus is scrolled into.
BAR_AND_ITS_ROOM = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done([
  document.querySelector(".save-bar").offsetHeight,
  parseFloat(getComputedStyle(document.documentElement).scrollPaddingBlockStart)]))))"""
PASTE = """(one, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  one.focus();
  one.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
_KEPT = """() => new Promise((done, failed) => {
  const opening = indexedDB.open("crossway", 1);
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onerror = () => done([]);
  opening.onsuccess = () => {
    const all = opening.result.transaction("unsent").objectStore("unsent").getAll();
    all.onsuccess = () => { opening.result.close(); done(all.result); };
    all.onerror = () => failed(all.error);
  };
})"""

POSTED = "form => [...new FormData(form)].filter(([name]) => name !== 'csrf_token')"
_ABOUT_THE_PAGE = {"base", "tab", "sequence"}  # it counts what it has saved by itself


def press(page: Page, button: str) -> None:
    page.locator(f'[name="do"][value="{button}"]').click()


def typed(form: Locator) -> list[list[str]]:
    return [[name, value] for name, value in form.evaluate(POSTED) if name not in _ABOUT_THE_PAGE]


class Writer:
    """path: of the guide's page. page: the browser's page, which is opened and ready when this is made."""

    def __init__(self, page: Page, path: str) -> None:
        self.page, self.path = page, path
        self.open()

    def open(self) -> None:
        self.page.goto(self.path)
        self.ready()

    def ready(self) -> None:
        expect(self.page.locator("html")).to_have_attribute("data-autosave", "ready")

    @property
    def state(self) -> Locator:
        return self.page.locator("#save-state")

    def field(self, name: str) -> Locator:
        return self.page.locator(f"#guide-form [name='{name}']")

    def types(self, **typed: str) -> None:
        for name, text in typed.items():
            self.field(name.replace("__", "-")).fill(text)

    def is_saved(self) -> None:
        """To be asked right after something was typed: until then the bar says that it is not saved."""
        expect(self.state).to_have_attribute("data-state", "saved")
        expect(self.state).to_have_text(re.compile(r"Saved \d+ s ago"))

    def says(self, state: str) -> None:
        expect(self.state).to_have_attribute("data-state", state)

    def posts_the_form(self) -> None:
        """As what was refused is posted; the page that comes is ready when this returns."""
        with self.page.expect_navigation():
            self.page.locator("#guide-form").evaluate("form => form.requestSubmit()")
        self.ready()

    def button(self, words: str) -> Locator:
        return self.page.get_by_role("button", name=words, exact=True)

    def kept(self) -> list[dict[str, Any]]:
        """What this browser keeps and has not sent, of all guides."""
        found: list[dict[str, Any]] = self.page.evaluate(_KEPT)
        return found

    def has_kept(self, name: str, text: str) -> None:
        """Waits until this browser keeps that text."""
        wait_until(lambda: any([name, text] in one["entries"] for one in self.kept()))

    @property
    def guide_id(self) -> UUID:
        return UUID(self.path.rpartition("/")[2])

    def newest(self) -> Revision:
        """As it is on the server now."""
        session().rollback()
        session().expire_all()
        return newest(self.guide_id)

    def document(self) -> Document:
        return self.newest().document
