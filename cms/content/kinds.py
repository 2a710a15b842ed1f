"""The kinds of value a section can hold: how each is checked and described. One value: values.py; several: here.

Each kind is a marshmallow field with two judgements. Loading refuses what a draft may never be (a wrong type, an
unknown key, too many rows, unsafe characters, text over four times its limit). `problems` names what must be mended
before review, as (rule, sentence) with the rule's id from the preflight table.
"""

from typing import Any, ClassVar

from marshmallow import ValidationError

from cms.content.values import (
    Amount,
    Choice,
    Code,
    Day,
    Flag,
    Kind,
    Line,
    Link,
    Problem,
    Prose,
    Shape,
    Slug,
    Text,
)

__all__ = [
    "Amount",
    "Choice",
    "Code",
    "Day",
    "Flag",
    "Group",
    "Items",
    "Kind",
    "Line",
    "Lines",
    "Link",
    "Listing",
    "Problem",
    "Prose",
    "References",
    "Shape",
    "Slug",
    "Text",
    "says_something",
]

_MOST_ROWS = 250  # blank ones included; four times the highest ceiling


class Listing(Kind):
    """Base of the kinds that hold several values. at_most is a ceiling even for drafts, at_least is for review."""

    blank: ClassVar[Any]  # what stands for a row given as null, so that errors keep their index

    def __init__(
        self, label: str, *, noun: str = "line", at_least: int = 0, at_most: int = 60, keep_empty: bool = False,
        **known: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, **known)
        self.noun, self.at_least, self.at_most, self.keep_empty = noun, at_least, at_most, keep_empty

    def rows(self, value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError("This must be a list.")
        # A blank row at the end of a form is not a row: only what says something counts towards the ceiling.
        # Beyond what a form could hold the blank ones count too, or a million of them would keep us busy.
        said = sum(map(says_something, value)) if len(value) <= _MOST_ROWS else len(value)
        if said > self.at_most:
            raise ValidationError(
                f"{self.label} takes at most {self.at_most}; there are {said}. Remove some: nothing was cut."
            )
        return value

    def each(self, value: list[Any], load: Any) -> list[Any]:
        """Every row loaded, or one ValidationError with the errors of all, by index."""
        loaded, errors = [], {}
        for index, row in enumerate(value):
            try:
                loaded.append(type(self).blank if row is None else load(row))
            except ValidationError as error:
                errors[index] = error.messages
        if errors:
            raise ValidationError(errors)
        return loaded

    def missing(self, value: Any) -> str | None:
        have = len(value or ())
        if have >= self.at_least:
            return None
        wanted = f"at least {self.at_least}" if self.at_least > 1 else f"a {self.noun}"
        return f"{self.label} needs {wanted}; there {'is' if have == 1 else 'are'} {have or 'none'}."


class Lines(Listing):
    """Short texts without an identity of their own; compared by value."""

    kind = "lines"
    blank = ""

    def __init__(self, label: str, *, max_length: int, **known: Any) -> None:
        super().__init__(label, **known)
        self.line = Line(known.get("noun", "line").capitalize(), max_length=max_length)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str]:
        return self.each(self.rows(value), self.line.deserialize)


class References(Lines):
    """Ids of other rows. to: the section they live in, or `skills` for both lists of skills."""

    kind = "references"

    def __init__(self, label: str, *, to: str, **known: Any) -> None:
        super().__init__(label, max_length=120, **known)
        self.to = to


class Group(Kind):
    """A value with named members."""

    kind = "group"

    def __init__(self, label: str, shape: type[Shape], **known: Any) -> None:
        super().__init__(label, **known)
        self.shape, self._schema = shape, shape()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValidationError("This must be an object with named members.")
        return self._schema.load(value)  # type: ignore[no-any-return]


class Items(Listing):
    """Rows with members, matched by their id. prefix: for ids the server gives; named_rows: findings name the id."""

    kind = "items"
    blank: ClassVar[Any] = {}

    def __init__(
        self, label: str, shape: type[Shape], *, prefix: str = "", named_rows: bool = False, **known: Any
    ) -> None:
        super().__init__(label, **known)
        self.shape, self._schema, self.prefix, self.named_rows = shape, shape(), prefix, named_rows

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[dict[str, Any]]:
        return self.each(self.rows(value), self._row)

    def _row(self, row: Any) -> dict[str, Any]:
        if not isinstance(row, dict):
            raise ValidationError("Each row must be an object with named members.")
        return self._schema.load(row)  # type: ignore[no-any-return]


def says_something(value: Any) -> bool:
    """Whether there is anything but blanks in `value`, at any depth. Zero and no are something."""
    if isinstance(value, dict):
        return any(map(says_something, value.values()))
    if isinstance(value, list):
        return any(map(says_something, value))
    return bool(value.strip()) if isinstance(value, str) else value is not None
