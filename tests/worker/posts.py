"""Endpoints, events and workers for the tests: the real ones, with a clock that is moved."""

import random
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import time_machine
from flask import Flask
from sqlalchemy import func, select

from cms.clock import now
from cms.services import webhooks as acts
from cms.store import outbox
from cms.store.db import session, transaction
from cms.store.outbox import WAITING, Job
from cms.store.webhook_deliveries import WebhookAttempt
from cms.store.webhooks import WebhookEndpoint
from cms.worker import Delivery, Handler, HttpClient, Scheduler, Worker
from tests.support.people import actor

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEYS = ["the key of last year", "the key of this year"]
TRUSTED = ssl.create_default_context()  # made once: each reads the certificates of the world
SCHEDULE = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)


@dataclass(frozen=True)
class Endpoint:
    id: UUID
    secret: str

    @property
    def row(self) -> WebhookEndpoint:
        """As it is in the database now."""
        session().rollback()
        return session().get_one(WebhookEndpoint, self.id, populate_existing=True)


def an_endpoint(url: str, keys: Sequence[str] = KEYS) -> Endpoint:
    made, secret = acts.register_endpoint(url, [], "", actor=actor("admin"), keys=keys, check=lambda _: None)
    return Endpoint(made.id, secret)


def happened(*endpoints: Endpoint, lane: str = "", event_type: str = "guide.updated") -> str:
    """The webhook-id of a new event that all of these are told of. lane: stands for a guide."""
    with transaction():
        event = acts.write_event(event_type, {"lane": lane}, guide_id=None, seq=None)
        for endpoint in endpoints:
            outbox.add(
                acts.DELIVER, {"event_id": str(event.id)}, lane=f"{endpoint.id}:{lane}" if lane else "",
                subject=str(endpoint.id),
            )  # fmt: skip
    return f"msg_{event.id.hex}"


def a_worker(
    app: Flask, *, schedule: Sequence[int] = SCHEDULE, seconds: float = 15, threads: int = 8, name: str = "a worker",
    keys: Sequence[str] = KEYS, chance: Callable[[], float] = lambda: 0.5,
    handlers: Mapping[str, Handler] | None = None, scheduler: Scheduler | None = None,
) -> Worker:  # fmt: skip
    """One that may reach this machine and leaves nothing to chance."""
    client = HttpClient(allow_private=True, https_only=False, seconds=seconds, trusted=TRUSTED)
    delivery = Delivery(client, keys=keys, schedule=schedule, chance=chance)
    every = {acts.DELIVER: delivery, **(handlers or {})}
    return Worker(name, every, context=app.app_context, scheduler=scheduler, threads=threads)


def jobs(state: str | None = None) -> list[Job]:
    """As they are in the database now, oldest first."""
    session().rollback()
    query = select(Job).order_by(Job.id)
    return list(session().scalars(query.where(Job.state == state) if state else query).all())


def attempts() -> list[WebhookAttempt]:
    session().rollback()
    return list(session().scalars(select(WebhookAttempt).order_by(WebhookAttempt.job_id, WebhookAttempt.number)).all())


def drain(worker: Worker, clock: time_machine.Traveller, *, until: timedelta = timedelta(days=30)) -> None:
    """Works until nothing waits, moving the clock to whatever comes next, as far as `until` from now."""
    last = now() + until
    while True:
        while worker.run_once():
            pass
        session().rollback()
        coming = select(func.min(Job.due_at)).where(Job.state == WAITING, Job.due_at > now())
        due = session().scalar(coming)
        session().rollback()
        if due is None or due > last:
            return
        clock.move_to(due)


def at_random(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # not for secrets
