"""A session that ends while somebody writes: they sign in where they are, and nobody sends it in their place."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Request, expect

from tests.support import codes
from tests.support.browser import follow
from tests.support.people import PASSWORD, PEOPLE
from tests.web.editor.desk import newest
from tests.web.editor.writer import Writer

WritersAt = Callable[..., Writer]


def sign_out(writer: Writer) -> list[Request]:
    """The session ends. Returns what is sent from now on by itself."""
    writer.page.context.clear_cookies()
    sent: list[Request] = []
    writer.page.on("request", lambda one: sent.append(one) if one.url.endswith("/autosave") else None)
    return sent


def sign_in(writer: Writer, key: str) -> None:
    dialog = writer.page.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill(PEOPLE[key].email)
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in and save").click()


def test_signed_out_while_writing_one_signs_in_where_one_is(writer_at: WritersAt) -> None:
    writer = writer_at()
    sent = sign_out(writer)
    writer.types(title="Typed after the session ended")
    writer.says("signed-out")
    dialog = writer.page.get_by_role("dialog")
    expect(dialog.get_by_label("E-mail")).to_be_focused()
    writer.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    writer.types(summary="And with the dialog closed")
    writer.has_kept("summary", "And with the dialog closed")
    writer.says("signed-out")
    assert len(sent) == 1
    writer.page.locator(".save-bar .btn-primary").click()
    expect(dialog).to_be_visible()
    writer.page.keyboard.press("Escape")
    writer.button("Sign in").click()
    sign_in(writer, "author")
    expect(dialog).to_be_hidden()
    writer.is_saved()
    assert writer.document()["summary"] == "And with the dialog closed"
    expect(writer.page.get_by_role("button", name="Sign in", exact=True)).to_have_count(0)
    writer.types(title="And it goes on")
    writer.is_saved()


@pytest.mark.parametrize("other", ["second_author", "reviewer"])
def test_a_text_is_not_sent_as_somebody_else(writer_at: WritersAt, other: str) -> None:
    writer = writer_at()
    sent = sign_out(writer)
    writer.types(title="Amira’s words")
    writer.says("signed-out")
    sign_in(writer, other)
    expect(writer.page.get_by_role("dialog")).to_contain_text("signed in as somebody else")
    assert len(sent) == 1
    sign_in(writer, "author")
    writer.is_saved()
    assert newest(writer.guide_id).author_id == str(PEOPLE["author"].id)


def test_one_with_a_second_step_types_the_code_in_another_tab(
    writer_at: WritersAt, sqlite_app: Flask, live_server: str
) -> None:
    writer = writer_at()
    phone = codes.give(sqlite_app, "author")
    sign_out(writer)
    writer.types(title="Typed after the session ended")
    writer.says("signed-out")
    sign_in(writer, "author")
    dialog = writer.page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("Your password is right")
    with writer.page.context.expect_page() as opened:
        dialog.get_by_role("link", name="Type your code in another tab").click()
    opened.value.get_by_label("Code").fill(phone.generate().token)
    opened.value.get_by_role("button", name="Sign in").click()
    opened.value.wait_for_url("**/editor/")
    writer.page.evaluate("dispatchEvent(new Event('focus'))")  # a page without a window is not told when one comes back
    expect(dialog).to_be_hidden()
    writer.is_saved()
    assert writer.document()["title"] == "Typed after the session ended"


def test_says_how_long_to_wait_after_too_many_tries(writer_at: WritersAt) -> None:
    writer = writer_at()
    sign_out(writer)
    writer.types(title="Typed after the session ended")
    writer.says("signed-out")
    slowed_down = {"status": 429, "headers": {"Retry-After": "90", "Content-Type": "text/html"}, "body": "<p>Wait"}
    writer.page.route(
        "**/login", lambda one: one.fulfill(**slowed_down) if one.request.method == "POST" else one.continue_()
    )
    sign_in(writer, "author")
    expect(writer.page.get_by_role("alert")).to_contain_text("possible in 2 minutes")
    writer.page.unroute("**/login")
    sign_in(writer, "author")
    writer.is_saved()


def test_a_page_notices_that_somebody_else_signed_in_beside_it(writer_at: WritersAt) -> None:
    writer = writer_at()
    beside = writer.page.context.new_page()
    beside.goto("/account")
    follow(beside.get_by_role("button", name="Sign out"))
    beside.locator("input[name=email]").fill(PEOPLE["second_author"].email)
    beside.locator("input[name=password]").fill(PASSWORD)
    with beside.expect_navigation():
        beside.locator("input[name=password]").press("Enter")
    writer.types(title="Amira’s words")
    writer.says("signed-out")
    expect(writer.page.get_by_role("dialog")).to_contain_text("signed in as somebody else")
    assert newest(writer.guide_id).number == 1
    other = Writer(beside, writer.path)
    expect(other.page.locator(".notice")).to_have_count(0)
    assert other.document()["title"] != "Amira’s words"
    writer.has_kept("title", "Amira’s words")
