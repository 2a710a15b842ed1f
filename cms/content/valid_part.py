"""What can be shown of a text while somebody is typing: all of it but what even a draft may not be."""

from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from cms.content.document import Document, draft
from cms.content.guide import GuideContent
from cms.content.kinds import Group, Items, Listing, Shape
from cms.errors import InvalidContent

_MOST_ROUNDS = 4  # wrong values hide equal ids; no third kind of error is known


@dataclass(frozen=True)
class ValidPart:
    """kept: what was given, with None where something was left out, so that rows keep their places.

    errors: what was wrong, round by round, each in the shape of what was given.
    """

    document: Document
    kept: dict[str, Any]
    errors: tuple[Mapping[Any, Any], ...]


def valid_part(raw: dict[str, Any], *, base: Document | None = None, used: Collection[str] = ()) -> ValidPart:
    """The normal form of what is valid in `raw`; base and used as for `draft`. At worst it keeps nothing."""
    kept = deepcopy(raw)
    errors: list[Mapping[Any, Any]] = []
    for _ in range(_MOST_ROUNDS):
        try:
            return ValidPart(draft(kept, base=base, used=used), kept, tuple(errors))
        except InvalidContent as refusal:
            errors.append(refusal.errors)
            _leave_out(kept, GuideContent, refusal.errors)
    return ValidPart({}, {}, tuple(errors))


def _leave_out(members: dict[str, Any], shape: type[Shape], errors: Mapping[Any, Any]) -> None:
    for name, found in errors.items():
        kind, value = shape.members().get(name), members.get(name)
        if isinstance(kind, Group) and isinstance(value, dict) and isinstance(found, Mapping):
            _leave_out(value, kind.shape, found)
        elif isinstance(kind, Listing) and isinstance(value, list) and isinstance(found, Mapping):
            for index, wrong in found.items():
                row = value[index]
                if isinstance(kind, Items) and isinstance(row, dict) and isinstance(wrong, Mapping):
                    _leave_out(row, kind.shape, wrong)
                else:
                    value[index] = None
        elif isinstance(kind, Listing) and isinstance(value, list) and len(value) > kind.at_most:
            members[name] = value[: kind.at_most]
        elif kind is None:
            members.pop(name, None)  # no member of ours
        else:
            members[name] = None
