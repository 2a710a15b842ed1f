"""Who had a hand in a text, and so may not be its second pair of eyes."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Authorship:
    """What one revision says about its making.

    base_digest: digest of the revision it was based on, None for the first.
    cause: edit, autosave, merge, restore, import or suggestion. Every cause makes a contributor alike; it is here
    so that a caller can say how someone became one.
    suggested_by: the people whose suggestions this revision accepted. `actor_id` is who accepted them.
    """

    number: int
    actor_id: str
    digest: str
    base_digest: str | None
    cause: str
    suggested_by: tuple[str, ...] = ()

    @property
    def changes_something(self) -> bool:
        return self.digest != self.base_digest


def contributors(revisions: Iterable[Authorship], *, since: int, submitter: str | None = None) -> frozenset[str]:
    """K: everyone who must not approve, as ids.

    That is everyone who authored, merged, restored, imported, or had a suggestion accepted in, a revision that
    changes something, and the submitter. Saving what is already there makes nobody a contributor.

    since: number of the revision that was published last with counted approvals, or whose debt was cleared; 0 when
    there is none. A force publish does not move it: nobody else has looked at that text yet.
    """
    people = {submitter} if submitter is not None else set()
    for revision in revisions:
        if revision.number > since and revision.changes_something:
            people |= {revision.actor_id, *revision.suggested_by}
    return frozenset(people)
