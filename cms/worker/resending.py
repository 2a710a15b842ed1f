"""What an endpoint is sent again, portion by portion."""

from cms.services import resending
from cms.store import outbox
from cms.store.db import transaction
from cms.store.outbox import Job


class Resending:
    """The handler of `resend` jobs."""

    schedule = (5, 30, 300, 1800)

    def __call__(self, job: Job, worker: str) -> None:
        with transaction():  # of both, so that no portion is queued twice
            if outbox.settle(job, worker, state=outbox.DONE):
                resending.go_on(job)
