"""Reading for a review: what has changed since the same person last looked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cms import clock, content
from cms.content.compare import SectionChange
from cms.store import guides, looks, publications
from cms.store.db import transaction
from cms.store.guides import Guide, Revision
from cms.workflow import Actor


@dataclass(frozen=True)
class Reading:
    """changes: None where there is nothing to compare with, so that the whole text is new. since: when this person
    looked at what it is compared with; live: whether that is what readers have.
    """

    before: Revision | None
    changes: list[SectionChange] | None
    since: datetime | None = None
    live: bool = False


def reading(guide: Guide, newest: Revision, actor: Actor, *, whole: bool = False) -> Reading:
    """What this person has not read yet: since their last look, else against what is live, else all of it."""
    look, live = looks.last(guide.id, actor.id), publications.live(guide.id)
    number = look.revision_number if look else live.revision_number if live else 0
    before = None if whole else guides.started_from(guide.id, number)
    if before is None:
        return Reading(None, None)
    changes = content.compare(before.document, newest.document)
    return Reading(before, changes, look.at if look else None, live=not look)


def looked(guide_id: UUID, number: int, *, actor: Actor) -> None:
    """Keeps that this person has read revision `number`. Raises NotFound."""
    with transaction():
        guide = guides.lock(guide_id)
        looks.mark(guide.id, actor.id, revision_number=guides.revision(guide.id, number).number, at=clock.now())
