"""Who is told of what: the table, over real guides and real people."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from cms.services import notifying, webhooks
from cms.services.notices import BY_KIND, ENDPOINT_DISABLED, MENTION, NOTICES
from cms.store import accounts, notifications, outbox
from cms.store.db import db, session, transaction
from cms.store.notifications import DAILY, NEVER, Notification
from cms.store.outbox import Job
from cms.workflow import SYSTEM, TRANSITIONS, Actor
from tests import factories
from tests.factories import a_guide, act
from tests.services.records import refused
from tests.support.people import PEOPLE
from tests.support.people import actor as person
from tests.worker.posts import KEYS, an_endpoint

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Actors = Mapping[str, Actor]


def told() -> set[tuple[str, str]]:
    """(who, kind) of everything that anybody was told so far, which is then forgotten."""
    session().rollback()
    keys = {one.id: key for key, one in PEOPLE.items()}
    rows = session().scalars(select(Notification)).all()
    found = [(keys[row.person_id], row.kind) for row in rows]
    assert len(found) == len(set(found)), "somebody was told twice"
    with transaction() as act:
        act.query(Notification).delete()
    return set(found)


def mails() -> list[Job]:
    session().rollback()
    return list(session().scalars(select(Job).where(Job.kind == "mail").order_by(Job.id)))


def test_tells_those_who_must_act_and_those_whose_text_it_is(sqlite_app: Flask) -> None:
    guide = a_guide("draft")
    factories.revise(guide.id, "second_author", summary="A better summary.")
    assert told() == set()
    factories.submit(guide.id, "author")
    assert told() == {("reviewer", "review_wanted"), ("second_reviewer", "review_wanted")}
    act(guide.id, "request_changes", "reviewer", comment="Where are the figures?")
    assert told() == {("author", "changes_wanted"), ("second_author", "changes_wanted")}
    factories.submit(guide.id, "second_author")
    told()
    act(guide.id, "approve", "second_reviewer")
    assert told() == {("publisher", "ready"), ("author", "approved"), ("second_author", "approved")}
    act(guide.id, "publish", "publisher")
    assert told() == {("author", "published"), ("second_author", "published")}
    act(guide.id, "request_removal", "author", removal="withdrawn", reason="Out of date.")
    assert told() == {("publisher", "removal_wanted")}
    act(guide.id, "confirm_removal", "publisher", removal="withdrawn")
    assert told() == {("author", "removed")}
    act(guide.id, "reinstate", "publisher")
    assert told() == {("author", "reinstated")}


def test_tells_of_the_second_look_and_of_who_took_it(sqlite_app: Flask) -> None:
    guide = a_guide("draft")
    act(guide.id, "force_publish", "managing_editor", reason="Today.")
    assert told() == {("reviewer", "second_look"), ("second_reviewer", "second_look"), ("author", "forced")}
    act(guide.id, "clear_debt", "reviewer")
    assert told() == {("managing_editor", "look_taken"), ("author", "look_taken")}
    act(guide.id, "takedown", "managing_editor", removal="gone", reason="A court says so.")
    assert told() == {
        ("reviewer", "takedown_look"), ("second_reviewer", "takedown_look"), ("author", "taken_down"),
        ("publisher", "taken_down"),
    }  # fmt: skip


def test_tells_nobody_of_what_was_not_kept(sqlite_app: Flask) -> None:
    guide = a_guide("in_review")
    told()
    waiting = len(mails())
    refused(guide.id, "approve", "author")

    def fail() -> None:
        with transaction():
            notifying.tell(MENTION, guide=guide, actor=person("author"), people=[person("publisher").id])
            raise RuntimeError("the act failed after all")

    with pytest.raises(RuntimeError):
        fail()
    assert told() == set()
    assert len(mails()) == waiting


def test_tells_only_who_may_read_it_and_never_the_one_who_did_it(sqlite_app: Flask, actors: Actors) -> None:
    guide = a_guide("draft")
    everybody = [one.actor.id for one in PEOPLE.values()]
    with transaction():
        accounts_off = accounts.find(actors["second_author"].id)
        assert accounts_off
        accounts_off.active = False
    with transaction():
        found = notifying.tell(
            MENTION, guide=guide, actor=actors["author"], people=[*everybody, "system", "operator"], comment="Look."
        )
    reading = {"reviewer", "second_reviewer", "publisher", "managing_editor"}
    assert found == {actors[key].id for key in reading}
    assert told() == {(key, MENTION) for key in reading}


def test_refuses_what_has_no_words_and_a_place_elsewhere(sqlite_app: Flask, actors: Actors) -> None:
    with pytest.raises(ValueError, match="no row"):
        notifying.tell("unheard_of", actor=SYSTEM)
    with pytest.raises(ValueError, match="place"):
        notifying.tell(MENTION, actor=SYSTEM, place="https://elsewhere.example")


def test_tells_the_admins_and_the_owner_of_a_webhook_that_is_switched_off(sqlite_app: Flask, actors: Actors) -> None:
    endpoint = an_endpoint("https://hooks.example.org/secret", KEYS)
    webhooks.disable(endpoint.id, actor=actors["admin"], why="No longer needed.")
    assert told() == set()
    webhooks.enable(endpoint.id, actor=actors["admin"])
    webhooks.disable(endpoint.id, actor=SYSTEM, why="Every delivery has failed.")
    session().rollback()
    [row] = session().scalars(select(Notification))
    assert (row.person_id, row.kind) == (PEOPLE["admin"].id, ENDPOINT_DISABLED)
    assert row.said == {"reason": "Every delivery has failed.", "endpoint": str(endpoint.id)}


def test_makes_one_mail_of_all_that_somebody_is_told_before_it_begins(app: Flask, actors: Actors) -> None:
    first, second = a_guide("in_review"), a_guide("in_review")
    lanes = [job.lane for job in mails()]
    assert len(lanes) == len(set(lanes)) == 2
    with transaction():
        begun = outbox.claim("a worker", lease=timedelta(minutes=1))
    assert begun
    with transaction():
        notifying.tell(MENTION, guide=first, actor=actors["author"], people=[actors["reviewer"].id])
        notifying.tell(MENTION, guide=second, actor=actors["author"], people=[actors["second_reviewer"].id])
    assert len(mails()) == 3, "what was begun is full, what was not takes more"


def test_mails_by_choice(sqlite_app: Flask, actors: Actors) -> None:
    notifying.choose_mail(PEOPLE["reviewer"].id, NEVER)
    notifying.choose_mail(PEOPLE["second_reviewer"].id, DAILY)
    a_guide("in_review")
    a_guide("in_review")
    [job] = mails()
    assert job.payload["person"] == str(PEOPLE["second_reviewer"].id)
    assert job.due_at == notifying.next_digest(job.created_at) > job.created_at
    assert notifications.unread(PEOPLE["reviewer"].id, of_guides=True) == 2
    with pytest.raises(ValueError, match="no way"):
        notifying.choose_mail(PEOPLE["reviewer"].id, "hourly")


def test_digests_come_at_seven() -> None:
    assert notifying.next_digest(MONDAY.replace(hour=6, minute=59)) == MONDAY.replace(hour=7)
    assert notifying.next_digest(MONDAY.replace(hour=7)) == MONDAY.replace(day=3, hour=7)


def test_leaves_the_people_of_the_demonstration_without_mail(sqlite_app: Flask, people: object) -> None:
    with transaction():
        for key in ("reviewer", "second_reviewer"):
            found = accounts.find(PEOPLE[key].actor.id)
            assert found
            found.demonstration = True
    a_guide("in_review")
    assert mails() == []
    assert len(told()) == 2


def test_has_one_row_a_kind_and_names_acts_that_there_are() -> None:
    assert len(BY_KIND) == len(NOTICES)
    assert {row.action for row in NOTICES} - {""} <= {row.action for row in TRANSITIONS}
    for row in NOTICES:
        assert row.sentence.format(who="Somebody", day="3 May 2026", what="It waits.", person="Ann").endswith(".")
        assert not row.headline.endswith(".")


def test_asks_no_more_of_the_database_the_more_people_there_are(sqlite_app: Flask) -> None:
    guide = a_guide("draft")
    asked: list[str] = []

    def heard(*said: object) -> None:
        asked.append(str(said[2]))

    event.listen(db.engine, "before_cursor_execute", heard)
    try:
        with transaction():
            notifying.tell(MENTION, guide=guide, actor=SYSTEM, people=[one.actor.id for one in PEOPLE.values()])
    finally:
        event.remove(db.engine, "before_cursor_execute", heard)
    assert len([one for one in asked if "SELECT" in one and "PRAGMA" not in one]) == 2
    assert notifications.unread(PEOPLE["author"].id, of_guides=True) == 1
