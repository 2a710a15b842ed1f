"""Webhooks: where downstream sites want to be told, and of what."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, Select, String, Text, Uuid, func, select
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from cms.errors import NotFound
from cms.store.column_types import ACTOR_ID, JsonText, UtcTime
from cms.store.db import Model, session


class WebhookEndpoint(Model):
    """An address that wants events. types: those it wants, [] for all.

    secret, previous_secret: sealed with a key outside the database; the previous one signs too until `previous_until`.
    failing_since: the first failure after the last success. disabled_why: in words, when disabled_at is set.
    """

    __tablename__ = "webhook_endpoint"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    url: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    types: Mapped[list[str]] = mapped_column(JsonText)
    secret: Mapped[str] = mapped_column(Text)
    previous_secret: Mapped[str | None] = mapped_column(Text)
    previous_until: Mapped[datetime | None] = mapped_column(UtcTime)
    owner_id: Mapped[str] = mapped_column(ACTOR_ID)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    failing_since: Mapped[datetime | None] = mapped_column(UtcTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    disabled_why: Mapped[str | None] = mapped_column(Text)


class WebhookEvent(Model):
    """One thing that happened, as the bytes that every endpoint gets. guide_id, seq: none for a test event."""

    __tablename__ = "webhook_event"
    __table_args__ = (Index("ix_webhook_event_guide_id", "guide_id", "at"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    type: Mapped[str] = mapped_column(String(40))
    guide_id: Mapped[UUID | None] = mapped_column(ForeignKey("guide.id"))
    seq: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    body: Mapped[str] = mapped_column(Text)


def endpoint(endpoint_id: UUID) -> WebhookEndpoint:
    """Raises NotFound."""
    return _one(select(WebhookEndpoint).where(WebhookEndpoint.id == endpoint_id))


def lock(endpoint_id: UUID) -> WebhookEndpoint:
    """For the length of the act. Raises NotFound."""
    found = select(WebhookEndpoint).where(WebhookEndpoint.id == endpoint_id)
    return _one(found.with_for_update().execution_options(populate_existing=True))


def _one(query: Select[WebhookEndpoint]) -> WebhookEndpoint:
    found = session().scalars(query).one_or_none()
    if found is None:
        raise NotFound("There is no such webhook.")
    return found


def endpoints() -> Sequence[WebhookEndpoint]:
    """Oldest first."""
    return session().scalars(select(WebhookEndpoint).order_by(WebhookEndpoint.id)).all()


_ENABLED = select(WebhookEndpoint).where(WebhookEndpoint.disabled_at.is_(None))  # made once: public acts ask it


def listening(event_type: str) -> list[WebhookEndpoint]:
    """Those enabled that want this type."""
    return [one for one in session().scalars(_ENABLED) if not one.types or event_type in one.types]


def event(event_id: UUID) -> WebhookEvent:
    """Raises NotFound."""
    found = session().get(WebhookEvent, event_id)
    if found is None:
        raise NotFound("There is no such event.")
    return found


def _since(moment: datetime, types: Collection[str]) -> list[ColumnElement[bool]]:
    """What happened to guides from then on. types: none for all."""
    wanted = [WebhookEvent.type.in_(types)] if types else []
    return [WebhookEvent.at >= moment, WebhookEvent.seq.is_not(None), *wanted]


def count_since(moment: datetime, types: Collection[str]) -> int:
    return session().scalar(select(func.count()).select_from(WebhookEvent).where(*_since(moment, types))) or 0


def guides_since(
    moment: datetime, types: Collection[str], *, after: UUID | None, limit: int
) -> Sequence[tuple[UUID, int]]:  # fmt: skip
    """Guides to which something happened from then on, and how much, in the order of their ids, after that one."""
    number = func.count().label("number")
    query = select(WebhookEvent.guide_id, number).where(*_since(moment, types)).group_by(WebhookEvent.guide_id)
    if after:
        query = query.where(WebhookEvent.guide_id > after)
    found = session().execute(query.order_by(WebhookEvent.guide_id).limit(limit))
    return [(row.guide_id, row.number) for row in found]


def events_since(moment: datetime, types: Collection[str], guide_ids: Collection[UUID]) -> Sequence[WebhookEvent]:
    """What happened to these guides from then on, in the order in which it happened. types: none for all."""
    query = select(WebhookEvent).where(WebhookEvent.guide_id.in_(guide_ids), *_since(moment, types))
    return session().scalars(query.order_by(WebhookEvent.seq)).all()
