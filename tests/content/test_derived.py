"""What is computed from a document. Weeks are exact fractions, rounded only when they are shown."""

from fractions import Fraction
from typing import Any

import pytest

from cms.content import derived
from tests import factories

TWENTY = {"min": 10, "max": 30}


def lasting(value: float, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit}


def steps(*rows: tuple[float, list[str] | None]) -> dict[str, Any]:
    """A roadmap of steps a, b, c …: weeks, and what each builds on."""
    roadmap = []
    for name, (value, before) in zip("abcdefgh", rows, strict=False):
        roadmap.append(
            {"id": name, "duration": lasting(value, "week"), **({} if before is None else {"depends_on": before})}
        )
    return {"roadmap": roadmap}


@pytest.mark.parametrize(
    ("duration", "weekly_hours", "weeks"),
    [
        (lasting(1, "month"), None, Fraction(13, 3)),
        (lasting(12, "month"), None, Fraction(52)),
        (lasting(1, "day"), None, Fraction(1, 7)),
        (lasting(7, "day"), None, Fraction(1)),
        (lasting(2.5, "week"), None, Fraction(5, 2)),
        (lasting(0.1, "week"), None, Fraction(1, 10)),
        (lasting(1, "hour"), None, Fraction(1, 10)),
        (lasting(60, "hour"), TWENTY, Fraction(3)),
        (lasting(60, "hour"), {"min": 6}, Fraction(10)),
        (lasting(60, "hour"), {"max": 12}, Fraction(5)),
        (lasting(60, "hour"), {"min": 0, "max": 0}, Fraction(6)),
        (lasting(60, "hour"), {}, Fraction(6)),
        (lasting(3, "year"), None, Fraction(0)),
        ({"unit": "week"}, None, Fraction(0)),
        ({"value": 3}, None, Fraction(0)),
        ({}, None, Fraction(0)),
        (None, None, Fraction(0)),
    ],
)
def test_counts_in_exact_weeks(duration: Any, weekly_hours: Any, weeks: Fraction) -> None:
    assert derived.weeks(duration, weekly_hours) == weeks


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Fraction(13, 3), 4.3),
        (Fraction(1, 20), 0.1),
        (Fraction(3, 20), 0.2),
        (Fraction(1, 4), 0.3),
        (Fraction(35, 100), 0.4),
        (Fraction(249, 1000), 0.2),
        (Fraction(1, 7), 0.1),
        (Fraction(0), 0),
        (Fraction(26), 26),
        (Fraction(1999, 1000), 2),
        (Fraction(52 * 6, 12), 26),
    ],
)
def test_shows_one_decimal_half_up(number: Fraction, shown: float) -> None:
    assert derived.one_decimal(number) == shown
    assert isinstance(derived.one_decimal(number), int) == (shown == int(shown))


def test_gives_both_ends_of_the_timeline_or_nothing() -> None:
    assert derived.timeline_weeks(factories.a_document()) == (Fraction(26), Fraction(39))
    assert derived.timeline_weeks({"timeline": {"min": 8, "max": 12, "unit": "week"}}) == (Fraction(8), Fraction(12))
    assert derived.timeline_weeks({"timeline": {"min": 8, "max": 12}}) is None
    assert derived.timeline_weeks({}) is None


@pytest.mark.parametrize(
    ("document", "spans"),
    [
        (steps((2, None), (3, None), (1, None)), [(0, 2), (2, 5), (5, 6)]),
        (steps((2, None), (3, []), (1, ["a", "b"])), [(0, 2), (0, 3), (3, 4)]),
        (steps((2, None), (3, ["a"]), (1, ["a"]), (1, None)), [(0, 2), (2, 5), (2, 3), (3, 4)]),
        (steps((2, ["c"]), (3, None), (1, [])), [(1, 3), (3, 6), (0, 1)]),
        (steps((2, ["nobody"]), (3, ["b"])), [(0, 2), (0, 3)]),
        (steps(), []),
        ({}, []),
    ],
)
def test_lets_a_step_start_when_all_it_builds_on_has_ended(document: Any, spans: Any) -> None:
    assert derived.step_spans(document) == spans


def test_comes_to_an_end_when_steps_build_on_each_other_in_a_circle() -> None:
    spans = derived.step_spans(steps((1, ["c"]), (1, ["a"]), (1, ["b"])))
    assert [end - start for start, end in spans] == [1, 1, 1]


def test_follows_sixteen_steps_that_all_build_on_all_before() -> None:
    document = factories.a_full_document()
    assert derived.step_spans(document)[-1] == (Fraction(30), Fraction(32))


