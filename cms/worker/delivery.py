"""Webhooks sent: signed as Standard Webhooks 1.0.0 says, one attempt at a time, each written down."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from uuid import UUID

from standardwebhooks.webhooks import Webhook

from cms import clock, logs
from cms.errors import CrosswayError, NotFound
from cms.services import sealing, webhooks
from cms.store import outbox, webhook_deliveries
from cms.store import webhooks as kept
from cms.store.db import session, transaction
from cms.store.outbox import Job
from cms.store.webhook_deliveries import WebhookAttempt
from cms.store.webhooks import WebhookEndpoint, WebhookEvent
from cms.worker import backoff
from cms.worker.http_client import Answer, Failed, HttpClient
from cms.workflow.actors import SYSTEM

_AGENT = f"Crossway/{version('crossway')}"
_LONGEST_KEPT = 2000
_PATIENCE = timedelta(days=5)
_GONE = 410
_OVERLOADED = {429, 502, 503, 504}
_log = logs.logger(__name__)


@dataclass(frozen=True)
class _Message:
    """What is sent, free of the database: no connection there is held while the receiver takes its time."""

    url: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class _Outcome:
    """answer: none when nothing came back. error: why this was no success."""

    at: datetime
    took_ms: int
    answer: Answer | None
    error: str | None

    @property
    def status(self) -> int | None:
        return self.answer.status if self.answer else None

    @property
    def asked(self) -> timedelta | None:
        return backoff.retry_after(self.answer.headers.get("retry-after"), clock.now()) if self.answer else None


class Delivery:
    """The handler of `webhook` jobs.

    schedule: seconds to wait after each attempt. keys: the signing keys, oldest first. chance: for the jitter.
    """

    def __init__(
        self, client: HttpClient, *, keys: Sequence[str], schedule: Sequence[int],
        chance: Callable[[], float] = random.random,
    ) -> None:  # fmt: skip
        self.schedule = schedule
        self._client = client
        self._keys = keys
        self._chance = chance
        # Longer than any wait between two attempts: what failed earlier than that was another failure.
        self._silence = timedelta(days=2, seconds=2 * max(schedule, default=0))

    def __call__(self, job: Job, worker: str) -> None:
        try:
            event, endpoint = kept.event(UUID(job.payload["event_id"])), kept.endpoint(UUID(job.subject))
            if endpoint.disabled_at is not None:
                raise CrosswayError("The webhook was switched off.")
        except CrosswayError as why:
            return _give_up(job, worker, str(why))
        at = clock.now()
        try:
            message = _Message(endpoint.url, event.body.encode(), self._headers(event, endpoint, at))
        except sealing.Unsealable as why:
            message, outcome = _Message(endpoint.url, b"", {}), _Outcome(at, 0, None, str(why))
        else:
            session().rollback()
            outcome = self._send(message, at)
        return self._record(job, worker, message, outcome)

    def _headers(self, event: WebhookEvent, endpoint: WebhookEndpoint, at: datetime) -> dict[str, str]:
        """Raises Unsealable."""
        name = f"msg_{event.id.hex}"
        secrets = [sealing.unseal(endpoint.secret, self._keys)]
        if endpoint.previous_secret and endpoint.previous_until and at < endpoint.previous_until:
            secrets.append(sealing.unseal(endpoint.previous_secret, self._keys))
        return {
            "content-type": "application/json",
            "user-agent": _AGENT,
            "webhook-id": name,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(Webhook(secret).sign(name, at, event.body) for secret in secrets),
        }

    def _send(self, message: _Message, at: datetime) -> _Outcome:
        began = time.monotonic()
        answer, error = None, None
        try:
            answer = self._client.post(message.url, message.body, message.headers)
            error = _complaint(answer.status)
        except Failed as failure:
            error = str(failure)
        except Exception as unforeseen:  # whatever it is, the attempt is written down and counts
            _log.exception("sending a webhook failed", job=message.headers["webhook-id"])
            error = f"Sending failed: {type(unforeseen).__name__}."
        return _Outcome(at, round((time.monotonic() - began) * 1000), answer, error)

    def _record(self, job: Job, worker: str, message: _Message, outcome: _Outcome) -> None:
        with transaction():
            try:
                endpoint = kept.lock(UUID(job.subject))  # before the job, as whoever disables an endpoint does
            except NotFound:
                return  # and its jobs have gone with it
            if not self._settled(job, worker, outcome):
                _log.warning("delivered after the lease had ended", job=job.id)
                return
            if outcome.error is None:
                endpoint.failing_since = None
            else:
                self._note_failure(endpoint, outcome)
            session().add(_attempt(job, message, outcome))
        _log.info("webhook", job=job.id, endpoint=job.subject, status=outcome.status, error=outcome.error)

    def _settled(self, job: Job, worker: str, outcome: _Outcome) -> bool:
        if outcome.error is None:
            return outbox.settle(job, worker, state=outbox.DONE)
        wait = backoff.wait(job.attempts + 1, self.schedule, asked=outcome.asked, chance=self._chance)
        if wait is None or outcome.status == _GONE:
            return outbox.settle(job, worker, state=outbox.DEAD, error=outcome.error)
        return outbox.settle(job, worker, state=outbox.WAITING, error=outcome.error, due_at=clock.now() + wait)

    def _note_failure(self, endpoint: WebhookEndpoint, outcome: _Outcome) -> None:
        """Slows down what is too much for the receiver, and disables what is gone or has failed for days."""
        if outcome.status in _OVERLOADED:
            rest = backoff.wait(1, self.schedule, asked=outcome.asked, chance=self._chance)
            outbox.postpone(str(endpoint.id), clock.now() + (rest or timedelta()))
        since = endpoint.failing_since
        if outcome.status == _GONE:
            webhooks.disable(endpoint.id, actor=SYSTEM, why="The receiver answered 410: it wants no more.")
        elif since is None or self._was_another_failure(endpoint, outcome.at):
            endpoint.failing_since = outcome.at
        elif outcome.at - since >= _PATIENCE:
            why = f"Every delivery since {since:%d %B %Y, %H:%M} UTC has failed."
            webhooks.disable(endpoint.id, actor=SYSTEM, why=why)

    def _was_another_failure(self, endpoint: WebhookEndpoint, at: datetime) -> bool:
        """Whether so long nothing was sent that the failures of then say nothing about now."""
        last = webhook_deliveries.last_attempt_at(endpoint.id)
        return last is None or at - last > self._silence


def _complaint(status: int) -> str | None:
    if 200 <= status < 300:
        return None
    return f"The receiver answered {status}{'; redirects are not followed' if 300 <= status < 400 else ''}."


def _attempt(job: Job, message: _Message, outcome: _Outcome) -> WebhookAttempt:
    """PostgreSQL keeps no text with a NUL in it."""
    text = outcome.answer.text[:_LONGEST_KEPT].replace("\0", "\ufffd") if outcome.answer else None
    return WebhookAttempt(
        job_id=job.id, number=job.attempts + 1, at=outcome.at, took_ms=outcome.took_ms,
        request_headers=dict(message.headers), status=outcome.status, answer=text, error=outcome.error,
    )  # fmt: skip


def _give_up(job: Job, worker: str, why: str) -> None:
    with transaction():
        outbox.settle(job, worker, state=outbox.DEAD, error=why)
