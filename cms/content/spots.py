"""The places of a document that one can speak about: its sections, their rows, and each field.

An anchor names a place as `anchor_of` does for findings: `roadmap.step-1.title`, each row by its name, so that it is
found again wherever the row has moved. What a merge takes for one field is one here: a duration, a pay, a list.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from cms.content.document import Document, Where
from cms.content.guide import GuideContent
from cms.content.kinds import Amount, Group, Items, Kind, Lines, Shape
from cms.content.rows import identity
from cms.content.spoken import Names, inside, names_first, row_label, spoken, told


@dataclass(frozen=True)
class Spot:
    """One place. where: with indexes, for the form. value: None when nothing is said there yet. row: a whole row.
    names: what the text calls what it refers to.
    """

    anchor: str
    where: Where
    label: str
    kind: Kind
    value: Any
    row: bool = False
    names: Names = field(default_factory=lambda: Names({}), compare=False, repr=False)

    @property
    def is_field(self) -> bool:
        """Whether its value is one that is written as a whole."""
        return not self.row and not isinstance(self.kind, Items) and not has_parts(self.kind)

    @property
    def told_here(self) -> bool:
        """Whether no place within says it: of a field, and of a list in a group, whose rows are no places."""
        return self.is_field or (isinstance(self.kind, Items) and len(self.where) > 1 and not self.row)

    @property
    def text(self) -> str:
        """Its value as an editor reads it; "" when there is none."""
        if self.value is None:
            return ""
        if isinstance(self.kind, Items):
            rows = [self.value] if self.row else self.value
            return "\n".join(told(self.kind.shape, row, self.names) for row in rows)
        if isinstance(self.kind, Group):
            return told(self.kind.shape, self.value, self.names)
        if isinstance(self.kind, Lines):
            return "\n".join(self.names.of(self.kind, self.value))
        return spoken(self.kind, self.value)


def spots(document: Document) -> Iterator[Spot]:
    """Every place, in reading order, also where nothing is said yet."""
    names = Names(document)
    return (replace(one, names=names) for one in _members(GuideContent, document, "", (), ""))


def find(document: Document, anchor: str) -> Spot | None:
    """The place with this anchor; None when there is none (any more)."""
    section = anchor.partition(".")[0]
    if section not in GuideContent.members():
        return None
    part = {section: document[section]} if section in document else {}
    found = next((one for one in _members(GuideContent, part, "", (), "") if one.anchor == anchor), None)
    return replace(found, names=Names(document)) if found else None


def nearest(document: Document, anchor: str) -> Spot | None:
    """The place with this anchor, else the one that it is, or was, within."""
    while anchor:
        if found := find(document, anchor):
            return found
        anchor = anchor.rpartition(".")[0]
    return None


def with_value(document: Document, where: Where, value: Any) -> Document:
    """The document with another value at `where`, None to leave it out. Nothing of the one given is changed."""
    changed: Document = _with(document, where, value)
    return changed


def restored(document: Document, source: Document, anchor: str) -> Document | None:
    """The document with the section, row or field at `anchor` as it is in `source`; a row that has gone comes back
    behind the one that it stood behind. None when neither has such a place, or the row of a field has gone.
    """
    now, then = find(document, anchor), find(source, anchor)
    if now is not None:
        return with_value(document, now.where, then.value if then else None)
    if then is None or not then.row or len(then.where) != 2:
        return None
    section, place = str(then.where[0]), int(then.where[1])
    rows, old = list(document.get(section, [])), source[section]
    names = [identity(row) for row in rows]
    before = next((names.index(name) for row in old[:place][::-1] if (name := identity(row)) in names), -1)
    rows.insert(before + 1, then.value)
    return {**document, section: rows}


def has_parts(kind: Kind) -> bool:
    """A group whose members are fields of their own; half of a measure would be none."""
    return isinstance(kind, Group) and not any(isinstance(one, Amount) for one in kind.shape.members().values())


def keyed(kind: Items, rows: list[Document]) -> list[tuple[str, Document]]:
    """Rows with the last part of their anchors. Rows without a name of their own have none, and are left out."""
    met: dict[str, int] = {}
    found = []
    for row in rows:
        if name := identity(row):
            met[name] = met.get(name, 0) + 1
            found.append((name if met[name] == 1 else f"{name}#{met[name]}", row))
    return found


def _members(shape: type[Shape], value: Document, at: str, where: Where, label: str) -> Iterator[Spot]:
    for name, kind in names_first(shape) if at else shape.members().items():
        if name == "id" or not kind.editable:
            continue
        anchor, here, called = f"{at}.{name}" if at else name, (*where, name), inside(label, kind.label)
        member = value.get(name)
        yield Spot(anchor, here, called, kind, member)
        if isinstance(kind, Group) and has_parts(kind):
            yield from _members(kind.shape, member or {}, anchor, here, called)
        elif isinstance(kind, Items):
            yield from _rows(kind, member or [], anchor, here, called)


def _rows(kind: Items, rows: list[Document], at: str, where: Where, label: str) -> Iterator[Spot]:
    for name, row in keyed(kind, rows):
        index = next(place for place, one in enumerate(rows) if one is row)
        anchor, here = f"{at}.{name}", (*where, index)
        called = inside(label, row_label(kind, row, index))
        yield Spot(anchor, here, called, kind, row, row=True)
        yield from _members(kind.shape, row, anchor, here, called)


def _with(inside_of: Any, where: Where, value: Any) -> Any:
    step, *more = where
    if isinstance(step, int):
        rows = list(inside_of)
        if more:
            rows[step] = _with(rows[step], tuple(more), value)
        elif value is None:
            del rows[step]
        else:
            rows[step] = value
        return rows
    kept = dict(inside_of or {})
    wanted = _with(kept.get(step), tuple(more), value) if more else value
    if wanted is None:
        kept.pop(step, None)
    else:
        kept[step] = wanted
    return kept
