"""What changed between two documents: section by section, rows matched by id, words marked inside text."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Any

from cms.content.document import Document
from cms.content.guide import GuideContent
from cms.content.kinds import Group, Items, Kind, Lines, Shape
from cms.content.rows import identity
from cms.content.spoken import Names, inside, row_label, spoken, told

_TOO_MUCH = 2_000_000  # 3,000 characters of prose against themselves are 1,020,604; of one word repeated, millions
_WORD = re.compile(r"\S+\s*|\s+")
_LINE = re.compile(r"[^\n]*\n+|[^\n]+")


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    EDITED = "edited"
    MOVED = "moved"


class Part(StrEnum):
    SAME = "same"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True)
class Difference:
    """One value that changed. label: where inside the section, in an editor's words. words: runs of (part, text).

    anchor: of that place, each row by its name, as in spots.py. row: anchor of the innermost row that it is in or
    that it is; "" outside rows. places: of a row that moved, from 1.
    """

    label: str
    change: Change
    words: tuple[tuple[Part, str], ...] = ()
    anchor: str = field(compare=False, default="")
    row: str = field(compare=False, default="")
    places: tuple[int, int] | None = field(compare=False, default=None)

    @property
    def member(self) -> str:
        """The path inside the row, or inside the section; "" for the whole of it."""
        whole = self.row or self.anchor.partition(".")[0]
        return self.anchor[len(whole) :].lstrip(".")


@dataclass(frozen=True)
class SectionChange:
    """One section that changed, with everything in it that did."""

    name: str
    label: str
    differences: tuple[Difference, ...]


def compare(before: Document, after: Document) -> list[SectionChange]:
    """The sections that differ, in reading order; empty when the documents say the same."""
    changes, called = [], (Names(before), Names(after))
    for name, kind in GuideContent.members().items():
        if found := tuple(_differences(kind, before.get(name), after.get(name), "", name, called)):
            changes.append(SectionChange(name, kind.label, found))
    return changes


def _differences(
    kind: Kind, before: Any, after: Any, label: str, at: str, called: tuple[Names, Names]
) -> Iterator[Difference]:
    """called: what references are called in the text before, and in the one after."""
    if before == after:
        return
    if isinstance(kind, Group):
        yield from _members(kind.shape, before or {}, after or {}, label, at, called)
    elif isinstance(kind, Items):
        yield from _rows(kind, before or [], after or [], label, at, called)
    elif isinstance(kind, Lines) and (before or after):
        yield from _lines(kind, before or [], after or [], label, at, called)
    elif isinstance(kind, Lines):  # an empty list that is kept, against none: “nothing” was said
        change, part = (Change.ADDED, Part.INSERTED) if before is None else (Change.REMOVED, Part.DELETED)
        yield Difference(label, change, ((part, "nothing"),), at)
    else:
        change = Change.ADDED if before is None else Change.REMOVED if after is None else Change.EDITED
        yield Difference(label, change, tuple(words(spoken(kind, before), spoken(kind, after))), at)


def _members(
    shape: type[Shape], before: dict[str, Any], after: dict[str, Any], label: str, at: str, called: tuple[Names, Names]
) -> Iterator[Difference]:
    for name, kind in shape.members().items():
        here = inside(label, kind.label)
        yield from _differences(kind, before.get(name), after.get(name), here, f"{at}.{name}", called)


def _rows(
    kind: Items, before: list[Any], after: list[Any], label: str, at: str, called: tuple[Names, Names]
) -> Iterator[Difference]:
    old, new = dict(_keyed(before)), dict(_keyed(after))
    moved = _moved({key: place for key, (place, _) in old.items()}, {key: place for key, (place, _) in new.items()})
    for key in [*new, *(key for key in old if key not in new)]:
        here = inside(label, row_label(kind, (new.get(key) or old[key])[1], (new.get(key) or old[key])[0]))
        named = identity((new.get(key) or old[key])[1])
        anchor = at if not named else f"{at}.{named}" if key[1] == 1 else f"{at}.{named}#{key[1]}"
        row = anchor if named else ""
        if key not in new or key not in old:
            change, words_of = (Change.ADDED, Part.INSERTED) if key in new else (Change.REMOVED, Part.DELETED)
            text = told(kind.shape, (new.get(key) or old[key])[1], called[1 if key in new else 0])
            yield Difference(here, change, ((words_of, text),), anchor, row)
            continue
        if key in moved:
            was, now = old[key][0] + 1, new[key][0] + 1
            places = f"from place {was} to place {now}"
            yield Difference(here, Change.MOVED, ((Part.SAME, places),), anchor, row, (was, now))
        for one in _members(kind.shape, old[key][1], new[key][1], here, anchor, called):
            yield replace(one, row=one.row or row)


def _keyed(rows: list[dict[str, Any]]) -> Iterator[tuple[tuple[str, int], tuple[int, dict[str, Any]]]]:
    """Rows by (identity, how many of that identity came before): equal skills twice are told apart.

    Rows without identity (codes, bylines) are matched by what they say.
    """
    met: dict[str, int] = {}
    for index, row in enumerate(rows):
        name = identity(row) or repr(sorted(row.items()))
        met[name] = met.get(name, 0) + 1
        yield (name, met[name]), (index, row)


def _moved(old: dict[Any, int], new: dict[Any, int]) -> set[Any]:
    """Of rows with their places, the common ones that changed theirs: not where they were, nor in the longest common
    run between those that are.
    """
    was, now = [key for key in old if key in new], [key for key in new if key in old]
    still = {key for key in was if old[key] == new[key]}
    ends = [(was.index(key), now.index(key)) for key in was if key in still]
    for (a, c), (b, d) in zip([(-1, -1), *ends], [*ends, (len(was), len(now))], strict=True):
        left, right = was[a + 1 : b], now[c + 1 : d]
        for block in difflib.SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
            still.update(left[block.a : block.a + block.size])
    return set(now) - still


def _lines(
    kind: Lines, before: list[str], after: list[str], label: str, at: str, called: tuple[Names, Names]
) -> Iterator[Difference]:
    """Leaf strings have no identity: replaced runs are paired in order, so that an edited line shows its words."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        old, new = called[0].of(kind, before[a:b]), called[1].of(kind, after[c:d])
        for index in range(max(len(old), len(new))):
            was, now = (lines[index] if index < len(lines) else "" for lines in (old, new))
            if was and now:
                yield Difference(label, Change.EDITED, tuple(words(was, now)), at)
            elif now:
                yield Difference(label, Change.ADDED, ((Part.INSERTED, now),), at)
            else:
                yield Difference(label, Change.REMOVED, ((Part.DELETED, was),), at)


