"""Autosaves of one author in one sitting: shown as one entry, with one line in the log, and in the end kept as one."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, select, tuple_
from sqlalchemy.orm import aliased

from cms.store import events
from cms.store.db import session, transaction
from cms.store.events import Event
from cms.store.guides import Guide, Revision
from cms.store.open_pages import OpenPage
from cms.store.publications import Publication
from cms.store.reviews import Review

AUTOSAVE = "autosave"
BY_HAND = "edit"
_PAUSE = timedelta(minutes=30)  # whoever comes back later sits down anew
_A_BATCH = 500


def goes_on(before: Any, after: Any) -> bool:
    """Whether autosave `after` belongs to the sitting of `before`, the newest revision: nothing happened in between."""
    if not _same_sitting(before, after):
        return False
    last = events.newest(before.guide_id)
    return last is not None and last.action == "edit" and last.actor_id == after.author_id


def settles(before: Any, after: Any) -> bool:
    """Whether a save by hand comes on top of an autosave of the same person, which later ones would supersede."""
    return before.cause == AUTOSAVE and after.cause == BY_HAND and bool(before.author_id == after.author_id)


def _same_sitting(before: Any, after: Any) -> bool:
    by_one = before.cause == after.cause == AUTOSAVE and before.author_id == after.author_id
    return by_one and bool(after.at - before.at <= _PAUSE)


def _is_settled(before: Any, after: Any) -> bool:
    return settles(before, after) and bool(before.digest == after.digest)


def entries(history: Iterable[Any], milestones: Collection[int]) -> Iterator[Any]:
    """Rows of revisions, newest first, of each sitting only the last, and not that if it was saved by hand as it stood.
    milestones: numbers that stay in any case.
    """
    after: Any = None
    for row in history:
        if after is None or row.number in milestones or not (_same_sitting(row, after) or _is_settled(row, after)):
            yield row
        after = row


def forget_superseded(before: datetime) -> int:
    """Deletes autosaves older than `before` that a later one of the same sitting replaced and nothing refers to;
    returns how many. Their numbers are never given again.
    """
    removed = 0
    while keys := _superseded(before):
        with transaction() as act:
            act.execute(delete(Revision).where(tuple_(Revision.guide_id, Revision.number).in_(keys)))
        removed += len(keys)
    return removed


def _superseded(before: datetime) -> Sequence[tuple[UUID, int]]:
    later, other = aliased(Revision), aliased(Revision)
    mine = (Revision.guide_id, Revision.number)
    query = (
        select(*mine, Revision.author_id, Revision.cause, Revision.at, later.at.label("later_at"))
        .join(later, (later.guide_id == Revision.guide_id) & (later.base_number == Revision.number))
        .where(Revision.cause == AUTOSAVE, later.cause == AUTOSAVE, later.author_id == Revision.author_id)
        .where(Revision.at < before, later.at < before)
        .where(~_refers(Guide.id, Guide.newest), ~_refers(Review.guide_id, Review.revision_number))
        .where(~_refers(Publication.guide_id, Publication.revision_number))
        .where(~_refers(Event.guide_id, Event.revision_number))
        .where(~_refers(OpenPage.guide_id, OpenPage.revision).where(OpenPage.ended.is_(False)))
        .where(~exists().where(other.guide_id == mine[0], other.base_number == mine[1], other.cause != AUTOSAVE))
        .order_by(*mine)
        .limit(_A_BATCH)
    )
    rows = [row for row in session().execute(query) if row.later_at - row.at <= _PAUSE]
    restored = _restored({row.guide_id for row in rows})
    return [(row.guide_id, row.number) for row in rows if (row.guide_id, row.number) not in restored]


def _refers(guide_id: Any, number: Any) -> Any:
    return exists().where(guide_id == Revision.guide_id, number == Revision.number)


def _restored(guide_ids: Collection[UUID]) -> set[tuple[UUID, int]]:
    """What was brought back once: the log says from which revision."""
    query = select(Event.guide_id, Event.said).where(Event.guide_id.in_(guide_ids), Event.action == "restore")
    return {(guide_id, said["restored"]) for guide_id, said in session().execute(query) if "restored" in said}
