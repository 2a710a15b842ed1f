"""The one place that asks what time it is. Tests move the clock, never the code."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The current time, always aware and always UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The current day in UTC."""
    return now().date()