def words(before: str, after: str) -> Iterator[tuple[Part, str]]:
    """Runs of text that stayed, went and came. A token is a word with the space after it, which keeps difflib fast;
    that the last one has none makes it no other word.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    if _work(old, new) > _TOO_MUCH:
        old, new = _LINE.findall(before), _LINE.findall(after)
    if _work(old, new) > _TOO_MUCH:
        old, new = [before], [after]
    matcher = difflib.SequenceMatcher(None, _ending_as_in(old, new), _ending_as_in(new, old), autojunk=False)
    runs = (run for tag, a, b, c, d in matcher.get_opcodes() for run in _runs(tag, old[a:b], new[c:d]))
    for part, several in groupby((run for run in runs if run[1]), itemgetter(0)):
        yield part, "".join(text for _, text in several)


def _ending_as_in(tokens: list[str], others: Sequence[str]) -> list[str]:
    """The last token with the space that its word has in the other text, if it is there."""
    last = tokens[-1:]
    return [*tokens[:-1], *(next((one for one in reversed(others) if one.rstrip() == word), word) for word in last)]


def _runs(tag: str, old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Part, str]]:
    if tag != "equal":
        yield Part.DELETED, "".join(old)
        yield Part.INSERTED, "".join(new)
        return
    yield Part.SAME, "".join(new[:-1])
    word = new[-1].rstrip() if old[-1] != new[-1] else new[-1]
    yield Part.SAME, word
    yield Part.DELETED, old[-1][len(word) :]
    yield Part.INSERTED, new[-1][len(word) :]


def _work(old: Sequence[str], new: Sequence[str]) -> int:
    """What difflib's time grows with at worst: the equal pairs it looks at, once for each run it may split off."""
    counts = Counter(new)
    pairs = sum(number * counts[token] for token, number in Counter(old).items())
    return pairs * min(len(old), len(new))
