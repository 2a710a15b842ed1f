"""One guide among four people, by what their screens show: written, talked over, sent back, mended, approved, scheduled
and published; with CMS_SOAK=1 once more without scripts.
"""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from cms.store import guides, publications
from cms.store.db import session
from tests.factories import a_document
from tests.journeys.keyboard import press
from tests.support.browser import follow
from tests.web.editor.desk import drafted

For = Callable[..., Page]


def do(page: Page, label: str, why: str = "") -> None:
    """An act of the panel: opened where it asks for something, answered, and sent."""
    if (tab := page.get_by_role("tab", name="Actions")).count():
        tab.click()
    box = page.locator(".act", has=page.locator(f"button:text-is('{label}')"))
    if box.locator("summary").count():
        box.locator("summary").click()
    if why:
        box.locator("textarea").first.fill(why)
    follow(box.get_by_role("button", name=label, exact=True))


def standing(page: Page) -> Locator:
    return page.locator(".standing .state").first


WAYS = {"with scripts": True, **({"without scripts": False} if os.environ.get("CMS_SOAK") else {})}


@pytest.mark.parametrize("scripts", WAYS.values(), ids=WAYS)
def test_a_guide_goes_from_hand_to_hand(browser_for: For, scripts: bool) -> None:
    guide, path = drafted(a_document(title="From Bus Driver to Planner in 6–9 Months"))
    author, reviewer, publisher, managing = (
        browser_for(key, java_script_enabled=scripts) for key in ("author", "reviewer", "publisher", "managing_editor")
    )

    # The managing editor says who looks at a text, and that comments hold it up.
    managing.goto("/editor/stages")
    if not managing.get_by_label("Name").count():
        press(managing, "Add a stage")
    managing.get_by_label("Name").fill("Facts and figures")
    managing.get_by_label("Wait for comments that have to be settled").check()
    press(managing, "Save the stages")
    expect(managing.locator(".said")).to_be_visible()

    author.goto(path)
    send(author)
    expect(standing(author)).to_have_text("In review")

    # The reviewer finds it on the desk, claims it, asks, suggests and sends it back.
    reviewer.goto("/editor/")
    follow(reviewer.get_by_role("link", name="From Bus Driver to Planner in 6–9 Months").first)
    do(reviewer, "Claim this review")
    expect(reviewer.locator(".standing")).to_contain_text("Ruth Lindqvist has claimed this")
    follow(reviewer.get_by_role("link", name="Review", exact=True))
    expect(reviewer.get_by_role("heading", name="You have not read this text yet")).to_be_visible()
    press(reviewer, f"I have read revision {guide.newest}")
    reviewer.goto(f"{path}/comments?about=summary")
    reviewer.locator("#words-new").fill("@Amira Haddad, is this so?")
    reviewer.get_by_label("It has to be settled before the text is approved").check()
    follow(reviewer.locator(".comment-form").get_by_role("button", name="Comment", exact=True))
    reviewer.goto(f"{path}/comments?about=summary")
    field = reviewer.locator(".suggestion-form textarea, .suggestion-form input:not([type=hidden])").last
    field.fill("Nine months, honestly told.")
    press(reviewer, "Suggest this")
    reviewer.goto(path)
    do(reviewer, "Ask for changes", "See the comment.")
    expect(standing(reviewer)).to_have_text("Changes requested")

    # The author is told, takes what was suggested, answers, and sends it again.
    author.goto("/editor/inbox")
    expect(author.locator("main")).to_contain_text("From Bus Driver to Planner in 6–9 Months")
    author.goto(f"{path}/comments")
    follow(author.locator("[name=do][value=take]"))
    expect(author.locator("main")).not_to_contain_text("Suggested changes")
    author.locator(".comment-tools summary", has_text="Answer").click()
    author.get_by_label("Your answer").fill("It is now.")
    press(author, "Answer")
    author.goto(path)
    send(author)
    expect(standing(author)).to_have_text("In review")

    # Whoever's words were taken cannot approve; somebody else can, once nothing is open.
    reviewer.goto(path)
    expect(reviewer.locator(".act", has_text="Approve")).to_have_count(0)
    second = browser_for("second_reviewer", java_script_enabled=scripts)
    second.goto(path)
    second.get_by_text("What you cannot do, and why").click()
    expect(second.locator(".refused")).to_contain_text("comment")
    second.goto(f"{path}/comments")
    follow(second.get_by_role("button", name="Settle"))
    expect(second.locator("main")).to_contain_text("Settled by Ravi Menon")
    second.goto(path)
    do(second, "Approve")
    expect(standing(second)).to_have_text("Approved")

    # The publisher schedules it, thinks again, and publishes.
    publisher.goto(path)
    publisher.locator("details.act summary", has_text="Schedule").click()
    publisher.get_by_label("Day").fill("2999-01-02")
    publisher.get_by_label("Time", exact=True).fill("08:30")
    publisher.get_by_label("Time zone").select_option("Europe/Berlin")
    press(publisher, "Schedule")
    expect(standing(publisher)).to_have_text("Scheduled")
    expect(publisher.locator("main")).to_contain_text("08:30 (Europe/Berlin)")
    do(publisher, "Cancel the schedule", "Today is better.")
    do(publisher, "Publish")
    expect(publisher.locator(".standing")).to_contain_text("Live")

    reader = browser_for(java_script_enabled=scripts)
    reader.goto(f"/guides/{guide.slug}")
    expect(reader.get_by_role("heading", level=1)).to_have_text("From Bus Driver to Planner in 6–9 Months")
    expect(reader.locator("main")).to_contain_text("Nine months, honestly told.")

    # The managing editor puts a correction live at once, at which somebody else still has to look.
    author.goto(path)
    author.locator("[name=summary]").fill("Corrected in a hurry.")
    if scripts:
        author.locator(".save-bar .btn-primary").click()
        expect(author.locator("#save-state")).to_have_text(re.compile(r"Saved \d+ s ago"))
    else:
        follow(author.locator(".save-bar .btn-primary"))
        expect(author.locator(".said")).to_have_text("Saved.")
    managing.goto(path)
    do(managing, "Publish without review", "A wrong figure.")
    expect(managing.locator(".standing")).to_contain_text("second look")
    second.goto("/editor/")
    expect(second.locator("main")).to_contain_text("From Bus Driver to Planner in 6–9 Months")
    second.goto(path)
    do(second, "Confirm the second look")
    expect(second.locator(".standing")).not_to_contain_text("second look")
    session().rollback()
    session().expire_all()
    assert publications.live(guide.id)
    assert guides.find(guide.id).public_status == "live"


def send(page: Page) -> None:
    """For review, with a reason for each warning."""
    page.goto(page.url.partition("?")[0])
    if (tab := page.get_by_role("tab", name="Actions")).count():
        tab.click()
    box = page.locator("#act-submit")
    if (summary := box.locator("> summary")).count():
        summary.click()
    if (note := box.get_by_label("What changed, for readers")).count():
        note.fill("What is new.")
        box.get_by_label("Major: worth reading again").check()
    for answer in box.locator('[name^="answer"]:visible').all():
        answer.fill("It is meant so.")
    follow(box.get_by_role("button", name="Send for review", exact=True))
