"""Values, rows and places as an editor reads them: days and codes by their names, references by what they name."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from cms.content import codes
from cms.content.document import Document, Where
from cms.content.guide import GuideContent
from cms.content.kinds import Choice, Code, Day, Flag, Group, Items, Kind, Lines, References, Shape, Slug, Text
from cms.content.rows import identity


class Names:
    """What the rows of a document are called that others refer to. Read when first asked."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def of(self, kind: Lines, values: Iterable[str]) -> list[str]:
        """Each reference by the title of its row, as it stands where there is none; lines of text as they are."""
        known = self._known.get(kind.to, {}) if isinstance(kind, References) else {}
        return [known.get(one, one) for one in values]

    @cached_property
    def _known(self) -> Mapping[str, Mapping[str, str]]:
        known: dict[str, dict[str, str]] = {"skills": {}}
        for section, kind in GuideContent.members().items():
            if isinstance(kind, Items):
                rows = {identity(row): name for row in self._document.get(section) or [] if (name := _title(row))}
                known.setdefault("skills" if "skill" in kind.shape.members() else section, {}).update(rows)
        return known


def spoken(kind: Kind, value: Any) -> str:
    """A single value as an editor reads it; "" when absent."""
    if value is None:
        return ""
    if isinstance(kind, Choice):
        return kind.options.get(value, value)
    if isinstance(kind, Flag):
        return "Yes" if value else "No"
    if isinstance(kind, Day) and value:
        return f"{date.fromisoformat(value):%-d %b %Y}"
    if isinstance(kind, Code):
        return codes.called(kind.of, value)
    return value if isinstance(kind, Text) else f"{value:,}"


def told(shape: type[Shape], row: dict[str, Any], names: Names) -> str:
    """A whole row in one text: each value on a line of its own behind its label. names: of the row's document."""
    return "\n".join(line for line in _lines(shape, row, names) if line)


def _lines(shape: type[Shape], row: dict[str, Any], names: Names) -> Iterator[str]:
    for name, kind in names_first(shape):
        value = row.get(name)
        if value is None or name == "id":
            continue
        if isinstance(kind, Group):
            yield told(kind.shape, value, names)
        elif isinstance(kind, Items):
            yield from (told(kind.shape, inner, names) for inner in value)
        elif isinstance(kind, References):
            yield f"{kind.label}: {'; '.join(names.of(kind, value))}"  # titles have commas of their own
        else:
            yield f"{kind.label}: {', '.join(value) if isinstance(kind, Lines) else spoken(kind, value)}"


def names_first(shape: type[Shape]) -> list[tuple[str, Kind]]:
    """The members of a row or group, the name in addresses behind the one that it was made from, as the form has it."""
    return sorted(shape.members().items(), key=lambda one: isinstance(one[1], Slug))


def row_label(kind: Items, row: dict[str, Any], index: int) -> str:
    name = _title(row)
    return f"{kind.noun.capitalize()} {index + 1}" + (f" “{name[:60]}”" if name else "")


def place(where: Where) -> str:
    """`Action plan › This week, number 2`: sections, lists and groups down to the value itself, whose own name the
    sentence about it says; "" when `where` names none of ours.
    """
    said = ""
    for at, step in enumerate(where, 1):
        kind = kind_at(where[:at])
        is_list = isinstance(kind, Lines) and not isinstance(kind, References)
        if isinstance(step, int):
            said += f", number {step + 1}" if said else ""
        elif kind and (not said or is_list or any(isinstance(one, str) for one in where[at:])):
            said = inside(said, kind.label)
    return said


def kind_at(where: Where) -> Kind | None:
    """What is written there; of a row, its list. None when the guide has no such member."""
    shape: type[Shape] | None = GuideContent
    kind = None
    for step in where:
        if isinstance(step, str):
            kind = shape.members().get(step) if shape else None
            shape = kind.shape if isinstance(kind, Group | Items) else None
    return kind


def place_unless_said(where: Where, message: str) -> str:
    """The place, unless all of it is a section that the sentence names."""
    found = place(where)
    return "" if len(where) == 1 and found.lower() in message.lower() else found


def inside(label: str, more: str) -> str:
    return f"{label} › {more}" if label else more


def _title(row: dict[str, Any]) -> str:
    return str(row.get("title") or row.get("question") or row.get("name") or row.get("skill", {}).get("label") or "")
