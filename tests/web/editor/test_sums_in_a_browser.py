"""What the page adds up while one types is what the server computes; counters appear near a limit."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from cms import content
from cms.content import derived
from cms.web.editor import progress, totals
from cms.web.editor.forms import from_document, parts
from tests.factories import a_document, a_full_document, examples, mended_sample
from tests.web.editor.desk import drafted

_SHOWN = """() => Object.fromEntries([...document.querySelectorAll("#panel [data-total]")]
  .map(one => [one.dataset.total, one.textContent]))"""
_AFRESH = """document.getElementById("guide-form")
  .dispatchEvent(new CustomEvent("guide:changed", { detail: { operation: "again" } }))"""


def documents() -> list[dict[str, Any]]:
    odd = a_document(weekly_hours={"min": 3, "max": 4})
    lengths = [(0.1, "month"), (7, "hour"), (2.25, "day"), (13, "week"), (1000, "month"), (0.35, "week")]
    odd["roadmap"] = [
        {"title": f"Step {number}", "duration": {"value": value, "unit": unit}}
        for number, (value, unit) in enumerate(lengths)
    ]
    return [*examples().values(), mended_sample(), odd, {**odd, "weekly_hours": {"max": 7}}, {"language": "en"}]


def test_the_page_adds_up_as_the_server_does(browser_for: Callable[..., Page], live_server: str) -> None:
    page = browser_for("author")
    for document in [*documents(), a_full_document()]:
        document = content.draft({**a_document(), **document, "slug": None, "translation_key": None})
        _, path = drafted(document)
        page.goto(path)
        rendered = page.evaluate(_SHOWN)
        page.evaluate("document.querySelectorAll('[data-total]').forEach(one => { one.textContent = '' })")
        page.evaluate(_AFRESH)
        expect(page.locator("#panel [data-total=steps]").first).not_to_have_text("")
        assert page.evaluate(_SHOWN) == rendered == totals.of(document).shown
        steps = derived.one_decimal(sum(derived.step_weeks(document)))  # type: ignore[arg-type]
        assert rendered["steps"].partition(" ")[0] == f"{steps:,}"


def test_sums_follow_the_keys_and_the_rows(browser_for: Callable[..., Page], live_server: str) -> None:
    _, path = drafted(a_document(timeline={"min": 6, "max": 9, "unit": "month"}))
    page = browser_for("author")
    page.goto(path)
    sums = page.locator("#panel .totals")
    for number in range(3):
        page.locator(f"[name=roadmap-{number}-duration-unit]").select_option("month")
        page.locator(f"[name=roadmap-{number}-duration-value]").fill("1")
    expect(sums.locator("[data-total=steps]")).to_have_text("13 weeks")
    expect(sums.locator("[data-total=timeline]")).to_have_text("26–39 weeks")
    expect(sums.locator("[data-verdict=short]")).to_be_visible()
    page.locator('[value="remove:roadmap-0"]').click()
    expect(sums.locator("[data-total=steps]")).to_have_text("8.7 weeks")
    page.locator(".undo").click()
    page.locator("[name=roadmap-0-duration-value]").fill("six")
    expect(sums.locator("[data-total=steps]")).to_have_text("8.7 weeks")
    page.locator("[name=roadmap-0-duration-value]").fill("60")
    expect(sums.locator("[data-verdict=long]")).to_be_visible()
    expect(sums.locator("[data-verdict=short]")).to_be_hidden()
    page.locator("[name=timeline-max]").fill("")
    expect(sums.locator("[data-total=timeline]")).to_have_text("not set yet")


def test_a_counter_appears_near_the_limit(browser_for: Callable[..., Page], live_server: str) -> None:
    _, path = drafted()
    page = browser_for("author")
    page.goto(path)
    summary = page.locator("[name=summary]")
    summary.fill("x" * 239)
    expect(page.locator("#summary-counter")).to_have_count(0)
    summary.fill("  " + "😀" * 240 + " ")
    counter = page.locator("#summary-counter")
    expect(counter.locator("[aria-hidden]")).to_have_text("240 of 300")
    expect(counter.locator("[aria-live=polite]")).to_have_text("60 characters are left")
    page.keyboard.type("y")
    expect(counter.locator("[aria-hidden]")).to_have_text("242 of 300")  # the blank before it counts now
    expect(counter.locator("[aria-live=polite]")).to_have_text("60 characters are left")
    summary.fill("x" * 1301)
    expect(counter.locator("[aria-hidden]")).to_have_text("1,301 of 300")
    expect(counter.locator("[aria-live=polite]")).to_have_text("1001 characters over the limit")
    summary.fill("")
    expect(counter).to_have_count(0)


@pytest.mark.parametrize("typed", [{}, {"roadmap": [None, {"duration": None}, "x"]}, {"weekly_hours": {"min": "x"}}])
def test_what_is_no_number_yet_counts_as_nothing(typed: dict[str, Any]) -> None:
    found = totals.of(typed)
    assert found.shown == dict.fromkeys(("skills", "others", "steps"), "0 weeks") | {"timeline": "not set yet"}
    assert not found.verdicts


def test_a_part_is_empty_started_ready_or_has_findings(app: Flask) -> None:
    document = content.draft({**a_document(), "overview": None, "faq": [{"answer": "Half."}]})

    found = content.findings(document, date(2026, 11, 22))
    stages = {part.name: progress.of(part, found).words for part in parts(from_document(document))}
    assert stages["overview"] == "empty"
    assert stages["faq"] == "1 finding"
    assert stages["roadmap"] == "ready"
