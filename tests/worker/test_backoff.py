"""When to try again."""

from datetime import UTC, datetime, timedelta

import pytest

from cms.settings import Settings
from cms.worker.backoff import retry_after, wait

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(hours=24)


def test_waits_as_the_schedule_says_and_then_no_more() -> None:
    waits = [wait(attempts, (5, 300), chance=lambda: 0.5) for attempts in (1, 2, 3)]
    assert waits == [timedelta(seconds=5), timedelta(minutes=5), None]
    assert wait(1, ()) is None


def test_spreads_by_a_fifth_to_either_side() -> None:
    assert wait(1, (100,), chance=lambda: 0.0) == timedelta(seconds=80)
    assert wait(1, (100,), chance=lambda: 1.0) == timedelta(seconds=120)
    assert len({wait(1, (100,)) for _ in range(20)}) > 1


def test_tries_ten_times_over_three_days() -> None:
    schedule = Settings().webhook_retry_seconds
    waits = [wait(attempts, schedule, chance=lambda: 0.5) or timedelta() for attempts in range(1, 11)]
    assert (len(schedule), waits[-1]) == (9, timedelta())
    assert timedelta(days=3) < sum(waits, timedelta()) < timedelta(days=4)


def test_waits_longer_when_asked_to_and_never_shorter() -> None:
    assert wait(1, (60,), asked=timedelta(minutes=10), chance=lambda: 0.5) == timedelta(minutes=10)
    assert wait(1, (60,), asked=timedelta(seconds=1), chance=lambda: 0.5) == timedelta(minutes=1)
    assert wait(2, (60,), asked=timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ("120", timedelta(minutes=2)),
        (" 7 ", timedelta(seconds=7)),
        ("0", timedelta()),
        ("999999999", DAY),
        ("Mon, 02 Mar 2026 09:30:00 GMT", timedelta(minutes=30)),
        ("Mon, 02 Mar 2026 08:30:00 GMT", timedelta()),
        ("Mon, 02 Mar 2026 10:30:00 +0100", timedelta(minutes=30)),
        ("Tue, 02 Mar 2099 09:30:00 GMT", DAY),
        *[(text, None) for text in (None, "", "soon", "-5", "1.5", "٥", "9" * 5000, "Mon, 99 Foo", "2026-03-02")],
        (f"Mon, 01 Jan 2024 00:00:00 +{'9' * 18}", None),
    ],
)
def test_reads_seconds_and_dates_up_to_a_day(header: str | None, asked: timedelta | None) -> None:
    assert retry_after(header, AT) == asked
