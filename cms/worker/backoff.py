"""When to try again: a schedule with jitter, and what the other side asked for in `Retry-After` (RFC 9110, 10.2.3)."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_JITTER = 0.2  # of each wait, up or down, so that what failed together does not come back together
_LONGEST_ASKED = timedelta(hours=24)
_MOST_DIGITS = 9


def wait(
    attempts: int, schedule: Sequence[int], *, asked: timedelta | None = None,
    chance: Callable[[], float] = random.random,
) -> timedelta | None:  # fmt: skip
    """How long to wait after the `attempts`-th attempt, or None when it was the last.

    schedule: seconds after the first attempt, the second, … asked: by the other side; it lengthens a wait and never
    shortens one, because attempts used up within a minute help nobody. chance: from 0 to 1.
    """
    if attempts > len(schedule):
        return None
    planned = timedelta(seconds=schedule[attempts - 1] * (1 + _JITTER * (2 * chance() - 1)))
    return max(planned, asked or timedelta())


def retry_after(header: str | None, at: datetime) -> timedelta | None:
    """What the header asks for at that moment, at most a day. None when it asks for nothing that can be read."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        return min(timedelta(seconds=int(text)), _LONGEST_ASKED)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return min(max(moment - at, timedelta()), _LONGEST_ASKED)
