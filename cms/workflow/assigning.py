"""Whether the people there are can pass all stages, where some stages ask for people who approved none before."""

from collections import Counter
from collections.abc import Callable, Sequence, Set
from functools import cache

from cms.workflow.stages import Stage

Ways = frozenset[frozenset[int]]
"""What one person can do for a review: each a set of stages that their approvals would count at."""
Kinds = tuple[tuple[Ways, int], ...]
Lacking = tuple[int, ...]
_MOST = 20_000  # steps of the search, beyond what any newsroom needs; a stranger configuration is let through


def can_pass(stages: Sequence[Stage], groups: Sequence[Set[str]], signed: Sequence[Set[str]]) -> bool:
    """groups: who may approve at each stage. signed: whose sign-off counts there already. Of later stages than
    `stages` has, nothing is asked.
    """
    groups, signed = groups[: len(stages)], signed[: len(stages)]
    people = Counter(_ways(stages, groups, signed, person) for person in frozenset().union(*groups, *signed))
    alone = {index for index, stage in enumerate(stages) if stage.bars_earlier_approvers}
    return _covers(tuple(stage.approvals for stage in stages), tuple(people.items()), alone)


def _ways(stages: Sequence[Stage], groups: Sequence[Set[str]], signed: Sequence[Set[str]], person: str) -> Ways:
    """Whoever approves at a stage that bars earlier approvers approves nowhere before it, and at later ones that do
    not bar; whoever approves at none of these, at all the others. What was signed is not chosen any more.
    """
    given = [index for index, who in enumerate(signed) if person in who]
    first = max((index for index in given if stages[index].bars_earlier_approvers), default=0)
    mine = [index for index, who in enumerate(groups) if person in who and index >= first]
    open_to = [index for index in mine if not stages[index].bars_earlier_approvers]
    ways = {frozenset([*open_to, *_counting(stages, given)])}
    for start in mine:
        if stages[start].bars_earlier_approvers and all(index >= start for index in given):
            ways.add(frozenset([start, *(index for index in (*open_to, *_counting(stages, given)) if index > start)]))
    return frozenset(way for way in ways if not any(way < other for other in ways))


def _counting(stages: Sequence[Stage], given: Sequence[int]) -> list[int]:
    """Of a person's sign-offs those that count: at a stage that bars, only the first."""
    return [index for index in given if not stages[index].bars_earlier_approvers or index == given[0]]


def _covers(wanted: Lacking, people: Kinds, alone: Set[int]) -> bool:
    """Whether each stage gets its approvals, everybody going one of their ways. People of the same ways are alike.

    alone: stages of which each way has one at most.
    """
    looked_at = 0

    @cache
    def found(lacking: Lacking, kind: int, left: int, ways: tuple[frozenset[int], ...]) -> bool:
        """left: how many of this kind may still choose, among `ways`, so that no choice is looked at twice."""
        nonlocal looked_at
        looked_at += 1
        if not any(lacking) or looked_at > _MOST:
            return True
        if kind == len(people) or not _enough(lacking, people[kind + 1 :], (people[kind][0], left), alone):
            return False
        if not left or not ways:
            return found(lacking, kind + 1, *_start(people, kind + 1))
        after = tuple(max(0, number - (index in ways[0])) for index, number in enumerate(lacking))
        if after != lacking and found(after, kind, left - 1, ways):
            return True
        return found(lacking, kind, left, ways[1:])

    answer: Callable[..., bool] = found
    return bool(answer(wanted, 0, *_start(people, 0)))


def _start(people: Kinds, kind: int) -> tuple[int, tuple[frozenset[int], ...]]:
    if kind == len(people):
        return 0, ()
    ways, number = people[kind]
    return number, tuple(sorted(ways, key=sorted))


def _enough(lacking: Lacking, later: Kinds, now: tuple[Ways, int], alone: Set[int]) -> bool:
    """Whether there are people left for each stage by itself, and for those together that ask for different people."""

    def able(places: Set[int]) -> int:
        return sum(number for ways, number in (*later, now) if any(way & places for way in ways))

    each = all(able({index}) >= number for index, number in enumerate(lacking) if number)
    open_alone = {index for index in alone if lacking[index]}
    return each and able(open_alone) >= sum(lacking[index] for index in open_alone)
