"""What is said of a guide's leaving: what was asked for, what holds now, and the second look that is still owed."""

from dataclasses import dataclass

from cms.store import debts, publications, removals
from cms.store.debts import Debt
from cms.store.guides import Guide
from cms.store.publications import Publication
from cms.store.removals import Removal
from cms.workflow import Removal as Kind


@dataclass(frozen=True)
class Leaving:
    """asked: waits for another publisher. holds: why the guide is not live. owed: for a takedown. target: of either."""

    asked: Removal | None
    holds: Removal | None
    owed: Debt | None
    target: Publication | None

    @classmethod
    def of(cls, guide: Guide) -> "Leaving":
        asked, holds = removals.unended(guide.id)
        target_id = next((one.target_id for one in (asked, holds) if one and one.target_id), None)
        target = publications.newest(target_id) if target_id else None
        return cls(asked, holds, debts.open_debt(guide.id, debts.TAKEDOWN), target)

    @property
    def kind(self) -> Kind | None:
        one = self.asked or self.holds
        return Kind(one.kind) if one else None

    @property
    def people(self) -> set[str]:
        """Whose names the page needs."""
        found = [one for one in (self.asked, self.holds) if one]
        return {person for one in found for person in (one.asked_by, one.confirmed_by) if person}
