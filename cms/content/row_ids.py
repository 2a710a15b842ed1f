"""The ids of rows: each row has one, keeps it from save to save, and none is ever given to another row."""

from collections.abc import Collection, Iterator
from itertools import count
from typing import Any

from cms.content.guide import GuideContent
from cms.content.kinds import Items
from cms.errors import InvalidContent

_Row = dict[str, Any]

_TELLING = ("title", "question", "answer", "text", "url")  # what makes a row that row, unlike its kind or its sources


def given_ids(document: dict[str, Any]) -> set[str]:
    """The ids of all rows that have one: what `used` grows by."""
    return {row["id"] for section, _ in _sections_with_ids() for row in document.get(section, []) if "id" in row}


def refuse_equal_ids(loaded: dict[str, Any]) -> None:
    """Rows are matched by id, so a second row of the same id would be lost. Raises InvalidContent."""
    seen: set[str] = set()
    errors: dict[str, Any] = {}
    for section, _ in _sections_with_ids():
        for index, row in enumerate(loaded.get(section) or ()):
            if row.get("id") and row["id"] in seen:
                message = f"The id “{row['id']}” is used twice. Give one of the rows another."
                errors.setdefault(section, {})[index] = {"id": [message]}
            seen.add(row.get("id"))
    if errors:
        raise InvalidContent(errors)


def give_ids(document: dict[str, Any], base: dict[str, Any], used: Collection[str], beside: dict[str, Any]) -> None:
    """Every row gets an id: that of the row of `base` it plainly is, else the smallest number never used.

    base, used, beside: as `draft` has them.
    """
    given = given_ids(document)
    held = given.union(used)
    for section, kind in _sections_with_ids():
        rows = document.get(section, [])
        before = {index: row for index, row in enumerate(base.get(section, [])) if row["id"] not in given}
        known_ids = {row["id"] for row in base.get(section, [])} | given
        before |= {-at: row for at, row in enumerate(beside.get(section, []), 1) if row["id"] not in known_ids}
        for known in (_same_text, _same_place):
            for index, row in enumerate(rows):
                if "id" not in row and (match := known(index, row, before)) is not None:
                    _name(row, before.pop(match)["id"])
        for row in rows:
            if "id" not in row:
                _name(row, next(free for n in count(1) if (free := f"{kind.prefix}-{n}") not in held))
                held.add(row["id"])


def _same_text(index: int, row: _Row, before: dict[int, _Row]) -> int | None:
    """The place of the row of before that says exactly the same."""
    return next((place for place, old in before.items() if old == {"id": old["id"], **row}), None)


def _same_place(index: int, row: _Row, before: dict[int, _Row]) -> int | None:
    """The row that stood here before, when it still says one of the same things: then it was edited, not exchanged."""
    old = before.get(index, {})
    return index if any(name in row and old.get(name) == row[name] for name in _TELLING) else None


def _name(row: _Row, row_id: str) -> None:
    members = {"id": row_id, **row}
    row.clear()
    row.update(members)


def _sections_with_ids() -> Iterator[tuple[str, Items]]:
    for name, kind in GuideContent.members().items():
        if isinstance(kind, Items) and kind.prefix:
            yield name, kind
