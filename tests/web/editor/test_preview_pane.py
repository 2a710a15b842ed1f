"""The preview beside the form, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Frame, Page, Route, expect

from tests.factories import a_document, a_guide, examples
from tests.support.barriers import fits, free_of_barriers
from tests.support.threads import wait_until
from tests.web.editor.desk import page_of


@pytest.fixture
def path(people: object, live_server: str) -> str:
    return page_of(a_guide("draft", a_document()))


@pytest.fixture
def long_path(people: object, live_server: str) -> str:
    rich = next(one for name, one in examples().items() if name.startswith("registered"))
    return page_of(a_guide("draft", {**rich, "translation_key": None}))


def opened(page: Page, path: str) -> Frame:
    """The pane's frame, with the page in it."""
    page.goto(path)
    page.get_by_role("tab", name="Preview").click()
    inside = page.frame_locator("#preview-pane iframe")
    expect(inside.locator("h1")).to_be_visible()
    handle = page.locator("#preview-pane iframe").element_handle()
    assert handle
    frame = handle.content_frame()
    assert frame
    return frame


def top(page: Page, selector: str) -> float:
    """How far below the upper edge of the frame this begins, in pixels. Asked from outside: no script runs inside."""
    within = "(frame, selector) => frame.contentDocument.querySelector(selector).getBoundingClientRect().top"
    return float(page.locator("#preview-pane iframe").evaluate(within, selector))


def comes_into_view(page: Page, selector: str) -> None:
    height = page.locator("#preview-pane iframe").evaluate("frame => frame.clientHeight")
    wait_until(lambda: 0 <= top(page, selector) < height)


def test_shows_what_is_typed_after_a_moment(browser_for: Callable[..., Page], path: str) -> None:
    author = browser_for("author", viewport={"width": 1440, "height": 900})
    sent: list[str] = []
    author.on("request", lambda one: sent.append(one.url) if one.url.endswith("/preview") else None)
    frame = opened(author, path)
    assert len(sent) == 1
    author.locator("[name=title]").press_sequentially(" and so much more", delay=20)
    expect(frame.locator("h1")).to_contain_text("and so much more")
    assert len(sent) <= 3, "not one for each key"
    expect(frame.locator(".preview")).to_contain_text("It is not saved")
    author.locator("[name=timeline-min]").fill("six")
    expect(frame.locator(".preview")).to_contain_text("Timeline › From")
    author.reload()
    expect(author.locator("[name=title]")).not_to_have_value("and so much more")


def test_keeps_its_place_and_follows_the_field(browser_for: Callable[..., Page], long_path: str) -> None:
    author = browser_for("author", viewport={"width": 1440, "height": 900})
    frame = opened(author, long_path)
    row, place = frame.locator("#question-faq-2"), "#question-faq-2"
    assert top(author, place) > 2000
    author.locator("[name=faq-1-question]").focus()
    comes_into_view(author, place)
    before, outside = top(author, place), author.evaluate("scrollY")
    author.locator("[name=faq-1-question]").press_sequentially(" Really?")
    expect(row).to_contain_text("Really?")
    assert abs(top(author, place) - before) < 3
    assert author.evaluate("scrollY") == outside
    author.locator("[name=overview]").evaluate("one => { one.value += '\\n\\n' + 'More. '.repeat(400) }")
    author.locator("[name=faq-1-question]").press("Space")
    expect(frame.locator("#overview")).to_contain_text("More. More.")
    assert abs(top(author, place) - before) < 3


def test_the_text_beside_what_is_looked_at_stays_where_it_is(browser_for: Callable[..., Page], path: str) -> None:
    author = browser_for("author", viewport={"width": 1440, "height": 900})
    author.goto(path)
    field, current = author.locator("[name=cta-text]"), author.locator(".sections [aria-current]")
    height = "one => one.getBoundingClientRect().top"
    author.locator("[value='add:resources']").focus()
    expect(current).to_contain_text("Resources")
    field.focus()
    expect(current).to_contain_text("Finishing touches")
    before = field.evaluate(height)
    for name in ("Preview", "Findings"):
        place = author.get_by_role("tab", name=name).bounding_box()
        assert place
        author.mouse.click(place["x"] + 5, place["y"] + 5)
        expect(author.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        author.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert abs(field.evaluate(height) - before) < 3, name
    outside = author.evaluate("scrollY")
    author.locator(".save-bar .btn-primary").evaluate("one => one.focus()")
    assert author.evaluate("scrollY") == outside, "the bar is in sight wherever one is"
    side = "getBoundingClientRect().bottom <= innerHeight - 32"
    assert author.evaluate(f"document.querySelector('.side').{side}"), "a focus in its last lines scrolls the text else"


def test_leads_out_of_the_frame_by_no_link(browser_for: Callable[..., Page], path: str) -> None:
    author = browser_for("author", viewport={"width": 1440, "height": 900})
    frame = opened(author, path)
    frame.locator("a[href='#roadmap']").first.click()
    comes_into_view(author, "#roadmap")
    with author.context.expect_page() as opening:
        frame.locator(".footer-links a").first.click()
    expect(opening.value).to_have_url(re.compile("/$"))
    expect(frame.locator("h1")).to_be_visible()


def test_a_click_before_all_of_the_page_came_takes_nothing_away(browser_for: Callable[..., Page], path: str) -> None:
    author = browser_for("author", viewport={"width": 1440, "height": 900})
    held: list[Route] = []
    author.route("**/*.svg", lambda one: held.append(one))  # the mark of the site, which only the frame shows
    frame = opened(author, path)
    link = frame.locator("a[href='#roadmap']").first
    link.scroll_into_view_if_needed()
    place = link.bounding_box()
    assert held
    assert place
    author.mouse.click(place["x"] + 5, place["y"] + 5)
    for one in held:
        one.continue_()
    author.unroute_all()
    link.click()
    comes_into_view(author, "#roadmap")


def test_says_when_it_cannot_and_goes_on_afterwards(browser_for: Callable[..., Page], path: str) -> None:
    author = browser_for("author", viewport={"width": 1440, "height": 900})
    frame = opened(author, path)
    author.route("**/preview", lambda route: route.abort())
    author.locator("[name=title]").fill("Not seen")
    expect(author.locator("#preview-said")).to_contain_text("cannot be brought up to date")
    author.unroute("**/preview")
    author.locator("[name=title]").fill("Seen again")
    expect(frame.locator("h1")).to_have_text("Seen again")
    expect(author.locator("#preview-said")).to_have_text("")
    author.context.clear_cookies()
    author.locator("[name=title]").fill("Signed out")
    expect(author.locator("#preview-said")).to_contain_text("cannot be brought up to date")


def test_is_free_of_barriers_beside_the_form_and_on_a_phone(browser_for: Callable[..., Page], path: str) -> None:
    author = browser_for("author", viewport={"width": 1440, "height": 900})
    opened(author, path)
    for width in (1440, 360):
        author.set_viewport_size({"width": width, "height": 800})
        free_of_barriers(author)
        fits(author)


def test_opens_in_a_tab_of_its_own_without_scripts(browser_for: Callable[..., Page], path: str) -> None:
    author = browser_for("author", java_script_enabled=False)
    author.goto(path)
    expect(author.locator("#preview-pane")).to_be_hidden()
    author.locator("[name=title]").fill("Typed without scripts")
    with author.context.expect_page() as opening:
        author.get_by_role("button", name="Preview what is typed").click()
    expect(opening.value.locator("h1")).to_have_text("Typed without scripts")
    author.goto(path)
    expect(author.locator("[name=title]")).not_to_have_value("Typed without scripts")
