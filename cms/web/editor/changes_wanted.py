"""What a reviewer asked to be changed, for as long as the guide waits for that."""

from dataclasses import dataclass
from datetime import datetime

from cms.store import events
from cms.store.guides import Guide
from cms.workflow import State


@dataclass(frozen=True)
class ChangesWanted:
    """who: their id. words: all that they wrote."""

    who: str
    at: datetime
    words: str

    @classmethod
    def of(cls, guide: Guide) -> "ChangesWanted | None":
        event = events.last(guide.id, "request_changes") if guide.state == State.CHANGES_REQUESTED else None
        return cls(event.actor_id, event.at, event.said["comment"]) if event else None
