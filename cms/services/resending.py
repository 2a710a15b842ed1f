"""Sending to an endpoint by hand: a test event, one delivery again, or all that happened since some time."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from uuid import UUID

from cms import clock
from cms.errors import CrosswayError, InvalidContent, NotFound
from cms.services import webhooks as acts
from cms.store import outbox, webhook_deliveries, webhooks
from cms.store.db import transaction
from cms.store.outbox import Job
from cms.store.webhooks import WebhookEndpoint
from cms.workflow import Actor

RESEND = "resend"  # kind of job: payload {endpoint_id, since, after}
_PORTION = 500  # events; and guides


@dataclass(frozen=True)
class Resent:
    """number: of deliveries. later: whether some of them are queued by the worker, portion by portion."""

    number: int
    later: bool


class NotSent(CrosswayError):
    """Nothing was sent, and the sentence says why."""


def send_test(endpoint_id: UUID, *, actor: Actor) -> Job:
    """Raises NotFound; NotSent when the endpoint is disabled or a test waits already."""
    with transaction():
        endpoint = _enabled(endpoint_id)
        if any(not job.lane for job in webhook_deliveries.not_begun(endpoint_id)):  # only test events are in no lane
            raise NotSent("A test event is on its way already. See below what comes of it.")
        job = acts.deliver(acts.write_event(acts.TEST, {}, guide_id=None, seq=None), endpoint)
    acts.record("tested", endpoint, actor)
    return job


def resend(endpoint_id: UUID, job_id: int, *, actor: Actor) -> Job:
    """A new delivery of the same event: the same id and bytes. One that still waits is tried now instead.

    Raises NotFound; NotSent when the endpoint is disabled, or the event is no longer kept.
    """
    with transaction():
        endpoint = _enabled(endpoint_id)
        job = webhook_deliveries.find(endpoint_id, job_id)
        if job.state == outbox.WAITING:
            for one in webhook_deliveries.not_begun(endpoint_id):
                if one.id == job.id or one.lane == job.lane:  # it is its turn when those before it are through
                    one.due_at = min(one.due_at, clock.now())
        elif event := webhook_deliveries.events_of([job]).get(job.id):
            job = acts.deliver(event, endpoint)
        else:
            raise NotSent("What was sent is no longer kept, so it cannot be sent again.")
    acts.record("resent", endpoint, actor)
    return job


def resend_since(endpoint_id: UUID, moment: datetime, *, actor: Actor) -> Resent:
    """All that the endpoint wants and that happened from `moment` on, each guide's in order.

    That holds for what happened before it was there or while it was disabled, too. What waits already waits no longer:
    it takes its place in the order. However long ago, a portion is queued here, the rest by the worker, portion by
    portion: nobody else waits for it. Raises InvalidContent for a moment to come, NotFound, NotSent when disabled.
    """
    if moment > clock.now():
        raise InvalidContent({"since": ["This time has not come yet."]}, "Nothing is sent again.")
    with transaction():
        endpoint = _enabled(endpoint_id)
        number = webhooks.count_since(moment, endpoint.types)
        later = _portion(endpoint, moment, after=None)
    acts.record(f"resent {number} events", endpoint, actor)
    return Resent(number, later)


def go_on(job: Job) -> None:
    """The next portion, in the transaction of the worker. An endpoint that was switched off or removed wants none."""
    said = job.payload
    with suppress(NotSent, NotFound):
        endpoint = _enabled(UUID(said["endpoint_id"]))
        _portion(endpoint, datetime.fromisoformat(said["since"]), after=UUID(said["after"]))


def _portion(endpoint: WebhookEndpoint, moment: datetime, *, after: UUID | None) -> bool:
    """Queues the events of the guides that come after that one, as many guides as make a portion; whether more follow.

    A guide is never in two portions: what happens to it meanwhile is behind what happened before, or replaced with it.
    """
    guides = webhooks.guides_since(moment, endpoint.types, after=after, limit=_PORTION + 1)
    sums = accumulate(number for _, number in guides)
    portion = [guide_id for (guide_id, _), total in zip(guides, sums, strict=True) if total <= _PORTION]
    portion = portion[:_PORTION] or [guide_id for guide_id, _ in guides[:1]]
    events = webhooks.events_since(moment, endpoint.types, portion)
    again = {str(event.id) for event in events}
    waiting = webhook_deliveries.not_begun(endpoint.id, lanes=[acts.lane(endpoint, guide_id) for guide_id in portion])
    replaced = [job for job in waiting if job.payload["event_id"] in again]
    webhook_deliveries.give_up(replaced, "This was put into the queue again, in order.")
    for job in waiting:
        if job.state == outbox.WAITING:  # earlier news goes first, so it must not keep the rest waiting
            job.due_at = min(job.due_at, clock.now())
    for event in events:
        acts.deliver(event, endpoint)
    if len(portion) == len(guides):
        return False
    said = {"endpoint_id": str(endpoint.id), "since": moment.isoformat(), "after": str(portion[-1])}
    outbox.add(RESEND, said, lane=f"{RESEND}:{endpoint.id}")
    return True


def _enabled(endpoint_id: UUID) -> WebhookEndpoint:
    endpoint = webhooks.lock(endpoint_id)
    if endpoint.disabled_at is not None:
        raise NotSent("This webhook is switched off. Switch it on first.")
    return endpoint
