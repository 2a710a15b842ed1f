"""Debts: what was published without a second pair of eyes still owes one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Uuid, bindparam, or_, select
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from cms.clock import now
from cms.store.column_types import ACTOR_ID, JsonText, UtcTime
from cms.store.db import Model, session
from cms.store.guides import Guide
from cms.workflow import PublicStatus


class Debt(Model):
    """A second look that is owed: for a publication without review, or for a takedown.

    kind: `publication` or `takedown`. forced_by: who did it alone. contributors: K then; [] for a takedown.
    """

    __tablename__ = "debt"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    publication_number: Mapped[int]
    forced_by: Mapped[str] = mapped_column(ACTOR_ID)
    contributors: Mapped[list[str]] = mapped_column(JsonText)
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    due_on: Mapped[date]
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_by: Mapped[str | None] = mapped_column(ACTOR_ID)


PUBLICATION, TAKEDOWN = "publication", "takedown"
_OPEN = select(Debt).where(Debt.guide_id == bindparam("guide_id"), Debt.closed_at.is_(None))  # made once: acts ask it


def open_debts(guide_id: UUID) -> dict[str, Debt]:
    """By kind; of each there is one at most."""
    return {debt.kind: debt for debt in session().scalars(_OPEN, {"guide_id": guide_id})}


def open_debt(guide_id: UUID, kind: str = PUBLICATION) -> Debt | None:
    return open_debts(guide_id).get(kind)


def of_guides(guides: Iterable[Guide]) -> dict[UUID, Debt]:
    """What each of these guides owes, if it does: the debt of a text that nobody can read sleeps."""
    status = {one.id: one.public_status for one in guides}
    query = select(Debt).where(Debt.guide_id.in_(status), Debt.closed_at.is_(None)).order_by(Debt.due_on.desc())
    return {
        one.guide_id: one
        for one in session().scalars(query)
        if one.kind == TAKEDOWN or status[one.guide_id] == PublicStatus.LIVE_UNREVIEWED
    }


def close(owed: Mapping[str, Debt], actor_id: str, *kinds: str) -> None:
    """owed: of a guide, by kind. kinds: none for all, since a new text settles whatever was owed."""
    closed = [debt for kind, debt in owed.items() if not kinds or kind in kinds]
    for debt in closed:
        debt.closed_at, debt.closed_by = now(), actor_id
    if closed:
        session().flush()


def owed() -> Sequence[tuple[Debt, Guide]]:
    """Every debt that can be cleared, the one due first at the top; that of a text that nobody can read sleeps."""
    awake = or_(Debt.kind == TAKEDOWN, Guide.public_status == "live_unreviewed")
    query = select(Debt, Guide).join(Guide, Guide.id == Debt.guide_id).where(Debt.closed_at.is_(None), awake)
    return [(row[0], row[1]) for row in session().execute(query.order_by(Debt.due_on, Debt.opened_at))]
