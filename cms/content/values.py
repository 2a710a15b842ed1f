"""The kinds that are one value: text of several sorts, a number, yes or no. See kinds.py for the whole."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, fields

from cms.content import codes
from cms.content.slugs import RESERVED, SLUG
from cms.content.text import tidy, unsafe_character
from cms.content.web_addresses import is_web_address

Problem = tuple[str, str]
_LINE_ENDS = re.compile(r"\s*\n\s*")
_BIGGEST = 10**12  # well inside the integers that every JSON parser keeps exactly


class Shape(Schema):
    """Base of everything that has members: a section with parts, a row, the guide itself."""

    class Meta:
        unknown = RAISE

    @classmethod
    def members(cls) -> Mapping[str, "Kind"]:
        """The declared members by name, in reading order."""
        return cls._declared_fields  # type: ignore[return-value]  # marshmallow's own registry; all ours are kinds


class Kind(fields.Field[Any]):
    """What every kind knows: its words, where it stands, and whether review needs it."""

    kind: ClassVar[str]

    def __init__(
        self, label: str, *, help: str = "", heading: str = "", required: bool = False, part: str = "",
        shown: bool = True, editable: bool = True, rare: bool = False,
    ) -> None:  # fmt: skip
        """label: for the form. heading: for readers (the label when empty). required: before review.
        part: the form's fieldset; empty for a section of its own. shown: has a place on the page.
        rare: most do without, so the form folds it away while it is blank.
        """
        super().__init__(allow_none=True)
        self.label, self.help, self.heading = label, help, heading or label
        self.needed, self.part, self.shown, self.editable, self.rare = required, part, shown, editable, rare

    def problems(self, value: Any) -> Iterator[Problem]:
        """What is wrong with a value that is present, apart from what it contains."""
        yield from ()

    def missing(self, value: Any) -> str | None:
        """A sentence when review needs more than `value` (None = absent) has."""
        return f"{self.label} is still empty." if self.needed and value is None else None


class Text(Kind):
    """Plain text. good: the range of words an editor likes, for the form."""

    def __init__(self, label: str, *, max_length: int, markup: bool = False, **known: Any) -> None:
        super().__init__(label, **known)
        self.max_length, self.markup = max_length, markup

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("This must be text.")
        if found := unsafe_character(value.replace("\r", "")):
            raise ValidationError(f"This contains the character {found}, which cannot be kept. Remove it.")
        text = tidy(value)
        if len(text) > 4 * self.max_length:
            raise ValidationError(
                f"This is {len(text)} characters long; {4 * self.max_length} is the most we can keep."
            )
        return text

    def problems(self, value: Any) -> Iterator[Problem]:
        if found := unsafe_character(value):
            yield "S09", f"{self.label} contains the character {found}. Remove it."
        if len(value) > self.max_length:
            yield "S10", f"{self.label} is {len(value)} characters long; the limit is {self.max_length}."


class Line(Text):
    """One line: line ends are spaces, as a browser's one-line field would otherwise drop them and glue two words."""

    kind = "line"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return _LINE_ENDS.sub(" ", super()._deserialize(value, attr, data, **kwargs))


class Prose(Text):
    """Several lines. paragraphs: a blank line begins a new one."""

    kind = "prose"

    def __init__(self, label: str, *, paragraphs: bool = False, **known: Any) -> None:
        super().__init__(label, **known)
        self.paragraphs = paragraphs


class Slug(Text):
    kind = "slug"

    def __init__(self, label: str, *, max_length: int = 120, **known: Any) -> None:
        super().__init__(label, max_length=max_length, **known)

    def problems(self, value: Any) -> Iterator[Problem]:
        yield from super().problems(value)
        if not SLUG.fullmatch(value):
            yield "S07", f"{self.label} must be lower-case words of a–z and 0–9 joined by hyphens, not “{value}”."
        elif value in RESERVED:
            yield "S07", f"“{value}” is a reserved word; choose another {self.label.lower()}."


class Link(Text):
    kind = "link"

    def __init__(self, label: str, **known: Any) -> None:
        super().__init__(label, max_length=2000, **known)

    def problems(self, value: Any) -> Iterator[Problem]:
        yield from super().problems(value)
        if not is_web_address(value):
            yield "S08", f"{self.label} must be a full web address that begins with https:// or http://."


class Choice(Text):
    """One of `options`: value to the word that an editor and a reader see."""

    kind = "choice"

    def __init__(self, label: str, options: Mapping[str, str], **known: Any) -> None:
        super().__init__(label, max_length=80, **known)
        self.options = options

    def problems(self, value: Any) -> Iterator[Problem]:
        if value not in self.options:
            yield "S07", f"{self.label} does not know “{value}”. Choose one of: {', '.join(self.options.values())}."


class Code(Text):
    """A code of a public standard. of: `language` (BCP 47), `region` (ISO 3166-1), `currency` (ISO 4217)."""

    kind = "code"

    def __init__(self, label: str, *, of: str, **known: Any) -> None:
        super().__init__(label, max_length=80, **known)
        self.of = of

    def problems(self, value: Any) -> Iterator[Problem]:
        if not codes.is_known(self.of, value):
            name, like = self.label.lower(), codes.EXAMPLES[self.of]
            yield "S07", f"{self.label}: “{value}” is not a {name} code we know, such as {like}."


class Day(Text):
    """A calendar day, written 2026-11-22."""

    kind = "day"

    def __init__(self, label: str, **known: Any) -> None:
        super().__init__(label, max_length=10, **known)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return text and date.fromisoformat(text).isoformat()
        except ValueError:
            raise ValidationError("This must be a day, written like 2026-11-22.") from None


class Amount(Kind):
    """A number; whole ones are kept as integers."""

    kind = "amount"
    no_number = "This must be a number."

    def __init__(self, label: str, *, minimum: float | None = None, maximum: float | None = None, **known: Any) -> None:
        super().__init__(label, **known)
        self.minimum, self.maximum = minimum, maximum

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int | float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValidationError(self.no_number)
        # In this order: isfinite() raises for an integer of more than 308 digits.
        if abs(value) > _BIGGEST or not math.isfinite(value):
            raise ValidationError("This number is too large.")
        return int(value) if value == int(value) else value

    def problems(self, value: Any) -> Iterator[Problem]:
        if self.minimum is not None and value < self.minimum:
            yield "S04", f"{self.label} must be at least {self.minimum:g}, not {value:,}."
        if self.maximum is not None and value > self.maximum:
            yield "S04", f"{self.label} must be at most {self.maximum:g}, not {value:,}."


class Flag(Kind):
    """Yes, no, or not said."""

    kind = "flag"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("This must be yes or no (true or false).")
        return value
