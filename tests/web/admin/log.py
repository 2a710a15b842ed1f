"""Endpoints with a past, as a worker would have left them."""

from datetime import timedelta

from cms import clock
from cms.services import webhooks as acts
from cms.store import outbox
from cms.store.db import transaction
from cms.store.webhook_deliveries import WebhookAttempt
from cms.store.webhooks import WebhookEndpoint
from tests.factories import a_guide
from tests.support.people import actor

# Numbers of an address that is really public: nobody's name server is asked.
ADDRESS = "https://93.184.216.34/hooks/crossway"
HOSTILE = "<script>alert(1)</script> \x00\x1b[2J \u202e gnp"


def an_endpoint(url: str = ADDRESS, note: str = "The careers site") -> WebhookEndpoint:
    return acts.register_endpoint(url, [], note, actor=actor("admin"), keys=["a key"], check=lambda given: None)[0]


def a_past(endpoint: WebhookEndpoint, deliveries: int = 3) -> list[int]:
    """One delivered at the second try, one that waits after a failure, the others given up; their ids, newest first."""
    guide = a_guide("draft")
    with transaction() as act:
        made = []
        for number in range(1, deliveries + 1):
            data: dict[str, object] = {"slug": guide.slug, "seq": number}
            event = acts.write_event("guide.updated", data, guide_id=guide.id, seq=number)
            made.append(acts.deliver(event, endpoint))
            act.flush()
        for job in made[2:]:
            _tried(job, outbox.DEAD, None, "This address cannot be reached from here.")
        _tried(made[0], outbox.WAITING, 500, "The receiver answered 500.")
        _tried(made[0], outbox.DONE, 200, None)
        _tried(made[1], outbox.WAITING, 503, "The receiver answered 503.")
        made[1].due_at = clock.now() + timedelta(hours=2)
    return [job.id for job in made][::-1]


def _tried(job: outbox.Job, state: str, status: int | None, error: str | None) -> None:
    job.attempts += 1
    job.state, job.error = state, error
    job.finished_at = None if state == outbox.WAITING else clock.now()
    answer = None if status is None else HOSTILE.replace("\0", "") if status > 200 else ""
    with transaction() as act:
        act.add(
            WebhookAttempt(
                job_id=job.id, number=job.attempts, at=clock.now(), took_ms=1234, status=status, answer=answer,
                error=error, request_headers={"webhook-id": "msg_1", "webhook-signature": "v1,c2lnbmF0dXJl"},
            )
        )  # fmt: skip
