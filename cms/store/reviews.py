"""Reviews, the decisions in them, and the warnings an author took responsibility for."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, Uuid, bindparam, func, select, update
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from cms.clock import now
from cms.store.column_types import ACTOR_ID, JsonText, UtcTime
from cms.store.db import Model, first_of, session
from cms.store.guides import Guide


class Review(Model):
    """Opened by submit: the pinned revision and the stages as they were then. Open until the work moves on.

    carried: sign-offs of sections that were brought along from earlier texts; counted: those that counted when it was
    published. Both [{"stage": index, "actor_id", "digest", "sections": {name: digest}}]. due_on: until when the stage
    that it is at should be passed. open_to: the roles of that stage; closed_to: ids of those whose approval would not
    count there. claimed_by: who said that they are reading it, until claimed_until.
    """

    __tablename__ = "review"
    __table_args__ = (Index("ix_review_open", "closed_at", "guide_id"),)

    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision_number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    stages: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    carried: Mapped[list[dict[str, Any]]] = mapped_column(JsonText, server_default="[]")
    counted: Mapped[list[dict[str, Any]]] = mapped_column(JsonText, server_default="[]")
    due_on: Mapped[date | None]
    open_to: Mapped[list[str]] = mapped_column(JsonText, server_default="[]")
    closed_to: Mapped[list[str]] = mapped_column(JsonText, server_default="[]")
    change_note: Mapped[str] = mapped_column(Text)
    major: Mapped[bool]
    submitter_id: Mapped[str] = mapped_column(ACTOR_ID)
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    claimed_by: Mapped[str | None] = mapped_column(ACTOR_ID)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    outcome: Mapped[str | None] = mapped_column(String(20))


class Decision(Model):
    """What someone decided about a pinned digest. Never changed: a trigger refuses.

    checklist: keys of content/checklist.py that were ticked with an approval.
    """

    __tablename__ = "decision"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), index=True)
    review_number: Mapped[int | None]  # none for a second look after the fact
    stage: Mapped[int]
    actor_id: Mapped[str] = mapped_column(ACTOR_ID)
    verdict: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    comment: Mapped[str] = mapped_column(Text)
    checklist: Mapped[list[str]] = mapped_column(JsonText, server_default="[]")
    at: Mapped[datetime] = mapped_column(UtcTime)


class Acknowledgement(Model):
    """A warning someone saw and answered for, bound to the values it was about."""

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("guide_id", "rule", "anchor", "fingerprint"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"))
    rule: Mapped[str] = mapped_column(String(3))
    anchor: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[str] = mapped_column(ACTOR_ID)
    at: Mapped[datetime] = mapped_column(UtcTime)


# Made once: every act asks these.
_OPEN = select(Review).where(Review.guide_id == bindparam("guide_id"), Review.closed_at.is_(None))
_DECIDED = (
    select(Decision)
    .where(Decision.guide_id == bindparam("guide_id"), Decision.review_number == bindparam("number"))
    .order_by(Decision.at, Decision.id)
)
_ACKNOWLEDGED = select(Acknowledgement).where(Acknowledgement.guide_id == bindparam("guide_id"))


def open_review(guide_id: UUID) -> Review | None:
    """The review that is not closed; an approved guide's review stays open until it is published."""
    return session().scalars(_OPEN, {"guide_id": guide_id}).one_or_none()


def newest(guide_id: UUID) -> Review | None:
    """The last one, open or closed."""
    query = select(Review).where(Review.guide_id == guide_id).order_by(Review.number.desc())
    return session().scalars(query.limit(1)).first()


def due_days(guide_ids: Collection[UUID]) -> dict[UUID, date]:
    """Until when the stages should be passed that the open reviews of these guides stand at, where there is a day."""
    query = select(Review.guide_id, Review.due_on).where(Review.guide_id.in_(guide_ids), Review.closed_at.is_(None))
    found = session().execute(query) if guide_ids else ()
    return {guide_id: day for guide_id, day in found if day}


def open_of(actor_id: str, limit: int) -> tuple[Sequence[Guide], int]:
    """Guides that this person sent for a review that is open, the longest waiting first, and how many."""
    query = select(Guide).join(Review, Guide.id == Review.guide_id)
    theirs = query.where(Review.closed_at.is_(None), Review.submitter_id == actor_id)
    return first_of(theirs.order_by(Review.opened_at, Guide.id), limit)


def claimed_by(actor_id: str, limit: int) -> tuple[Sequence[Guide], int]:
    """Guides whose open review this person has claimed, and how many."""
    query = select(Guide).join(Review, Guide.id == Review.guide_id)
    theirs = query.where(Review.closed_at.is_(None), Review.claimed_by == actor_id, Review.claimed_until > now())
    return first_of(theirs.order_by(Review.opened_at, Guide.id), limit)


def end_claims(actor_id: str) -> None:
    """For somebody who cannot come back to what they claimed."""
    theirs = update(Review).where(Review.closed_at.is_(None), Review.claimed_by == actor_id)
    session().execute(theirs.values(claimed_by=None, claimed_until=None))


def next_number(guide_id: UUID) -> int:
    return (session().scalar(select(func.max(Review.number)).where(Review.guide_id == guide_id)) or 0) + 1


def decisions(guide_id: UUID, review_number: int) -> Sequence[Decision]:
    """In the order they were made."""
    return session().scalars(_DECIDED, {"guide_id": guide_id, "number": review_number}).all()


def from_revision(guide_id: UUID, number: int) -> Sequence[Review]:
    """The reviews of this revision and later ones, the earliest first."""
    query = select(Review).where(Review.guide_id == guide_id, Review.revision_number >= number)
    return session().scalars(query.order_by(Review.number)).all()


def decisions_in(guide_id: UUID, numbers: Collection[int]) -> dict[int, list[Decision]]:
    """By the number of their review, in the order they were made."""
    query = select(Decision).where(Decision.guide_id == guide_id, Decision.review_number.in_(numbers))
    found: dict[int, list[Decision]] = {}
    for one in session().scalars(query.order_by(Decision.at, Decision.id)) if numbers else ():
        found.setdefault(one.review_number or 0, []).append(one)
    return found


def acknowledged(guide_id: UUID) -> dict[tuple[str, str, str], Acknowledgement]:
    """By (rule, anchor, fingerprint)."""
    given = session().scalars(_ACKNOWLEDGED, {"guide_id": guide_id})
    return {(one.rule, one.anchor, one.fingerprint): one for one in given}
