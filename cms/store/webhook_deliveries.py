"""Deliveries to webhooks: the jobs of the outbox whose subject is an endpoint, and what came of each attempt."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Text, delete, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from cms import clock
from cms.errors import NotFound
from cms.store.column_types import SERIAL, JsonText, UtcTime
from cms.store.db import Model, session
from cms.store.outbox import DEAD, WAITING, Job
from cms.store.webhooks import WebhookEvent


class WebhookAttempt(Model):
    """One delivery attempt: what was sent beside the body, and what came back. answer: the first 2,000 characters."""

    __tablename__ = "webhook_attempt"

    job_id: Mapped[int] = mapped_column(SERIAL, ForeignKey("outbox_job.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcTime)
    took_ms: Mapped[int]
    request_headers: Mapped[dict[str, Any]] = mapped_column(JsonText)
    status: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)


def find(endpoint_id: UUID, job_id: int) -> Job:
    """One of this endpoint's. Raises NotFound."""
    found = session().get(Job, job_id) if 0 < job_id < 2**63 else None
    if found is None or found.subject != str(endpoint_id):
        raise NotFound("There is no such delivery.")
    return found


def page(endpoint_id: UUID, *, state: str = "", before: int = 0, limit: int) -> Sequence[Job]:
    """Newest first. state: "" for any. before: the id that the page before ended with, 0 for the newest."""
    query = select(Job).where(Job.subject == str(endpoint_id))
    if state:
        query = query.where(Job.state == state)
    if before:
        query = query.where(Job.id < before)
    return session().scalars(query.order_by(Job.id.desc()).limit(limit)).all()


def events_of(jobs: Collection[Job]) -> dict[int, WebhookEvent]:
    """What each delivery is about, by its id; those whose event is no longer kept are left out."""
    wanted = {job.id: UUID(job.payload["event_id"]) for job in jobs}
    query = select(WebhookEvent).where(WebhookEvent.id.in_(set(wanted.values())))
    found = {one.id: one for one in session().scalars(query)}
    return {job_id: found[event_id] for job_id, event_id in wanted.items() if event_id in found}


def attempts(job_id: int) -> Sequence[WebhookAttempt]:
    """First to last."""
    return session().scalars(
        select(WebhookAttempt).where(WebhookAttempt.job_id == job_id).order_by(WebhookAttempt.number)
    ).all()  # fmt: skip


def last_attempts(jobs: Collection[Job]) -> dict[int, WebhookAttempt]:
    """The newest attempt of each delivery that had one, by its id."""
    query = select(WebhookAttempt).where(WebhookAttempt.job_id.in_([job.id for job in jobs]))
    return {one.job_id: one for one in session().scalars(query.order_by(WebhookAttempt.number))}


def last_attempt_at(endpoint_id: UUID) -> datetime | None:
    """When something was last sent there."""
    query = select(func.max(WebhookAttempt.at)).join(Job, Job.id == WebhookAttempt.job_id)
    return session().scalar(query.where(Job.subject == str(endpoint_id)))


def not_begun(endpoint_id: UUID, lanes: Collection[str] | None = None) -> Sequence[Job]:
    """What waits for this endpoint and no worker is busy with, oldest first; locked. lanes: only what is in these."""
    free = or_(Job.leased_until.is_(None), Job.leased_until < clock.now())
    query = select(Job).where(Job.subject == str(endpoint_id), Job.state == WAITING, free).order_by(Job.id)
    if lanes is not None:
        query = query.where(Job.lane.in_(lanes))
    return session().scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def give_up(jobs: Collection[Job], why: str) -> None:
    for job in jobs:
        job.state, job.error, job.finished_at = DEAD, why, clock.now()


def forget(endpoint_id: UUID) -> None:
    """Takes away the log of this endpoint's deliveries; events stay, which others were told of too."""
    jobs = select(Job.id).where(Job.subject == str(endpoint_id))
    session().execute(delete(WebhookAttempt).where(WebhookAttempt.job_id.in_(jobs)))
    session().execute(delete(Job).where(Job.subject == str(endpoint_id)))
