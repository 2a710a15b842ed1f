"""Guides rendered again because a guide that they show has changed."""

from uuid import UUID

from cms.rendering import Renderer
from cms.services import rendering
from cms.store import outbox
from cms.store.db import transaction
from cms.store.outbox import Job


class Rendering:
    """The handler of `render` jobs."""

    schedule = (5, 30, 300, *[1800] * 300)  # seconds; for a week: a page that stays behind is wrong

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def __call__(self, job: Job, worker: str) -> None:
        rendering.render_neighbour(UUID(job.payload["guide_id"]), self._renderer)
        with transaction():
            outbox.settle(job, worker, state=outbox.DONE)
