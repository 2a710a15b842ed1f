"""The pages of the second step in a real browser: set up and used, free of barriers, on any screen."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect

from cms.store import site_events
from tests.support import browser, codes
from tests.support.barriers import fits, free_of_barriers
from tests.support.browser import follow
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
    follow(page.get_by_role("link", name="Set up a second step"))
    look(page)
    follow(page.get_by_role("button", name="Set it up"))
    picture = page.get_by_role("img", name="Picture to scan")
    assert picture.evaluate("one => one.complete && one.naturalWidth > 0")  # under the security policy, that is
    look(page)
    phone = codes.app_that_scanned(page.content())
    page.get_by_label("Code").fill("000000")
    follow(page.get_by_role("button", name="Finish"))
    expect(page.get_by_text("This code is not right")).to_be_visible()
    look(page)
    page.get_by_label("Code").fill(phone.generate().token)
    follow(page.get_by_role("button", name="Finish"))
    look(page)
    follow(page.get_by_role("button", name="Make recovery codes"))
    look(page)
    code = page.locator(".font-monospace li").first.inner_text()
    follow(page.get_by_role("link", name="I have kept them"))
    page.goto("/account")
    expect(page.get_by_text("8 recovery codes left")).to_be_visible()
    look(page)
    follow(page.get_by_role("link", name="Change or remove it"))
    look(page)
    for asking in ("/verify", "/account/password"):
        page.goto(asking)
        look(page)

    page = browser_for()
    page.goto("/login?next=/account")
    page.get_by_label("E-mail address").fill(PEOPLE["author"].email)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    look(page)
    follow(page.get_by_role("link", name="Use a recovery code"))
    look(page)
    page.get_by_label("Recovery code").fill(code)
    follow(page.get_by_role("button", name="Sign in"))
    expect(page.get_by_text("7 recovery codes left")).to_be_visible()


def key_of(page: Page) -> None:
    """A security key in this browser, whose owner confirms whatever it asks."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.fixture
def by_name(chromium: Browser, live_server: str, complaints: list[str], looked_at: None) -> Iterator[Page]:
    """A page at the server's name, for an address of digits has no passkeys."""
    visitors = browser.Visitors(chromium, live_server.replace("127.0.0.1", "localhost"), complaints)
    yield visitors.page()
    visitors.leave()


def test_signs_in_with_a_passkey(sqlite_app: Flask, people: object, by_name: Page) -> None:
    page = by_name
    key_of(page)
    browser.sign_in(page, PEOPLE["author"].email, PASSWORD)
    page.goto("/account/second-step")
    follow(page.get_by_role("link", name="Set up a passkey"))
    look(page)
    page.get_by_label("What you call it").fill("Amira’s key")
    page.get_by_role("button", name="Set up a passkey").click()
    expect(page.get_by_text("“Amira’s key” is set up.")).to_be_visible()
    page.goto("/account")
    expect(page.get_by_text("1 passkey.")).to_be_visible()
    follow(page.get_by_role("button", name="Sign out", exact=True))

    def password(key: str) -> None:
        page.goto("/login?next=/account/passkeys")
        page.get_by_label("E-mail address").fill(PEOPLE[key].email)
        page.get_by_label("Password").fill(PASSWORD)
        follow(page.get_by_role("button", name="Sign in"))

    password("author")
    look(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Remove Amira’s key")).to_be_visible()
    look(page)
    codes.give(sqlite_app, "author")
    phone = codes.give(sqlite_app, "reviewer")
    follow(page.get_by_role("button", name="Sign out", exact=True))
    password("author")
    follow(page.get_by_role("button", name="Use your passkey"))
    page.route(re.compile("/login/passkey/"), lambda route: route.fulfill(body="It never arrived"))
    with page.expect_request(re.compile("/login/passkey/")) as taken:
        page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("It never arrived")).to_be_visible()
    password("reviewer")  # whose second step is not the author’s key
    token = page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    answer = parse_qs(taken.value.post_data or "")["credential"][0]
    page.context.request.post(taken.value.url, form={"credential": answer, "csrf_token": token}, max_redirects=0)
    page.unroute_all()
    page.goto("/account")
    expect(page.get_by_role("heading", name="Type your code")).to_be_visible()
    password("reviewer")
    page.get_by_label("Code").fill(phone.generate().token)
    follow(page.get_by_role("button", name="Sign in"))
    follow(page.get_by_role("button", name="Sign out", exact=True))
    password("author")
    look(page)
    follow(page.get_by_role("button", name="Use your passkey"))
    page.get_by_role("button", name="Go on").click()
    follow(page.get_by_role("button", name="Remove Amira’s key"))
    expect(page.get_by_text("“Amira’s key” is no longer asked for")).to_be_visible()
    said = [one.action for one in site_events.whole_chain() if one.action.startswith("factor_")]
    assert said == [*["factor_added"] * 3, "factor_failed", "factor_removed"]
