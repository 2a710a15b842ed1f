"""Suggesting a change: the generated form's own field for one place, and how a suggestion reads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request
from wtforms.fields import FieldList, FormField

from cms.content import Document, GuideContent, spots
from cms.content.compare import Change, Part, words
from cms.content.kinds import Items, Lines
from cms.content.spots import Spot
from cms.services.suggested_edits import can_be_suggested
from cms.store import guides
from cms.store.guides import Guide
from cms.store.suggested_edits import SuggestedEdit
from cms.web.editor import forms
from cms.web.editor.ticking import Choices

# Beside them the page has fields of its own, and those of answers, whose names end with an id.
_FIELD = re.compile(rf"({'|'.join(map(re.escape, GuideContent.members()))})(-.*)?")
_LINES = 3  # blank ones, since this form has no buttons for more


@dataclass(frozen=True)
class SuggestionForm:
    """field: of the form, or None where there is nothing but to take a row out. adds: a row of a list."""

    field: Any
    choices: Choices
    adds: bool = False


@dataclass(frozen=True)
class Shown:
    """A suggestion in words. words: runs of (part, text), as a comparison has them."""

    edit: SuggestedEdit
    change: Change
    words: Sequence[tuple[Part, str]]

    @classmethod
    def of(cls, edit: SuggestedEdit, document: Document) -> "Shown":
        spot = spots.find(document, edit.anchor)
        if spot is not None and isinstance(spot.kind, Items):
            change = Change.REMOVED if spot.row else Change.ADDED
            rows = replace(spot, value=[edit.before if spot.row else edit.after], row=False)
            return cls(edit, change, [(Part.DELETED if spot.row else Part.INSERTED, rows.text)])
        before, after = (_said(spot, value) for value in (edit.before, edit.after))
        return cls(edit, Change.EDITED, list(words(before, after)))


def of(spot: Spot | None, document: Document, *, again: bool) -> SuggestionForm | None:
    """The form for a place; None where nothing can be suggested. again: with what was just posted, if that has a field
    for the place.
    """
    if spot is None or not can_be_suggested(spot):
        return None
    if spot.row:
        return SuggestionForm(None, {})
    adds = isinstance(spot.kind, Items)
    whole = forms.from_document(document)
    field = _at(forms.from_post(request.form), spot, adds=adds, posted=True) if again else None
    if field is None:
        field = _at(forms.from_document(_inviting(spot, document)), spot, adds=adds, posted=False)
    return SuggestionForm(field, forms.choices_for(whole), adds)


def is_changed(spot: Spot | None, document: Document) -> bool:
    """Whether something else was posted for the place than its form had offered."""
    offered, typed = (of(spot, document, again=again) for again in (False, True))
    if offered is None or offered.field is None or typed is None or typed.field is None:
        return False
    return bool(_without_blanks(offered.field.data) != _without_blanks(typed.field.data))


def posted() -> list[str]:
    """What was typed into the fields of a suggestion, whatever place they were for: it may have gone since."""
    found = [one for name in request.form for one in request.form.getlist(name) if _FIELD.fullmatch(name)]
    return [one for one in found if one.strip()]


def posted_value(guide: Guide, anchor: str) -> Any:
    """What the form for that place says, as plain Python; None for nothing, or when there is no such place."""
    spot = spots.find(guides.revision(guide.id, guide.newest).document, anchor)
    if spot is None or spot.row:
        return None
    field = _at(forms.from_post(request.form), spot, adds=isinstance(spot.kind, Items), posted=True)
    return None if field is None else field.data


def _at(form: Any, spot: Spot, *, adds: bool, posted: bool) -> Any:
    """The field of a place, or of the one row that is added there. Of the rows above it only one is posted."""
    found = form
    for step in (*spot.where, *([0] if adds else [])):
        found = found.form if isinstance(found, FormField) else found
        if isinstance(found, FieldList):
            place = 0 if posted or step == 0 else int(step)
            if place >= len(found.entries):
                return None
            found = found.entries[place]
        else:
            found = found[step]
    return found


def _without_blanks(value: Any) -> Any:
    """What a field says, however a browser ends its lines, and whatever a form makes of nothing."""
    if isinstance(value, dict):
        return {name: kept for name, one in value.items() if (kept := _without_blanks(one))}
    if isinstance(value, list):
        return [kept for one in value if (kept := _without_blanks(one))]
    return "" if value is None else "\n".join(str(value).split("\r\n")).strip()


def _inviting(spot: Spot, document: Document) -> Document:
    """The document with a blank row in place of a list's rows, or with blank lines below those there are."""
    blank = [None] * _LINES
    if isinstance(spot.kind, Items):
        row = {name: blank for name, one in spot.kind.shape.members().items() if type(one) is Lines}
        return spots.with_value(document, spot.where, [row])
    if type(spot.kind) is Lines:
        return spots.with_value(document, spot.where, [*(spot.value or []), *blank])
    return document


def _said(spot: Spot | None, value: Any) -> str:
    """A value as an editor reads it; of a place that has gone, as plainly as can be."""
    if spot is not None:
        return replace(spot, value=value).text
    if isinstance(value, dict):
        return "\n".join(_said(None, one) for one in value.values())
    return "\n".join(_said(None, one) for one in value) if isinstance(value, list) else str(value or "")
