"""What people were told, and how they want it by mail."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Uuid, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from cms.clock import now
from cms.store.accounts import Role, User
from cms.store.column_types import ACTOR_ID, JsonText, UtcTime
from cms.store.db import Model, session
from cms.store.guides import Guide

AT_ONCE, DAILY, NEVER = "at_once", "daily", "never"
MOST_COUNTED = 100
_UNREAD = "read_at IS NULL"


class Notification(Model):
    """One thing that one person was told. kind: a row of services/notices.py. said: plain JSON, such as a comment.

    Ids grow with time, so they are the order of an inbox.
    """

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_person_id", "person_id", "id"),
        Index("ix_notification_unread", "person_id", info={"where": _UNREAD}),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(30))
    guide_id: Mapped[UUID | None] = mapped_column(ForeignKey("guide.id"), index=True)
    actor_id: Mapped[str] = mapped_column(ACTOR_ID)
    said: Mapped[dict[str, Any]] = mapped_column(JsonText)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    read_at: Mapped[datetime | None] = mapped_column(UtcTime)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcTime)


class MailChoice(Model):
    """How somebody wants to be mailed what they are told: AT_ONCE, as everybody without a row; DAILY; NEVER."""

    __tablename__ = "mail_choice"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True)
    how: Mapped[str] = mapped_column(String(10))


@dataclass(frozen=True)
class Addressee:
    """how: they want it by mail; NEVER for the people of the demonstration, whose addresses are nobody's."""

    id: UUID
    how: str


def addressees(people: Collection[UUID], roles: Collection[str], *, among: Collection[str]) -> list[Addressee]:
    """These people and whoever holds one of the roles, as far as they are active and hold a role `among` those."""
    named = or_(User.id.in_(people), User.roles.any(Role.name.in_(roles)))
    query = (
        select(User.id, User.demonstration, MailChoice.how)
        .outerjoin(MailChoice, MailChoice.person_id == User.id)
        .where(User.active, User.roles.any(Role.name.in_(among)), named)
        .order_by(User.id)
    )
    found = session().execute(query)
    return [Addressee(row.id, NEVER if row.demonstration else row.how or AT_ONCE) for row in found]


def choice(person_id: UUID) -> str:
    found = session().get(MailChoice, person_id)
    return found.how if found else AT_ONCE


def choose(person_id: UUID, how: str) -> None:
    session().merge(MailChoice(person_id=person_id, how=how))


def unread(person_id: UUID, *, of_guides: bool) -> int:
    """How many, as far as MOST_COUNTED. of_guides: whether this person may read about guides."""
    query = select(Notification.id).where(Notification.person_id == person_id, Notification.read_at.is_(None))
    if not of_guides:
        query = query.where(Notification.guide_id.is_(None))
    return session().scalar(select(func.count()).select_from(query.limit(MOST_COUNTED).subquery())) or 0


def not_read_by(kind: str) -> set[str]:
    """Who was told this, and has not read it."""
    query = select(Notification.person_id).where(Notification.kind == kind, Notification.read_at.is_(None))
    return {str(one) for one in session().scalars(query)}


def page(
    person_id: UUID, *, of_guides: bool, before: UUID | None = None, limit: int
) -> Sequence[tuple[Notification, Guide | None]]:
    """Newest first, each with its guide. before: the id that the page before ended with."""
    query = select(Notification, Guide).outerjoin(Guide, Guide.id == Notification.guide_id)
    query = query.where(Notification.person_id == person_id)
    if not of_guides:
        query = query.where(Notification.guide_id.is_(None))
    if before:
        query = query.where(Notification.id < before)
    found = session().execute(query.order_by(Notification.id.desc()).limit(limit))
    return [(row[0], row[1]) for row in found]


def find(
    person_id: UUID, notification_id: UUID, *, of_guides: bool
) -> tuple[Notification, Guide | None] | None:  # fmt: skip
    """One of this person's, with its guide."""
    query = select(Notification, Guide).outerjoin(Guide, Guide.id == Notification.guide_id)
    query = query.where(Notification.id == notification_id, Notification.person_id == person_id)
    found = session().execute(query).one_or_none()
    return (found[0], found[1]) if found and (of_guides or found[1] is None) else None


def read(person_id: UUID, ids: Collection[UUID] | None = None) -> None:
    """ids: None for all."""
    unread = update(Notification).where(Notification.person_id == person_id, Notification.read_at.is_(None))
    if ids is not None:
        unread = unread.where(Notification.id.in_(ids))
    session().execute(unread.values(read_at=now()))


def to_mail(person_id: UUID) -> Sequence[UUID]:
    """What waits to be mailed: neither read nor mailed so far, oldest first."""
    query = select(Notification.id).where(
        Notification.person_id == person_id, Notification.read_at.is_(None), Notification.mailed_at.is_(None)
    )
    return session().scalars(query.order_by(Notification.id)).all()


def still_unread(ids: Collection[UUID]) -> Sequence[tuple[Notification, Guide | None]]:
    """Those of these that nobody has read meanwhile, each with its guide, oldest first."""
    query = select(Notification, Guide).outerjoin(Guide, Guide.id == Notification.guide_id)
    query = query.where(Notification.id.in_(ids), Notification.read_at.is_(None)).order_by(Notification.id)
    return [(row[0], row[1]) for row in session().execute(query)]


def mailed(ids: Collection[UUID]) -> None:
    session().execute(update(Notification).where(Notification.id.in_(ids)).values(mailed_at=now()))


def forget_before(moment: datetime) -> None:
    session().execute(delete(Notification).where(Notification.at < moment))
