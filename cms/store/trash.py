"""The trash: what is in it, and deleting a guide for good. Its log stays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.orm import aliased

from cms.store import search_index
from cms.store.db import Base, session
from cms.store.events import Event
from cms.store.guides import Guide
from cms.store.origins import Origin
from cms.store.search import DraftText, LiveText
from cms.store.share_links import ShareLink, ShareView
from cms.workflow import PublicStatus, State


@dataclass(frozen=True)
class Discarded:
    """A guide in the trash: since when, and who put it there."""

    guide: Guide
    at: datetime
    by: str


def never_published(limit: int) -> tuple[Sequence[Discarded], int, int]:
    """Guides in the trash that readers never had, the longest there first; how many of them there are, and how many
    that readers had once.
    """
    in_trash = Guide.state == State.DISCARDED
    never = Guide.public_status == PublicStatus.NEVER_PUBLISHED
    one = aliased(Event)
    last = select(func.max(one.number)).where(one.guide_id == Guide.id, one.action == "discard").scalar_subquery()
    query = (
        select(Guide, Event.at, Event.actor_id)
        .join(Event, Event.guide_id == Guide.id)
        .where(in_trash, never, Event.number == last)
        .order_by(Event.at, Event.id)
        .limit(limit)
    )
    found = [Discarded(guide, at, by) for guide, at, by in session().execute(query)]
    own = session().scalar(select(func.count()).where(in_trash, never)) or 0
    return found, own, (session().scalar(select(func.count()).where(in_trash)) or 0) - own


def tables_about_guides() -> Iterator[Table]:
    """All that name a guide as theirs, each before the tables it refers to. The log is none: it outlives the guide."""
    for table in reversed(Base.metadata.sorted_tables):
        if "guide_id" in table.columns and table is not Event.__table__:
            yield table


def purge(guide: Guide) -> None:
    """Its `purge` event must have been appended: without one the database lets nothing of it go."""
    act = session()
    act.flush()
    act.execute(select(Guide.id).where(Guide.id == guide.id).with_for_update())  # nobody adds a row that names it
    own = select(ShareLink.id).where(ShareLink.guide_id == guide.id)
    act.execute(delete(ShareView).where(ShareView.link_id.in_(own)).execution_options(synchronize_session=False))
    search_index.forget(DraftText, guide.id)
    search_index.forget(LiveText, guide.id)
    for table in tables_about_guides():
        act.execute(delete(table).where(table.c.guide_id == guide.id))
    left = update(Origin).where(Origin.source_id == guide.id).execution_options(synchronize_session=False)
    act.execute(left.values(source_id=None))
    act.delete(guide)
    act.flush()
    act.expire_all()  # nothing that was read before still says it is there
