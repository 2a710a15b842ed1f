"""What people type for numbers and days is understood, and nothing is guessed."""

from typing import Any

import pytest

from cms.content import typed
from cms.content.kinds import Shape
from cms.content.rows import Cost, Duration, Pay, SalaryChange, Timeline, WeeklyHours


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("110000", 110000), ("110,000", 110000), ("1 234 567.5", 1234567.5), ("52’000", 52000), ("+10", 10), ("−8", -8),
        ("1.5", 1.5), ("1,5", 1.5), ("0,125", 0.125), ("1.125", 1.125), ("1e3", 1000), ("1" * 400, int("1" * 400)),
    ],
)  # fmt: skip
def test_a_number_is_read(text: str, number: float) -> None:
    assert typed.number(text) == number


@pytest.mark.parametrize("text", ["six", "1,5 or 2", "4 weeks", "$5", "10%", "6-9", "nan", "inf", "", "1,23,456"])
def test_what_is_no_number_alone_is_none(text: str) -> None:
    assert typed.number(text) is None


@pytest.mark.parametrize("text", ["29 Nov 2026", "29 November 2026", "Nov 29, 2026", "29.11.2026", "2026/11/29"])
def test_a_day_is_read(text: str) -> None:
    assert typed.day(text) == "2026-11-29"


@pytest.mark.parametrize("text", ["11/12/2026", "29/11/2026", "Nov 2026", "31 Feb 2026", "29 Nov 26", "soon"])
def test_a_day_that_could_be_another_is_not_guessed(text: str) -> None:
    assert typed.day(text) is None


@pytest.mark.parametrize(
    ("shape", "name", "text", "kept"),
    [
        (Timeline, "min", "6-9 months", {"min": 6, "max": 9, "unit": "month"}),
        (Timeline, "min", "6 to 9 weeks", {"min": 6, "max": 9, "unit": "week"}),
        (WeeklyHours, "min", "6–10", {"min": 6, "max": 10}),
        (Duration, "value", "4 weeks", {"value": 4, "unit": "week"}),
        (SalaryChange, "min_percent", "+10%", {"min_percent": 10, "max_percent": 10}),
        (SalaryChange, "min_percent", "−5% – +10%", {"min_percent": -5, "max_percent": 10}),
        (Pay, "min", "$110,000–130,000", {"min": 110000, "max": 130000, "currency": "USD"}),
        (Pay, "min", "€52k", {"min": 52000, "currency": "EUR"}),
        (Pay, "min", "52 000 euros", {"min": 52000, "currency": "EUR"}),
        (Cost, "amount", "CHF 119.50", {"amount": 119.5, "currency": "CHF"}),
        (Cost, "amount", "Free", {"amount": 0}),
    ],
)
def test_one_text_says_all_of_its_group(shape: type[Shape], name: str, text: str, kept: dict[str, Any]) -> None:
    assert typed.spread(shape, {name: text}) == kept
    assert typed.spread(shape, kept) == kept


@pytest.mark.parametrize(
    ("shape", "values"),
    [
        (Timeline, {"min": "6-9 months", "max": 12}),
        (Timeline, {"min": "6-9 months", "unit": "week"}),
        (Timeline, {"min": "6-9 hours"}),  # a unit that a timeline does not have
        (Duration, {"value": "4-6 weeks"}),  # a length is one number
        (Duration, {"value": "10%"}),
        (WeeklyHours, {"min": "$10"}),
        (Pay, {"min": "€5", "currency": "USD"}),
        (Pay, {"min": "€52.000"}),  # 52 in English
        (Pay, {"min": "free"}),
        (Pay, {"min": "5 " + "x" * 12}),
    ],
)
def test_what_the_group_cannot_keep_stays_as_it_was_typed(shape: type[Shape], values: dict[str, Any]) -> None:
    assert typed.spread(shape, values) == values


def test_one_figure_is_both_ends_until_the_other_is_given() -> None:
    assert typed.spread(SalaryChange, {"min_percent": "+10%", "max_percent": 20}) == {
        "min_percent": 10,
        "max_percent": 20,
    }
    assert typed.spread(SalaryChange, {"min_percent": 10}) == {"min_percent": 10}


def test_a_sign_may_be_that_of_the_currency_chosen_before() -> None:
    assert typed.spread(Pay, {"min": "$5", "currency": "CAD"}) == {"min": 5, "currency": "CAD"}
