"""Tables that are read on a phone, and whose last column is seen on a wide screen."""

from collections.abc import Callable, Mapping

from playwright.sync_api import Page, expect

from tests.factories import a_document, a_guide
from tests.web.editor.desk import page_of

For = Callable[..., Page]
LONG = "Von der Busfahrerin zur Donaudampfschifffahrtsgesellschaftskapitänsweiterbildungsbeauftragten"
HIDDEN = "region => region.scrollWidth - region.clientWidth"  # pixels that one only sees by scrolling sideways
SMALLEST = "cells => Math.min(...cells.map(one => Math.min(one.offsetWidth, one.offsetHeight)))"


def test_no_table_hides_a_column_whatever_the_width(browser_for: For, people: Mapping[str, object]) -> None:
    for _ in range(3):
        a_guide("in_review")
    guide = a_guide("published", a_document(title=LONG, translation_key=None))
    for person, paths in (
        ("managing_editor", ("/editor/guides", f"{page_of(guide)}/versions", "/editor/audit/feed")),
        ("admin", ("/admin/people",)),
    ):
        page = browser_for(person)
        for path in paths:
            page.goto(path)
            for width in (1280, 768, 360):
                page.set_viewport_size({"width": width, "height": 740})
                assert page.locator(".scroll").evaluate(HIDDEN) <= 0, f"{path} at {width}"
            assert page.locator(".scroll td :is(a, input)").evaluate_all(SMALLEST) >= 24, path


def test_on_a_phone_each_value_follows_the_words_of_its_column(browser_for: For) -> None:
    a_guide("in_review")
    page = browser_for("managing_editor", viewport={"width": 360, "height": 740})
    page.goto("/editor/guides")
    state = page.locator("td[data-label=State]")
    expect(state).to_be_in_viewport()
    assert state.evaluate("cell => getComputedStyle(cell, '::before').content") == '"State: "'
    page.get_by_label("Pick all on this page").check()
    expect(page.locator("#together legend")).to_have_text("With the guide picked")
