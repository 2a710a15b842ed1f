"""From a kind of value to its WTForms field: names and rows to plain Python and back, and no rule of its own.

What cannot be turned into the right type stays the text that was typed, so that the one judge (marshmallow) refuses
it with its sentence and the form shows it again. `complaints` carries those sentences.
"""

from collections.abc import Callable
from typing import Any

from flask import abort
from wtforms import Form
from wtforms.fields import Field, FieldList, FormField
from wtforms.utils import unset_value

from cms.content import codes, rows, typed
from cms.content.kinds import Group, Items, Kind, Lines, Shape

TYPED_LAST = "typed"  # names, as often as it needs, the fields that were typed in last, each of its group


class Known:
    """What every field of ours knows beside WTForms: its kind, what the judge said about its value, whether it is
    where one goes on writing, what other guides may suggest for it (`role`, `skill`, `resource`), and whether it is a
    group of nothing but a name and what is made from it.
    """

    kind: Any
    complaints: tuple[str, ...] = ()
    here = False
    suggests = ""
    is_name = False


class Value(Known, Field):  # type: ignore[misc]  # WTForms has no types
    """One value in one control: text as it was typed, trimmed; None when blank."""

    def __init__(self, kind: Kind, *, suggests: str = "", **known: Any) -> None:
        super().__init__(kind.label, **known)
        self.kind, self.suggests = kind, suggests

    def process_formdata(self, values: list[str]) -> None:
        text = values[0] if values else ""
        self.data = self.read(text) if text.strip() else None

    def read(self, text: str) -> Any:
        return text

    @property
    def shown(self) -> str:
        """What the control shows: the very text that was typed, else the value."""
        return self.raw_data[0] if self.raw_data else "" if self.data is None else str(self.data)


def amount_of(text: str) -> Any:
    """The number in a control's text; the text itself when there is none."""
    number = typed.number(text)
    return text if number is None else number


def day_of(text: str) -> str:
    """The day as the document has it; the text itself when it is none."""
    return typed.day(text) or text


def address_of(text: str) -> str:
    """The address with its scheme; the text itself where that is not clearly missing."""
    return typed.address(text) or text


def flag_of(text: str) -> Any:
    return {"yes": True, "no": False}.get(text, text)


class AmountValue(Value):
    def read(self, text: str) -> Any:
        return amount_of(text)


class DayValue(Value):
    def read(self, text: str) -> Any:
        return day_of(text)


class LinkValue(Value):
    def read(self, text: str) -> Any:
        return address_of(text)


class FlagValue(Value):
    def read(self, text: str) -> Any:
        return flag_of(text)

    @property
    def shown(self) -> str:
        return {True: "yes", False: "no", None: ""}.get(self.data, str(self.data))


class CodeValue(Value):
    """A language, country or currency: its name is as good as its code."""

    def read(self, text: str) -> Any:
        return codes.code_of(self.kind.of, text)

    @property
    def shown(self) -> str:
        return super().shown if self.raw_data or self.data is None else codes.typed_as(self.kind.of, str(self.data))


class ReferencesValue(Value):
    """Ticked rows. Where an empty list means something else than none (`depends_on`), “nothing” is a box of its own."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        if formdata is not None and self.data is None and getattr(self.kind, "keep_empty", False):
            self.data = [] if f"{self.name}-nothing" in formdata else None

    def process_formdata(self, values: list[str]) -> None:
        self.data = values or None

    @property
    def ticked(self) -> list[str]:
        return [one for one in self.data if isinstance(one, str)] if isinstance(self.data, list) else []


class GroupField(Known, FormField):  # type: ignore[misc]
    def __init__(self, kind: Group, **known: Any) -> None:
        super().__init__(form_class(kind.shape), kind.label, **known)
        self.kind, self.is_name = kind, list(kind.shape.members()) == ["slug", "label"]
        self.newest: list[str] = []

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        begins = f"{self.name}-"
        said = formdata.getlist(TYPED_LAST) if formdata else []
        self.newest = [name.removeprefix(begins) for name in said if name.startswith(begins)]

    @property
    def data(self) -> Any:
        return typed.spread(self.kind.shape, self.form.data, self.newest)


class RowsField(Known, FieldList):  # type: ignore[misc]
    """Rows by number. FieldList's own ceiling would cut in silence, while the judge says how many are too many.

    Aborts with 413 far beyond that, because every row costs a form of its own.
    """

    kind: Items | Lines

    def __init__(self, kind: Items | Lines, **known: Any) -> None:
        inner = FormField(form_class(kind.shape)) if isinstance(kind, Items) else Value(kind.line)
        super().__init__(inner, kind.label, **known)
        self.kind = kind

    def numbers(self, formdata: Any) -> list[int]:
        """The row numbers as they were posted, one for each entry: entries themselves are numbered without gaps."""
        return sorted(self._extract_indices(self.name, formdata))

    def _extract_indices(self, prefix: str, formdata: Any) -> set[int]:
        """Row numbers as the form writes them. FieldList takes “²” for a number too, and fails on it."""
        start = f"{prefix}-"
        numbers = {name[len(start) :].partition("-")[0] for name in formdata if name.startswith(start)}
        found = {int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 12}
        if len(found) > 4 * self.kind.at_most:
            abort(413, f"“{self.kind.label}” came with {len(found)} rows. Nothing was saved.")
        return found


FIELDS: dict[str, Callable[..., Any]] = {
    "line": Value,
    "prose": Value,
    "slug": Value,
    "link": LinkValue,
    "choice": Value,
    "code": CodeValue,
    "day": DayValue,
    "amount": AmountValue,
    "flag": FlagValue,
    "references": ReferencesValue,
    "lines": RowsField,
    "items": RowsField,
    "group": GroupField,
}

# The control of a shape that a pick among what other guides name fills in, and the others with it.
_SUGGESTED: dict[type[Shape], tuple[str, str]] = {
    rows.Role: ("label", "role"),
    rows.Skill: ("label", "skill"),
    rows.Resource: ("title", "resource"),
}

_classes: dict[type[Shape], type[Form]] = {}


def form_class(shape: type[Shape]) -> type[Form]:
    """The form of a shape, one field per member that can be edited; made once."""
    if shape not in _classes:
        picked, suggests = _SUGGESTED.get(shape, ("", ""))
        fields = {
            name: Value(kind, suggests=suggests) if name == picked else FIELDS[kind.kind](kind)
            for name, kind in shape.members().items()
            if kind.editable
        }
        _classes[shape] = type(f"{shape.__name__}Form", (Form,), fields)
    return _classes[shape]
