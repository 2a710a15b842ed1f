"""Acts on many guides at once: what was asked for, and what came of it for each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, Uuid, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from cms.store.column_types import ACTOR_ID, JsonText, UtcTime
from cms.store.db import Model, session
from cms.store.guides import Guide

WAITING, DONE, UNCHANGED, REFUSED = "waiting", "done", "unchanged", "refused"


class BulkRun(Model):
    """action: of the workflow table, or a tag added or removed. said: what was said with it. back: the list's query."""

    __tablename__ = "bulk_run"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    actor_id: Mapped[str] = mapped_column(ACTOR_ID)
    action: Mapped[str] = mapped_column(String(30))
    said: Mapped[dict[str, Any]] = mapped_column(JsonText)
    back: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcTime)


class BulkRow(Model):
    """One guide of a run. base: the revision that was looked at. title: as it was then."""

    __tablename__ = "bulk_row"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("bulk_run.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    guide_id: Mapped[UUID] = mapped_column(Uuid)
    base: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(10))
    sentence: Mapped[str] = mapped_column(Text)


def find(run_id: UUID) -> BulkRun | None:
    return session().get(BulkRun, run_id)


def rows(run_id: UUID) -> Sequence[BulkRow]:
    return session().scalars(select(BulkRow).where(BulkRow.run_id == run_id).order_by(BulkRow.place)).all()


def next_waiting(run_id: UUID) -> tuple[int, UUID] | None:
    """The place of the first that waits, and its guide."""
    waiting = select(BulkRow.place, BulkRow.guide_id).where(BulkRow.run_id == run_id, BulkRow.outcome == WAITING)
    found = session().execute(waiting.order_by(BulkRow.place).limit(1)).first()
    return (found.place, found.guide_id) if found else None


def take(run_id: UUID, place: int, guide_id: UUID) -> BulkRow | None:
    """That row, locked, while it waits: of two workers one gets it, and the other finds it done.

    Its guide is locked before it, as by whoever deletes a guide for good: else each would wait for the other.
    """
    session().execute(select(Guide.id).where(Guide.id == guide_id).with_for_update())
    waiting = select(BulkRow).where(BulkRow.run_id == run_id, BulkRow.place == place, BulkRow.outcome == WAITING)
    return session().scalars(waiting.with_for_update().execution_options(populate_existing=True)).first()


def counts(run_id: UUID) -> dict[str, int]:
    """By outcome."""
    query = select(BulkRow.outcome, func.count()).where(BulkRow.run_id == run_id).group_by(BulkRow.outcome)
    return {row[0]: row[1] for row in session().execute(query)}


def forget_before(moment: datetime) -> None:
    """Runs that were begun before; what they did stays in the log of each guide."""
    old = select(BulkRun.id).where(BulkRun.made_at < moment)
    session().execute(delete(BulkRow).where(BulkRow.run_id.in_(old)))
    session().execute(delete(BulkRun).where(BulkRun.made_at < moment))


def latest(actor_id: str, limit: int = 5) -> Sequence[BulkRun]:
    query = select(BulkRun).where(BulkRun.actor_id == actor_id).order_by(BulkRun.made_at.desc(), BulkRun.id.desc())
    return session().scalars(query.limit(limit)).all()
