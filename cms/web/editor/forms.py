"""The form of a whole guide, generated from GuideContent: built from posted data or a document, and its complaints."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import abort
from markupsafe import escape
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.fields import FieldList, FormField

from cms.content import GuideContent
from cms.content import typed as understood
from cms.content.kinds import Code, Group, Items, Lines, Listing, References, Shape, Slug, says_something
from cms.content.rows import Intros
from cms.errors import flat
from cms.web.editor.ticking import Choices
from cms.web.editor.widgets import Known, form_class

# A guide at every limit posts some 9,000 values, ticked boxes included.
_MOST_VALUES = 20_000
_FIRST_LINES = 3  # blank ones to begin a list of lines with; those that stay blank are not kept


@dataclass(frozen=True)
class Part:
    """One fieldset of the form: a section of its own, or several small ones under one heading.

    lead_in: the field for the words above the section, where it may have some: seen first, by writers too.
    """

    name: str
    heading: str
    fields: tuple[Any, ...]
    lead_in: Any = None

    def holds(self, where: Sequence[str | int]) -> bool:
        """Whether the form has the value at `where` in this part."""
        return any(tuple(where[:length]) in self._places for length in range(1, len(where) + 1))

    @cached_property
    def _places(self) -> frozenset[tuple[str, ...]]:
        fields = (*self.fields, self.lead_in) if self.lead_in else self.fields
        return frozenset(tuple(field.name.split("-")) for field in fields)


@dataclass(frozen=True)
class Complaint:
    """A line of the error summary. field_id: what it links to."""

    field_id: str
    label: str
    message: str


def from_post(data: MultiDict[str, str]) -> Form:
    """Aborts with 413 when there are more values than any guide has."""
    if sum(map(len, data.listvalues())) > _MOST_VALUES:
        abort(413, f"This form has more than {_MOST_VALUES} values. Nothing was saved.")
    return form_class(GuideContent)(data)


def from_document(document: Mapping[str, Any]) -> Form:
    """With as many rows as review will ask for, so that one that was begun with keeps its place until it is filled."""
    return form_class(GuideContent)(data=inviting(GuideContent, document, filled_up=True))


def from_rows(typed: Mapping[str, Any]) -> Form:
    """As it was typed, after a row was added, removed or moved."""
    return form_class(GuideContent)(data=inviting(GuideContent, typed))


def look_at(form: Form, place: str) -> None:
    """Marks where to go on after a row was added or moved: the control at `place` (a field id), a new row's first one.

    A place that is not there is passed over.
    """
    found: Any = form
    try:
        for step in place.split("-"):
            found = found.form if isinstance(found, FormField) else found
            found = found.entries[int(step)] if isinstance(found, FieldList) else found[step]
    except (LookupError, TypeError, ValueError):
        return
    while isinstance(found, FormField) and not says_something(found.data):
        found = next(field for field in found.form if field.kind.kind != "slug")
    found.here = True


def raw(form: Form) -> dict[str, Any]:
    """What was typed, as plain Python for content.draft()."""
    return dict(form.data)


def inviting(shape: type[Shape], value: Mapping[str, Any] | None, *, filled_up: bool = False) -> dict[str, Any]:
    """With blank rows where review will ask for rows and there are none, so that one can begin to write.

    filled_up: also where there are too few.
    """
    shown = dict(value or {})
    for name, kind in shape.members().items():
        if isinstance(kind, Group):
            shown[name] = inviting(kind.shape, shown.get(name), filled_up=filled_up)
        elif isinstance(kind, Listing) and not isinstance(kind, References):
            wanted = _FIRST_LINES if kind.at_least and isinstance(kind, Lines) else kind.at_least
            rows = shown.get(name) or [None] * wanted
            if filled_up:
                rows = [*rows, *[None] * (kind.at_least - len(rows))]
            shown[name] = [inviting(kind.shape, row) for row in rows] if isinstance(kind, Items) else rows
    return shown


def parts(form: Form) -> list[Part]:
    """The fieldsets in reading order; sections that share a `part` stand together where the first of them stands, and
    in each what is written comes before codes and addresses.
    """
    grouped: dict[str, list[Any]] = {}
    lead_ins: dict[str, Any] = {}
    members = GuideContent.members()
    for name, kind in members.items():
        if isinstance(kind, Group) and kind.shape is Intros:
            lead_ins = {one.short_name: one for one in form[name].form}
        elif kind.editable:
            grouped.setdefault(kind.part or name, []).append(form[name])
    return [
        Part(
            fields[0].name,
            members[key].label if key in members else key,
            tuple(sorted(fields, key=_is_code)),
            lead_ins.get(key),
        )
        for key, fields in grouped.items()
    ]


def _is_code(field: Any) -> bool:
    return isinstance(field.kind, Code | Slug)


def number_of_rows(form: Form) -> int:
    """Rows of the lists of the guide itself, without lines and rows inside rows."""
    return sum(len(field.entries) for field in form if isinstance(field, FieldList))


def show_errors(form: Form, errors: Mapping[Any, Any]) -> list[Complaint]:
    """Hangs the judge's messages on the fields they are about; returns them for the summary."""
    return list(_hang(form, understood.explained(GuideContent, errors), ""))


def _hang(form: Any, errors: Mapping[Any, Any], within: str) -> Iterator[Complaint]:
    for name, found in errors.items():
        if name not in form:
            for message in found if isinstance(found, list) else [str(found)]:
                yield Complaint("", str(name), message)
        else:
            yield from _on(form[name], found, within)


def _on(field: Any, found: Any, within: str) -> Iterator[Complaint]:
    kind = field.kind if isinstance(field, Known) else None
    label = f"{within} › {kind.label}" if within and kind else kind.label if kind else within
    if isinstance(found, list):
        field.complaints = tuple(map(str, found))
        for message in field.complaints:
            yield Complaint(field.id, label, message)
    elif isinstance(field, FormField):
        yield from _hang(field.form, found, label)
    elif isinstance(field, FieldList):
        for index, inner in found.items():
            row = field.entries[index]
            here = f"{label} › {field.kind.noun} {index + 1}"
            if isinstance(row, FormField) and isinstance(inner, Mapping):
                yield from _hang(row.form, inner, here)
            else:
                row.complaints = tuple(map(str, inner))
                yield from (Complaint(row.id, here, message) for message in row.complaints)
    else:  # one control for several values: ticked boxes
        yield from _on(field, list(dict.fromkeys(message for _, message in flat(found))), within)


def choices_for(form: Form) -> Choices:
    """What references can name: the rows of the lists they refer to, as they stand in the form."""
    typed = raw(form)
    named = {
        section: {
            row["id"]: row.get("label") or row.get("title") or row["id"]
            for row in typed.get(section) or []
            if row and row.get("id")
        }
        for section in ("resources", "sources", "roadmap")
    }
    skills = [
        row["skill"]
        for section in ("skills_to_learn", "transferable_skills")
        for row in typed.get(section) or []
        if row and row.get("skill")
    ]
    named["skills"] = {one["slug"]: one.get("label") or one["slug"] for one in skills if one.get("slug")}
    return {to: {one: (escape(one), escape(words)) for one, words in rows.items()} for to, rows in named.items()}
