"""Saved views: a choice of guides under a name, for oneself or for everyone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint, Uuid, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from cms.store.column_types import ACTOR_ID, UtcTime
from cms.store.db import Model, session


class SavedView(Model):
    """query: as it stands in the address of the list."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("owner_id", "name"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    owner_id: Mapped[str] = mapped_column(ACTOR_ID)
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(UtcTime)


def seen_by(actor_id: str) -> Sequence[SavedView]:
    """Their own and those that others share, by name."""
    query = select(SavedView).where(or_(SavedView.owner_id == actor_id, SavedView.shared))
    return session().scalars(query.order_by(func.lower(SavedView.name), SavedView.id).limit(200)).all()


def own(actor_id: str, name: str) -> SavedView | None:
    query = select(SavedView).where(SavedView.owner_id == actor_id, SavedView.name == name)
    return session().scalars(query).one_or_none()


def number_of(actor_id: str) -> int:
    query = select(func.count()).select_from(SavedView).where(SavedView.owner_id == actor_id)
    return session().scalar(query) or 0


def find(view_id: UUID) -> SavedView | None:
    return session().get(SavedView, view_id)
