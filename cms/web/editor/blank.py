"""Blank rows of every list, for the page's scripts to copy: what the server would show after `add:`, at any depth."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup
from wtforms import Form

from cms.content import GuideContent
from cms.content.kinds import Group, Items, Lines, References, Shape
from cms.web.editor.forms import inviting
from cms.web.editor.widgets import FIELDS


@dataclass(frozen=True)
class Blank:
    """place: the list's name with every row number as 0, such as `roadmap-0-tasks`. field: it, with one blank row.

    prefix: what stands before that name in this copy, so that no id occurs twice on the page.
    """

    place: str
    prefix: str
    field: Any


def rows() -> tuple[Blank, ...]:
    return tuple(_one(number, place, kind) for number, (place, kind) in enumerate(lists(GuideContent)))


@cache
def templates() -> Markup:
    """A <template> for each. Made once: nothing in them changes."""
    made: Markup = get_template_attribute("editor/_fields.html", "templates")(rows())
    return made


def lists(shape: type[Shape], within: str = "") -> Iterator[tuple[str, Items | Lines]]:
    """Every list that has rows, with the place of the first of them."""
    for name, kind in shape.members().items():
        if not kind.editable or isinstance(kind, References):
            continue
        if isinstance(kind, Items | Lines):
            yield f"{within}{name}", kind
        if isinstance(kind, Items):
            yield from lists(kind.shape, f"{within}{name}-0-")
        elif isinstance(kind, Group):
            yield from lists(kind.shape, f"{within}{name}-")


def _one(number: int, place: str, kind: Items | Lines) -> Blank:
    owner, dash, name = place.rpartition("-")
    prefix = f"new{number}-"
    row = inviting(kind.shape, None) if isinstance(kind, Items) else None
    form = type("BlankForm", (Form,), {name: FIELDS[kind.kind](kind)})(
        data={name: [row]}, prefix=f"{prefix}{owner}{dash}"
    )
    return Blank(place, prefix, form[name])
