"""The texts of a guide that a translation says in other words, each by a path that survives reordering."""

from collections.abc import Iterator
from dataclasses import dataclass

from cms.content.document import Document, Where
from cms.content.guide import GuideContent
from cms.content.kinds import Group, Items, Kind, Lines, References, Shape
from cms.content.rows import identity

# Names stay what they are in every language: of sources, offers, people, tools; and addresses.
_NAMES = {"schema_version", "sources", "resources", "authors", "related_slugs", "codes", "tools"}


@dataclass(frozen=True)
class Unit:
    """path: `title`, `roadmap[step-1].tasks`; rows by identity. where: as `walk` says it, rows by number. label: in an
    editor's words. text: the lines of a list joined by line ends.
    """

    path: str
    where: Where
    label: str
    text: str


def units(document: Document) -> dict[str, Unit]:
    """Every text that is there, by its path, in reading order. Of rows of equal identity the first counts."""
    found: dict[str, Unit] = {}
    for unit in _within(GuideContent, document, "", (), ""):
        found.setdefault(unit.path, unit)
    return found


def _within(shape: type[Shape], members: Document, path: str, where: Where, label: str) -> Iterator[Unit]:
    for name, kind in shape.members().items():
        value = members.get(name)
        if value is not None and name not in _NAMES:
            words = f"{label} › {kind.label}" if label else kind.label
            yield from _of(kind, value, f"{path}.{name}" if path else name, (*where, name), words)


def _of(kind: Kind, value: object, path: str, where: Where, label: str) -> Iterator[Unit]:
    if isinstance(kind, Group) and isinstance(value, dict):
        yield from _within(kind.shape, value, path, where, label)
    elif isinstance(kind, Items) and isinstance(value, list):
        for index, row in enumerate(value):
            named = f"{path}[{identity(row) or index}]"
            yield from _within(kind.shape, row, named, (*where, index), f"{label} › {kind.noun} {index + 1}")
    elif isinstance(kind, Lines) and not isinstance(kind, References) and isinstance(value, list):
        yield Unit(path, where, label, "\n".join(value))
    elif kind.kind in ("line", "prose") and isinstance(value, str):
        yield Unit(path, where, label, value)
