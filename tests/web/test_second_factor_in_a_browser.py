"""The pages of the second step in a real browser: set up and used, free of barriers, on any screen."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, ViewportSize, expect

from tests.support import codes
from tests.support.barriers import fits, free_of_barriers
from tests.support.people import PASSWORD, PEOPLE

NARROW: ViewportSize = {"width": 360, "height": 740}


def look(page: Page) -> None:
    title = page.title()
    free_of_barriers(page, title)
    page.set_viewport_size(NARROW)
    fits(page, title)


def test_is_set_up_and_used_without_barriers(sqlite_app: Flask, browser_for: Callable[..., Page]) -> None:
    page = browser_for("author")
    page.goto("/account")
    page.get_by_role("link", name="Set up a second step").click()
    look(page)
    page.get_by_role("button", name="Set it up").click()
    picture = page.get_by_role("img", name="Picture to scan")
    assert picture.evaluate("one => one.complete && one.naturalWidth > 0")  # under the security policy, that is
    look(page)
    phone = codes.app_that_scanned(page.content())
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_text("This code is not right")).to_be_visible()
    look(page)
    page.get_by_label("Code").fill(phone.generate().token)
    page.get_by_role("button", name="Finish").click()
    look(page)
    page.get_by_role("button", name="Make recovery codes").click()
    look(page)
    code = page.locator(".font-monospace li").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    page.goto("/account")
    expect(page.get_by_text("8 recovery codes left")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Change or remove it").click()
    look(page)

    page = browser_for()
    page.goto("/login?next=/account")
    page.get_by_label("E-mail address").fill(PEOPLE["author"].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    look(page)
    page.get_by_role("link", name="Use a recovery code").click()
    look(page)
    page.get_by_label("Recovery code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("7 recovery codes left")).to_be_visible()
