"""Addresses that are told, and what waits for them."""

import json
from collections.abc import Sequence
from uuid import UUID

from cms import clock
from cms.services import webhooks as acts
from cms.store import webhook_deliveries, webhooks
from cms.store.db import session, transaction
from cms.store.outbox import WAITING, Job
from cms.store.webhooks import WebhookEndpoint
from tests.support.people import actor

KEYS = ["the key of last year", "the key of this year"]
URL = "https://hooks.example.org/crossway?token=of-theirs"
ADMIN = actor("admin")


def check(url: str) -> str | None:
    return None if url.startswith("https://hooks.") else "This address cannot be reached from here."


def an_endpoint(url: str = URL, types: Sequence[str] = (), note: str = "Their site") -> WebhookEndpoint:
    return acts.register_endpoint(url, types, note, actor=ADMIN, keys=KEYS, check=check)[0]


def again(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """As it is in the database now."""
    session().rollback()
    session().expire_all()
    return webhooks.endpoint(endpoint.id)


def happened(
    guide_id: UUID, seq: int, event_type: str = "guide.updated", *, told: Sequence[WebhookEndpoint] = ()
) -> UUID:
    """An event about the guide; told: who got a delivery of it."""
    with transaction():
        event = acts.write_event(event_type, {"seq": seq}, guide_id=guide_id, seq=seq)
        for endpoint in told:
            acts.deliver(event, endpoint)
    return event.id


def queue(endpoint: WebhookEndpoint, state: str = "") -> list[Job]:
    """Its deliveries, oldest first."""
    session().rollback()
    return list(webhook_deliveries.page(endpoint.id, state=state, limit=1000))[::-1]


def numbers(endpoint: WebhookEndpoint, state: str = WAITING) -> list[int]:
    """The sequence numbers of what is in the queue, in its order."""
    jobs = queue(endpoint, state)
    events = webhook_deliveries.events_of(jobs)
    return [json.loads(events[job.id].body)["data"]["seq"] for job in jobs]


def end(endpoint: WebhookEndpoint, state: str) -> None:
    """Whatever waits is delivered, or not."""
    with transaction():
        for job in webhook_deliveries.not_begun(endpoint.id):
            job.state, job.finished_at = state, clock.now()
