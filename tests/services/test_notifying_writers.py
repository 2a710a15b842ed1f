"""Who is told of what others ended, or suggest to them: dropped changes, cancelled schedules, suggestions."""

from dataclasses import replace
from datetime import UTC, datetime

from flask import Flask, current_app

from cms.services import editorial, suggested_edits
from cms.services.telling import lines
from cms.store import guides, notifications
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.workflow import SYSTEM, Actor, Inputs, Role
from tests import factories
from tests.factories import a_guide, act
from tests.services.test_notifying import told
from tests.support.people import PEOPLE
from tests.support.people import actor as person

DUE = datetime(2999, 1, 1, 9, tzinfo=UTC)
ANOTHER_PUBLISHER = replace(person("managing_editor"), roles=frozenset({Role.PUBLISHER}))


def done_by(who: Actor, guide: Guide, action: str, reason: str) -> None:
    own, base = current_app.extensions["crossway"], guides.find(guide.id).newest
    editorial.perform(
        guide.id, action, base=base, actor=who, renderer=own.renderer, rules=own.rules, inputs=Inputs(reason=reason)
    )


def suggest(guide: Guide, by: str, title: str = "Draw to scale") -> None:
    suggested_edits.suggest(guide.id, anchor="roadmap.step-1.title", value=title, actor=person(by))


def test_tells_who_sent_and_who_approved_what_is_dropped(app: Flask) -> None:
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


def test_tells_who_made_the_schedule_that_it_was_cancelled(app: Flask) -> None:
    guide = a_guide("approved")
    act(guide.id, "schedule", "publisher", due=DUE, zone="UTC")
    told()
    done_by(ANOTHER_PUBLISHER, guide, "unschedule", "Too early.")
    assert told() == {("publisher", "unscheduled"), ("author", "unscheduled")}
    act(guide.id, "schedule", "publisher", due=DUE, zone="UTC")
    told()
    act(guide.id, "unschedule", "publisher", reason="Too early.")
    assert told() == {("author", "unscheduled")}, "whoever cancels their own knows"


def test_tells_who_made_the_schedule_that_failed_and_is_cancelled(app: Flask) -> None:
    guide = a_guide("approved")
    act(guide.id, "schedule", "publisher", due=DUE, zone="UTC")
    done_by(SYSTEM, guide, "fail_publish", "The page could not be made.")
    told()
    done_by(ANOTHER_PUBLISHER, guide, "unschedule", "We look first.")
    assert told() == {("publisher", "unscheduled"), ("author", "unscheduled")}


def test_tells_the_authors_of_a_text_of_a_suggestion(app: Flask) -> None:
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


def test_tells_every_author_of_a_suggestion_for_a_text_that_none_of_its_own_can_take(app: Flask) -> None:
    guide = a_guide("published")
    with transaction():
        guides.lock(guide.id).owner_id = person("managing_editor").id
    told()
    suggest(guide, "reviewer")
    assert told() == {("author", "suggested"), ("second_author", "suggested")}
