"""The questions of a conflict: what each shows of the three texts, and what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict
from wtforms import Form

from cms.content import Conflict, Merged, Place, typed
from cms.content.compare import Part, words
from cms.content.conflicts import About
from cms.content.kinds import Group, Items, Kind, Lines, Prose, References, Text
from cms.content.spoken import Names, spoken, told
from cms.web.editor.widgets import FIELDS

CHOICES = {"theirs": "Take theirs", "mine": "Keep mine", "hand": "Write it anew"}
_UNDECIDED = "Choose one."
_UNLIKE = "This came up only now. Choose one."

Runs = Sequence[tuple[Part, str]]


@dataclass(frozen=True)
class Side:
    """One of the three texts of a field. runs: words that came and went since the base; else lines, as they are."""

    name: str
    runs: Runs = ()
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Question:
    """hand: the field to write it anew in; None where one can only choose. names: what references are called."""

    number: int
    conflict: Conflict
    hand: Any
    names: Names
    choice: str = ""
    complaint: str = ""

    @property
    def label(self) -> str:
        ends = {About.ROW: "kept or removed", About.ORDER: "the order"}
        more = ends.get(self.conflict.about)
        return f"{self.conflict.place.label}: {more}" if more else self.conflict.place.label

    @property
    def choices(self) -> dict[str, str]:
        return {name: word for name, word in CHOICES.items() if name != "hand" or self.hand}

    @property
    def place(self) -> str:
        """The id of the choice that was made, or of the first."""
        return f"choice-{self.number}-{self.choice if self.choice in self.choices else next(iter(self.choices))}"

    @property
    def sides(self) -> list[Side]:
        one = self.conflict
        sides = (("Before", one.base), ("Theirs", one.theirs), ("Mine", one.mine))
        return [_side(name, one, value, self.names) for name, value in sides]


@dataclass(frozen=True)
class Questions:
    """every: as they are asked. brought_in: where others' changes and mine go together, so that nobody is asked."""

    every: Sequence[Question]
    brought_in: Sequence[Place]
    names: Names
    chosen: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def about(cls, merged: Merged) -> "Questions":
        names = Names(merged.document)
        return cls(_asked(merged.conflicts, MultiDict(), names), merged.changes, names)

    def joined_by(self, merged: Merged) -> "Questions":
        """With those that come up only when the others are settled as chosen."""
        known = {one.conflict.name for one in self.every}
        more = [one for one in merged.conflicts if one.name not in known]
        return replace(self, every=_asked([*(one.conflict for one in self.every), *more], MultiDict(), self.names))

    def answered(self, data: MultiDict[str, str]) -> "Questions":
        """With what was posted: choices by the name of the conflict, which stands beside each."""
        given = {data[f"about-{at}"]: at for at in range(len(data)) if f"about-{at}" in data}
        chosen: dict[str, Any] = {}
        every = []
        for one in _asked([one.conflict for one in self.every], data, self.names, given):
            choice = data.get(f"choice-{given.get(one.conflict.name, 'none')}", "")
            complaint = "" if choice in one.choices else _UNDECIDED if one.conflict.name in given else _UNLIKE
            if choice == "hand" and not complaint:
                try:
                    chosen[one.conflict.name] = _read(one.conflict.kind, one.hand.data)
                except ValidationError as error:
                    complaint = _sentence(_explained(one.conflict.kind, error.messages))
            elif not complaint:
                chosen[one.conflict.name] = getattr(one.conflict, choice)
            every.append(replace(one, choice=choice, complaint=complaint))
        return replace(self, every=every, chosen=chosen)

    @property
    def open(self) -> list[Question]:
        return [one for one in self.every if one.complaint]


def _asked(
    conflicts: Sequence[Conflict], data: MultiDict[str, str], names: Names, given: dict[str, int] | None = None
) -> list[Question]:
    """Each with its field to write in: as it was typed, else as mine says."""
    asked = []
    for number, one in enumerate(conflicts):
        posted = (given or {}).get(one.name)
        asked.append(Question(number, one, _hand(one, number, data if posted == number else None), names))
    return asked


def _hand(conflict: Conflict, number: int, data: MultiDict[str, str] | None) -> Any:
    kind, mine = conflict.kind, conflict.mine
    if conflict.about is not About.FIELD or isinstance(kind, Items | References):
        return None
    if isinstance(kind, Lines):
        longest = kind.at_most * (kind.line.max_length + 1)
        kind, mine = Prose(kind.label, max_length=longest, help="One on each line."), "\n".join(mine or ())
    name = f"hand{number}"
    form = type("Hand", (Form,), {name: FIELDS[kind.kind](kind)})
    return form(data, data={name: mine})[name] if data else form(data={name: mine})[name]


def _read(kind: Kind, value: Any) -> Any:
    """What was typed, as the kind loads it. Raises ValidationError."""
    if isinstance(kind, Lines):
        value = [line for line in (value or "").splitlines() if line.strip()]
    return kind.deserialize(value)


def _explained(kind: Kind, messages: Any) -> Any:
    """With what may be typed where a number was expected, as the whole form says it."""
    return typed.explained(kind.shape, messages) if isinstance(kind, Group) and isinstance(messages, dict) else messages


def _sentence(messages: Any) -> str:
    if isinstance(messages, dict):
        return " ".join(_sentence(one) for one in messages.values())
    return " ".join(map(str, messages))


def _side(name: str, conflict: Conflict, value: Any, names: Names) -> Side:
    kind = conflict.kind
    if value is None:
        return Side(name)
    if conflict.about is About.ORDER:
        return Side(name, lines=value)
    if conflict.about is About.ROW and isinstance(kind, Items):
        return Side(name, lines=told(kind.shape, value, names).split("\n"))
    if isinstance(kind, Items):
        return Side(name, lines=[told(kind.shape, row, names).replace("\n", "; ") for row in value])
    if isinstance(kind, Group):
        return Side(name, lines=told(kind.shape, value, names).split("\n"))
    if isinstance(kind, Lines):
        return Side(name, lines=names.of(kind, value or ()) or ["Nothing"])
    if isinstance(kind, Text):
        if name != "Before" and conflict.base:
            return Side(name, runs=tuple(words(spoken(kind, conflict.base), spoken(kind, value))))
        return Side(name, lines=[spoken(kind, value)])  # of paragraphs, which are no list
    return Side(name, lines=spoken(kind, value).split("\n"))
