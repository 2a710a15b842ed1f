"""Reminders: who is told when, each once however many workers look, and who is told when nobody acts or is left."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cms.services import accounts as acts
from cms.services import reminding, staging, telling
from cms.store import guides, notifications
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.store.notifications import Notification
from cms.store.reminders import About
from cms.worker import reminders
from cms.workflow import Role
from tests.factories import a_document, a_guide, act, published_again, revise, submit
from tests.services.together import at_once
from tests.support.people import PEOPLE, actor

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


def told(guides: int = 1) -> set[tuple[str, str]]:
    """(kind, who) of the reminders told since the last time, each for that many guides; what is of none, once."""
    reminders.run_due()
    session().rollback()
    kinds = (
        "look_again",
        "look_again_late",
        "look_owed",
        "look_owed_late",
        "figures_old",
        "review_late",
        "review_alone",
        "left_alone",
        "long_overdue",
        "no_editor",
    )
    rows = session().scalars(select(Notification).where(Notification.kind.in_(kinds))).all()
    found = {(one.kind, BY_ID[one.person_id]) for one in rows}
    assert len(rows) == sum(1 if kind == "no_editor" else guides for kind, _ in found), "somebody was told twice"
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


def test_tells_publishers_and_once_the_admins_where_nobody_is_managing_editor(app: Flask, on: Traveller) -> None:
    on(DUE - timedelta(days=14))
    for _ in range(2):
        to_look_at(a_guide("draft"), DUE)
    acts.set_roles(PEOPLE["managing_editor"].id, [])
    reminders.run_due()
    acts.disable(PEOPLE["author"].id)
    assert told(2) == {("look_again", "author")}
    on(DUE)
    reminders.run_due()
    session().rollback()
    [line] = telling.lines(notifications.page(PEOPLE["admin"].id, of_guides=False, limit=10))
    assert (line.headline, line.title, line.path) == ("Nobody is managing editor", "", "/admin/people")
    assert told(2) == {("left_alone", "publisher"), ("no_editor", "admin")}


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


def _review_by(day: date, on: Traveller) -> Guide:
    """In review since two days before, at the first of two stages: publishers have two days, reviewers one."""
    on(day - timedelta(days=2))
    legal = {"name": "Legal", "roles": ["publisher", "author"], "approvals": 1, "due_days": 2}
    look = {"name": "Second look", "roles": ["reviewer"], "approvals": 1, "due_days": 1}
    staging.configure([legal, look], actor=actor("managing_editor"))
    return a_guide("in_review")


def _heard(on: Traveller, first: date, days: int) -> dict[int, set[tuple[str, str]]]:
    heard = {}
    for day in range(days):
        on(first + timedelta(days=day))
        if found := told():
            heard[day] = found
    return heard


def test_reminds_those_who_may_decide_a_stage_once_the_day_after_it_was_due(app: Flask, on: Traveller) -> None:
    day = date(2026, 12, 16)  # a Wednesday
    guide = _review_by(day, on)
    both = {("review_late", "publisher"), ("review_late", "second_author")}
    assert _heard(on, day - timedelta(days=1), 9) == {2: both}, "not the author, and once"
    act(guide.id, "approve", "publisher")  # on the 23rd: the next stage has until the 24th
    reviewers = {("review_late", "reviewer"), ("review_late", "second_reviewer")}
    assert _heard(on, date(2026, 12, 23), 9) == {2: reviewers}, "once for each stage"
    act(guide.id, "recall", "author")
    assert _heard(on, date(2027, 1, 1), 3) == {}
    submit(guide.id)  # on the 3rd, a Sunday: until Tuesday, the 5th
    assert _heard(on, date(2027, 1, 3), 9) == {3: both}, "once for each round"
    act(guide.id, "approve", "publisher")
    act(guide.id, "approve", "reviewer")
    assert _heard(on, date(2027, 1, 12), 30) == {}, "nothing waits for anybody"


def test_reminds_whoever_has_claimed_the_review_alone_while_they_may_decide_it(app: Flask, on: Traveller) -> None:
    day = date(2026, 12, 16)
    guide = _review_by(day, on)
    on(day + timedelta(days=1))
    act(guide.id, "claim", "second_author")
    assert told() == {("review_late", "second_author")}
    guide = _review_by(day, on)
    on(day + timedelta(days=1))
    act(guide.id, "claim", "second_author")
    acts.set_roles(PEOPLE["second_author"].id, [Role.REVIEWER])
    assert told() == {("review_late", "publisher")}, "they could claim it, and can decide it no longer"


def test_tells_managing_editors_when_nobody_may_decide_the_stage(app: Flask, on: Traveller) -> None:
    day = date(2026, 12, 16)
    guide = _review_by(day, on)
    for key in ("publisher", "second_author"):
        acts.set_roles(PEOPLE[key].id, [Role.REVIEWER])
    on(day + timedelta(days=1))
    came_of = at_once(app, *[lambda: reminding.remind(guide.id, About.STAGE)] * 3)
    assert sorted(map(bool, came_of)) == [False, False, True]
    assert told() == {("review_alone", "managing_editor")}
