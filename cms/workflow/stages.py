"""The stages of a review: who may pass them, and which approvals count."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Self

from cms.workflow.actors import Actor, Role


@dataclass(frozen=True)
class Stage:
    """One step of a review. A copy is kept with each review: an open one keeps the stages it started with."""

    name: str
    roles: frozenset[Role]
    approvals: int
    bars_earlier_approvers: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON."""
        return {
            "name": self.name,
            "roles": sorted(role.value for role in self.roles),
            "approvals": self.approvals,
            "bars_earlier_approvers": self.bars_earlier_approvers,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            name=data["name"],
            roles=frozenset(Role(role) for role in data["roles"]),
            approvals=data["approvals"],
            bars_earlier_approvers=data["bars_earlier_approvers"],
        )


@dataclass(frozen=True)
class Approval:
    """A reviewer's yes to one text. stage: index from 0; digest: the text that was approved."""

    actor_id: str
    stage: int
    digest: str


def default_stages(approvals: int) -> tuple[Stage, ...]:
    """The stages of a site that configured none. No approvals: a one-person site, where nobody else could look."""
    if approvals == 0:
        return ()
    return (Stage("Second look", frozenset({Role.REVIEWER}), approvals),)


def eligible(stage: Stage, people: Iterable[Actor], contributors: Set[str]) -> frozenset[str]:
    """Ids of those whose approval would count at `stage`, as far as roles and contributions go."""
    return frozenset(person.id for person in people if person.roles & stage.roles and person.id not in contributors)


def counted(
    approvals: Iterable[Approval],
    *,
    digest: str | None,
    contributors: Set[str],
    stages: Sequence[Stage],
    stage: int,
) -> tuple[Approval, ...]:
    """The approvals that count at the stage with this index: of this text, by people not in K, one per person.

    Judged afresh at every act: an approval stops counting when its giver becomes a contributor later on.
    digest: the pinned text; None counts nothing.
    """
    return _tally(stages, approvals, digest, contributors)[stage]


def current_stage(
    stages: Sequence[Stage], approvals: Iterable[Approval], digest: str | None, contributors: Set[str]
) -> int | None:
    """Index of the first stage that still lacks approvals; None when every stage has its own."""
    tally = _tally(stages, approvals, digest, contributors)
    return next((index for index, stage in enumerate(stages) if len(tally[index]) < stage.approvals), None)


def outstanding(
    stages: Sequence[Stage], approvals: Iterable[Approval], digest: str | None, contributors: Set[str]
) -> int:
    """How many approvals are still to come, over all stages."""
    tally = _tally(stages, approvals, digest, contributors)
    return sum(max(0, stage.approvals - len(yes)) for stage, yes in zip(stages, tally, strict=True))


def _tally(
    stages: Sequence[Stage], approvals: Iterable[Approval], digest: str | None, contributors: Set[str]
) -> list[tuple[Approval, ...]]:
    valid = [yes for yes in approvals if yes.digest == digest and yes.actor_id not in contributors]
    tally: list[tuple[Approval, ...]] = []
    earlier: set[str] = set()
    for index, stage in enumerate(stages):
        by_person: dict[str, Approval] = {}
        for yes in valid:
            if yes.stage == index and not (stage.bars_earlier_approvers and yes.actor_id in earlier):
                by_person.setdefault(yes.actor_id, yes)
        tally.append(tuple(by_person.values()))
        earlier |= by_person.keys()
    return tally
