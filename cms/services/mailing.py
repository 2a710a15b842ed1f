"""Mail that is to be sent: a job of the outbox, in the transaction of what it is about. The worker writes and sends it.

A job is kept for weeks, so what a letter said is struck out of it as soon as it needs no further try: a link that
works once does not lie about.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from uuid_utils.compat import uuid7

from cms.rendering.letters import Letter
from cms.store import outbox
from cms.store.db import transaction
from cms.store.outbox import Job

MAIL = "mail"  # kind of job: payload {id, person} for what somebody was told, {id, to, letter} for a letter


def send(to: str, letter: Letter) -> None:
    """Sends a letter, such as an invitation, to this address: at once, whatever the person chose for other mail.

    to: validated and normal. Call it inside the act's transaction, or it is one of its own.
    """
    with transaction():
        add({"to": to, "letter": asdict(letter)}, urgent=True)


def add(payload: dict[str, Any], *, lane: str = "", urgent: bool = False, due_at: datetime | None = None) -> Job:
    """A job with an id of its own, from which every attempt makes the same Message-ID."""
    named = {"id": uuid7().hex, **payload}
    return outbox.add(MAIL, named, lane=lane, subject=MAIL, urgent=urgent, due_at=due_at)


def strike_out(job: Job) -> None:
    """To be called in the transaction that settles the job for good."""
    if "letter" in job.payload:
        outbox.rewrite(job, {name: value for name, value in job.payload.items() if name != "letter"})
