"""Texts that somebody suggests for a field, and what became of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, Uuid, bindparam, literal, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from cms.errors import NotFound
from cms.store.column_types import ACTOR_ID, JsonText, UtcTime
from cms.store.db import Model, first_of, session
from cms.store.guides import Guide

ACCEPTED, REJECTED = "accepted", "rejected"


class SuggestedEdit(Model):
    """before, after: values of the field at `anchor`, null for none; about: that field in words, as it was then.

    outcome: ACCEPTED or REJECTED, None while it waits. revision_number: the revision that accepting it made.
    """

    __tablename__ = "suggested_edit"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), index=True)
    anchor: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    base_number: Mapped[int]
    before: Mapped[Any] = mapped_column(JsonText, nullable=True)
    after: Mapped[Any] = mapped_column(JsonText, nullable=True)
    author_id: Mapped[str] = mapped_column(ACTOR_ID)
    at: Mapped[datetime] = mapped_column(UtcTime)
    outcome: Mapped[str | None] = mapped_column(String(20))
    revision_number: Mapped[int | None]
    closed_by: Mapped[str | None] = mapped_column(ACTOR_ID)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)


_IN_ORDER = (SuggestedEdit.at, SuggestedEdit.id)
_ACCEPTED = select(SuggestedEdit.revision_number, SuggestedEdit.author_id).where(  # made once: every act asks it
    SuggestedEdit.guide_id == bindparam("guide_id"), SuggestedEdit.revision_number > bindparam("since")
)


def find(guide_id: UUID, edit_id: UUID) -> SuggestedEdit:
    """Raises NotFound, also for one to another guide."""
    found = session().get(SuggestedEdit, edit_id, populate_existing=True)
    if found is None or found.guide_id != guide_id:
        raise NotFound("There is no such suggestion for this guide.")
    return found


def waiting(
    guide_id: UUID, *, after: tuple[datetime, UUID] | None = None, limit: int | None = None
) -> Sequence[SuggestedEdit]:  # fmt: skip
    """Those that nobody has decided on, the earliest first. after: the place that the page before ended with, whatever
    became of what stood there.
    """
    query = select(SuggestedEdit).where(SuggestedEdit.guide_id == guide_id, SuggestedEdit.outcome.is_(None))
    if after:
        query = query.where(tuple_(*_IN_ORDER) > tuple_(literal(after[0], UtcTime), literal(after[1], Uuid)))
    return session().scalars(query.order_by(*_IN_ORDER).limit(limit)).all()


def open_of(actor_id: str, limit: int) -> tuple[Sequence[Guide], int]:
    """Guides for which this person suggested a text that nobody has decided about, and how many."""
    theirs = select(SuggestedEdit.guide_id).where(SuggestedEdit.author_id == actor_id, SuggestedEdit.outcome.is_(None))
    return first_of(select(Guide).where(Guide.id.in_(theirs)).order_by(Guide.id), limit)


def accepted(guide_id: UUID, *, since: int) -> dict[int, tuple[str, ...]]:
    """Whose suggestions revisions after number `since` took up: ids by the number of the revision."""
    found: dict[int, tuple[str, ...]] = {}
    for number, author in session().execute(_ACCEPTED, {"guide_id": guide_id, "since": since}):
        if number is not None:
            found[number] = (*found.get(number, ()), author)
    return found
