"""The append-only log: one line per transition, each carrying the hash of the line before it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint, Uuid, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from cms.content.json_text import sha256_of
from cms.store.db import JsonText, Model, UtcTime, session
from cms.store.guides import ACTOR_ID

_FIRST = "0" * 64


class Event(Model):
    """A transition that happened. Never changed: a trigger refuses. seq: set when it changed something public."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("guide_id", "number"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"))
    number: Mapped[int]
    action: Mapped[str] = mapped_column(String(30))
    actor_id: Mapped[str] = mapped_column(ACTOR_ID)
    from_state: Mapped[str | None] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    from_public: Mapped[str | None] = mapped_column(String(20))
    to_public: Mapped[str] = mapped_column(String(20))
    revision_number: Mapped[int]
    publication_number: Mapped[int | None]
    said: Mapped[dict[str, Any]] = mapped_column(JsonText)
    seq: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


# Made once: every act asks it.
_BEFORE = select(Event.number, Event.hash).where(Event.guide_id == bindparam("guide_id"))
_BEFORE = _BEFORE.order_by(Event.number.desc()).limit(1)


def append(event: Event) -> Event:
    """Adds the event to its guide's chain: gives it its number and hashes. The guide must be locked."""
    last = session().execute(_BEFORE, {"guide_id": event.guide_id}).first()
    event.number, event.previous_hash = (last.number + 1, last.hash) if last else (1, _FIRST)
    event.hash = fingerprint(event)
    session().add(event)
    return event


def fingerprint(event: Event) -> str:
    """SHA-256 over everything the event says, the hash before it included."""
    hashed = {name: getattr(event, name) for name in Event.__table__.columns.keys() if name not in ("id", "hash")}  # noqa: SIM118
    return sha256_of({**hashed, "guide_id": str(event.guide_id), "at": event.at.isoformat()})


def of_guide(guide_id: UUID) -> Sequence[Event]:
    """Oldest first."""
    return session().scalars(select(Event).where(Event.guide_id == guide_id).order_by(Event.number)).all()


def newest(guide_id: UUID) -> Event | None:
    query = select(Event).where(Event.guide_id == guide_id).order_by(Event.number.desc())
    return session().scalars(query.limit(1)).first()


def last(guide_id: UUID, action: str) -> Event | None:
    """The newest event of that action."""
    query = select(Event).where(Event.guide_id == guide_id, Event.action == action).order_by(Event.number.desc())
    return session().scalars(query.limit(1)).first()
