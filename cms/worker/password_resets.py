"""Forgotten passwords: whether an address is anybody's is looked up here, where nobody can measure it."""

from collections.abc import Sequence

from cms.rendering.published import Site
from cms.services import password_links
from cms.store import outbox
from cms.store.db import transaction
from cms.store.outbox import Job


class PasswordResets:
    """The handler of `password_reset` jobs. keys: the signing keys, oldest first."""

    schedule: Sequence[int] = (5, 30, 300)  # seconds

    def __init__(self, keys: Sequence[str], site: Site) -> None:
        self._keys, self._site = keys, site

    def __call__(self, job: Job, worker: str) -> None:
        with transaction():
            email = job.payload["email"]
            if outbox.settle(job, worker, state=outbox.DONE):
                password_links.mail_reset(email, self._keys, self._site)
                outbox.rewrite(job, {})  # what a stranger typed is not kept
