"""Three-way merges of lists: of plain values by what they say, and of the order of rows that have a name.

Both know nothing of guides. `base` is what both sides started from.
"""

import difflib
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True)
class _Step:
    """base[start:end] became `new`. An insertion has an empty range."""

    start: int
    end: int
    mine: bool
    new: tuple[Any, ...]

    def overlaps(self, other: "_Step") -> bool:
        """Whether both touch the same value. What is only beside one another is not."""
        return self.start < other.end and other.start < self.end and not self.says(other)

    def says(self, other: "_Step") -> bool:
        return (self.start, self.end, self.new) == (other.start, other.end, other.new)


def values(base: Sequence[Value], theirs: Sequence[Value], mine: Sequence[Value]) -> list[Value] | None:
    """diff3 of lists of plain values; None when both changed the same values.

    Changes side by side are both made. What both put in at one place is kept, theirs first, equal values once. A value
    never comes out more or less often than one of the two wanted: that would be a move met by a removal.
    """
    ours, steps = _steps(base, mine, mine=True), _steps(base, theirs, mine=False)
    if any(one.overlaps(other) for one in ours for other in steps):
        return None
    ours = [one for one in ours if not any(one.says(other) for other in steps)]
    merged: list[Value] = []
    done = 0
    for step in sorted([*steps, *ours], key=lambda one: (one.start, one.end, one.mine)):
        merged += base[done : step.start]
        put_in = {value for one in steps if one.start == one.end == step.start for value in one.new}
        twice = put_in if step.mine and step.start == step.end else ()
        merged += [value for value in step.new if value not in twice]
        done = max(done, step.end)
    merged += base[done:]
    return merged if _counts_fit(base, theirs, mine, merged) else None


def named(base: Sequence[Value], theirs: Sequence[Value], mine: Sequence[Value]) -> list[Value]:
    """A merge of sets that have an order for show: each side's additions and removals are all made."""
    gone = (set(base) - set(theirs)) | (set(base) - set(mine))
    merged = [value for value in mine if value not in gone]
    return merged + [value for value in theirs if value not in merged and value not in gone]


def _steps(base: Sequence[Value], after: Sequence[Value], *, mine: bool) -> list[_Step]:
    codes = difflib.SequenceMatcher(None, base, after, autojunk=False).get_opcodes()
    return [_Step(a, b, mine, tuple(after[c:d])) for tag, a, b, c, d in codes if tag != "equal"]


def _counts_fit(base: Iterable[Value], theirs: Iterable[Value], mine: Iterable[Value], merged: Iterable[Value]) -> bool:
    was, became, wanted, now = map(Counter, (base, theirs, mine, merged))
    for value in {*was, *became, *wanted}:
        low, high = sorted((became[value], wanted[value]))
        if became[value] == was[value]:
            low = high = wanted[value]
        elif wanted[value] == was[value]:
            low = high = became[value]
        if not low <= now[value] <= high:
            return False
    return True


def order(
    base: Sequence[Value], theirs: Sequence[Value], mine: Sequence[Value], kept: Collection[Value]
) -> list[Value] | None:
    """The order of the rows in `kept`, each of which one of the sides has; None when the two orders contradict.

    Of rows that all three have, each pair stands as whoever turned it round wants it; when the pairs form a circle,
    the orders contradict. A new row stands behind the row that it was put behind, theirs before mine.
    """
    stay = [key for key in base if key in kept and key in theirs and key in mine]
    settled = _of_those_that_stay(stay, _only(theirs, stay), _only(mine, stay))
    return None if settled is None else filled(settled, theirs, mine, kept)


def filled(
    settled: Sequence[Value], theirs: Sequence[Value], mine: Sequence[Value], kept: Collection[Value]
) -> list[Value]:
    """`settled` with all other rows of `kept` behind those that they stand behind."""
    placed = list(settled)
    for side in (theirs, mine):
        previous = None
        for key in side:
            if key in kept and key not in placed:
                at = 0 if previous is None else placed.index(previous) + 1
                while side is mine and at < len(placed) and placed[at] in theirs and placed[at] not in settled:
                    at += 1  # they were first
                placed.insert(at, key)
            if key in placed:
                previous = key
    return placed


def _of_those_that_stay(base: list[Value], theirs: list[Value], mine: list[Value]) -> list[Value] | None:
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    was, became, wanted = ({key: at for at, key in enumerate(side)} for side in (base, theirs, mine))

    def first(one: Value, other: Value) -> bool:
        """Of a pair there are but two orders, so whoever does not want the old one wants the same."""
        old = was[one] < was[other]
        turned = (became[one] < became[other]) != old or (wanted[one] < wanted[other]) != old
        return old != turned

    before = {key: sum(first(other, key) for other in base if other != key) for key in base}
    ordered = sorted(base, key=before.__getitem__)
    # Without a circle every row has another number of rows before it, and only then.
    return ordered if sorted(before.values()) == list(range(len(base))) else None


def _only(side: Sequence[Value], those: Collection[Value]) -> list[Value]:
    return [key for key in side if key in those]
