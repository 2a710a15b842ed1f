"""Adding, copying, removing and moving rows by plain buttons: one operation on the plain rows that were posted.

A button says what and where: `add:roadmap-0-tasks`, `duplicate:faq-2`, `remove:faq-2`, `up:roadmap-1`,
`down:roadmap-1`. The page's scripts (static/editor/rows.js) do the same at once, without asking the server.
"""

from copy import deepcopy
from typing import Any

OPERATIONS = ("add", "duplicate", "remove", "up", "down")


def apply(raw: dict[str, Any], button: str) -> str:
    """Changes `raw` as the button says; returns the place (field id) to look at next, "" when it names no row.

    What an unknown button asks for is left undone: the form is shown again as it was.
    """
    operation, _, place = button.partition(":")
    steps = place.split("-")
    if operation == "add":
        rows = _find(raw, steps)
        if not isinstance(rows, list):
            return ""
        rows.append(None)
        return f"{place}-{len(rows) - 1}"
    rows = _find(raw, steps[:-1])
    index = int(steps[-1]) if steps[-1].isascii() and steps[-1].isdigit() and len(steps[-1]) < 6 else -1
    if operation not in OPERATIONS or not isinstance(rows, list) or not 0 <= index < len(rows):
        return ""
    owner = "-".join(steps[:-1])
    if operation == "remove":
        del rows[index]
        return f"{owner}-{min(index, len(rows) - 1)}" if rows else owner
    if operation == "duplicate":
        rows.insert(index + 1, _nameless(rows[index]))
        return f"{owner}-{index + 1}"
    other = index - 1 if operation == "up" else index + 1
    if 0 <= other < len(rows):
        rows[index], rows[other] = rows[other], rows[index]
        return f"{owner}-{other}"
    return place


def _nameless(row: Any) -> Any:
    """A copy without what names the row, so that the server gives it a name of its own."""
    copy = deepcopy(row)
    if isinstance(copy, dict):
        copy.pop("id", None)
        if isinstance(copy.get("skill"), dict):
            copy["skill"].pop("slug", None)
    return copy


def _find(value: Any, steps: list[str]) -> Any:
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step[:6]) < len(value):
            value = value[int(step[:6])]
        else:
            return None
    return value
