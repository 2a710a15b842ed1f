"""From which day on figures are too old: the same day as that of the rule that says so."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.content.preflight import findings
from cms.content.shelf_life import stale_on
from tests.factories import a_document

DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 31))


def dated(**days: date | None) -> dict[str, Any]:
    """A document whose only days are these."""
    document = a_document()
    [source] = document["sources"][:1]
    source = {name: value for name, value in source.items() if name not in ("published_on", "accessed_on")}
    if day := days.get("source"):
        source["published_on"] = day.isoformat()
    pays = {}
    for section in ("salary_from", "salary_to"):
        pays[section] = {name: value for name, value in document[section].items() if name != "as_of"}
        if day := days.get(section):
            pays[section]["as_of"] = day.isoformat()
    return {**document, **pays, "sources": [source]}


def is_stale(document: dict[str, Any], today: date) -> bool:
    return any(one.rule == "C02" for one in findings(document, today))


@given(DAYS, DAYS, DAYS)
def test_is_the_first_day_on_which_the_rule_says_so(source: date, before: date, after: date) -> None:
    document = dated(source=source, salary_from=before, salary_to=after)
    first = stale_on(document)
    assert first
    assert is_stale(document, first)
    assert not is_stale(document, first - timedelta(days=1))


@pytest.mark.parametrize(
    ("days", "verified_on", "first"),
    [
        ({}, None, None),
        ({"salary_to": date(2024, 8, 28)}, None, date(2026, 3, 1)),  # 29 August; no February has as many days
        ({"salary_to": date(2025, 1, 10)}, None, date(2026, 7, 11)),
        ({"source": date(2024, 2, 28)}, None, date(2026, 3, 1)),
        ({"source": date(2024, 6, 30), "salary_to": date(2025, 1, 10)}, None, date(2026, 7, 1)),
        ({"source": date(2024, 6, 30), "salary_to": date(2025, 1, 10)}, date(2026, 7, 5), date(2028, 1, 6)),
        ({"source": date(2026, 6, 30)}, date(2025, 7, 5), date(2028, 7, 1)),  # found since it was verified
    ],
)
def test_counts_from_when_somebody_last_said_that_it_holds(
    days: dict[str, date], verified_on: date | None, first: date | None
) -> None:
    assert stale_on(dated(**days), verified_on) == first
