"""Single values as editors read them."""

from typing import Any

import pytest

from cms.content.document import Where
from cms.content.kinds import Kind
from cms.content.rows import Pay, Requirement, Timeline
from cms.content.spoken import place_unless_said, spoken

PAY = Pay.members()


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (PAY["min"], 78000, "78,000"),
        (PAY["min"], 1234567.25, "1,234,567.25"),
        (PAY["min"], 0, "0"),
        (PAY["currency"], "EUR", "Euro"),
        (PAY["period"], "year", "per year"),
        (PAY["as_of"], "2026-11-09", "9 Nov 2026"),
        (Timeline.members()["max"], 4.5, "4.5"),
        (Requirement.members()["mandatory"], False, "No"),
        (Requirement.members()["text"], "A degree.", "A degree."),
        (PAY["min"], None, ""),
    ],
)
def test_is_said_in_words(kind: Kind, value: Any, words: str) -> None:
    assert spoken(kind, value) == words


@pytest.mark.parametrize(
    ("where", "sentence", "place"),
    [
        (("salary_to", "as_of"), "As of is still empty.", "Pay after"),
        (("roadmap", 1, "duration", "unit"), "Unit is still empty.", "Roadmap, number 2 › Duration"),
        (("roadmap", 1, "title"), "Title is still empty.", "Roadmap, number 2"),
        (("roadmap", 1, "tasks", 0), "This is too long.", "Roadmap, number 2 › Tasks, number 1"),
        (("action_plan", "this_week", 0), "This is too long.", "Action plan › This week, number 1"),
        (("resources", 0, "cost"), "What does it cost?", "Resources, number 1"),
        (("timeline",), "The timeline runs backwards.", ""),
        (("weekly_hours",), "How many hours does this plan assume?", "Hours of study a week"),
        (("no_such", 0, "title"), "It is unknown.", ""),
        ((), "It is about all of it.", ""),
    ],
)
def test_a_place_is_named_where_a_sentence_stands_alone(where: Where, sentence: str, place: str) -> None:
    assert place_unless_said(where, sentence) == place
