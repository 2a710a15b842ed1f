"""Figures that operators watch, counted from the tables when they are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select

from cms.store import public_clock, schedules, workers
from cms.store.db import session
from cms.store.publications import Publication
from cms.store.schedules import Punctuality
from cms.store.webhook_deliveries import WebhookAttempt
from cms.store.workers import Health


@dataclass(frozen=True)
class Figures:
    """deliveries: how many attempts ended in which way: `delivered`, `refused` (another status), `unreachable`."""

    public_seq: int
    guides_live: int
    jobs: Health
    deliveries: Mapping[str, int]
    schedules: Punctuality


def figures() -> Figures:
    ended = case(
        (WebhookAttempt.status.is_(None), "unreachable"), (WebhookAttempt.status.between(200, 299), "delivered"),
        else_="refused",
    )  # fmt: skip
    counted = {how: number for how, number in session().execute(select(ended, func.count()).group_by(ended))}  # noqa: C416
    live = select(func.count()).select_from(Publication).where(Publication.ended_at.is_(None))
    return Figures(
        public_seq=public_clock.read().seq,
        guides_live=session().scalar(live) or 0,
        jobs=workers.health(),
        deliveries={"delivered": 0, "refused": 0, "unreachable": 0} | counted,
        schedules=schedules.punctuality(),
    )
