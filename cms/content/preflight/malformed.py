"""A document that even a draft may not be, told as findings: S09 and S10 where those rules say it, else S00."""

from collections.abc import Iterator
from typing import Any

from cms.content.document import Where
from cms.content.guide import GuideContent
from cms.content.kinds import Group, Items, Kind, Lines, Listing, Shape
from cms.content.preflight.finding import Finding, Severity
from cms.content.text import tidy
from cms.errors import InvalidContent, flat

RULE = "S00"


def findings(raw: Any, error: InvalidContent) -> Iterator[Finding]:
    """A finding for each error with which content.draft refused `raw`; rows by index, since ids may be wrong."""
    for where, (path, complaint) in zip(_places(error.errors, ()), flat(error.errors), strict=True):
        for rule, message in _own_problems(raw, where, complaint) or [(RULE, complaint)]:
            yield Finding(rule, Severity.ERROR, path, message, where)


def unreadable(why: str) -> Finding:
    """A file without a document in it."""
    return Finding(RULE, Severity.ERROR, "", why)


def _places(errors: Any, where: Where) -> Iterator[Where]:
    """Where each error stands, in the order of `flat`."""
    for key, value in errors.items():
        if isinstance(value, dict):
            yield from _places(value, (*where, key))
        else:
            yield from [(*where, key)] * (len(value) if isinstance(value, list) else 1)


def _own_problems(raw: Any, where: Where, complaint: str) -> list[tuple[str, str]]:
    """What the kind at `where` says of the text or list there, when that is too long or has unsafe characters."""
    kind: Kind | type[Shape] | None = GuideContent
    value = raw
    for part in where:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return []
        kind = _inside(kind, part)
    if isinstance(kind, Listing) and isinstance(value, list):
        return [("S10", complaint)]  # of a whole list, drafts refuse nothing but its length
    if isinstance(kind, Kind) and isinstance(value, str):
        return [(rule, message) for rule, message in kind.problems(tidy(value)) if rule in ("S09", "S10")]
    return []


def _inside(kind: Kind | type[Shape] | None, part: str | int) -> Kind | type[Shape] | None:
    if isinstance(part, int):
        return kind.line if isinstance(kind, Lines) else kind.shape if isinstance(kind, Items) else None
    shape = kind.shape if isinstance(kind, Group) else kind
    return shape.members().get(part) if isinstance(shape, type) else None
