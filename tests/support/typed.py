"""A document as it is typed into the form: each value by the name of its control, found by walking GuideContent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cms.content import Document, codes
from cms.content.document import walk
from cms.content.kinds import Code, Flag, Group, Items, Kind, Lines, References


@dataclass(frozen=True)
class Entry:
    """One control and what goes into it. ticks: the boxes to tick, for references."""

    name: str
    kind: Kind
    text: str = ""
    ticks: tuple[str, ...] = ()


def entries(document: Document) -> Iterator[Entry]:
    """Every value of `document` that can be typed, in the order of the form."""
    for where, kind, value in walk(document):
        name = "-".join(map(str, where))
        if value is None or not kind.editable or isinstance(kind, Group | Items):
            continue
        if isinstance(kind, References):
            yield Entry(name, kind, ticks=tuple(value))
        elif isinstance(kind, Lines):
            yield from (Entry(f"{name}-{index}", kind.line, line) for index, line in enumerate(value))
        else:
            yield Entry(name, kind, _text(kind, value))


def rows(document: Document) -> Iterator[tuple[str, int]]:
    """Every list of rows, outer ones first: its name, and how many rows it has."""
    for where, kind, value in walk(document):
        if isinstance(kind, Items | Lines) and not isinstance(kind, References) and value:
            yield "-".join(map(str, where)), len(value)


def typed(document: Document) -> dict[str, list[str]]:
    """What the form posts for `document`, but for its token, its base and its end."""
    data: dict[str, list[str]] = {}
    for one in entries(document):
        data[one.name] = list(one.ticks) if isinstance(one.kind, References) else [one.text]
        if isinstance(one.kind, References) and one.kind.keep_empty:
            data[f"{one.name}-nothing"] = [] if one.ticks else ["1"]
    return data


def _text(kind: Kind, value: Any) -> str:
    if isinstance(kind, Code):
        return codes.typed_as(kind.of, value)
    return ("yes" if value else "no") if isinstance(kind, Flag) else str(value)
