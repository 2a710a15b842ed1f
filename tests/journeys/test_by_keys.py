"""A small guide by keys alone: written, talked over, approved, scheduled, published. No mouse, and nobody gets lost."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from playwright.sync_api import Locator, Page, expect

from cms.store.db import session
from tests.factories import a_short_document, revise
from tests.support.focus import focused
from tests.support.people import PASSWORD, PEOPLE

MOST = 120  # stops on the way to anything
TITLE = "From Porter to Clerk"


class Keyboard:
    """Somebody who has nothing else, signed in and at their desk."""

    def __init__(self, page: Page, person: str) -> None:
        self.page = page
        page.goto("/login")
        expect(page.get_by_label("E-mail address")).to_be_focused()  # which a page is a moment after it has loaded
        self.type(PEOPLE[person].email)
        self.press("Tab")
        self.type(PASSWORD)
        with self.page_that_comes():
            self.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Desk")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    @contextmanager
    def page_that_comes(self) -> Iterator[None]:
        with self.page.expect_navigation():
            yield

    def to(self, target: Locator) -> None:
        """By the Tab key; every stop on the way can be seen."""
        sought = target.element_handle()  # looked for by its role at each stop, it costs more than all the rest
        for _ in range(MOST):
            reached = sought.evaluate("one => one.isConnected ? one === document.activeElement : null")
            if reached is None:  # exchanged meanwhile
                sought = target.element_handle()
                reached = sought.evaluate("one => one === document.activeElement")
            if reached:
                return
            self.press("Tab")
            stop = focused(self.page)
            assert stop is None or stop.fine, stop.what
        raise AssertionError(f"{target} is not reached")

    def follow(self, link: Locator) -> None:
        self.to(link)
        with self.page_that_comes():
            self.press("Enter")

    def do(self, act: str) -> None:
        """An act of the guide’s page, which stands past its text."""
        box = self.page.locator(f"#act-{act}")
        self.to(self.page.get_by_role("link", name="What you can do"))
        self.press("Enter")
        if box.locator("summary").count():
            self.to(box.locator("summary"))
            self.press("Enter")
        self.send(act)

    def send(self, act: str) -> None:
        self.follow(self.page.locator(f"#act-{act}").get_by_role("button"))

    def is_at(self, target: Locator) -> None:
        """The focus is there, and one sees it."""
        expect(target).to_be_focused()
        stop = focused(self.page)
        assert stop
        assert stop.fine, stop.what


def test_a_guide_is_written_reviewed_and_published_by_keys(browser_for: Callable[..., Page]) -> None:
    author = Keyboard(browser_for(), "author")
    page = author.page
    author.follow(page.get_by_role("link", name="New guide"))
    author.is_at(page.locator("#from_role-label"))
    author.type("Porter")
    author.press("Enter")
    author.is_at(page.locator("#to_role-label"))
    author.type("Clerk")
    author.follow(page.get_by_role("button", name="Start writing"))
    author.is_at(page.locator("#title"))
    author.type("?")
    expect(page.locator("#title")).to_have_value(re.compile(r"\w\?$"))  # it goes on after what is proposed
    author.press("Control+A")
    author.type(TITLE)
    author.to(page.locator('[name="do"][value="add:transferable_skills"]'))
    author.press("Enter")
    author.is_at(page.locator("#transferable_skills-2-skill-label"))
    author.type("Lifting")
    author.press("Control+s")
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")
    author.is_at(page.locator("#transferable_skills-2-skill-label"))
    path = page.url.partition("?")[0]
    written_further(UUID(path.rpartition("/")[2]))
    page.goto(path)
    author.to(page.get_by_role("link", name="Send for review"))
    author.press("Enter")
    author.is_at(page.locator("#act-submit .btn"))
    author.send("submit")
    author.is_at(page.get_by_text("Sent for review.", exact=True))

    reviewer = Keyboard(browser_for(), "reviewer")
    page = reviewer.page
    reviewer.follow(page.locator("main").get_by_role("link", name=TITLE).first)
    reviewer.follow(page.get_by_role("link", name="Comments", exact=True).first)
    reviewer.to(page.locator("#words-new"))
    reviewer.type("Is this so?")
    reviewer.follow(page.get_by_role("button", name="Comment", exact=True))
    reviewer.is_at(page.get_by_role("article", name="Comment on"))
    reviewer.do("approve")
    reviewer.is_at(page.get_by_text("You have approved it.", exact=True))

    publisher = Keyboard(browser_for(), "publisher")
    page = publisher.page
    publisher.follow(page.locator("main").get_by_role("link", name=TITLE).first)
    publisher.to(page.get_by_role("link", name="What you can do"))
    publisher.press("Enter")
    publisher.to(page.locator("#act-schedule summary"))
    publisher.press("Space")
    publisher.to(page.locator("#due-day"))
    publisher.type("01022020")
    publisher.to(page.locator("#due-time"))
    publisher.type("0830AM")
    publisher.send("schedule")
    publisher.is_at(page.locator(".error-summary"))
    publisher.to(page.get_by_role("link", name="To “Schedule”"))
    publisher.press("Enter")
    publisher.to(page.locator("#due-day"))
    publisher.type("01022099")
    publisher.send("schedule")
    publisher.is_at(page.get_by_text("Scheduled.", exact=True))
    publisher.do("publish")
    publisher.is_at(page.get_by_text("Published.", exact=True))
    expect(page.locator(".standing")).to_contain_text("Live")


def written_further(guide_id: UUID) -> None:
    """What is left of the small guide, which is no different to type."""
    session().rollback()
    session().expire_all()
    here = ("title", "from_role", "to_role", "slug")
    revise(guide_id, **{name: value for name, value in a_short_document().items() if name not in here})
