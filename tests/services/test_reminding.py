"""Reminders: who is told when, each once however many workers look, and who is told when nobody acts or is left."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cms.services import accounts as acts
from cms.services import reminding
from cms.store import guides
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.store.notifications import Notification
from cms.store.reminders import About
from cms.worker import reminders
from tests.factories import a_document, a_guide, act, published_again, revise
from tests.services.together import at_once
from tests.support.people import PEOPLE

DUE = date(2026, 12, 15)
BY_ID = {person.id: key for key, person in PEOPLE.items()}
DAILY = timedelta(hours=7)
Traveller = Callable[[date], None]


@pytest.fixture
def on() -> Iterator[Traveller]:
    """Moves to that day, at the hour of the daily mail."""
    travels: list[time_machine.travel] = []

    def travel(day: date) -> None:
        for one in travels:
            one.stop()
        travels[:] = [time_machine.travel(datetime.combine(day, time(), UTC) + DAILY, tick=False)]
        travels[0].start()

    yield travel
    for one in travels:
        one.stop()


def told() -> set[tuple[str, str]]:
    """(kind, who) of the reminders told since the last time."""
    reminders.run_due()
    session().rollback()
    kinds = (
        "look_again",
        "look_again_late",
        "look_owed",
        "look_owed_late",
        "figures_old",
        "left_alone",
        "long_overdue",
    )
    rows = session().scalars(select(Notification).where(Notification.kind.in_(kinds))).all()
    found = {(one.kind, BY_ID[one.person_id]) for one in rows}
    assert len(rows) == len(found), "somebody was told twice"
    with transaction() as writing:
        for one in rows:
            writing.delete(one)
    return found


def to_look_at(guide: Guide, day: date) -> None:
    due = datetime.combine(day, time(), UTC)
    act(guide.id, "set_review_by", "managing_editor", due=due)


def test_reminds_the_owner_before_on_the_day_and_each_week_after(app: Flask, on: Traveller) -> None:
    on(date(2026, 11, 1))
    to_look_at(a_guide("draft"), DUE)
    heard = {}
    for day in range(-20, 44):
        on(DUE + timedelta(days=day))
        if found := told():
            heard[day] = found
    again, late = {("look_again", "author")}, {("look_again_late", "author")}
    long = {*late, ("long_overdue", "managing_editor")}
    assert heard == {-14: again, 0: again, 7: late, 14: long, 21: late, 28: late, 35: late, 42: long}


def test_begins_again_with_another_day_and_ends_in_the_trash(app: Flask, on: Traveller) -> None:
    on(DUE - timedelta(days=14))
    guide = a_guide("draft")
    to_look_at(guide, DUE)
    assert told() == {("look_again", "author")}
    to_look_at(guide, DUE + timedelta(days=300))
    on(DUE + timedelta(days=7))
    assert told() == set()
    on(DUE + timedelta(days=290))
    assert told() == {("look_again", "author")}
    act(guide.id, "discard", "author")
    on(DUE + timedelta(days=310))
    assert told() == set()


def test_tells_it_once_when_workers_look_at_once_or_after_days_without_any(app: Flask, on: Traveller) -> None:
    on(date(2026, 11, 1))
    guide = a_guide("draft")
    to_look_at(guide, DUE)
    on(DUE + timedelta(days=30))
    came_of = at_once(app, *[lambda: reminding.remind(guide.id, About.REVIEW)] * 3)
    assert sorted(map(bool, came_of)) == [False, False, True]
    assert told() == {("look_again_late", "author"), ("long_overdue", "managing_editor")}


@pytest.mark.parametrize("gone", [lambda person: acts.disable(person), lambda person: acts.set_roles(person, [])])
def test_tells_managing_editors_when_the_owner_is_gone(
    app: Flask, on: Traveller, gone: Callable[[object], object]
) -> None:
    on(DUE - timedelta(days=14))
    to_look_at(a_guide("draft"), DUE)
    gone(PEOPLE["author"].id)
    assert told() == {("left_alone", "managing_editor")}


def test_reminds_those_who_may_take_the_second_look(app: Flask, on: Traveller) -> None:
    on(DUE)
    guide = a_guide("draft")
    act(guide.id, "force_publish", "managing_editor", reason="Now.")
    days = app.extensions["crossway"].rules.second_look_days
    heard = {}
    for day in range(days + 9):
        on(DUE + timedelta(days=day))
        if found := told():
            heard[day - days] = found
    both = ("reviewer", "second_reviewer")
    soon, late = {("look_owed", one) for one in both}, {("look_owed_late", one) for one in both}
    assert heard == {-2: soon, 0: soon, 7: late}
    act(guide.id, "clear_debt", "reviewer")
    on(DUE + timedelta(days=days + 40))
    assert told() == set()


def test_reminds_of_figures_past_their_time_once_a_guide_until_somebody_says_they_hold(
    app: Flask, on: Traveller
) -> None:
    on(date(2026, 10, 1))
    document = a_document(translation_key=None)
    document["salary_from"]["as_of"] = document["salary_to"]["as_of"] = "2025-06-14"  # past on 15 December 2026
    document["sources"] = [{**row, "published_on": "2026-01-01"} for row in document["sources"]]
    guide = a_guide("published", document)
    assert guides.find(guide.id).stale_on == DUE
    revise(guide.id, salary_to={**document["salary_to"], "as_of": "2026-09-01"})
    on(DUE - timedelta(days=1))
    assert told() == set()
    on(DUE)
    assert told() == {("figures_old", "author")}, "one for the guide, and for what readers have"
    on(DUE + timedelta(days=28))
    assert told() == {("figures_old", "author"), ("long_overdue", "managing_editor")}
    act(guide.id, "reaffirm", "reviewer", evidence="Asked the chamber.")
    assert guides.find(guide.id).stale_on == date(2028, 7, 13), "18 months after it was verified"
    on(DUE + timedelta(days=60))
    assert told() == set()
    published_again(guide.id, salary_from={**document["salary_from"], "as_of": "2026-12-01"})
    assert guides.find(guide.id).stale_on == date(2028, 1, 2)
    act(guide.id, "takedown", "managing_editor", removal="withdrawn", reason="Wrong.")
    assert guides.find(guide.id).stale_on is None
