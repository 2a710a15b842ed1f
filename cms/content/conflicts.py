"""What a merge comes to: the text, what was brought in, and what two people have to be asked about."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cms.content.document import Document
from cms.content.kinds import Kind
from cms.content.spoken import inside


class About(StrEnum):
    FIELD = "field"
    ROW = "row"  # whether it is there
    ORDER = "order"  # of the rows of a section: the values are lists of their names
    SECTION = "section"  # all its rows


@dataclass(frozen=True)
class Place:
    """Where a change is: `path` for programs, `label` for people."""

    path: str = ""
    label: str = ""

    def member(self, name: str, kind: Kind) -> "Place":
        return Place(f"{self.path}.{name}" if self.path else name, inside(self.label, kind.label))

    def row(self, name: str, label: str) -> "Place":
        return Place(f"{self.path}[{name}]", inside(self.label, label))


@dataclass(frozen=True)
class Conflict:
    """What both sides changed, and not to the same. base, theirs, mine: plain values, None where there is none."""

    place: Place
    kind: Kind
    about: About
    base: Any
    theirs: Any
    mine: Any

    @property
    def path(self) -> str:
        return self.place.path

    @property
    def name(self) -> str:
        """What tells it from every other of one merge: a section may be asked about for its order, or as a whole."""
        return f"{self.about}:{self.path}"


@dataclass(frozen=True)
class Merged:
    """document: in normal form; theirs stands where a conflict is open. changes: where theirs was brought in beside
    mine. conflicts: those that nobody has settled.
    """

    document: Document
    changes: tuple[Place, ...]
    conflicts: tuple[Conflict, ...]
