"""Removals: what was asked for, who confirmed it, and what is left at the address."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, Uuid, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from cms.clock import now
from cms.store.column_types import ACTOR_ID, UtcTime
from cms.store.db import Model, session
from cms.store.guides import Guide

_ASKED = "confirmed_at IS NULL AND ended_at IS NULL"
_STANDS = "confirmed_at IS NOT NULL AND ended_at IS NULL"


class Removal(Model):
    """Asked for by one person and confirmed by another; a takedown is both at once, and owes a second look.

    kind: `withdrawn`, `redirect` or `gone`. Ends when it is asked anew, or when the guide is live again.
    """

    __tablename__ = "removal"
    __table_args__ = (
        Index("uq_removal_asked", "guide_id", unique=True, info={"where": _ASKED}),
        Index("uq_removal_stands", "guide_id", unique=True, info={"where": _STANDS}),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[UUID | None] = mapped_column(ForeignKey("guide.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    public_text: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(ACTOR_ID)
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    confirmed_by: Mapped[str | None] = mapped_column(ACTOR_ID)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)


# Made once: every act asks these.
_UNENDED = select(Removal).where(Removal.guide_id == bindparam("guide_id"), Removal.ended_at.is_(None))
_WAITING = _UNENDED.where(Removal.confirmed_at.is_(None))
_STANDING = _UNENDED.where(Removal.confirmed_at.is_not(None))


def asked(guide_id: UUID) -> Removal | None:
    """The request that waits for its second person."""
    return session().scalars(_WAITING, {"guide_id": guide_id}).one_or_none()


def waiting() -> Sequence[tuple[Removal, Guide]]:
    """Every open request, the oldest first."""
    query = select(Removal, Guide).join(Guide, Guide.id == Removal.guide_id)
    asked = query.where(Removal.confirmed_at.is_(None), Removal.ended_at.is_(None))
    return [(row[0], row[1]) for row in session().execute(asked.order_by(Removal.asked_at))]


def of_guides(guide_ids: Collection[UUID]) -> dict[UUID, Removal]:
    """The open requests for these guides."""
    asked = select(Removal).where(Removal.confirmed_at.is_(None), Removal.ended_at.is_(None))
    return {one.guide_id: one for one in session().scalars(asked.where(Removal.guide_id.in_(guide_ids)))}


def unended(guide_id: UUID) -> tuple[Removal | None, Removal | None]:
    """What `asked` and `standing` say, in one question."""
    found = {one.confirmed_at is None: one for one in session().scalars(_UNENDED, {"guide_id": guide_id})}
    return found.get(True), found.get(False)


def standing(guide_id: UUID) -> Removal | None:
    """The removal that holds now; None while the guide is live or never was."""
    return session().scalars(_STANDING, {"guide_id": guide_id}).one_or_none()


def end(guide_id: UUID) -> None:
    """The guide is live again."""
    if removal := standing(guide_id):
        removal.ended_at = now()
        session().flush()


def public_text(guide_id: UUID) -> str:
    """What readers are told; "" for the catalogue's own sentence."""
    removal = standing(guide_id)
    return removal.public_text if removal else ""


def way(guide_id: UUID) -> list[UUID]:
    """The guides that readers of a redirected guide are sent past, and the last one, where they arrive.

    Followed anew each time, so that redirects never chain: a target may itself have been redirected since.
    """
    passed = [guide_id]
    while (removal := standing(passed[-1])) and removal.target_id and removal.target_id not in passed:
        passed.append(removal.target_id)
    return passed[1:]
