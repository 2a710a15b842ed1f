"""What is said of a guide that goes live by itself, or failed to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from cms.services import local_times, scheduling
from cms.store import schedules
from cms.store.guides import Guide
from cms.store.schedules import Schedule
from cms.workflow import State

_OVERDUE = timedelta(seconds=10)  # a worker looks twice a second
_ASKED = (State.SCHEDULED, State.PUBLISH_FAILED)


def times(guides: Iterable[Guide]) -> dict[UUID, str]:
    """When those that are scheduled go live, or that failed should have, in words."""
    asked = {one.id for one in guides if one.state in _ASKED}
    made = schedules.of_guides(asked) if asked else {}
    return {guide_id: local_times.in_words(one.due_at, one.zone) for guide_id, one in made.items()}


@dataclass(frozen=True)
class Planned:
    schedule: Schedule
    undo: bool
    """Somebody published by hand, and it can still be undone."""

    @classmethod
    def of(cls, guide: Guide) -> "Planned | None":
        if guide.state not in _ASKED:
            return None
        made = schedules.newest(guide.id)
        return cls(made, made.outcome is None and made.by_hand) if made else None

    @property
    def due(self) -> str:
        return local_times.in_words(self.schedule.due_at, self.schedule.zone)

    @property
    def late(self) -> bool:
        return self.schedule.late_by(_OVERDUE)

    @property
    def reason(self) -> str:
        """What the log says of undoing."""
        return scheduling.UNDONE
