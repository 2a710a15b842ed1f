"""What most do without, and names in addresses: folded away in the form while nothing is said there or about it."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from markupsafe import Markup
from wtforms.fields import FieldList, FormField

from cms.content.kinds import says_something
from cms.web.editor.controls import Notes


def fold(fields: Sequence[Any], notes: Notes) -> Markup:
    """Begins what the form folds away, and names it. It is open where it says something, was refused, or something is
    said about it.
    """
    is_open = any(_is_seen(field, notes, field.kind.kind != "slug") for field in fields)
    words = _folded_words(tuple(field.kind for field in fields))
    return Markup('<details class="details"{}>\n<summary>{}</summary>').format(
        Markup(" open") if is_open else "", words
    )


def _is_seen(field: Any, notes: Notes, if_filled: bool) -> bool:
    """if_filled: also when it only says something, which a slug does in most rows."""
    if field.id in notes or bool(getattr(field, "complaints", ())):
        return True
    if isinstance(field, FormField | FieldList):
        inside = field.form if isinstance(field, FormField) else field.entries
        return any(_is_seen(one, notes, if_filled) for one in inside)
    return if_filled and says_something(field.data)


@cache
def _folded_words(kinds: tuple[Any, ...]) -> str:
    return f"More: {', '.join(kind.label for kind in kinds).lower()}"
