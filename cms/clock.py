"""The one place that asks what time it is. Tests move the clock, never the code."""

import time
from datetime import UTC, date, datetime


def now() -> datetime:
    """The current time, always aware and always UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The current day in UTC."""
    return now().date()


def monotonic() -> float:
    """Seconds on a clock that nobody sets: how long something took, how old an answer is."""
    return time.monotonic()