def test_counts_the_hours_of_a_step_by_the_hours_of_a_week() -> None:
    document = {
        "weekly_hours": TWENTY,
        "roadmap": [{"duration": lasting(40, "hour")}, {"duration": lasting(1, "month")}, {}],
    }
    assert derived.step_weeks(document) == [Fraction(2), Fraction(13, 3), Fraction(0)]


def test_adds_up_the_weeks_of_learning_for_each_priority() -> None:
    assert derived.skill_weeks(factories.a_document()) == {
        "critical": Fraction(8), "important": Fraction(6), "nice_to_have": Fraction(13, 3),
    }  # fmt: skip


def test_takes_as_text_what_a_reader_reads_and_nothing_else() -> None:
    texts = derived.texts(factories.a_document())
    said = " ".join(texts)
    for word in ("From Bus Driver", "QGIS", "a degree?", "Talk to a planner", "Kerbside Press", "Three steps;"):
        assert word in said
    for code in ("bus-driver", "https://pay.example.org", "2026-04-01", "GBP", "nice_to_have"):
        assert code not in said


@pytest.mark.parametrize(
    ("language", "text", "minutes"),
    [
        ("en", "", 1),
        ("en", "word " * 238, 1),
        ("en", "word " * 239, 2),
        ("de-AT", "Wort " * 476, 2),
        ("ar-JO", "كلمة " * 180, 1),
        ("he", "מילה " * 181, 2),
        ("ja", "字" * 450, 1),
        ("zh-Hant", "字" * 225 + " \n" + "字" * 226, 2),
    ],
)
def test_reads_at_the_speed_of_the_language(language: str, text: str, minutes: int) -> None:
    assert derived.reading_minutes({"language": language, "overview": text}) == minutes


@pytest.mark.parametrize(
    ("document", "summary"),
    [
        ({"summary": "Its own.", "overview": "Long. " * 100}, "Its own."),
        ({"overview": "Short enough."}, "Short enough."),
        ({"overview": "x" * 160}, "x" * 160),
        ({"overview": "word " * 31 + "words on"}, "word " * 30 + "word…"),
        ({"overview": "word " * 31 + "longer"}, "word " * 30 + "word…"),
        ({"overview": "x" * 161}, "x" * 160 + "…"),
        ({"overview": "a" * 150 + ", then more and more"}, "a" * 150 + ", then…"),
        ({"overview": "a" * 158 + ", then"}, "a" * 158 + "…"),
        ({}, ""),
    ],
)
def test_cuts_a_summary_from_the_overview_at_a_words_end(document: Any, summary: str) -> None:
    assert derived.summary(document) == summary


def test_adds_up_one_off_costs_for_each_currency() -> None:
    def costing(amount: float, currency: str = "EUR", **more: str) -> dict[str, Any]:
        return {"cost": {"amount": amount, "currency": currency, **more}}

    resources = [
        costing(0.1), costing(0.2, basis="total"), costing(5, "USD"), costing(0, "GBP"), costing(9, basis="month"),
        {"cost": {"amount": 4}}, {"cost": {"currency": "EUR"}}, {},
    ]  # fmt: skip
    assert derived.one_off_costs({"resources": resources}) == {"EUR": Fraction(3, 10), "USD": 5}


@pytest.mark.parametrize(
    ("timeline", "title"),
    [
        (None, "From Bus driver to Planner"),
        ({"min": 6, "max": 9, "unit": "month"}, "From Bus driver to Planner in 6–9 months"),
        ({"min": 12, "max": 12, "unit": "week"}, "From Bus driver to Planner in 12 weeks"),
        ({"min": 6, "unit": "month"}, "From Bus driver to Planner"),
    ],
)
def test_proposes_a_title_from_roles_and_timeline(timeline: Any, title: str) -> None:
    roles = {"from_role": {"label": "Bus driver"}, "to_role": {"label": "Planner"}}
    assert derived.proposed_title({**roles, **({"timeline": timeline} if timeline else {})}) == title


def test_proposes_no_title_without_both_roles_and_none_over_its_limit() -> None:
    assert derived.proposed_title({"from_role": {"label": "Bus driver"}}) == ""
    long = {"from_role": {"label": "a" * 90}, "to_role": {"label": "b" * 90}}
    assert len(derived.proposed_title(long)) == 160


def test_knows_which_way_a_guide_runs() -> None:
    assert [derived.direction({"language": language}) for language in ("ar-JO", "de")] == ["rtl", "ltr"]
    assert derived.direction({}) == "ltr"
