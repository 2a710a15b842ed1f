"""Acts on many guides, done piece by piece."""

from uuid import UUID

from cms.rendering import Renderer
from cms.services import bulk
from cms.services.editorial import Rules
from cms.store import outbox
from cms.store.db import transaction
from cms.store.outbox import Job

_SECONDS = 8.0  # of a turn: well within the lease


class Bulk:
    """The handler of `bulk` jobs."""

    schedule = (5, 30, 300, 1800)

    def __init__(self, renderer: Renderer, rules: Rules) -> None:
        self._renderer, self._rules = renderer, rules

    def __call__(self, job: Job, worker: str) -> None:
        run_id = UUID(job.payload["run_id"])
        more = bulk.work(run_id, renderer=self._renderer, rules=self._rules, seconds=_SECONDS)
        with transaction():
            if outbox.settle(job, worker, state=outbox.DONE) and more:
                outbox.add(bulk.BULK, dict(job.payload), lane=job.lane)
