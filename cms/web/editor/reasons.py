"""The reasons for warnings that stay, as “Send for review” asks for them: for all, for all of a rule, or for each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from cms.content import Finding
from cms.content.preflight import RULES
from cms.store.reviews import Acknowledgement

_EACH, _ALL = "answer-", "answers-"
_ALL_RULES = f"{_ALL}all"


@dataclass(frozen=True)
class Asked:
    """The warnings of one rule. about: what they have in common. lapsed: reasons given when the places of these
    warnings read otherwise, by the names of the fields in which they are proposed.
    """

    rule: str
    warnings: Sequence[Finding]
    lapsed: Mapping[str, Acknowledgement] = field(default_factory=dict)

    @property
    def about(self) -> str:
        return RULES[self.rule].about

    @property
    def for_all(self) -> str:
        """Name of the field for a reason that they share."""
        return f"{_ALL}{self.rule}"

    @property
    def each(self) -> Iterator[tuple[str, Finding]]:
        """Names of the fields for reasons of their own. They say what each is about: others may be found by then."""
        return ((f"{_EACH}{one.rule} {one.path}", one) for one in self.warnings)


def asked(warnings: Sequence[Finding], lapsed: Mapping[tuple[str, str], Acknowledgement]) -> list[Asked]:
    """By rule, in the order in which the first of each was found. lapsed: by rules and paths of the warnings."""
    rules = dict.fromkeys(one.rule for one in warnings)
    return [_proposing(Asked(rule, [one for one in warnings if one.rule == rule]), lapsed) for rule in rules]


def _proposing(one: Asked, lapsed: Mapping[tuple[str, str], Acknowledgement]) -> Asked:
    """A reason that all had is proposed once for all of them."""
    before = [lapsed.get((one.rule, warning.path)) for warning in one.warnings]
    first = before[0]
    if first and all(other and other.reason == first.reason for other in before):
        return replace(one, lapsed={one.for_all: first})
    return replace(one, lapsed={name: given for (name, _), given in zip(one.each, before, strict=True) if given})


def homeless(data: Mapping[str, str], shown: Sequence[Asked]) -> list[str]:
    """What was given for warnings that the page does not ask about any more. A warning alone has the field for all."""
    own = {name for one in shown if len(one.warnings) > 1 for name, _ in one.each}
    fields = own.union((one.for_all for one in shown), [_ALL_RULES] if len(shown) > 1 else [])
    typed = [(name, text) for name, text in data.items() if name.startswith((_EACH, _ALL)) and text.strip()]
    return [text for name, text in typed if name not in fields]


def given(data: MultiDict[str, str]) -> list[dict[str, str]]:
    """{rule, path, reason} of each warning that was answered for; its own reason goes before one for all of
    its rule, and that before one for all.
    """
    answers = []
    for name in data:
        if name.startswith(_EACH):
            rule, _, path = name.removeprefix(_EACH).partition(" ")
            reasons = [*data.getlist(name), data.get(f"{_ALL}{rule}", ""), data.get(_ALL_RULES, "")]
            answers += [{"rule": rule, "path": path, "reason": one} for one in reasons if one.strip()][:1]
    return answers
