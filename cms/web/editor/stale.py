"""Two people saved: what they changed and what you changed, side by side, so that nothing is lost."""

from dataclasses import dataclass

from cms import content
from cms.content import Document
from cms.content.compare import SectionChange
from cms.store.guides import Revision


@dataclass(frozen=True)
class Conflict:
    """theirs: what changed since the revision you started from; mine: what you changed since then."""

    base: int
    newest: int
    author_id: str
    theirs: list[SectionChange]
    mine: list[SectionChange]

    @classmethod
    def between(cls, base: Revision, newest: Revision, mine: Document) -> "Conflict":
        return cls(
            base=base.number,
            newest=newest.number,
            author_id=newest.author_id,
            theirs=content.compare(base.document, newest.document),
            mine=content.compare(base.document, mine),
        )
