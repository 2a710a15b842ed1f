"""Boxes to tick that name other rows, with scripts: they follow what those are called."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.factories import a_document
from tests.web.editor.writer import press


def test_a_skill_can_be_ticked_once_it_was_saved_and_keeps_the_name_it_is_ticked_by(
    writing: Callable[..., Page],
) -> None:
    page = writing()
    press(page, "add:skills_to_learn")
    label = page.locator(":focus")
    place = label.get_attribute("name").removesuffix("-label")  # type: ignore[union-attr]
    field = page.locator("#roadmap-0-skill_slugs")
    before = field.locator("input").count()
    page.keyboard.type("Bed triage")
    expect(field.locator(".count")).to_contain_text(f" of {before + 1}")  # folded
    slug = page.locator(f'[name="{place}-slug"]')
    expect(slug).to_have_value("")
    label.fill("Bed side triage")
    field.locator("summary").click()
    expect(field.locator('[value="bed-side-triage"]')).to_have_count(1)
    expect(field.locator('[value="bed-triage"]')).to_have_count(0)
    field.get_by_label("Bed side triage").check()
    expect(slug).to_have_value("bed-side-triage")


def test_ticked_boxes_follow_the_rows_they_name(writing: Callable[..., Page]) -> None:
    document = a_document()
    resource = document["resources"][0]
    page = writing(document)
    page.route("**/autosave", lambda route: route.abort())
    page.locator("[name=resources-0-title]").fill("Another name")
    press(page, "add:resources")
    page.keyboard.type("Brand new")
    field = page.locator("#roadmap-0-resource_ids")
    field.locator("summary").click()
    expect(field).to_contain_text(resource.get("label") or "Another name")
    expect(field.locator(".later")).to_have_text("Brand new: can be ticked once it is saved")
    page.unroute("**/autosave")
    expect(field.get_by_label("Brand new")).not_to_be_checked()

    box = field.locator("input").first
    value = box.get_attribute("value")
    box.set_checked(not box.is_checked())
    ticked = field.locator("input:checked").count()
    expect(field.locator(".count")).to_have_text(f"{ticked} of {field.locator('input').count()}")
    row = page.locator(f'#resources [name$="-id"][value="{value}"]')
    row.evaluate("one => { one.closest('details').open = true }")
    row.fill("renamed")
    page.keyboard.press("Tab")
    expect(field.locator('[value="renamed"]')).to_have_count(1)
    expect(field.locator(f'[value="{value}"]')).to_have_count(0)

    builds = page.locator("#roadmap-1-depends_on")
    builds.locator("summary").click()
    nothing, first = builds.get_by_label("Nothing"), builds.locator("input:not([name$=nothing])").first
    nothing.check()
    expect(builds.locator(".count")).to_have_text("nothing")
    first.check()
    assert not nothing.is_checked()
    first.uncheck()
    press(page, "up:roadmap-1")
    counts = page.locator("#roadmap [id$=depends_on] .count")
    expect(counts).to_have_text(["nothing: it begins the plan", "the step before", "2 of 3"])
    press(page, "add:roadmap")
    expect(counts.last).to_have_text("the step before")
