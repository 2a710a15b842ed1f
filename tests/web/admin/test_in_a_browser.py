"""The admin's pages in a real browser: a webhook's life without scripts, and pages free of barriers."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from flask import current_app
from playwright.sync_api import Page, ViewportSize, expect

from cms.services import accounts
from cms.services import webhooks as acts
from cms.services.password_links import RESET, WELCOME, Kind, token_for
from cms.store.webhooks import WebhookEndpoint
from cms.web.accounts import signing_keys
from tests.support.barriers import by_turns
from tests.support.browser import follow
from tests.support.people import PEOPLE, actor
from tests.web.admin.log import ADDRESS, a_past, an_endpoint

WIDE: ViewportSize = {"width": 1440, "height": 900}
LONG = f"{ADDRESS}/{'a-long-name-without-any-space' * 8}"


def test_a_webhook_lives_without_scripts(browser_for: Callable[..., Page]) -> None:
    page = browser_for("admin", java_script_enabled=False)
    page.goto("/account")
    follow(page.get_by_role("link", name="Webhooks"))
    follow(page.get_by_role("link", name="Add the first one"))
    page.get_by_label("Address").fill("https://192.168.0.1/hook")
    page.get_by_label("Note").fill("Their site")
    page.get_by_label("guide.withdrawn").check()
    follow(page.get_by_role("button", name="Add the webhook"))
    expect(page.get_by_text("This address cannot be reached from here.")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("Their site")
    page.get_by_label("Address").fill(ADDRESS)
    follow(page.get_by_role("button", name="Add the webhook"))
    secret = page.get_by_role("textbox", name="Its secret").input_value()
    assert secret.startswith("whsec_")
    follow(page.get_by_role("link", name="I have copied it"))
    expect(page.get_by_text("Their site")).to_be_visible()
    follow(page.get_by_role("button", name="Send a test event"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("endpoint.test")
    follow(page.get_by_role("link", name=ADDRESS))
    follow(page.get_by_role("button", name="New secret"))
    assert page.get_by_role("textbox", name="Its secret").input_value() not in ("", secret)
    follow(page.get_by_role("link", name="I have copied it"))
    page.get_by_label("All events since (UTC)").fill("2026-01-01T09:00")
    follow(page.get_by_role("button", name="Send again"))
    expect(page.get_by_text("Nothing that this webhook wants has happened since then.")).to_be_visible()
    follow(page.get_by_role("button", name="Switch off"))
    expect(page.get_by_text("Given up")).to_have_count(2)  # the filter, and the test event that nobody took
    follow(page.get_by_role("button", name="Switch on"))
    follow(page.get_by_role("link", name="Change"))
    page.get_by_label("Note").fill("Nobody")
    follow(page.get_by_role("button", name="Save"))
    follow(page.get_by_role("link", name="Remove"))
    follow(page.get_by_role("button", name="Remove it"))
    expect(page.get_by_text("The webhook is removed.")).to_be_visible()


@pytest.fixture
def endpoints(people: Mapping[str, object], live_server: str) -> list[WebhookEndpoint]:
    """One with a past, one switched off, one with a long address and nothing sent."""
    busy, off, new = an_endpoint(), an_endpoint(), an_endpoint(LONG, "")
    a_past(busy, 30)
    acts.disable(off.id, actor=actor("admin"), why="The receiver answered 410: it wants no more.")
    return [busy, off, new]


def by_link(kind: Kind) -> str:
    """Where the author chooses a password."""
    return f"{kind.path}/{token_for(accounts.find(PEOPLE['author'].email), kind, signing_keys(current_app))}"


def pages(page: Page, endpoints: list[WebhookEndpoint]) -> Iterator[str]:
    busy, off, new = (f"/admin/webhooks/{one.id}" for one in endpoints)
    person = f"/admin/people/{PEOPLE['author'].id}"
    for path in (
        "/admin/people", "/admin/people/invite", person, f"{person}/disable", "/account", "/account/forgotten",
        by_link(WELCOME), by_link(RESET), "/admin/webhooks/new",
        "/admin/webhooks", busy, f"{busy}?before=1", off, new, f"{busy}/deliveries/1", f"{new}/change", f"{new}/remove",
    ):  # fmt: skip
        page.goto(path)
        yield path
    page.goto(new)
    follow(page.get_by_role("button", name="Send a test event"))
    yield "sent"
    page.goto(new)
    follow(page.get_by_role("button", name="Send a test event"))
    yield "refused"
    follow(page.get_by_role("button", name="New secret"))
    yield "secret"
    page.goto("/admin/webhooks/new")
    page.get_by_label("Address").fill("nowhere")
    follow(page.get_by_role("button", name="Add the webhook"))
    yield "complaints"
    page.goto(person)
    follow(page.get_by_role("button", name="New link to choose another password"))
    yield "a link"


def test_no_page_has_a_barrier_or_is_wider_than_the_screen(
    browser_for: Callable[..., Page], endpoints: list[WebhookEndpoint]
) -> None:
    page = browser_for("admin", viewport=WIDE, color_scheme="light")
    for turn, where in enumerate(pages(page, endpoints)):
        by_turns(page, where, turn)
