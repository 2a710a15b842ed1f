"""The findings as the panel lists them: the gravest first, and what is said alike of many rows of a list only once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cms.content import Finding, GuideContent
from cms.content.document import Where
from cms.content.kinds import Group, Kind, Lines, References
from cms.content.preflight import RULES, Severity
from cms.content.spoken import inside

_MANY = 3  # sentences alike, from which on they stand folded under one of them
_QUOTED = re.compile(r"“[^”]*”")
_NUMBER = re.compile(r"\d[\d.,]*")
_MEMBERS = GuideContent.members()
# What of a row a finding about the whole of it is mended in.
_MENDED_IN: dict[str, Where] = {
    "R01": ("url",),
    "R02": ("title",),
    "R05": ("cost",),
    "R06": ("url",),
    "K07": ("skill", "label"),
    "T05": ("duration",),
    "P08": ("question",),
}


def placed(one: Finding) -> Finding:
    """With the place in the form where one mends it, which may be within the row that it is about."""
    is_row = len(one.where) == 2 and isinstance(one.where[1], int)
    return replace(one, where=(*one.where, *_MENDED_IN.get(one.rule, ()))) if is_row else one


def place(where: Where) -> str:
    """`Action plan › This week, number 2`: the section, which of its lists, and the row of that."""
    kind = _MEMBERS.get(str(where[0])) if where else None
    if kind is None:
        return ""
    name, rest = kind.label, where[1:]
    if listed := _list_in(kind, rest):
        name, rest = inside(name, listed.label), rest[1:]
    return f"{name}, number {int(rest[0]) + 1}" if rest and str(rest[0]).isdigit() else name


def _is_listed(where: Where) -> bool:
    return _list_in(_MEMBERS[str(where[0])], where[1:]) is not None


def _list_in(kind: Kind, rest: Where) -> Kind | None:
    found = kind.shape.members().get(str(rest[0])) if isinstance(kind, Group) and rest else None
    return found if isinstance(found, Lines) and not isinstance(found, References) else None


@dataclass(frozen=True)
class Alike:
    """What is said once: one finding, or many of one rule about rows of one list."""

    found: Sequence[Finding]

    @property
    def first(self) -> Finding:
        return self.found[0]

    @property
    def is_many(self) -> bool:
        return len(self.found) >= _MANY

    @property
    def key(self) -> str:
        return f"{self.first.rule}-{'-'.join(map(str, _list_of(self.first.where)))}-{self.words}"

    @property
    def words(self) -> str:
        """What they have in common: what the rule is about, or the sentence without what each row is called, and
        without its numbers where they differ.
        """
        sentences = {_QUOTED.sub("“…”", one.message) for one in self.found}
        return RULES[self.first.rule].about or (
            sentences.pop() if len(sentences) == 1 else _form_of(self.first.message)
        )

    @property
    def place(self) -> str:
        return place(_list_of(self.first.where))

    @property
    def place_unless_said(self) -> str:
        """Where the only one is, unless its sentence begins with it: which of several lists it never says."""
        where = self.first.where
        told = bool(where) and str(where[0]) in _MEMBERS and _MEMBERS[str(where[0])].label in self.first.message
        return "" if told and not _is_listed(where) else place(where)

    @property
    def rows(self) -> Iterator[tuple[Finding, str, str]]:
        """Each with what tells it from the others, what its row is called where that is all, and its number."""
        quoted = [_QUOTED.findall(one.message) for one in self.found]
        same = len({_QUOTED.sub("", one.message) for one in self.found}) == 1 and all(len(one) == 1 for one in quoted)
        for one, names in zip(self.found, quoted, strict=True):
            yield one, names[0] if same else one.message, f"number {int(one.where[len(_list_of(one.where))]) + 1}"


def gathered(findings: Sequence[Finding]) -> Iterator[Alike]:
    """Where the first of those alike would stand."""
    kinds: dict[object, list[Finding]] = {}
    for one in sorted(findings, key=lambda one: list(Severity).index(one.severity)):
        alike = (one.rule, _list_of(one.where), _form_of(one.message))
        kinds.setdefault(alike if _list_of(one.where) else id(one), []).append(one)
    for found in kinds.values():
        yield from [Alike(found)] if len(found) >= _MANY else (Alike([one]) for one in found)


def _list_of(where: Where) -> Where:
    """The list of whose rows one is meant; () when none is."""
    at = next((index for index, step in enumerate(where) if str(step).isdigit()), 0)
    return where[:at]


def _form_of(message: str) -> str:
    return _NUMBER.sub("…", _QUOTED.sub("“…”", message))
