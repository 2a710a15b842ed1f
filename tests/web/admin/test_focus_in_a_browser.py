"""After an act, or a refusal, whoever works by keys is where that is said, and not at the top of the page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import follow
from tests.support.people import PEOPLE
from tests.web.admin.log import a_past, an_endpoint
from tests.web.admin.pages import NEW, at

ONE = f"/admin/people/{PEOPLE['author'].id}"
For = Callable[..., Page]


def press(page: Page, name: str) -> Locator:
    """By the Enter key; what has the focus then."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).press("Enter")
    return page.locator(":focus")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_pages_of_admins(browser_for: For, scripts: bool) -> None:
    page = browser_for("admin", java_script_enabled=scripts)
    page.goto(NEW)
    page.get_by_label("Address").fill("nowhere")
    expect(press(page, "Add the webhook")).to_have_id("url")
    endpoint = an_endpoint()
    a_past(endpoint)
    page.goto(at(endpoint))
    expect(press(page, "Send a test event")).to_contain_text("A test event is on its way.")
    page.goto(at(endpoint))
    expect(press(page, "Send a test event")).to_contain_text("on its way already")
    page.get_by_label("All events since (UTC)").fill("9999-12-31T10:00")
    expect(press(page, "Send again")).to_have_id("since")
    expect(press(page, "New secret")).to_have_id("secret")
    follow(page.get_by_role("link", name="I have copied it"))
    expect(press(page, "Switch off")).to_contain_text("off")
    page.goto(f"{ONE}")
    page.get_by_label("Reviewer").check()
    expect(press(page, "Save the roles")).to_have_class("said")
    expect(press(page, "New link to choose another password")).to_have_id("link")


def test_pages_of_ones_account(browser_for: For) -> None:
    page = browser_for("author")
    page.goto("/account")
    page.get_by_label("Web address (if you like)").fill("nowhere")
    with page.expect_navigation():
        page.get_by_label("Web address (if you like)").press("Enter")
    expect(page.locator("#url")).to_be_focused()
    page.get_by_label("Web address (if you like)").fill("https://example.org")
    with page.expect_navigation():
        page.get_by_label("Web address (if you like)").press("Enter")
    expect(page.locator(".said")).to_be_focused()
    page.get_by_label("What it is for").fill("Tests")
    page.get_by_label("Read drafts, findings and history").uncheck()
    press(page, "Make a token")
    expect(page.locator("fieldset", has=page.locator("[name=scope]"))).to_be_focused()
    page.goto("/account/password")
    page.get_by_label("Password now").fill("not this one")
    page.get_by_label("New password").fill("another good long pass phrase")
    page.get_by_label("The same again").fill("another good long pass phrase")
    with page.expect_navigation():
        page.get_by_label("The same again").press("Enter")
    expect(page.get_by_label("Password now")).to_be_focused()
