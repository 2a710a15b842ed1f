"""The role graph: live guides lead from role to role. Chains of guides, and what is related to one. Plain values only.

A route may be travelled by many guides, and a hostile library could offer millions of chains. So routes of roles are
laid first, no more than there are guides, and the lightest chains are drawn from them one at a time until enough.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import islice, pairwise
from uuid import UUID

MOST_CHAINS = 50
_MOST_RELATED = 6

Route = tuple[str, ...]  # slugs of roles


@dataclass(frozen=True)
class Edge:
    """A live guide. min_weeks, max_weeks: its timeline. skills: slugs of those it names on either side."""

    guide_id: UUID
    slug: str
    title: str
    language: str
    summary: str
    from_slug: str
    from_label: str
    to_slug: str
    to_label: str
    min_weeks: Fraction = Fraction(0)
    max_weeks: Fraction = Fraction(0)
    skills: frozenset[str] = frozenset()

    @property
    def weeks(self) -> Fraction:
        """The middle of its timeline."""
        return (self.min_weeks + self.max_weeks) / 2


@dataclass(frozen=True)
class Chain:
    """One to three guides, each from the role where the one before ends."""

    edges: tuple[Edge, ...]

    @property
    def weeks(self) -> Fraction:
        return sum((edge.weeks for edge in self.edges), Fraction(0))

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(edge.slug for edge in self.edges)


def chains(edges: Iterable[Edge], start: str, goal: str, most: int = MOST_CHAINS) -> list[Chain]:
    """The first `most` chains by number of guides, then weeks, then slugs; no role comes twice.

    Work: sorting the edges, and a logarithmic step for each chain that is returned.
    """
    roads: dict[tuple[str, str], list[Edge]] = {}
    for edge in sorted({one.slug: one for one in edges}.values(), key=lambda one: (one.weeks, one.slug)):
        roads.setdefault((edge.from_slug, edge.to_slug), []).append(edge)
    found: list[Chain] = []
    for routes in _routes(roads, start, goal):
        legs = [[roads[leg] for leg in pairwise(route)] for route in routes]
        found += islice(_lightest(legs), most - len(found))
    return found


def _routes(roads: Iterable[tuple[str, str]], start: str, goal: str) -> Iterator[list[Route]]:
    """Routes of one, two and three legs."""
    if start == goal:
        return
    there = set(roads)
    first = {to for leaving, to in there if leaving == start} - {start, goal}
    last = {leaving for leaving, to in there if to == goal} - {start, goal}
    yield [(start, goal)] if (start, goal) in there else []
    yield [(start, role, goal) for role in first & last]
    yield [(start, one, other, goal) for one, other in there if one in first and other in last and one != other]


def _lightest(routes: Sequence[Sequence[list[Edge]]]) -> Iterator[Chain]:
    """Every chain along the routes (per leg its guides, the lightest first), the lightest chain first.

    A heavier guide in one leg makes a heavier chain. So a chain waits until the one before it has been drawn: the one
    that is a place lower in the last leg that is not at its first guide.
    """

    def drawn(route: int, places: tuple[int, ...]) -> Chain:
        return Chain(tuple(leg[place] for leg, place in zip(routes[route], places, strict=True)))

    def waiting(route: int, places: tuple[int, ...]) -> tuple[Fraction, Route, int, tuple[int, ...]]:
        chain = drawn(route, places)
        return chain.weeks, chain.slugs, route, places

    heap = [waiting(number, (0,) * len(route)) for number, route in enumerate(routes)]
    heapify(heap)
    while heap:
        _, _, route, places = heappop(heap)
        yield drawn(route, places)
        moved = max((leg for leg, place in enumerate(places) if place), default=0)
        for leg in range(moved, len(places)):
            if places[leg] + 1 < len(routes[route][leg]):
                further = (*places[:leg], places[leg] + 1, *places[leg + 1 :])
                heappush(heap, waiting(route, further))


def related(own: Edge, picked: Sequence[Edge], others: Iterable[Edge], most: int = _MOST_RELATED) -> list[Edge]:
    """What to read beside a guide: those picked by hand, then computed ones, those in its language first.

    Among these the way back, the next hop, the same destination, the same origin, shared skills (the more the
    earlier); then by slug. What has nothing in common is left out.
    """
    shown = dict.fromkeys(edge.slug for edge in picked if edge.guide_id != own.guide_id)
    known = {edge.slug: edge for edge in picked}
    near = {one.slug: (rank, one) for one in others if one.guide_id != own.guide_id and (rank := _nearness(own, one))}
    computed = sorted((one.language != own.language, rank, slug) for slug, (rank, one) in near.items())
    found = [known[slug] for slug in shown] + [near[slug][1] for *_, slug in computed if slug not in known]
    return found[:most]


def is_settled(own: Edge, picked: Sequence[Edge], found: Sequence[Edge], most: int = _MOST_RELATED) -> bool:
    """Whether what `related` found without knowing any skills would be the same with them: those that share skills
    come after all of the same language that share a role.
    """
    return len(found) == most and all(one.language == own.language or one in picked for one in found)


def _nearness(own: Edge, other: Edge) -> tuple[int, int] | None:
    """What the other has in common, the nearest first; None when that is nothing."""
    if (other.from_slug, other.to_slug) == (own.to_slug, own.from_slug):
        return 0, 0
    if other.from_slug == own.to_slug:
        return 1, 0
    if other.to_slug == own.to_slug:
        return 2, 0
    if other.from_slug == own.from_slug:
        return 3, 0
    shared = len(own.skills & other.skills)
    return (4, -shared) if shared else None
