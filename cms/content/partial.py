"""A document in the middle of typing: what of it can be kept, while one value is not yet what it is going to be."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from cms.content.document import Document, draft
from cms.content.guide import GuideContent
from cms.content.kinds import Items, says_something
from cms.content.rows import identity
from cms.errors import InvalidContent

Where = tuple[str | int, ...]
_ATTEMPTS = 3  # what is wrong inside shows at once; equal ids only when nothing else is


def keepable(raw: Any, before: Document) -> tuple[Any, Mapping[Any, Any]]:
    """`raw` with each value that no draft may hold replaced by what stood there before, and the errors about those.

    before: the document that the writer continues; rows are matched by name, else by place.
    Raises InvalidContent when something is wrong that is no single value: a list too long, an unknown member.
    """
    errors: dict[Any, Any] = {}
    text = raw
    for _ in range(_ATTEMPTS):
        try:
            draft(text)
        except InvalidContent as error:
            places = list(_values(error.errors, text, ()))
            if not places:
                raise
            text = copy.deepcopy(text)
            for where in places:
                _put(text, where, _found(before, where, text))
            errors = _joined(errors, error.errors)
            continue
        return text, errors
    raise InvalidContent(errors)


def given(raw: Any, document: Document) -> dict[str, str]:
    """The ids of rows that `raw` had without one, by their place there: `roadmap-3`. `document`: the draft of `raw`."""
    ids: dict[str, str] = {}
    for section, kind in GuideContent.members().items():
        if isinstance(kind, Items) and kind.prefix:
            own = {row["id"] for row in raw.get(section) or () if row and row.get("id")}
            places = [at for at, row in enumerate(raw.get(section) or ()) if says_something(row) and not row.get("id")]
            new = [row["id"] for row in document.get(section, []) if row["id"] not in own]
            ids |= {f"{section}-{at}": name for at, name in zip(places, new, strict=False)}
    return ids


def proposed(raw: Any, document: Document) -> dict[str, str]:
    """The names in addresses that `document`, the draft of `raw`, gives to skills that `raw` only labels, by their
    place there: `skills_to_learn-3`. They follow the labels until somebody writes them down.
    """
    slugs: dict[str, str] = {}
    for section in ("transferable_skills", "skills_to_learn"):
        places = [(at, row) for at, row in enumerate(raw.get(section) or ()) if says_something(row)]
        for (at, row), made in zip(places, document.get(section, []), strict=False):
            if not (row.get("skill") or {}).get("slug") and (slug := made.get("skill", {}).get("slug")):
                slugs[f"{section}-{at}"] = slug
    return slugs


def _values(errors: Mapping[Any, Any], text: Any, at: Where) -> Iterator[Where]:
    """Where single values are wrong. Raises InvalidContent at anything else that is."""
    for step, found in errors.items():
        try:
            inner = text[step]
        except (LookupError, TypeError):
            raise InvalidContent(errors) from None
        if isinstance(found, Mapping):
            yield from _values(found, inner, (*at, step))
        elif isinstance(inner, dict | list) or (not at and step not in GuideContent.members()):
            raise InvalidContent({step: found})
        else:
            yield (*at, step)


def _put(text: Any, where: Where, value: Any) -> None:
    for step in where[:-1]:
        text = text[step]
    text[where[-1]] = value


def _found(before: Any, where: Where, text: Any) -> Any:
    for step in where:
        text = text[step]
        if isinstance(step, int):
            name = identity(text) if isinstance(text, dict) else ""
            rows = before if isinstance(before, list) else []
            named = [row for row in rows if name and isinstance(row, dict) and identity(row) == name]
            before = named[0] if named else rows[step] if step < len(rows) and not name else None
        else:
            before = before.get(step) if isinstance(before, dict) else None
    return before


def _joined(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> dict[Any, Any]:
    both = dict(one)
    for step, found in other.items():
        known = both.get(step)
        both[step] = _joined(known, found) if isinstance(known, Mapping) and isinstance(found, Mapping) else found
    return both
