"""What readers had at a moment: the events say which publication was live then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import load_only

from cms.store.db import session
from cms.store.events import Event
from cms.store.publications import Publication
from cms.workflow import PublicStatus

_LIVE = [str(status) for status in PublicStatus if status.is_live]
_IN_FEED = (Publication.first_published_at, Publication.guide_id)
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
    """What was live right before that moment. after: of the page before."""
    # Numbers of publications grow: the highest that the events name by then is the one that readers had, if any.
    known = (
        select(Event.guide_id, func.max(Event.number).label("last"), func.max(Event.publication_number).label("number"))
        .where(Event.at < moment)
        .group_by(Event.guide_id)
        .subquery()
    )
    query = (
        select(Publication)
        .options(_SHOWN)
        .join(known, (known.c.guide_id == Publication.guide_id) & (known.c.number == Publication.number))
        .join(Event, (Event.guide_id == known.c.guide_id) & (Event.number == known.c.last))
        .where(Event.to_public.in_(_LIVE))
    )
    if after:
        query = query.where(tuple_(*_IN_FEED) < tuple_(*after))
    found = session().scalars(query.order_by(*(column.desc() for column in _IN_FEED)).limit(limit + 1)).all()
    shown = found[:limit]
    further = (shown[-1].first_published_at, shown[-1].guide_id) if len(found) > limit else None
    return Page(shown, further)
