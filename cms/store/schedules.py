"""Schedules: which text goes live by itself, when, and what came of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, Uuid, bindparam, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from cms.clock import now
from cms.store.column_types import ACTOR_ID, UtcTime
from cms.store.db import Model, first_of, session
from cms.store.guides import Guide
from cms.workflow import State

PUBLISHED, CANCELLED, FAILED = "published", "cancelled", "failed"
_WAITS = "outcome IS NULL"


class Schedule(Model):
    """A text that goes live at `due_at`. Only what came of it may change, once: triggers refuse the rest.

    zone: the IANA name that the time was given in. by_hand: somebody published, and may undo it until then.
    outcome: None while it waits; `published` by the worker, `cancelled` by a person, or `failed`, with the error.
    """

    __tablename__ = "schedule"
    __table_args__ = (
        Index("ix_schedule_made_by", "made_by", "made_at"),
        Index("uq_schedule_waiting", "guide_id", unique=True, info={"where": _WAITS}),
        Index("ix_schedule_due", "due_at", "id", info={"where": _WAITS}),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), index=True)
    revision_number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    zone: Mapped[str] = mapped_column(String(64))
    by_hand: Mapped[bool]
    made_by: Mapped[str] = mapped_column(ACTOR_ID)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    attempts: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str | None] = mapped_column(String(20))
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    error: Mapped[str | None] = mapped_column(Text)

    @property
    def overdue(self) -> bool:
        """Its time has come, and it still waits."""
        return self.late_by(timedelta())

    def late_by(self, least: timedelta) -> bool:
        """It still waits, and its time came that long ago, or longer."""
        return self.outcome is None and now() - self.due_at >= least


# Made once: every act that publishes asks it.
_WAITING = select(Schedule).where(Schedule.guide_id == bindparam("guide_id"), Schedule.outcome.is_(None))


@dataclass(frozen=True)
class Punctuality:
    """waiting: schedules to come. oldest_due_at: of those whose time has come. open_failures: guides that failed to go
    live and that nobody has looked after; failed: how often that happened, ever.
    """

    waiting: int
    oldest_due_at: datetime | None
    open_failures: int
    failed: int


def waiting(guide_id: UUID) -> Schedule | None:
    return session().scalars(_WAITING, {"guide_id": guide_id}).one_or_none()


def newest(guide_id: UUID) -> Schedule | None:
    """The last one of the guide, whatever came of it."""
    query = select(Schedule).where(Schedule.guide_id == guide_id).order_by(Schedule.id.desc())
    return session().scalars(query.limit(1)).first()


def before_last(guide_id: UUID) -> Schedule | None:
    """The one before the last of the guide, whatever came of it."""
    query = select(Schedule).where(Schedule.guide_id == guide_id).order_by(Schedule.id.desc())
    return session().scalars(query.offset(1).limit(1)).first()


def due(limit: int, *, but: Collection[UUID] = ()) -> Sequence[UUID]:
    """Guides whose time has come, the longest waiting first, without those of `but`."""
    query = select(Schedule.guide_id).join(Guide, Guide.id == Schedule.guide_id)
    come = query.where(Schedule.outcome.is_(None), Schedule.due_at <= now(), Guide.state == State.SCHEDULED)
    if but:
        come = come.where(Schedule.guide_id.not_in(but))
    return session().scalars(come.order_by(Schedule.due_at, Schedule.id).limit(limit)).all()


def tried(guide_id: UUID) -> int:
    """Counts an attempt that came to nothing; returns how many there were, 0 when nothing waits any more."""
    one_more = update(Schedule).where(Schedule.guide_id == guide_id, Schedule.outcome.is_(None))
    counted = one_more.values(attempts=Schedule.attempts + 1).returning(Schedule.attempts)
    return session().scalar(counted.execution_options(synchronize_session=False)) or 0


def of_guides(guide_ids: Collection[UUID]) -> dict[UUID, Schedule]:
    """By guide, the last one that waits or failed."""
    standing = or_(Schedule.outcome.is_(None), Schedule.outcome == FAILED)
    query = select(Schedule).where(Schedule.guide_id.in_(guide_ids), standing).order_by(Schedule.id)
    return {one.guide_id: one for one in session().scalars(query)}


def waiting_of(actor_id: str, limit: int) -> tuple[Sequence[Guide], int]:
    """Guides that go live by themselves because this person said so, the next first, and how many."""
    query = select(Guide).join(Schedule, Guide.id == Schedule.guide_id)
    theirs = query.where(Schedule.outcome.is_(None), Schedule.made_by == actor_id)
    return first_of(theirs.order_by(Schedule.due_at, Schedule.id), limit)


def last_zone(actor_id: str) -> str | None:
    """The zone in which this person gave a time last."""
    query = select(Schedule.zone).where(Schedule.made_by == actor_id, Schedule.by_hand.is_(False))
    return session().scalar(query.order_by(Schedule.made_at.desc()).limit(1))


def punctuality() -> Punctuality:
    waits = select(func.count(), func.min(Schedule.due_at)).where(Schedule.outcome.is_(None))
    number, first = session().execute(waits).one()
    left = select(func.count()).select_from(Guide).where(Guide.state == State.PUBLISH_FAILED)
    ever = select(func.count()).select_from(Schedule).where(Schedule.outcome == FAILED)
    return Punctuality(
        waiting=number,
        oldest_due_at=first if first is not None and first <= now() else None,
        open_failures=session().scalar(left) or 0,
        failed=session().scalar(ever) or 0,
    )
