"""What falls due at a guide, and what people were last reminded of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Select, String, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from cms.store.db import Model, session
from cms.store.debts import TAKEDOWN, Debt
from cms.store.guides import Guide
from cms.store.reviews import Review
from cms.workflow import PublicStatus, State

DUE_SOON = timedelta(days=14)  # before the day to look at a guide again, from when on that counts as due


class About(StrEnum):
    """REVIEW: the day by which somebody is to look at it again. DEBT: a second look. STALE: figures past their time.
    STAGE: the one that its review stands at. A stage that is reached later is due later, so its day tells it apart.
    """

    REVIEW = "review"
    DEBT = "debt"
    STALE = "stale"
    STAGE = "stage"


class Reminder(Model):
    """The last one of its kind. due_on: the day it was about. step_on: the day it was for, reckoned from that."""

    __tablename__ = "reminder"

    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    about: Mapped[str] = mapped_column(String(10), primary_key=True)
    due_on: Mapped[date]
    step_on: Mapped[date]


@dataclass(frozen=True)
class Due:
    """last: the day of the last reminder of the same due day."""

    guide_id: UUID
    about: About
    due_on: date
    last: date | None


def due(about: About, until: date, guide_id: UUID | None = None) -> Iterator[Due]:
    """What falls due on that day or before. guide_id: of one guide alone."""
    column, query = _DUE[about]
    query = query.outerjoin(Reminder, and_(Reminder.guide_id == Guide.id, Reminder.about == about))
    query = query.add_columns(Reminder.due_on, Reminder.step_on).where(column <= until)
    if guide_id:
        query = query.where(Guide.id == guide_id)
    for of, due_on, reminded_of, step_on in session().execute(query.order_by(column, Guide.id)):
        yield Due(of, about, due_on, step_on if reminded_of == due_on else None)


def keep(one: Due, step_on: date) -> None:
    session().merge(Reminder(guide_id=one.guide_id, about=one.about, due_on=one.due_on, step_on=step_on))


# The debt of a text that nobody can read sleeps.
_AWAKE = or_(Debt.kind == TAKEDOWN, Guide.public_status == PublicStatus.LIVE_UNREVIEWED)
_DUE: dict[About, tuple[Any, Select[*tuple[Any, ...]]]] = {
    About.REVIEW: (Guide.review_by, select(Guide.id, Guide.review_by).where(Guide.state != State.DISCARDED)),
    About.STALE: (Guide.stale_on, select(Guide.id, Guide.stale_on)),
    About.DEBT: (
        Debt.due_on,
        select(Guide.id, Debt.due_on).join(Debt, Debt.guide_id == Guide.id).where(Debt.closed_at.is_(None), _AWAKE),
    ),
    About.STAGE: (
        Review.due_on,
        select(Guide.id, Review.due_on)
        .join(Review, Review.guide_id == Guide.id)
        .where(Review.closed_at.is_(None), Guide.state == State.IN_REVIEW),
    ),
}
