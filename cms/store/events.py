"""The append-only log: one line per transition, each carrying the hash of the line before it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, String, UniqueConstraint, Uuid, bindparam, exists, func, select, tuple_
from sqlalchemy.orm import Mapped, aliased, mapped_column
from uuid_utils.compat import uuid7

from cms.store import chains
from cms.store.column_types import ACTOR_ID, JsonText, UtcTime
from cms.store.db import Model, session
from cms.store.guides import Guide


class Event(Model):
    """A transition that happened. Never changed: a trigger refuses. seq: set when it changed something public.

    It outlives its guide: of one that was deleted for good, the last event says so and leads to no state.
    """

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("guide_id", "number"),
        Index("ix_event_at", "at", "id"),
        Index("ix_event_actor_id", "actor_id", "at", "id"),
        Index("ix_event_action", "action", "at", "id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    guide_id: Mapped[UUID] = mapped_column(Uuid)
    number: Mapped[int]
    action: Mapped[str] = mapped_column(String(30))
    actor_id: Mapped[str] = mapped_column(ACTOR_ID)
    from_state: Mapped[str | None] = mapped_column(String(20))
    to_state: Mapped[str | None] = mapped_column(String(20))
    from_public: Mapped[str | None] = mapped_column(String(20))
    to_public: Mapped[str] = mapped_column(String(20))
    revision_number: Mapped[int]
    publication_number: Mapped[int | None]
    said: Mapped[dict[str, Any]] = mapped_column(JsonText)
    seq: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


_A_PIECE = 1000
_IN_CHAINS = tuple_(Event.guide_id, Event.number)
# Made once: every act asks it.
_BEFORE = select(Event.number, Event.hash).where(Event.guide_id == bindparam("guide_id"))
_BEFORE = _BEFORE.order_by(Event.number.desc()).limit(1)
_NEWEST = select(Event).where(Event.guide_id == bindparam("guide_id")).order_by(Event.number.desc()).limit(1)


def append(event: Event) -> Event:
    """Adds the event to its guide's chain: gives it its number and hashes. The guide must be locked."""
    if any(isinstance(one, Event) for one in session().new):
        session().flush()  # the one before may be of this very act
    with session().no_autoflush:  # for the rest can be written together with this one
        last = session().execute(_BEFORE, {"guide_id": event.guide_id}).first()
    event.number, event.previous_hash = (last.number + 1, last.hash) if last else (1, chains.FIRST)
    event.hash = chains.fingerprint(event)
    session().add(event)
    return event


def of_guide(guide_id: UUID, *, after: int = 0, limit: int | None = None) -> Sequence[Event]:
    """Oldest first. after: number of the event that the page before ended with."""
    query = select(Event).where(Event.guide_id == guide_id, Event.number > after).order_by(Event.number)
    return session().scalars(query.limit(limit)).all()


def newest(guide_id: UUID) -> Event | None:
    return session().scalars(_NEWEST, {"guide_id": guide_id}).first()


def last_actors(guide_ids: Collection[UUID]) -> dict[UUID, str]:
    """Who acted or saved last, by guide: autosaves without an event of their own are by whom the last one names."""
    later = aliased(Event)
    highest = select(func.max(later.number)).where(later.guide_id == Event.guide_id).scalar_subquery()
    query = select(Event.guide_id, Event.actor_id).where(Event.guide_id.in_(guide_ids), Event.number == highest)
    return {row.guide_id: row.actor_id for row in session().execute(query)} if guide_ids else {}


def last(guide_id: UUID, action: str) -> Event | None:
    """The newest event of that action."""
    query = select(Event).where(Event.guide_id == guide_id, Event.action == action).order_by(Event.number.desc())
    return session().scalars(query.limit(1)).first()


def page(
    *, actor_id: str = "", action: str = "", guide_id: UUID | None = None, since: datetime | None = None,
    until: datetime | None = None, before: str = "", limit: int,
) -> Sequence[tuple[Event, Guide | None]]:  # fmt: skip
    """Of all guides, newest first, each with its guide, None for one that was deleted for good.

    before: id of the event that the page before ended with.
    """
    query = select(Event, Guide).outerjoin(Guide, Guide.id == Event.guide_id)
    if actor_id:
        query = query.where(Event.actor_id == actor_id)
    if action:
        query = query.where(Event.action == action)
    if guide_id:
        query = query.where(Event.guide_id == guide_id)
    if since and until:
        query = query.where(Event.at >= since, Event.at < until)
    if last := session().get(Event, UUID(before)) if before else None:
        query = query.where(tuple_(Event.at, Event.id) < tuple_(last.at, last.id))
    found = session().execute(query.order_by(Event.at.desc(), Event.id.desc()).limit(limit))
    return [(row[0], row[1]) for row in found]


def remembered(guide_ids: Collection[UUID]) -> dict[UUID, str]:
    """The titles of those of these guides that were deleted for good."""
    query = select(Event.guide_id, Event.said).where(Event.guide_id.in_(guide_ids), Event.action == "purge")
    return {row.guide_id: row.said["title"] for row in session().execute(query)} if guide_ids else {}


def all_chains() -> Iterator[Event]:
    """Every event, chain after chain, each oldest first; read in pieces."""
    query = select(Event).order_by(Event.guide_id, Event.number).limit(_A_PIECE)
    found = session().scalars(query).all()
    while found:
        yield from found
        last = found[-1]
        found = session().scalars(query.where(tuple_(last.guide_id, last.number) < _IN_CHAINS)).all()


def stands_there(guide_id: UUID) -> bool:
    """Whether the guide stands where its last event left it, or is no more where that left it nowhere. One statement,
    since people may act while somebody asks.
    """
    last = select(Event).where(Event.guide_id == guide_id).order_by(Event.number.desc()).limit(1).subquery()
    columns = (last.c.to_state, last.c.to_public, Guide.state, Guide.public_status)
    [row] = session().execute(select(*columns).outerjoin(Guide, Guide.id == last.c.guide_id))
    return row[2:] == (row[:2] if row.to_state else (None, None))


def without_any() -> Sequence[UUID]:
    """The guides that there is no event of."""
    return session().scalars(select(Guide.id).where(~exists().where(Event.guide_id == Guide.id))).all()
