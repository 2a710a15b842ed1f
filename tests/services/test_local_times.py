"""Times as people give them, also on the days when the clocks move."""

from datetime import UTC, datetime

import pytest

from cms.errors import InvalidContent
from cms.services import local_times


@pytest.mark.parametrize(
    ("day", "clock", "zone", "moment"),
    [
        ("2026-11-30", "09:00", "Europe/Berlin", "2026-11-30T08:00Z"),
        ("2026-07-01", "09:00", "Europe/Berlin", "2026-07-01T07:00Z"),
        ("2026-11-30", "09:00", "Asia/Kathmandu", "2026-11-30T03:15Z"),
        ("2026-11-30", "09:00", "UTC", "2026-11-30T09:00Z"),
        ("2026-03-29", "01:59", "Europe/Berlin", "2026-03-29T00:59Z"),
        ("2026-03-29", "03:00", "Europe/Berlin", "2026-03-29T01:00Z"),
        ("2026-10-25", "03:00", "Europe/Berlin", "2026-10-25T02:00Z"),
        ("2028-02-29", "00:00", "Pacific/Auckland", "2028-02-28T11:00Z"),
    ],
)
def test_a_time_is_read_where_it_was_given(day: str, clock: str, zone: str, moment: str) -> None:
    assert local_times.moment(day, clock, zone) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("day", "clock", "zone", "sentence"),
    [
        (
            "2026-03-29", "02:30", "Europe/Berlin",
            "In Europe/Berlin, 02:30 on 29 March 2026 does not exist, because the clocks go forward. Choose another "
            "time, such as 03:30.",
        ),
        (
            "2026-10-25", "02:30", "Europe/Berlin",
            "In Europe/Berlin, 02:30 on 25 October 2026 comes twice, because the clocks go back. Choose UTC, and 00:30 "
            "or 01:30.",
        ),
        ("2026-02-29", "09:00", "UTC", "Give a day, such as 2026-11-30, and a time, such as 09:00."),
        ("", "", "UTC", "Give a day, such as 2026-11-30, and a time, such as 09:00."),
        ("0001-01-01", "00:00", "Asia/Tokyo", "Give a day, such as 2026-11-30, and a time, such as 09:00."),
        (
            "2026-11-30", "14:00+02:00", "Europe/Berlin",
            "14:00+02:00 on that day is 13:00 on 30 November 2026 in Europe/Berlin. Give the time as the clocks there "
            "show it, without an offset.",
        ),
        (
            "2026-11-30", "23:30Z", "Asia/Tokyo",
            "23:30Z on that day is 08:30 on 1 December 2026 in Asia/Tokyo. Give the time as the clocks there show it, "
            "without an offset.",
        ),
        (
            "0001-01-01", "00:00+14:00", "UTC",
            "Give a day, such as 2026-11-30, and a time, such as 09:00.",
        ),
        ("2026-11-30", "09:00", "Mars/Olympus", "Choose a time zone, such as Europe/Berlin."),
        ("2026-11-30", "09:00", "../../etc/passwd", "Choose a time zone, such as Europe/Berlin."),
        ("2026-11-30", "09:00", "localtime", "Choose a time zone, such as Europe/Berlin."),
        ("2026-11-30", "09:00", "Factory", "Choose a time zone, such as Europe/Berlin."),
        ("2026-11-30", "09:00", "", "Choose a time zone, such as Europe/Berlin."),
    ],
)  # fmt: skip
def test_a_time_that_is_none_is_a_sentence(day: str, clock: str, zone: str, sentence: str) -> None:
    with pytest.raises(InvalidContent) as refused:
        local_times.moment(day, clock, zone)
    assert list(refused.value.errors.values()) == [[sentence]]


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("UTC", "Mon 30 Nov 2026, 20:00 UTC"),
        ("Europe/London", "Mon 30 Nov 2026, 20:00 UTC"),
        ("Europe/Berlin", "Mon 30 Nov 2026, 21:00 (Europe/Berlin), which is 20:00 UTC"),
        ("Asia/Tokyo", "Tue 1 Dec 2026, 05:00 (Asia/Tokyo), which is Mon 30 Nov, 20:00 UTC"),
    ],
)
def test_a_time_is_never_said_without_its_zone(zone: str, words: str) -> None:
    assert local_times.in_words(datetime(2026, 11, 30, 20, tzinfo=UTC), zone) == words


def test_every_zone_to_choose_from_can_be_chosen() -> None:
    assert "Europe/Berlin" in local_times.zones()["Europe"]
    for names in local_times.zones().values():
        for zone in names:
            local_times.moment("2026-11-30", "12:00", zone)
