"""What is said of a guide that goes live by itself, or failed to."""

from dataclasses import dataclass
from datetime import timedelta

from cms.services import local_times, scheduling
from cms.store import schedules
from cms.store.guides import Guide
from cms.store.schedules import Schedule
from cms.workflow import State

_OVERDUE = timedelta(seconds=10)  # a worker looks twice a second


@dataclass(frozen=True)
class Planned:
    schedule: Schedule
    undo: bool
    """Somebody published by hand, and it can still be undone."""

    @classmethod
    def of(cls, guide: Guide) -> "Planned | None":
        if guide.state not in (State.SCHEDULED, State.PUBLISH_FAILED):
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
