"""The roadmap as a calendar, read back by a second program."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

import icalendar
import pytest
from hypothesis import example as tried
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.content.text import tidy, unsafe_character
from cms.rendering.calendar import calendar_text, first_monday, step_days
from tests.rendering.support import NAMES, RENDERER, SITE, example, guide_of
from tests.support.documents import SMALL

MONDAY = date(2026, 11, 23)


def _events(text: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


@pytest.mark.parametrize("name", NAMES)
def test_has_an_event_for_each_step_of_a_guide(name: str) -> None:
    document = example(name)
    events = _events(RENDERER.calendar(guide_of(document)))
    assert [str(event["SUMMARY"]) for event in events] == [step["title"] for step in document["roadmap"]]
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert events[0]["DTSTART"].dt == MONDAY
    for event, step in zip(events, document["roadmap"], strict=True):
        assert type(event["DTSTART"].dt) is date
        assert event["DTEND"].dt > event["DTSTART"].dt
        assert [task for task in step["tasks"] if task not in str(event["DESCRIPTION"])] == []


def test_steps_follow_what_they_build_on_and_share_no_day_with_it() -> None:
    count, draw, present = _events(RENDERER.calendar(guide_of(SMALL)))
    assert (count["DTSTART"].dt, count["DTEND"].dt) == (MONDAY, MONDAY + timedelta(weeks=12))
    assert (draw["DTSTART"].dt, draw["DTEND"].dt) == (MONDAY, MONDAY + timedelta(weeks=10))
    assert present["DTSTART"].dt == count["DTEND"].dt
    assert present["DTEND"].dt == present["DTSTART"].dt + timedelta(days=61)  # two months are 26/3 weeks, 60.7 days
    assert str(draw["UID"]) == "0198c6a0-5a1e-7c3b-9f00-0123456789ab-step-1@guides.example.org"
    assert str(draw["URL"]) == f"{SITE.base_url}/guides/bus-driver-to-transport-planner#step-step-1"
    assert draw["DTSTAMP"].dt == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert str(draw["TRANSP"]) == "TRANSPARENT"


def test_a_reader_may_begin_on_another_day_and_leave_steps_out() -> None:
    start = date(2027, 2, 3)
    weeks = Fraction(3), Fraction(5)
    [event] = _events(calendar_text(guide_of(SMALL), SITE, start, [None, weeks, None]))
    assert str(event["SUMMARY"]) == "Draw"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2027, 2, 24), date(2027, 3, 10))


def test_begins_on_the_monday_on_or_after_the_last_change_in_utc() -> None:
    east = timezone(timedelta(hours=14))
    assert first_monday(datetime(2026, 11, 23, 23, 59, tzinfo=UTC)) == MONDAY
    assert first_monday(datetime(2026, 11, 24, 0, 0, tzinfo=UTC)) == MONDAY + timedelta(weeks=1)
    assert first_monday(datetime(2026, 11, 24, 13, 0, tzinfo=east)) == MONDAY


def test_a_step_has_a_day_at_least_and_no_year_after_9999() -> None:
    day, week, long = Fraction(1, 70), Fraction(1), Fraction(10**9)
    assert step_days(MONDAY, [(Fraction(0), day), (day, week)]) == [
        (MONDAY, MONDAY + timedelta(days=1)),
        (MONDAY, MONDAY + timedelta(weeks=1)),
    ]
    assert step_days(MONDAY, [(long, long + week)]) == [(date(9999, 12, 30), date(9999, 12, 31))]


def test_marks_in_texts_are_escaped() -> None:
    step = {**SMALL["roadmap"][0], "title": 'a;b,c\\n:d\ne\r\nf\u2028g\u2029\x00"h"'}
    text = calendar_text(guide_of({**SMALL, "roadmap": [step]}), SITE, MONDAY)
    assert '\r\nSUMMARY:a\\;b\\,c\\\\n:d\\ne\\nf\\ng\\n"h"\r\n' in text


TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(";,:\\\n\r\u2028漢🚌"), min_size=1)


@given(title=TEXT, task=TEXT)
@tried("A\r\nEND:VEVENT\r\nBEGIN:VALARM", "b\nATTACH:x\\nc;d,e:f\u2028g\x85h")
@tried("漢字" * 60, "🚌" * 40 + "\\" * 80)
@settings(max_examples=150, deadline=None)
def test_no_text_leaves_its_line(title: str, task: str) -> None:
    step = {**SMALL["roadmap"][0], "title": title, "tasks": [task]}
    text = calendar_text(guide_of({**SMALL, "title": title, "roadmap": [step]}), SITE, MONDAY)
    lines = text.encode().split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() and not re.search(b"[\x00-\x08\x0a-\x1f\x7f]", line) for line in lines)
    whole = text.replace("\r\n ", "").split("\r\n")
    names = [re.split("[:;]", line, maxsplit=1)[0] for line in whole if line]
    assert names[6:-1] == [
        "BEGIN", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "TRANSP", "END",
    ]  # fmt: skip
    [event] = _events(text)
    if title == tidy(title) and not unsafe_character(title):
        assert str(event["SUMMARY"]) == re.sub("[\u2028\u2029]", "\n", title)
