"""Who is told of what others ended, overtook, or suggest to them: dropped changes, schedules, suggestions."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask, current_app

from cms.services import editorial, suggested_edits
from cms.services.telling import lines
from cms.store import guides, notifications, workers
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.web.parts import Parts
from cms.workflow import SYSTEM, Actor, Inputs, Role
from tests import factories
from tests.factories import a_guide, act
from tests.services.test_notifying import told
from tests.support.people import PEOPLE
from tests.support.people import actor as person

DUE = datetime(2999, 1, 1, 9, tzinfo=UTC)
ANOTHER_PUBLISHER = replace(person("managing_editor"), roles=frozenset({Role.PUBLISHER}))


@pytest.fixture
def undoing(app: Flask, parts: Parts) -> Iterator[None]:
    """Publishing by hand waits, and a worker is there to end that."""
    app.extensions["crossway"] = replace(parts, rules=replace(parts.rules, undo_seconds=30))
    with transaction():
        workers.beat("a worker")
    yield
    app.extensions["crossway"] = parts


def done_by(who: Actor, guide: Guide, action: str, reason: str = "") -> None:
    own, base = current_app.extensions["crossway"], guides.find(guide.id).newest
    editorial.perform(
        guide.id, action, base=base, actor=who, renderer=own.renderer, rules=own.rules, inputs=Inputs(reason=reason)
    )


def suggest(guide: Guide, by: str, title: str = "Draw to scale") -> None:
    suggested_edits.suggest(guide.id, anchor="roadmap.step-1.title", value=title, actor=person(by))


def test_tells_who_sent_and_who_approved_what_is_dropped(sqlite_app: Flask) -> None:
    guide = a_guide("published")
    told()
    factories.revise(guide.id, "second_author", summary="A better summary.")
    factories.submit(guide.id, "second_author")
    act(guide.id, "approve", "reviewer")
    told()
    act(guide.id, "drop_changes", "author")
    assert told() == {("second_author", "dropped"), ("reviewer", "dropped")}
    factories.revise(guide.id, "author", summary="Another summary.")
    act(guide.id, "drop_changes", "author")
    assert told() == set(), "nobody else had a hand in it"


def test_tells_who_made_the_schedule_that_it_was_cancelled(sqlite_app: Flask) -> None:
    guide = a_guide("approved")
    act(guide.id, "schedule", "publisher", due=DUE, zone="UTC")
    told()
    done_by(ANOTHER_PUBLISHER, guide, "unschedule", "Too early.")
    assert told() == {("publisher", "unscheduled"), ("author", "unscheduled")}
    act(guide.id, "schedule", "publisher", due=DUE, zone="UTC")
    told()
    act(guide.id, "unschedule", "publisher", reason="Too early.")
    assert told() == {("author", "unscheduled")}, "whoever cancels their own knows"


def test_tells_who_made_the_schedule_that_failed_and_is_cancelled(sqlite_app: Flask) -> None:
    guide = a_guide("approved")
    act(guide.id, "schedule", "publisher", due=DUE, zone="UTC")
    done_by(SYSTEM, guide, "fail_publish", "The page could not be made.")
    told()
    done_by(ANOTHER_PUBLISHER, guide, "unschedule", "We look first.")
    assert told() == {("publisher", "unscheduled"), ("author", "unscheduled")}


def test_tells_whose_publishing_somebody_else_undid(sqlite_app: Flask, undoing: None) -> None:
    guide = a_guide("approved")
    told()
    act(guide.id, "publish", "publisher")
    assert told() == set()
    done_by(ANOTHER_PUBLISHER, guide, "unschedule", "Not today.")
    session().rollback()
    [line] = lines(notifications.page(PEOPLE["publisher"].id, of_guides=True, limit=10))
    assert (line.headline, line.quote) == ("Publishing was undone", "Not today.")
    assert told() == {("publisher", "undone"), ("author", "undone")}
    act(guide.id, "publish", "publisher")
    act(guide.id, "unschedule", "publisher", reason="Not yet.")
    assert told() == set(), "whoever undoes their own knows, and nobody else had heard of it"


def test_tells_who_made_the_schedule_that_it_is_published_by_hand_instead(sqlite_app: Flask, undoing: None) -> None:
    guide = a_guide("approved")
    act(guide.id, "schedule", "publisher", due=DUE, zone="UTC")
    told()
    done_by(ANOTHER_PUBLISHER, guide, "publish")
    assert told() == {("publisher", "overtaken")}
    act(guide.id, "unschedule", "publisher", reason="It was to be later.")
    assert told() == {("managing_editor", "undone"), ("author", "undone")}
    act(guide.id, "schedule", "publisher", due=DUE, zone="UTC")
    told()
    act(guide.id, "publish", "publisher")
    assert told() == set(), "it was their own"


def test_tells_who_made_the_schedule_that_publishing_by_hand_was_undone_after_all(
    sqlite_app: Flask, undoing: None
) -> None:
    guide = a_guide("approved")
    act(guide.id, "schedule", "publisher", due=DUE, zone="UTC")
    done_by(ANOTHER_PUBLISHER, guide, "publish")
    told()
    done_by(ANOTHER_PUBLISHER, guide, "unschedule", "Publishing was undone.")
    session().rollback()
    newest, *_ = lines(notifications.page(PEOPLE["publisher"].id, of_guides=True, limit=10))
    assert newest.headline == "Publishing was undone"
    assert newest.sentence == (
        "Mona Schreiber undid its publishing by hand. The schedule that this took the place of does not come back: "
        "give it a time again, if it is to go live."
    )
    assert told() == {("publisher", "left_unplanned")}
    done_by(ANOTHER_PUBLISHER, guide, "publish")
    done_by(ANOTHER_PUBLISHER, guide, "unschedule", "Publishing was undone.")
    assert told() == set(), "this time no schedule gave way"


def test_tells_who_made_the_schedule_when_somebody_else_undoes_what_took_its_place(
    sqlite_app: Flask, undoing: None
) -> None:
    guide = a_guide("approved")
    act(guide.id, "schedule", "publisher", due=DUE, zone="UTC")
    act(guide.id, "publish", "publisher")
    told()
    done_by(ANOTHER_PUBLISHER, guide, "unschedule", "Not today.")
    assert told() == {("publisher", "left_unplanned"), ("author", "undone")}, "once, and of the schedule"


def test_an_earlier_round_whose_schedule_gave_way_is_nobodys_news(sqlite_app: Flask, undoing: None) -> None:
    guide = a_guide("approved")
    act(guide.id, "schedule", "publisher", due=DUE, zone="UTC")
    done_by(ANOTHER_PUBLISHER, guide, "publish")
    done_by(SYSTEM, guide, "publish")
    told()
    factories.revise(guide.id, "author", summary="A better summary.")
    factories.submit(guide.id, "author")
    act(guide.id, "approve", "reviewer")
    done_by(ANOTHER_PUBLISHER, guide, "publish")
    told()
    done_by(ANOTHER_PUBLISHER, guide, "unschedule", "Publishing was undone.")
    assert told() == set()


def test_tells_who_made_the_schedule_that_it_was_published_at_once(sqlite_app: Flask) -> None:
    guide = a_guide("approved")
    act(guide.id, "schedule", "publisher", due=DUE, zone="UTC")
    told()
    done_by(ANOTHER_PUBLISHER, guide, "publish")
    assert told() == {("publisher", "published_by_hand"), ("author", "published")}
    again = a_guide("approved")
    act(again.id, "schedule", "publisher", due=DUE, zone="UTC")
    done_by(SYSTEM, again, "fail_publish", "The page could not be made.")
    told()
    done_by(ANOTHER_PUBLISHER, again, "publish")
    assert told() == {("publisher", "published_by_hand"), ("author", "published")}


def test_tells_the_authors_of_a_text_of_a_suggestion(sqlite_app: Flask) -> None:
    guide = a_guide("draft")
    suggest(guide, "reviewer")
    session().rollback()
    [line] = lines(notifications.page(PEOPLE["author"].id, of_guides=True, limit=10))
    assert line.sentence == (
        "Ruth Lindqvist suggests a change for Roadmap › Step 2 “Draw” › Title. Take it or leave it."
    )
    assert (line.must_act, line.path.startswith(f"/editor/guides/{guide.id}/comments#suggestion-")) == (True, True)
    assert told() == {("author", "suggested")}
    factories.revise(guide.id, "second_author", summary="A better summary.")
    suggest(guide, "author", "Sketch")
    assert told() == {("second_author", "suggested")}, "nobody is told of their own"


def test_tells_every_author_of_a_suggestion_for_a_text_that_none_of_its_own_can_take(sqlite_app: Flask) -> None:
    guide = a_guide("published")
    with transaction():
        guides.lock(guide.id).owner_id = person("managing_editor").id
    told()
    suggest(guide, "reviewer")
    assert told() == {("author", "suggested"), ("second_author", "suggested")}
