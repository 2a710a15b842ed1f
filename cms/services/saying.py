"""What people say with an act, from any face of the product: one shape, judged like content."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from marshmallow import ValidationError

from cms import clock
from cms.content.checklist import CHECKLIST
from cms.content.kinds import Amount, Choice, Flag, Items, Line, Lines, Problem, Prose, Shape
from cms.errors import InvalidContent
from cms.services import local_times
from cms.workflow import Inputs, Removal

# fromisoformat() alone reads more: weeks, times without seconds, a comma before the fraction; and less: no small “z”.
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


class Moment(Line):
    """A time with its offset (RFC 3339)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            moment = datetime.fromisoformat(text.upper()) if _RFC_3339.fullmatch(text) else None
        except ValueError:
            moment = None
        if moment is None or not 1 < moment.year < 9999:  # at both ends of the calendar UTC may have no such year
            raise ValidationError("This must be a time with its offset, such as 2026-11-22T09:00:00+01:00.")
        return moment

    def problems(self, value: Any) -> Iterator[Problem]:
        yield from ()  # a moment is text no longer


class Zone(Line):
    """A name of the IANA time zone database that means the same everywhere."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        name = super()._deserialize(value, attr, data, **kwargs)
        try:
            local_times.place(name)
        except ValueError:
            raise ValidationError("This must be a time zone such as Europe/Berlin.") from None
        return name


class Answer(Shape):
    """The reason why a warning stays."""

    rule = Line("Rule", max_length=10)
    path = Line("Path", max_length=400)
    reason = Prose("Reason", max_length=500)


class Said(Shape):
    comment = Prose("Comment", max_length=2000)
    reason = Prose("Reason", max_length=2000)
    change_note = Prose("Change note", max_length=500)
    major = Flag("Major change")
    due = Moment("Due", max_length=40)
    no_day = Flag("No day")
    zone = Zone("Time zone", max_length=64)
    removal = Choice("Removal", {one.value: one.label for one in Removal})
    target = Line("Target", max_length=120)
    public_text = Prose("Public text", max_length=1000)
    evidence = Prose("Evidence", max_length=2000)
    revision = Amount("Revision", minimum=1, maximum=999_999_999)
    checklist = Lines("Checked", max_length=40, at_most=len(CHECKLIST))
    acknowledge = Items("Acknowledgements", Answer, at_most=200)


_SHAPE = Said()
_SENTENCE = "What comes with this act is malformed."


def spoken(raw: Any) -> tuple[Inputs, list[Mapping[str, str]]]:
    """Inputs and acknowledgements [{rule, path, reason}] from plain values.

    Raises InvalidContent for unknown names and wrong types, by path, and for text beyond its limit.
    """
    if not isinstance(raw, dict):
        raise InvalidContent({"body": ["This must be an object with named members."]}, _SENTENCE)
    try:
        said = {name: value for name, value in _SHAPE.load(raw).items() if value is not None}
    except ValidationError as error:
        raise InvalidContent(error.messages_dict, _SENTENCE) from None
    except RecursionError:
        raise InvalidContent({"body": ["This is nested too deep."]}, _SENTENCE) from None
    answers = [{key: text or "" for key, text in one.items()} for one in said.pop("acknowledge", None) or []]
    problems = _problems(Said, said)
    if isinstance(said.get("revision"), float):
        problems["revision"] = ["Revision must be a whole number."]
    if unknown := set(said.get("checklist") or ()) - CHECKLIST.keys():
        problems["checklist"] = [f"This is not on the list: {', '.join(sorted(unknown))[:200]}."]
    if rows := {index: found for index, one in enumerate(answers) if (found := _problems(Answer, one))}:
        problems["acknowledge"] = rows
    if problems:
        raise InvalidContent(problems, _SENTENCE)
    removal = said.pop("removal", None)
    inputs = Inputs(**said, removal=Removal(removal) if removal else None, now=clock.now())
    return inputs, [one for one in answers if one]


def _problems(shape: type[Shape], said: Mapping[str, Any]) -> dict[Any, Any]:
    """What a draft could still be mended of, an act cannot: limits hold at once."""
    found = {
        name: [message for _, message in shape.members()[name].problems(value)]
        for name, value in said.items()
        if value != ""
    }
    return {name: messages for name, messages in found.items() if messages}
