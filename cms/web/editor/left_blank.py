"""Rows that were added and left blank: nothing of them is kept, and whoever added them is told."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from cms.content import GuideContent
from cms.content.kinds import Group, Items, Shape, says_something
from cms.web.editor import blank

_NOUNS = frozenset(kind.noun for _, kind in blank.lists(GuideContent) if isinstance(kind, Items))


def of(raw: Mapping[str, Any]) -> list[str]:
    """Such as `2 step`, for the address of the page that says so. raw: a whole form as plain Python."""
    return [f"{number} {noun}" for noun, number in _count(GuideContent, raw).items() if number]


def _count(shape: type[Shape], raw: Mapping[str, Any]) -> Counter[str]:
    """Not those that a list begins with, which the form has again, nor lines: Enter leads to blank ones."""
    found: Counter[str] = Counter()
    for name, kind in shape.members().items():
        if isinstance(kind, Group):
            found += _count(kind.shape, raw.get(name) or {})
        elif isinstance(kind, Items):
            rows = raw.get(name) or []
            written = [row for row in rows if says_something(row)]
            found[kind.noun] += max(0, len(rows) - max(len(written), kind.at_least))
            for row in written:
                found += _count(kind.shape, row)
    return found


def told(counted: Sequence[str]) -> str:
    """The sentence about what `of` found, "" for nothing. Anybody writes addresses: what is no count is left out."""
    found = [re.fullmatch(r"([1-9][0-9]{0,2}) (.+)", one, re.ASCII) for one in counted[: len(_NOUNS)]]
    known = [(int(one[1]), one[2]) for one in found if one and one[2] in _NOUNS]
    if not known:
        return ""
    words = [f"{number} empty {noun}{'' if number == 1 else 's'}" for number, noun in known]
    were = "was" if [number for number, _ in known] == [1] else "were"
    return f"{' and '.join(filter(None, [', '.join(words[:-1]), words[-1]]))} {were} left out."
