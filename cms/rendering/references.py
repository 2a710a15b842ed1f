"""What the references of a document name: anchors of rows on the page, and the rows that ids resolve to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cms.content.document import Document
from cms.content.guide import GuideContent
from cms.content.kinds import Items
from cms.content.rows import identity
from cms.content.slugs import SLUG

Row = dict[str, Any]
_NAMES = ("skill", "label", "title", "name", "question")


@dataclass(frozen=True)
class Named:
    """A row that something refers to. number: its place in its section, from 1."""

    row: Row
    anchor: str
    number: int

    @property
    def name(self) -> str:
        return row_name(self.row)


def naming_member(row: Row) -> str:
    """The member that says what a row is called; "" when it has none."""
    for member in _NAMES:  # asked some hundred times a page
        if row.get(member):
            return member
    return ""


def row_name(row: Row) -> str:
    """What a row is called: its skill's label, its own label, title, name or question."""
    member = naming_member(row)
    return str(row["skill"].get("label", "") if member == "skill" else row.get(member, ""))


def section_anchor(name: str) -> str:
    return name.replace("_", "-")


class References:
    """The rows of one document by section and id."""

    def __init__(self, document: Document) -> None:
        self._rows: dict[str, dict[str, Named]] = {}
        self._anchors: dict[int, str] = {}
        taken: set[str] = set()
        for section, kind in GuideContent.members().items():
            if isinstance(kind, Items):
                for number, row in enumerate(document.get(section, ()), 1):
                    self._add(section, kind.noun, number, row, taken)

    def _add(self, section: str, noun: str, number: int, row: Row, taken: set[str]) -> None:
        own = identity(row)
        anchor = f"{section_anchor(noun)}-{own}"
        if not SLUG.fullmatch(own) or anchor in taken:
            anchor = f"{section_anchor(section)}_{number}"  # no slug has an underscore, so nothing else is called this
        taken.add(anchor)
        self._anchors[id(row)] = anchor
        self._rows.setdefault(section, {}).setdefault(own, Named(row, anchor, number))

    def anchor(self, row: Row) -> str:
        """The id on the page of a row of this document."""
        return self._anchors[id(row)]

    def named(self, to: str, ids: Iterable[str] | None) -> list[Named]:
        """The rows that `ids` name, without the unknown ones. to: a section, or `skills` for both lists of skills."""
        if not ids:
            return []
        sections = ("skills_to_learn", "transferable_skills") if to == "skills" else (to,)
        known = [self._rows[section] for section in sections if section in self._rows]
        found = (next((rows[one] for rows in known if one in rows), None) for one in dict.fromkeys(ids))
        return [row for row in found if row]
