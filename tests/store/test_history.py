"""History: milestones first, every entry when asked, page by page, at a cost that does not grow."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cms.errors import InvalidContent, NotFound, TransitionRefused
from cms.services import revision_names
from cms.store import guides, history, retention
from cms.store.db import session, transaction
from cms.store.events import Event
from cms.store.guides import Revision
from cms.workflow import Actor
from tests.factories import a_document, a_guide, act, revise, submit
from tests.services.records import last_event
from tests.store.test_sittings import writes
from tests.support import people
from tests.support.queries import counted

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def numbers(page: history.Page) -> list[int]:
    return [one.number for one in page.entries]


def named(guide_id: UUID, number: int, name: str, who: str = "reviewer") -> None:
    revision_names.give(guide_id, number, name, actor=people.actor(who))


def many(guide_id: UUID, count: int) -> None:
    """So many more revisions, each half an hour after the one before; every tenth a merge."""
    with transaction() as act:
        first = guides.revision(guide_id, 1)
        for number in range(2, count + 2):
            row = {column.key: getattr(first, column.key) for column in Revision.__table__.columns}
            cause = "merge" if number % 10 == 0 else "edit"
            row |= {"number": number, "base_number": number - 1, "cause": cause, "at": NOON + timedelta(hours=number)}
            act.add(Revision(**row))
        guides.lock(guide_id).newest = count + 1


def test_shows_what_was_submitted_published_named_restored_or_merged_and_the_newest(app: Flask) -> None:
    guide = a_guide("published", a_document())  # revision 1
    revise(guide.id, summary="Two.")
    revise(guide.id, summary="Three.")
    act(guide.id, "restore", "author", revision=2)  # 4
    revise(guide.id, summary="Five.")
    submit(guide.id)
    act(guide.id, "approve", "reviewer")
    act(guide.id, "reopen", "author", reason="A typo.")
    revise(guide.id, summary="Six.")
    named(guide.id, 3, "As sent to the chamber")
    revise(guide.id, summary="Seven.")
    page = history.milestones(guide.id)
    assert page.older is None
    assert [(one.number, one.marks.milestones, one.marks.name, one.marks.publication) for one in page.entries] == [
        (7, (), "", None),
        (5, ("submitted", "approved"), "", None),
        (4, ("restored",), "", None),
        (3, ("named",), "As sent to the chamber", None),
        (1, ("submitted", "approved", "published"), "", 1),
    ]
    assert numbers(history.page(guide.id)) == [7, 6, 5, 4, 3, 2, 1]
    assert history.entry(guides.revision(guide.id, 3)) == page.entries[3]


def test_walks_through_many_revisions_asking_the_same_each_time(app: Flask) -> None:
    small, large = a_guide().id, a_guide().id
    many(large, 600)
    for look, found in (
        (history.page, list(range(601, 0, -1))),
        (history.sitting_by_sitting, list(range(601, 0, -1))),
        (history.milestones, [601, *range(600, 0, -10)]),
    ):
        with counted() as few:
            look(small)
        with counted() as sent:
            page = look(large)
        assert len(sent) == len(few) <= 2, look
        walked = numbers(page)
        while page.older:
            assert len(page.entries) == history.PAGE
            page = look(large, since=page.older)
            walked += numbers(page)
        assert walked == found, look


def test_shows_a_sitting_as_one_entry_across_any_number_of_autosaves(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False):
        guide = a_guide()
        writes(guide.id, *(f"Word {number}" for number in range(8)))
        revise(guide.id, summary="By hand.")
        named(guide.id, 4, "Half-way")
    assert numbers(history.sitting_by_sitting(guide.id)) == [10, 9, 4, 1]
    page = history.sitting_by_sitting(guide.id, limit=2)
    assert (numbers(page), page.older) == ([10, 9], 4)
    assert numbers(history.sitting_by_sitting(guide.id, since=4, limit=2)) == [4, 1]


def test_never_lets_a_named_autosave_go(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False):
        guide = a_guide()
        writes(guide.id, "a", "b", "c", "d")
        named(guide.id, 3, "The bold one")
    with time_machine.travel(NOON + timedelta(hours=30), tick=False):
        retention.forget()
    assert numbers(history.page(guide.id)) == [5, 3, 2, 1]
    with transaction() as own:
        own.execute(text("DELETE FROM revision_name"))
    with pytest.raises(DBAPIError, match="append-only"), transaction() as own:
        own.execute(text("DELETE FROM revision WHERE number = 3"))


def test_keeps_in_the_log_what_a_revision_was_called(app: Flask) -> None:
    guide = a_guide("in_review")
    before = (guide.state, guide.newest, guide.updated_at)
    named(guide.id, 1, "  As sent \n to the  chamber ")
    event = last_event(guide.id)
    assert (event.action, event.revision_number, event.said) == ("name_revision", 1, {"name": "As sent to the chamber"})
    named(guide.id, 1, "Sent", "author")
    assert last_event(guide.id).said == {"name": "Sent", "name_before": "As sent to the chamber"}
    assert last_event(guide.id).actor_id == people.actor("author").id
    named(guide.id, 1, "Sent")
    kept = history.name_of(guide.id, 1)
    assert kept is not None
    assert (kept.name, kept.author_id) == ("Sent", people.actor("author").id)
    assert session().query(Event).filter_by(guide_id=guide.id, action="name_revision").count() == 2
    standing = guides.find(guide.id)
    assert (standing.state, standing.newest, standing.updated_at) == before
    act(guide.id, "approve", "reviewer")


def test_refuses_what_is_no_name(app: Flask) -> None:
    guide = a_guide()
    for wrong in ("", " \n ", "x" * 81, "a\u202eb"):
        with pytest.raises(InvalidContent):
            named(guide.id, 1, wrong)
    named(guide.id, 1, "x" * 80)
    with pytest.raises(NotFound):
        named(guide.id, 2, "Not there")
    with pytest.raises(TransitionRefused, match="editorial role"):
        revision_names.give(guide.id, 1, "Mine", actor=Actor("guest", "Guest", frozenset()))
