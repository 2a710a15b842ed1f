"""What a page sent by itself, read as the posted form is: text of its controls to numbers, days, codes, addresses, yes
and no.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import isfinite
from typing import Any

from cms.content import GuideContent, codes, typed
from cms.content.kinds import Amount, Choice, Code, Day, Flag, Group, Items, Kind, Link, Shape
from cms.web.editor.widgets import address_of, amount_of, day_of, flag_of

_READ = ((Amount, amount_of), (Day, day_of), (Flag, flag_of), (Link, address_of))


@dataclass(frozen=True)
class Read:
    """instead: by the field of the form, what it shows for a value that was written in another way, or elsewhere."""

    document: Any
    instead: dict[str, str]


def read(document: Any, newest: Collection[str] = ()) -> Read:
    """Without what was left blank, so that sections nobody touched are as they were kept. Rows stay in their places.

    newest: the fields that were typed in last, each of its group.
    """
    reader = _Reader(frozenset(newest), {})
    return Read(reader.group(GuideContent, document, ""), reader.instead)


@dataclass(frozen=True)
class _Reader:
    newest: frozenset[str]
    instead: dict[str, str]

    def group(self, shape: type[Shape], value: Any, at: str) -> Any:
        if not isinstance(value, dict):
            return value
        kinds = shape.members()
        plain = {
            name: self.value(kinds[name], one, f"{at}{name}") if name in kinds else one for name, one in value.items()
        }
        given = typed.spread(shape, plain, [name for name in kinds if f"{at}{name}" in self.newest])
        for name, one in given.items():
            before = value.get(name)
            if (text := _shown(kinds.get(name), one)) and text != ("" if before is None else str(before).strip()):
                self.instead[f"{at}{name}"] = text
        return {name: one for name, one in given.items() if one is not None and one != "" and one != {}}

    def value(self, kind: Kind, value: Any, at: str) -> Any:
        if isinstance(kind, Group):
            return self.group(kind.shape, value, f"{at}-")
        if isinstance(kind, Items) and isinstance(value, list):
            return [self.group(kind.shape, row, f"{at}-{number}-") for number, row in enumerate(value)]
        if isinstance(value, str):
            for sort, reading in _READ:
                if isinstance(kind, sort):
                    return reading(value) if value.strip() else None
            if isinstance(kind, Code):
                return codes.code_of(kind.of, value)
        return value


def _shown(kind: Kind | None, value: Any) -> str:
    """What the control shows for a value that can be typed in several ways; "" for all others, and what is none yet."""
    if isinstance(kind, Amount):
        number = isinstance(value, int) or (isinstance(value, float) and isfinite(value))
        number = number and not isinstance(value, bool)
        return (f"{int(value)}" if value == int(value) else str(value)) if number else ""
    if isinstance(kind, Code) and isinstance(value, str):
        return codes.typed_as(kind.of, value) if len(value) <= kind.max_length else ""
    return value.strip() if isinstance(kind, Day | Choice | Link) and isinstance(value, str) else ""
