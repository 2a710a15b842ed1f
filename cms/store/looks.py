"""Up to which revision each person has read a guide."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cms.store.column_types import ACTOR_ID, UtcTime
from cms.store.db import Model, session


class Look(Model):
    __tablename__ = "look"

    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ACTOR_ID, primary_key=True)
    revision_number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcTime)


def last(guide_id: UUID, person_id: str) -> Look | None:
    return session().get(Look, (guide_id, person_id), populate_existing=True)


def mark(guide_id: UUID, person_id: str, *, revision_number: int, at: datetime) -> None:
    """This person has read that revision; inside the transaction of an act that locked the guide."""
    found = last(guide_id, person_id)
    if found is None:
        session().add(Look(guide_id=guide_id, person_id=person_id, revision_number=revision_number, at=at))
    else:
        found.revision_number, found.at = revision_number, at
