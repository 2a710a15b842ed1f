"""From nothing but two roles to a page that readers have: a whole guide typed into the form, without scripts.

It has what review needs; with CMS_SOAK=1 it is a real guide of usual length, with every section.
"""

import os
from collections.abc import Callable

from playwright.sync_api import Page, expect

from cms import clock, content
from cms.content import Document
from cms.content.preflight import Finding, Severity, findings
from cms.store import guides, publications
from tests.factories import a_short_document, mended_sample
from tests.journeys.keyboard import add_rows, press, save, tick, write
from tests.support.browser import follow
from tests.support.typed import entries


def warnings(document: Document) -> list[Finding]:
    return [one for one in findings(document, clock.today()) if one.severity is Severity.WARNING]


def test_a_whole_guide_is_typed_reviewed_and_published(browser_for: Callable[..., Page]) -> None:
    document = content.draft(mended_sample() if os.environ.get("CMS_SOAK") else a_short_document())
    author = browser_for("author", java_script_enabled=False)
    author.goto("/editor/")
    follow(author.get_by_role("link", name="New guide"))
    roles = {one.name: one.text for one in entries(document)}
    for end in ("from_role", "to_role"):
        author.locator(f'[name="{end}-label"]').fill(roles[f"{end}-label"])
    press(author, "Start writing")

    add_rows(author, document)
    write(author, document)
    save(author)
    # What is ticked anew is kept in the order of the list. The sample names its resources in that order everywhere;
    # a document that does not would be told from it by its digest alone.
    tick(author, document)
    save(author)
    address = author.url.partition("?")[0]

    author.locator("#bar-submit a").click()  # says whether reasons are asked for first
    expect(author.locator('[name^="answer-"]')).to_have_count(len(warnings(document)))
    for answer in author.locator('[name^="answer"]:visible').all():
        answer.fill("It is said so in the text that is typed off.")
    press(author, "Send for review")
    expect(author.locator(".standing")).to_contain_text("In review")

    reviewer = browser_for("reviewer", java_script_enabled=False)
    reviewer.goto("/editor/")
    follow(reviewer.get_by_role("link", name=document["title"]))
    expect(reviewer.locator("main")).to_contain_text(document["roadmap"][0]["title"])
    reviewer.locator("summary", has_text="Approve").click()
    press(reviewer, "Approve")

    publisher = browser_for("publisher", java_script_enabled=False)
    publisher.goto(address)
    press(publisher, "Publish")
    expect(publisher.locator(".standing")).to_contain_text("Live")

    reader = browser_for(java_script_enabled=False)
    reader.goto("/")
    follow(reader.get_by_role("link", name=document["title"]))
    assert reader.url.endswith(f"/guides/{document['slug']}")
    expect(reader.get_by_role("heading", level=1)).to_have_text(document["title"])
    for step in document["roadmap"]:
        for task in step["tasks"]:
            expect(reader.locator("#roadmap")).to_contain_text(task)
    [item] = reader.request.get("/feed.json").json()["items"]
    assert item["title"] == document["title"]

    live = publications.live_by_slug(document["slug"])
    assert live
    kept = guides.revision(live.guide_id, live.revision_number)
    assert kept.document == document
    assert kept.digest == live.digest == content.digest(document)
    assert item["_guide"]["content_hash"] == content.content_hash(document)
