"""Two texts made from one: what each side changed, brought together; what both changed differently is asked about.

What counts as one field, so that two changes to it meet:

- a single value; and a group that measures (it has a number: a duration, a pay, a price), because half of one
  measure beside half of another is neither;
- in rows with a name (their id, the slug of their skill, else its label): each of their fields, at any depth; that the
  row is there at all, so that removing what the other edited is a conflict; and the order of the rows. Moving a row
  and editing it are two changes, which both survive;
- a list of plain values: merged by diff3, and a conflict as a whole where that fails; ticked references never fail,
  being sets. Rows without a name (codes, bylines) are values of such a list.

Paths are like findings': `roadmap[step-1].tasks`, but every named row by its name: places differ among three texts.
`roadmap` alone is about the order of its rows, whose names are then the values, or about the whole section, when the
merged rows would not be a draft (too many of them, an id used twice).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cms.content import json_text, merge_lists
from cms.content.conflicts import About, Conflict, Merged, Place
from cms.content.document import Document, draft
from cms.content.guide import GuideContent
from cms.content.kinds import Amount, Group, Items, Kind, Lines, References, Shape
from cms.content.rows import identity
from cms.content.spoken import row_label
from cms.errors import InvalidContent

Key = tuple[str, int]
Rows = Mapping[Key, Document]


def merge(base: Document, theirs: Document, mine: Document, chosen: Mapping[str, Any] | None = None) -> Merged:
    """What `mine` changed since `base` together with what `theirs` did. All are in normal form.

    chosen: by the name of a conflict, the value to take there.
    """
    merging = _Merging(chosen or {})
    document = merging.members(GuideContent, base, theirs, mine, Place())
    document = merging.made_sound(document, base, theirs, mine)
    return Merged(document, tuple(merging.changes), tuple(merging.conflicts))


class _Merging:
    def __init__(self, chosen: Mapping[str, Any]) -> None:
        self.chosen = chosen
        self.changes: list[Place] = []
        self.conflicts: list[Conflict] = []

    def members(self, shape: type[Shape], base: Document, theirs: Document, mine: Document, at: Place) -> Document:
        kept = {}
        for name, kind in shape.members().items():
            value = self.value(kind, base.get(name), theirs.get(name), mine.get(name), at.member(name, kind))
            if value is not None:
                kept[name] = value
        return kept

    def value(self, kind: Kind, base: Any, theirs: Any, mine: Any, at: Place) -> Any:
        if theirs in (base, mine):
            return mine
        found = self._inner(kind, base, theirs, mine, at)
        return theirs if mine == base else found  # looked into all the same, to say what changed

    def _inner(self, kind: Kind, base: Any, theirs: Any, mine: Any, at: Place) -> Any:
        if isinstance(kind, Group) and not _measures(kind):
            return self.members(kind.shape, base or {}, theirs or {}, mine or {}, at) or None
        if isinstance(kind, Items) and _named(kind):
            return self._rows(kind, base or [], theirs or [], mine or [], at) or None
        if isinstance(kind, Items | Lines):
            return self._list(kind, base, theirs, mine, at)
        return self._met(kind, About.FIELD, base, theirs, mine, at)

    def _met(self, kind: Kind, about: About, base: Any, theirs: Any, mine: Any, at: Place) -> Any:
        """One field that theirs changed, and mine perhaps as well."""
        if theirs in (base, mine):
            return mine
        if mine == base:
            self.changes.append(at)
            return theirs
        return self._ask(Conflict(at, kind, about, base, theirs, mine))

    def _ask(self, conflict: Conflict) -> Any:
        if conflict.name in self.chosen:
            return self.chosen[conflict.name]
        self.conflicts.append(conflict)
        return conflict.theirs

    def _list(self, kind: Items | Lines, base: Any, theirs: Any, mine: Any, at: Place) -> Any:
        if kind.keep_empty and None in (base, theirs, mine):  # “nothing” and “not said” are two answers
            return self._met(kind, About.FIELD, base, theirs, mine, at)
        sides = [_as_values(kind, side or []) for side in (base, theirs, mine)]
        merged = merge_lists.values(*sides)
        if merged is None and isinstance(kind, References):
            merged = merge_lists.named(*sides)
        if merged is None:
            return self._met(kind, About.FIELD, base, theirs, mine, at)
        if merged != sides[2]:
            self.changes.append(at)
        return _from_values(kind, merged) if merged or kind.keep_empty else None

    def _rows(self, kind: Items, base: Any, theirs: Any, mine: Any, at: Place) -> list[Document]:
        was, became, wanted = (dict(_keyed(rows)) for rows in (base, theirs, mine))
        kept = {}
        for key in dict.fromkeys([*wanted, *became]):
            here = at.row(_name(key), _label(kind, key, wanted, became))
            row = self._row(kind, was.get(key), became.get(key), wanted.get(key), here)
            if row:
                kept[key] = row
        return [kept[key] for key in self._order(kind, was, became, wanted, kept, at)]

    def _row(self, kind: Items, base: Any, theirs: Any, mine: Any, at: Place) -> Any:
        if theirs in (base, mine):
            return mine
        if theirs is None or mine is None:
            return self._met(kind, About.ROW, base, theirs, mine, at)
        return self.members(kind.shape, base or {}, theirs, mine, at)

    def _order(self, kind: Items, was: Rows, became: Rows, wanted: Rows, kept: Rows, at: Place) -> list[Key]:
        base, theirs, mine = list(was), list(became), list(wanted)
        order = merge_lists.order(base, theirs, mine, kept)
        if order is None:
            names = [[_name(key) for key in side] for side in (base, theirs, mine)]
            [of_base, of_theirs, of_mine] = names
            wish = self._met(kind, About.ORDER, of_base, of_theirs, of_mine, at)
            first = mine if wish == of_mine else theirs
            return merge_lists.filled([key for key in first if key in kept], theirs, mine, kept)
        if [key for key in order if key in wanted] != [key for key in mine if key in kept]:
            self.changes.append(at)
        return order

    def made_sound(self, document: Document, base: Document, theirs: Document, mine: Document) -> Document:
        """What was merged, in normal form. Sections that together are no draft are asked about as a whole."""
        asked: set[str] = set()
        while True:
            try:
                return draft(document)
            except InvalidContent as error:
                differ = {name for name in GuideContent.members() if theirs.get(name) != mine.get(name)} - asked
                broken = differ.intersection(error.errors) or differ
                if not broken:
                    return document
                asked |= broken
            for name, kind in GuideContent.members().items():
                if name in broken:
                    document = {**document, name: self._whole(name, kind, base, theirs, mine)}

    def _whole(self, name: str, kind: Kind, base: Document, theirs: Document, mine: Document) -> Any:
        at = Place().member(name, kind)
        self.conflicts = [one for one in self.conflicts if not _is_within(one.path, name)]
        self.changes = [one for one in self.changes if not _is_within(one.path, name)]
        return self._ask(Conflict(at, kind, About.SECTION, base.get(name), theirs.get(name), mine.get(name)))


def _is_within(path: str, section: str) -> bool:
    return path == section or path.startswith((f"{section}.", f"{section}["))


def _measures(kind: Group) -> bool:
    return any(isinstance(member, Amount) for member in kind.shape.members().values())


def _named(kind: Items) -> bool:
    return bool(kind.prefix) or "skill" in kind.shape.members()


def _keyed(rows: list[Document]) -> Iterator[tuple[Key, Document]]:
    """Rows by (name, how many of that name came before): one skill twice is told apart."""
    met: dict[str, int] = {}
    for row in rows:
        name = identity(row) or row.get("skill", {}).get("label") or json_text.plain(row)
        met[name] = met.get(name, 0) + 1
        yield (name, met[name]), row


def _name(key: Key) -> str:
    return key[0] if key[1] == 1 else f"{key[0]}#{key[1]}"


def _label(kind: Items, key: Key, *sides: Rows) -> str:
    return next(row_label(kind, side[key], list(side).index(key)) for side in sides if key in side)


def _as_values(kind: Items | Lines, side: list[Any]) -> list[str]:
    return [json_text.plain(row) for row in side] if isinstance(kind, Items) else side


def _from_values(kind: Items | Lines, values: list[str]) -> list[Any]:
    return [json.loads(one) for one in values] if isinstance(kind, Items) else values
