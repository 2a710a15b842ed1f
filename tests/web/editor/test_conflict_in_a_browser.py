"""The page that asks whose text it is to be, as it is seen and answered in a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from cms.store.db import session
from tests.factories import revise
from tests.support.barriers import by_day_and_night
from tests.support.browser import follow
from tests.web.editor.desk import drafted, newest

TABLET: ViewportSize = {"width": 768, "height": 900}


def asked(page: Page, scripts: bool) -> None:
    """The page that asks, for what was typed into a form that somebody overtook."""
    page.locator("[name=title]").fill("Mine")
    page.locator("[name=overview]").fill("Mine.\n\nIn two paragraphs.")
    save = page.locator(".save-bar .btn-primary")
    if scripts:  # whoever presses it learns of it where they are; pressed again, it leads there
        save.click()
        expect(page.locator("#refused-note")).to_be_in_viewport()
    follow(save)
    expect(page.locator(".conflict")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_shows_three_texts_beside_one_another_and_what_is_not_chosen(
    browser_for: Callable[..., Page], scripts: bool
) -> None:
    guide, path = drafted()
    page = browser_for("author", viewport=TABLET, java_script_enabled=scripts)
    page.goto(path)
    revise(guide.id, "second_author", title="Theirs", overview="Theirs.\n\nIn two paragraphs.")
    asked(page, scripts)
    for question in page.locator(".question").all():
        boxes = [side.bounding_box() for side in question.locator(".question-side").all()]
        assert len({box["y"] for box in boxes if box}) == 1
    expect(page.locator(".question-side li")).to_have_count(0)  # paragraphs are no list
    expect(page.locator("form[action*='/actions/']")).to_have_count(0)  # an act would leave what is not saved
    expect(page.locator("#acts")).to_contain_text("Save first")
    if scripts:
        by_day_and_night(page)
        page.locator("#hand0").fill("Both of us")
        expect(page.locator("#choice-0-hand")).to_be_checked()
    else:
        page.locator("#choice-0-theirs").check()
    follow(page.get_by_role("button", name="Save what I chose"))
    page.get_by_role("link", name="Overview").click()
    expect(page.locator("#choice-1-theirs")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Keep mine").nth(1)).to_be_checked()
    follow(page.get_by_role("button", name="Save what I chose"))
    session().rollback()
    session().expire_all()
    document = newest(guide.id).document
    assert document["title"] == ("Both of us" if scripts else "Theirs")
    assert document["overview"] == "Mine.\n\nIn two paragraphs."
