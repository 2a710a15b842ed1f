"""What readers had at a moment: the events say which publication was live then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Uuid, literal, literal_column, select, tuple_
from sqlalchemy.orm import aliased, load_only

from cms.store.column_types import UtcTime
from cms.store.db import session
from cms.store.events import Event
from cms.store.publications import Publication
from cms.workflow import PublicStatus

_LIVE = [str(status) for status in PublicStatus if status.is_live]
_FIRST = literal_column("1", Integer)  # as it stands in the index
_SHOWN = load_only(
    Publication.guide_id, Publication.number, Publication.slug, Publication.title, Publication.summary,
    Publication.language, Publication.published_at, Publication.first_published_at,
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """Publications in the order of the feed. after: where the next page begins; None on the last one."""

    publications: Sequence[Publication]
    after: tuple[datetime, UUID] | None


def live_before(moment: datetime, *, after: tuple[datetime, UUID] | None = None, limit: int) -> Page:
    """What was live right before that moment. after: of the page before.

    Along the first publications, which have the order of the feed, each guide is asked for its newest event by then:
    so a page costs its guides, and not the whole log.
    """
    first = aliased(Publication)
    place = (first.first_published_at, first.guide_id)
    query = (
        select(Publication)
        .options(_SHOWN)
        .join(first, first.guide_id == Publication.guide_id)
        .where(first.number == _FIRST, first.first_published_at < moment)
        .where(_newest(Event.to_public, first.guide_id, moment).in_(_LIVE))
        .where(Publication.number == _newest(Event.publication_number, first.guide_id, moment))
    )
    if after:  # compared as a row, for then both databases go to it by the index
        query = query.where(tuple_(*place) < tuple_(literal(after[0], UtcTime), literal(after[1], Uuid)))
    found = session().scalars(query.order_by(*(column.desc() for column in place)).limit(limit + 1)).all()
    shown = found[:limit]
    further = (shown[-1].first_published_at, shown[-1].guide_id) if len(found) > limit else None
    return Page(shown, further)


def public_before(guide_id: UUID, moment: datetime) -> int | None:
    """The number of the publication that readers had right before that moment; None when they had none."""
    status, number = (_newest(column, guide_id, moment) for column in (Event.to_public, Event.publication_number))
    return session().scalar(select(number).where(status.in_(_LIVE)))


def _newest(column: Any, guide_id: Any, moment: datetime) -> Any:
    """What the newest event of the guide by then, of those that say it, says in that column."""
    said = select(column).where(Event.guide_id == guide_id, Event.at < moment, column.is_not(None))
    return said.order_by(Event.number.desc()).limit(1).scalar_subquery()
