"""The pictures in docs/screenshots, taken from a running `make run`: `python -m tests.support.pictures [ADDRESS]`."""

import sys
from pathlib import Path

from playwright.sync_api import Page

from tests.support import browser

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "screenshots"
_EMAIL, _PASSWORD = "author@example.org", "crossway-demonstration"
_GUIDE = "registered-nurse-to-health-informatics-specialist"


def main(address: str = "http://127.0.0.1:8000") -> None:
    program = browser.find()
    if program is None:
        sys.exit(browser.NOT_FOUND)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with browser.launched(program) as chromium:
        light = chromium.new_page(base_url=address, viewport={"width": 1280, "height": 800}, color_scheme="light")
        _take(light, "/", "index")
        _take(light, f"/guides/{_GUIDE}", "guide")
        light.goto("/login")
        light.get_by_label("E-mail").fill(_EMAIL)
        light.get_by_label("Password").fill(_PASSWORD)
        browser.follow(light.get_by_role("button", name="Sign in"))
        light.goto("/editor/guides")
        browser.follow(light.get_by_role("link", name="Lehrkraft").first)
        light.locator("html[data-autosave=ready]").wait_for()
        light.screenshot(path=FOLDER / "writing.png")
        _take(light, "/editor/", "desk")
        browser.follow(light.get_by_role("link", name="Nurse").first)
        light.screenshot(path=FOLDER / "review.png")
        browser.follow(light.get_by_role("link", name="Compare").first)
        light.screenshot(path=FOLDER / "compare.png")
        dark = chromium.new_page(base_url=address, viewport={"width": 390, "height": 800}, color_scheme="dark")
        _take(dark, "/guides/accountant-to-data-analyst", "guide-arabic-dark-phone")


def _take(page: Page, path: str, name: str) -> None:
    page.goto(path)
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main(*sys.argv[1:2])
