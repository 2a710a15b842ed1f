"""How long figures hold: from which day on a text gives some that are older than they should be."""

from collections.abc import Iterator
from datetime import date, timedelta

from cms.content.document import Document

SOURCE_MONTHS, PAY_MONTHS = 24, 18
PAYS = {"salary_from": "The pay before", "salary_to": "The pay after"}


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def is_past(day: str, months: int, today: date) -> bool:
    """Whether what held on `day` is older than so many months."""
    return date.fromisoformat(day) < months_before(today, months)


def stale_on(document: Document, verified_on: date | None = None) -> date | None:
    """The first day on which a figure of the text is past its time (rule C02); None when it gives none with a day.

    verified_on: when somebody last said that all of it still holds; from that day on its figures count as new.
    """
    return min((_past_from(max(day, verified_on or day), months) for day, months in _dated(document)), default=None)


def _dated(document: Document) -> Iterator[tuple[date, int]]:
    for row in document.get("sources", ()):
        if day := row.get("published_on") or row.get("accessed_on"):
            yield date.fromisoformat(day), SOURCE_MONTHS
    for section in PAYS:
        if day := document.get(section, {}).get("as_of"):
            yield date.fromisoformat(day), PAY_MONTHS


def _past_from(day: date, months: int) -> date:
    """The first day that lies more than so many months after `day`; a month too short for it gives way to the next."""
    next_day = day + timedelta(days=1)
    year, month = divmod(next_day.year * 12 + next_day.month - 1 + months, 12)
    try:
        return date(year, month + 1, next_day.day)
    except ValueError:
        return date(year, month + 2, 1)  # never after December, which is long enough
