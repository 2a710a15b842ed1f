"""Somebody leaves: what they had begun, who gets their guides, and telling those who can see to the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cms.services import accounts as acts
from cms.services import bulk, notifying
from cms.services.notices import ACCOUNT_CLOSED
from cms.store import guides, reviews, schedules, suggested_edits
from cms.store.bulk import BulkRun
from cms.store.db import transaction
from cms.store.guides import Guide
from cms.workflow import Actor

_LISTED = 50


@dataclass(frozen=True)
class Begun:
    """The first guides of a kind, and how many there are."""

    guides: Sequence[Guide]
    total: int

    @property
    def further(self) -> int:
        """How many are not among the first."""
        return self.total - len(self.guides)


@dataclass(frozen=True)
class OpenWork:
    """What one person has begun."""

    owned: Begun
    scheduled: Begun
    submitted: Begun
    claimed: Begun
    suggested: Begun
    writing: Begun

    @property
    def is_left(self) -> bool:
        """Whether anything is; claims end."""
        return any(one.total for one in (self.owned, self.scheduled, self.submitted, self.suggested, self.writing))


def open_work(person_id: str) -> OpenWork:
    looks = (
        guides.owned_by, schedules.waiting_of, reviews.open_of, reviews.claimed_by, suggested_edits.open_of,
        guides.being_written_by,
    )  # fmt: skip
    return OpenWork(*(Begun(*look(person_id, _LISTED)) for look in looks))


def disable(user_id: UUID, *, actor: Actor) -> bool:
    """Closes the account. Their claims end, and managing editors, or else publishers, are told where something is left
    for others.

    Returns False when it was closed already. Raises as `accounts.disable`.
    """
    with transaction():
        left = open_work(str(user_id))
        if not acts.disable(user_id):
            return False
        reviews.end_claims(str(user_id))
        if left.is_left:
            notifying.escalate(ACCOUNT_CLOSED, actor=actor, person=str(user_id))
    return True


def hand_over(user_id: UUID, to: str, *, actor: Actor) -> BulkRun | None:
    """Begins to give all guides they own to somebody else, each by the act `assign`, with an outcome of its own.

    However many they are: nobody else would come back for the rest. to: id of the new owner. None when they own
    nothing. Raises InvalidContent.
    """
    picked = guides.all_owned_by(str(user_id))
    if not picked:
        return None
    return bulk.start("assign", {"target": to}, picked, back=f"owner={user_id}", actor=actor, most=len(picked))
