"""The stages of a review: who may pass them, and which approvals count."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from cms.workflow.actors import Actor, Role

Pins = tuple[tuple[str, str], ...]
"""Digests by section, "" for one that is not there."""


@dataclass(frozen=True)
class Stage:
    """One step of a review. A copy is kept with each review: an open one keeps the stages it started with.

    sections: those it looks at, by name; none for the whole text. What was approved at a stage that covers certain
    sections counts for a later text as well, as long as these sections are what they were.
    comments_block: whether it is passed only once the comments that block are settled.
    due_days: working days that it should take; None when nobody is waiting.
    """

    name: str
    roles: frozenset[Role]
    approvals: int
    bars_earlier_approvers: bool = False
    sections: frozenset[str] = frozenset()
    comments_block: bool = True
    due_days: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON."""
        return {
            "name": self.name,
            "roles": sorted(role.value for role in self.roles),
            "approvals": self.approvals,
            "bars_earlier_approvers": self.bars_earlier_approvers,
            "sections": sorted(self.sections),
            "comments_block": self.comments_block,
            "due_days": self.due_days,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            name=data["name"],
            roles=frozenset(Role(role) for role in data["roles"]),
            approvals=data["approvals"],
            bars_earlier_approvers=data["bars_earlier_approvers"],
            # Reviews that were opened before there were these keep stages without them.
            sections=frozenset(data.get("sections", ())),
            comments_block=data.get("comments_block", True),
            due_days=data.get("due_days"),
        )

    def is_the_same_look_as(self, other: "Stage") -> bool:
        """Whether what was approved there would have been approved here: the same question to the same people."""
        return (self.name, self.roles, self.sections) == (other.name, other.roles, other.sections)


@dataclass(frozen=True)
class Approval:
    """A reviewer's yes to one text. stage: index from 0; digest: the text that was approved.

    sections: of a sign-off that was given to an earlier text, the digest of each section that its stage covers.
    """

    actor_id: str
    stage: int
    digest: str
    sections: Pins = ()

    def counts_for(self, stage: Stage, digest: str | None, sections: Pins) -> bool:
        """Whether it is about this text, or about all that `stage` covers of it. sections: the digests of the text."""
        if digest is None:
            return False
        if self.digest == digest:
            return True
        pinned, now = dict(self.sections), dict(sections)
        return bool(stage.sections) and all(
            name in pinned and pinned[name] == now.get(name, "") for name in stage.sections
        )


def default_stages(approvals: int) -> tuple[Stage, ...]:
    """The stages of a site that configured none. No approvals: a one-person site, where nobody else could look."""
    if approvals == 0:
        return ()
    return (Stage("Second look", frozenset({Role.REVIEWER}), approvals),)


def eligible(stage: Stage, people: Iterable[Actor], contributors: Set[str]) -> frozenset[str]:
    """Ids of those whose approval would count at `stage`, as far as roles and contributions go."""
    return frozenset(person.id for person in people if person.roles & stage.roles and person.id not in contributors)


def carried(
    stages: Sequence[Stage], earlier: Iterable[tuple[Stage, Approval]], sections: Mapping[str, str],
    contributors: Set[str],
) -> tuple[Approval, ...]:  # fmt: skip
    """What of the sign-offs of earlier texts counts at these stages for a text with these sections.

    earlier: each with its stage as that was then. A stage that looks at the whole text is passed anew each time.
    """
    now = tuple(sections.items())
    found: dict[tuple[int, str], Approval] = {}
    for was, yes in earlier:
        for index, stage in enumerate(stages):
            fits = stage.sections and stage.is_the_same_look_as(was) and yes.actor_id not in contributors
            if fits and yes.counts_for(stage, _NOT_THIS_TEXT, now):
                found[index, yes.actor_id] = Approval(yes.actor_id, index, yes.digest, yes.sections)
    return tuple(found.values())


_NOT_THIS_TEXT = ""


def working_days_after(day: date, number: int) -> date:
    """The day `number` working days later; Saturdays and Sundays are none."""
    for _ in range(number):
        day += timedelta(days=1)
        while day.weekday() >= _SATURDAY:
            day += timedelta(days=1)
    return day


_SATURDAY = 5


def counted(
    approvals: Iterable[Approval],
    *,
    digest: str | None,
    contributors: Set[str],
    stages: Sequence[Stage],
    stage: int,
    sections: Pins = (),
) -> tuple[Approval, ...]:
    """The approvals that count at the stage with this index: of this text, or of what the stage covers of it, by
    people not in K, one per person.

    Judged afresh at every act: an approval stops counting when its giver becomes a contributor later on.
    digest, sections: of the pinned text; None counts nothing.
    """
    return _tally(stages, approvals, digest, contributors, sections)[stage]


def current_stage(
    stages: Sequence[Stage], approvals: Iterable[Approval], digest: str | None, contributors: Set[str],
    sections: Pins = (),
) -> int | None:  # fmt: skip
    """Index of the first stage that still lacks approvals; None when every stage has its own."""
    tally = _tally(stages, approvals, digest, contributors, sections)
    return next((index for index, stage in enumerate(stages) if len(tally[index]) < stage.approvals), None)


def outstanding(
    stages: Sequence[Stage], approvals: Iterable[Approval], digest: str | None, contributors: Set[str],
    sections: Pins = (),
) -> int:  # fmt: skip
    """How many approvals are still to come, over all stages."""
    tally = _tally(stages, approvals, digest, contributors, sections)
    return sum(max(0, stage.approvals - len(yes)) for stage, yes in zip(stages, tally, strict=True))


def _tally(
    stages: Sequence[Stage], approvals: Iterable[Approval], digest: str | None, contributors: Set[str], sections: Pins
) -> list[tuple[Approval, ...]]:
    valid = [yes for yes in approvals if yes.actor_id not in contributors]
    tally: list[tuple[Approval, ...]] = []
    earlier: set[str] = set()
    for index, stage in enumerate(stages):
        by_person: dict[str, Approval] = {}
        for yes in valid:
            if yes.stage != index or not yes.counts_for(stage, digest, sections):
                continue
            if not (stage.bars_earlier_approvers and yes.actor_id in earlier):
                by_person.setdefault(yes.actor_id, yes)
        tally.append(tuple(by_person.values()))
        earlier |= by_person.keys()
    return tally
