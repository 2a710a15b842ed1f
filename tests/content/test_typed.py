"""What people type for numbers and days is understood, and nothing is guessed."""

from typing import Any

import pytest

from cms.content import GuideContent, typed
from cms.content.kinds import Shape
from cms.content.rows import Cost, Duration, Pay, SalaryChange, Timeline, WeeklyHours
from cms.errors import flat


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
        (SalaryChange, "horizon_months", "2 years", {"horizon_months": 24}),
        (SalaryChange, "horizon_months", "18 months", {"horizon_months": 18}),
        (Pay, "min", "€52k", {"min": 52000, "currency": "EUR"}),
        (Pay, "min", "€64.1k", {"min": 64100, "currency": "EUR"}),
        (Pay, "min", "52 000 euros", {"min": 52000, "currency": "EUR"}),
        (Cost, "amount", "CHF 119.50", {"amount": 119.5, "currency": "CHF"}),
        (Cost, "amount", "Free", {"amount": 0}),
        (Duration, "value", "3wks", {"value": 3, "unit": "week"}),
        (Duration, "value", "2 hrs.", {"value": 2, "unit": "hour"}),
        (Timeline, "min", "4-6 mos", {"min": 4, "max": 6, "unit": "month"}),
        (Timeline, "min", "1–1.5 years", {"min": 12, "max": 18, "unit": "month"}),
        (Duration, "value", "1 yr.", {"value": 12, "unit": "month"}),
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
        (Duration, {"value": "3 m"}),
        (Duration, {"value": "Nice to have3 weeks"}),
        (WeeklyHours, {"min": "$10"}),
        (SalaryChange, {"horizon_months": "8 weeks"}),
        (SalaryChange, {"min_percent": "1 year"}),
        (Pay, {"min": "5 years"}),
        (Pay, {"min": "€5", "currency": "USD"}),
        (Pay, {"min": "€52.000"}),  # 52 in English
        (Pay, {"min": "52k years"}),
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


@pytest.mark.parametrize(
    ("shape", "before", "typed_last", "kept"),
    [
        (Duration, {"value": "1 month", "unit": "week"}, "value", {"value": 1, "unit": "month"}),
        (Duration, {"value": "1 year", "unit": "week"}, "value", {"value": 12, "unit": "month"}),
        (Timeline, {"min": "1-2 years", "max": 9, "unit": "week"}, "min", {"min": 12, "max": 24, "unit": "month"}),
        (Timeline, {"min": "8-12 weeks", "max": 9, "unit": "month"}, "min", {"min": 8, "max": 12, "unit": "week"}),
        (Timeline, {"min": "8-12", "max": 9, "unit": "month"}, "min", {"min": 8, "max": 12, "unit": "month"}),
        (Cost, {"amount": "€20", "currency": "USD"}, "amount", {"amount": 20, "currency": "EUR"}),
    ],
)
def test_what_was_typed_last_is_the_whole_quantity(
    shape: type[Shape], before: dict[str, Any], typed_last: str, kept: dict[str, Any]
) -> None:
    assert typed.spread(shape, before, [typed_last]) == kept
    assert typed.spread(shape, before) == before


@pytest.mark.parametrize(
    ("shape", "values", "typed_last"),
    [
        (Timeline, {"min": "8 weeks", "max": 9, "unit": "month"}, "min"),  # to nine weeks, or to nine months?
        (Timeline, {"min": 6, "max": "12 weeks", "unit": "month"}, "max"),
        (Timeline, {"min": 6, "max": "1 year", "unit": "week"}, "max"),
        (Pay, {"min": "€52k", "max": 60000, "currency": "USD"}, "min"),
        (Timeline, {"min": "8-12 weeks", "max": 9, "unit": "month"}, "max"),
    ],
)
def test_what_would_leave_an_end_in_another_unit_is_not_guessed(
    shape: type[Shape], values: dict[str, Any], typed_last: str
) -> None:
    assert typed.spread(shape, values, [typed_last]) == values


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("www.ideou.com", "https://www.ideou.com"),
        (" WWW.example.org/a?b=1 ", "https://WWW.example.org/a?b=1"),
        ("https://www.ideou.com", None),
        ("www.", None),
        ("www.ideou", None),
        ("www.ideou.com and more", None),
        ("README.md", None),
    ],
)
def test_a_host_gets_its_scheme(text: str, address: str | None) -> None:
    assert typed.address(text) == address


def test_who_typed_no_number_is_told_what_is_allowed() -> None:
    wrong = ["This must be a number."]
    errors = {
        "timeline": {"min": wrong},
        "salary_to": {"min": wrong, "as_of": ["Else."]},
        "salary_change": {"min_percent": wrong, "horizon_months": wrong},
        "roadmap": {1: {"duration": {"value": wrong}}, 2: ["Else."]},
        "title": wrong,
    }
    told = dict(flat(typed.explained(GuideContent, errors)))
    assert told == {
        "timeline.min": "This must be a number, or words such as “6–9 months”.",
        "salary_to.min": "This must be a number, or words such as “$110,000”.",
        "salary_to.as_of": "Else.",
        "salary_change.min_percent": "This must be a number, or words such as “+10%”.",
        "salary_change.horizon_months": "This must be a number, or words such as “2 years”.",
        "roadmap[1].duration.value": "This must be a number, or words such as “3 weeks”.",
        "roadmap[2]": "Else.",
        "title": "This must be a number.",
    }
