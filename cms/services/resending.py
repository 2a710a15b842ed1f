"""Sending to an endpoint by hand: a test event, one delivery again, or all that happened since some time."""

from datetime import datetime
from uuid import UUID

from cms import clock
from cms.errors import CrosswayError, InvalidContent
from cms.services import webhooks as acts
from cms.store import outbox, webhooks
from cms.store.db import transaction
from cms.store.outbox import Job
from cms.store.webhooks import WebhookEndpoint
from cms.workflow import Actor


class NotSent(CrosswayError):
    """Nothing was sent, and the sentence says why."""


def send_test(endpoint_id: UUID, *, actor: Actor) -> Job:
    """Raises NotFound; NotSent when the endpoint is disabled or a test waits already."""
    with transaction():
        endpoint = _enabled(endpoint_id)
        if any(not job.lane for job in webhooks.not_begun(endpoint_id)):  # only test events are in no lane
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
        job = webhooks.delivery(endpoint_id, job_id)
        if job.state == outbox.WAITING:
            for one in webhooks.not_begun(endpoint_id):
                if one.id == job.id or one.lane == job.lane:  # it is its turn when those before it are through
                    one.due_at = min(one.due_at, clock.now())
        elif event := webhooks.events_of([job]).get(job.id):
            job = acts.deliver(event, endpoint)
        else:
            raise NotSent("What was sent is no longer kept, so it cannot be sent again.")
    acts.record("resent", endpoint, actor)
    return job


def resend_since(endpoint_id: UUID, moment: datetime, *, actor: Actor) -> int:
    """All that the endpoint wants and that happened from `moment` on, in order; how many deliveries that makes.

    That holds for what happened before it was there or while it was disabled, too. What waits already waits no longer:
    it takes its place in the order. Raises InvalidContent for a moment to come, NotFound, NotSent when disabled.
    """
    if moment > clock.now():
        raise InvalidContent({"since": ["This time has not come yet."]}, "Nothing is sent again.")
    with transaction():
        endpoint = _enabled(endpoint_id)
        events = webhooks.events_since(moment, endpoint.types)
        again, waiting = {str(event.id) for event in events}, webhooks.not_begun(endpoint_id)
        replaced = [job for job in waiting if job.payload["event_id"] in again]
        webhooks.give_up(replaced, "This was put into the queue again, in order.")
        for job in waiting:
            if job.state == outbox.WAITING:  # earlier news goes first, so it must not keep the rest waiting
                job.due_at = min(job.due_at, clock.now())
        for event in events:
            acts.deliver(event, endpoint)
    acts.record(f"resent {len(events)} events", endpoint, actor)
    return len(events)


def _enabled(endpoint_id: UUID) -> WebhookEndpoint:
    endpoint = webhooks.lock(endpoint_id)
    if endpoint.disabled_at is not None:
        raise NotSent("This webhook is switched off. Switch it on first.")
    return endpoint
