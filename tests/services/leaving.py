"""A guide on its way out, and what is looked at afterwards."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from cms.store import changes, guides, publications
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.store.outbox import Job
from cms.store.publications import Publication
from cms.store.webhooks import WebhookEvent
from cms.workflow import Actor
from cms.workflow import Removal as Kind_of
from tests.factories import act

Actors = Mapping[str, Actor]
MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 6, 5, 23, 30, tzinfo=UTC)
WITHDRAWN, REDIRECT, GONE = Kind_of.WITHDRAWN, Kind_of.REDIRECT, Kind_of.GONE
WHY = "The figures are from 2019."


def ask(guide_id: UUID, kind: Kind_of, role: str = "author", **said: Any) -> Guide:
    return act(guide_id, "request_removal", role, removal=kind, reason=WHY, **said)


def remove(guide_id: UUID, kind: Kind_of, **said: Any) -> Guide:
    ask(guide_id, kind, **said)
    return act(guide_id, "confirm_removal", "publisher")


def take_down(guide_id: UUID, kind: Kind_of = WITHDRAWN, **said: Any) -> Guide:
    return act(guide_id, "takedown", "managing_editor", removal=kind, reason="It is dangerous.", **said)


def status(guide_id: UUID) -> str:
    session().rollback()
    return guides.find(guide_id).public_status


def last_announced(guide_id: UUID) -> tuple[str, int | None]:
    query = select(WebhookEvent).where(WebhookEvent.guide_id == guide_id).order_by(WebhookEvent.seq.desc())
    one = session().scalars(query).first()
    assert one
    return one.type, one.seq


def change_of(guide_id: UUID) -> changes.Changed:
    [found] = [one for one in changes.after(0, limit=100) if one.guide_id == guide_id]
    return found


def moment(guide_id: UUID) -> Publication:
    found = publications.newest(guide_id)
    assert found
    return found


def kept(one: Publication) -> list[object]:
    """What neither leaving nor coming back may move."""
    names = ("number", "slug", "digest", "content_hash", "published_at", "first_published_at", "modified_at",
             "last_major_change_at", "reviewed_on", "counted", "revision_number")  # fmt: skip
    return [getattr(one, name) for name in names]


def waiting() -> list[str]:
    """The guides that the worker is to render."""
    jobs = session().scalars(select(Job).where(Job.kind == "render").order_by(Job.id))
    return [job.payload["guide_id"] for job in jobs]


def no_jobs() -> None:
    with transaction() as act:
        act.execute(delete(Job))
