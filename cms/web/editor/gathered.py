"""The findings as the panel lists them: the gravest first, and what is said alike of many rows of a list only once."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cms.content import Finding
from cms.content.document import Where
from cms.content.preflight import RULES, Severity
from cms.content.spoken import kind_at, place, place_unless_said
from cms.web.editor.progress import EMPTY

_MANY = 3  # sentences alike, from which on they stand folded under one of them
_QUOTED = re.compile(r"“[^”]*”")
_NUMBER = re.compile(r"\d[\d.,]*")
# What of a row a finding about the whole of it is mended in.
_MENDED_IN: dict[str, Where] = {
    "R01": ("url",),
    "R02": ("title",),
    "R05": ("cost",),
    "R06": ("url",),
    "K07": ("skill", "label"),
    "T05": ("duration",),
    "P08": ("question",),
    "C01": ("answer",),
}


def placed(one: Finding) -> Finding:
    """With the place in the form where one mends it, which may be within the row that it is about."""
    is_row = len(one.where) == 2 and isinstance(one.where[1], int)
    return replace(one, where=(*one.where, *_MENDED_IN.get(one.rule, ()))) if is_row else one


def understood(findings: Iterable[Finding], refused: Mapping[str, str]) -> Iterator[Finding]:
    """What is missing only because what was typed there was refused is not called empty.

    refused: why, by the ids of the fields.
    """
    for one in findings:
        here = "-".join(map(str, one.where))
        why = next((why for field_id, why in refused.items() if f"{field_id}-".startswith(f"{here}-")), "")
        kind = kind_at(one.where) if one.rule == EMPTY and why else None
        yield replace(one, message=f"{kind.label} is not understood as it is typed. {why}") if kind else one


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
        return place((*_list_of(self.first.where), *_groups_in(self.first.where)))

    @property
    def place_unless_said(self) -> str:
        """Where the only one is."""
        return place_unless_said(self.first.where, self.first.message)

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
        alike = (one.rule, _list_of(one.where), _groups_in(one.where), _form_of(one.message))
        kinds.setdefault(alike if _list_of(one.where) else id(one), []).append(one)
    for found in kinds.values():
        yield from [Alike(found)] if len(found) >= _MANY else (Alike([one]) for one in found)


def _list_of(where: Where) -> Where:
    """The list of whose rows one is meant; () when none is."""
    at = next((index for index, step in enumerate(where) if str(step).isdigit()), 0)
    return where[:at]


def _groups_in(where: Where) -> Where:
    """What within a row of the list one is meant, such as its duration, and which member of that."""
    return tuple(step for step in where[len(_list_of(where)) + 1 :] if isinstance(step, str) and not step.isdigit())


def _form_of(message: str) -> str:
    return _NUMBER.sub("…", _QUOTED.sub("“…”", message))
