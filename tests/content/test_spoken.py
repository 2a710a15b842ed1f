"""Single values as editors read them."""

from typing import Any

import pytest

from cms.content.kinds import Kind
from cms.content.rows import Pay, Requirement, Timeline
from cms.content.spoken import spoken

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
