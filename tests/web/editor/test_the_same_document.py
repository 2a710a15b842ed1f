"""What a page sends by itself is what it would post by hand, to the last value.

With the longest document and a real one; CMS_SOAK=1 takes two small ones as well.
"""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cms.content import Document
from tests.factories import a_document, a_full_document, a_short_document, examples
from tests.web.editor.desk import drafted
from tests.web.editor.writer import Writer


def rich() -> Document:
    found = next(one for name, one in examples().items() if name.startswith("registered"))
    return {**found, "translation_key": None}


DOCUMENTS = (a_full_document, rich, *((a_document, a_short_document) if os.environ.get("CMS_SOAK") else ()))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_form_that_saved_itself_has_nothing_left_to_save(
    browser_for: Callable[..., Page], live_server: str, document: Callable[[], Document]
) -> None:
    _, path = drafted(document())
    writer = Writer(browser_for("author"), path)
    before = writer.newest()
    writer.types(region="FR")
    writer.is_saved()
    kept = writer.newest()
    assert (kept.cause, {**kept.document, "region": ""}) == ("autosave", {**before.document, "region": ""})
    writer.posts_the_form()
    expect(writer.page.locator(".said")).to_have_text("Saved.")
    assert writer.newest().digest == kept.digest
    writer.types(region=before.document.get("region", ""))
    writer.is_saved()
    assert writer.newest().document == before.document


def test_boxes_blank_rows_and_nothing_ticked_mean_the_same(browser_for: Callable[..., Page], live_server: str) -> None:
    """One form sent both ways: by itself, then by hand."""
    _, path = drafted()
    writer = Writer(browser_for("author"), path)
    page = writer.page
    page.locator('[name=do][value="add:faq"]').click()
    page.locator('[name=do][value="up:faq-2"]').click()
    page.locator('[name=do][value="remove:roadmap-0-tasks-0"]').click()
    for name in ("roadmap-1-depends_on", "roadmap-2-depends_on", "roadmap-0-resource_ids"):
        page.locator(f"#{name} summary").click()
    page.locator("#roadmap-1-depends_on").get_by_label("Nothing").check()
    page.locator("#roadmap-2-depends_on input:not([name$=nothing])").first.check()
    for box in page.locator("#roadmap-0-resource_ids input").all():
        box.uncheck()
    with page.expect_response("**/autosave"):
        writer.types(title="One form, two ways")
    writer.is_saved()
    kept = writer.newest()
    assert kept.document["roadmap"][1]["depends_on"] == []
    assert "resource_ids" not in kept.document["roadmap"][0]
    writer.posts_the_form()
    expect(page.locator(".said")).to_have_text("Saved. 1 empty question was left out.")
    assert writer.newest().digest == kept.digest
