"""Deleting for good: nothing of the guide stays but its log, which still holds."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Table, func, select, text
from sqlalchemy.exc import DBAPIError

from cms import clock
from cms.errors import NotFound
from cms.services import (
    auditing,
    autosaving,
    commenting,
    presence,
    revision_names,
    sharing,
    starting,
    suggested_edits,
    verifying_logs,
)
from cms.services.auditing import Asked
from cms.store import bulk as runs
from cms.store import events, guides, origins, reminders, share_links, trash
from cms.store.bulk import BulkRow, BulkRun
from cms.store.db import Base, session, transaction
from cms.store.events import Event
from cms.store.guides import Guide
from cms.store.reminders import About, Due
from cms.workflow import PURGE_AFTER_DAYS, Actor
from tests.factories import a_guide, act, revise, submit
from tests.services.records import codes, last_event, refused
from tests.services.test_acknowledging import with_repetition
from tests.services.together import everything
from tests.support.people import actor

if TYPE_CHECKING:
    from cms.web.parts import Parts

CANARY = "Quetzalcoatlus"
LATER = timedelta(days=PURGE_AFTER_DAYS)
# Its address is free as soon as it is discarded.
GIVEN_UP = {"slug_claim"}
# Rows that only a guide has which readers had once, and that is never deleted for good.
OF_THE_PUBLIC = {
    "publication", "term", "pointer", "change", "removal", "debt", "live_text", "webhook_event", "rendition",
}  # fmt: skip


def rows_about(guide_id: UUID) -> dict[str, int]:
    """How many rows of each table name the guide, in whichever column."""
    session().rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        names = [column for column in table.columns if _may_name_a_guide(table, column.name)]
        conditions = [column == guide_id for column in names]
        found[table.name] = sum(
            session().scalar(select(func.count()).select_from(table).where(one)) or 0 for one in conditions
        )
    return {name: number for name, number in found.items() if number}


def _may_name_a_guide(table: Table, name: str) -> bool:
    column = table.columns[name]
    refers = any(key.target_fullname == "guide.id" for key in column.foreign_keys)
    return name == "guide_id" or refers or (table.name == "guide" and name == "id")


@pytest.fixture
def used(app: Flask, parts: "Parts", actors: Mapping[str, Actor]) -> Guide:
    """A guide in the trash that people did everything with which can be done before readers have it."""
    document = {**with_repetition(), "title": f"From Bus Driver to {CANARY}"}
    guide = a_guide("draft", document)
    page = autosaving.Page("a-page-of-it", 1)
    autosaving.autosave(guide.id, {**document, "summary": "Of it."}, base=1, page=page, actor=actor("author"))
    made = starting.start_translation(guide.id, language="de", actor=actor("second_author"))
    presence.here(guide.id, tab="a-page-of-it", section="", actor=actor("author"))
    revision_names.give(guide.id, 1, f"Of {CANARY}", actor=actor("author"))
    submit(guide.id)
    thread = commenting.comment(
        guide.id, anchor="", text=f"About {CANARY}, @Amira Haddad.", blocking=False, actor=actor("reviewer")
    )
    commenting.answer(guide.id, thread.id, text="Yes?", actor=actor("author"))
    suggested_edits.suggest(guide.id, anchor="title", value=f"To {CANARY}", actor=actor("reviewer"))
    _, token = sharing.make(guide.id, revision_number=None, days=14, note=CANARY, actor=actor("author"))
    sharing.follow(token)
    act(guide.id, "approve", "reviewer")
    due = clock.now() + timedelta(days=1)
    act(guide.id, "schedule", "publisher", due=due, zone="UTC")
    act(guide.id, "unschedule", "publisher", reason="No.")
    act(guide.id, "reopen", "author", reason="No.")
    run = BulkRun(actor_id=actor("author").id, action="discard", said={}, back="", made_at=clock.now())
    with transaction() as writing:
        writing.add(run)
        writing.flush()
        row = {"run_id": run.id, "guide_id": guide.id, "base": 2, "title": guide.title, "sentence": ""}
        writing.add(BulkRow(place=1, outcome=runs.DONE, **row))
    copy_of = a_guide("draft")
    with transaction():
        own = origins.find(made.id)
        assert own
        session().add(
            origins.Origin(
                guide_id=guide.id, kind=origins.COPY, source_id=copy_of.id, source_revision=1, contributors=[],
                compared={}, at=clock.now(),
            )
        )  # fmt: skip
        reminders.keep(Due(guide.id, About.REVIEW, clock.today(), None), clock.today())
    act(guide.id, "discard", "author")
    return guides.find(guide.id)


def test_leaves_nothing_of_the_guide_but_its_log(app: Flask, used: Guide) -> None:
    about = {table.name for table in trash.tables_about_guides()}
    assert about - rows_about(used.id).keys() == OF_THE_PUBLIC | GIVEN_UP, "a table that this test does not fill"
    [child] = session().scalars(select(origins.Origin.guide_id).where(origins.Origin.source_id == used.id))
    before = {one.id for one in events.of_guide(used.id)}
    others = {name: len(rows) for name, rows in everything().items()}
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        act(used.id, "purge", "admin")
    left = rows_about(used.id)
    assert left == {"event": len(before) + 1}
    dump = {name: rows for name, rows in everything().items() if CANARY in repr(rows) or str(used.id) in repr(rows)}
    assert dump.keys() <= {"event", "guide", "revision", "draft_text"}, "only the guides that started from it"
    assert not [row for row in dump["guide"] if used.id in row]
    assert session().scalar(select(func.count()).select_from(share_links.ShareView)) == 0
    assert session().scalar(text("SELECT count(*) FROM draft_words")) == others["guide"] - 1
    origin = origins.find(child)
    assert origin
    assert origin.source_id is None
    event = last_event(used.id)
    assert (event.action, event.from_state, event.to_state) == ("purge", "discarded", None)
    assert event.said == {"title": used.title}
    assert verifying_logs.verify().broken == []
    with pytest.raises(NotFound):
        guides.find(used.id)


def test_leaves_what_started_from_it_as_it_was(app: Flask, used: Guide) -> None:
    [child] = session().scalars(select(origins.Origin.guide_id).where(origins.Origin.source_id == used.id))
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        act(used.id, "purge", "admin")
        revise(child, "second_author", summary="Nach dem Original.")
    assert guides.find(child).newest > 1
    [created] = [one for one in auditing.of_guides(Asked(guide_id=child), limit=9) if one.action == "create"]
    assert created.origin is None, "it leads nowhere any more"


def test_is_told_by_the_log_under_its_title(app: Flask, used: Guide) -> None:
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        act(used.id, "purge", "admin")
    found = auditing.of_guides(Asked(guide_id=used.id), limit=50)
    assert {(one.title, one.there) for one in found} == {(used.title, False)}
    assert found[0].done == "deleted it for good"


def test_waits_for_ninety_days_and_takes_nothing_that_readers_had(app: Flask) -> None:
    guide = a_guide("draft")
    act(guide.id, "discard", "author")
    with time_machine.travel(datetime.now(UTC) + LATER - timedelta(hours=1), tick=False):
        assert codes(refused(guide.id, "purge", "admin")) == ["too_soon"]
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        for role in ("author", "managing_editor", "publisher", "reviewer"):
            assert "role" in codes(refused(guide.id, "purge", role))
    once = a_guide("published")
    act(once.id, "takedown", "managing_editor", removal="gone", reason="A court.")
    revise(once.id, summary="Another text.")
    act(once.id, "discard", "author")
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        assert codes(refused(once.id, "purge", "admin")) == ["public_status"]


@pytest.mark.parametrize("table", ["revision", "decision"])
def test_lets_the_database_refuse_to_forget_a_guide_that_no_event_lets_go(app: Flask, used: Guide, table: str) -> None:
    kept = f"{table} is append-only"
    with pytest.raises(DBAPIError, match=kept), transaction() as writing:
        writing.execute(text(f"DELETE FROM {table}"))  # noqa: S608  # our own names
    other = a_guide("approved")
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        act(used.id, "purge", "admin")
    with pytest.raises(DBAPIError, match=kept), transaction() as writing:
        writing.execute(text(f"DELETE FROM {table}"))  # noqa: S608  # our own names
    assert rows_about(other.id)[table] > 0


def test_finds_a_guide_that_is_missing_although_no_event_lets_it_go(app: Flask) -> None:
    nowhere = uuid4()
    with transaction():
        events.append(
            Event(
                guide_id=nowhere, action="create", actor_id="operator", from_state=None, to_state="draft",
                from_public=None, to_public="never_published", revision_number=1, publication_number=None, said={},
                seq=None, at=clock.now(),
            )
        )  # fmt: skip
    assert verifying_logs.verify().broken == [f"Guide {nowhere}: it does not stand where event 1, its last, says."]


def test_lets_nothing_be_done_to_a_guide_that_is_no_more(app: Flask, used: Guide) -> None:
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        act(used.id, "purge", "admin")
        for again in ("purge", "recover"):
            with pytest.raises(NotFound):
                act(used.id, again, "admin")
