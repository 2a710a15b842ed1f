"""Chains of guides and related ones: ordered, never in circles, and quick however many guides there are."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.content.graph import MOST_CHAINS, Chain, Edge, chains, related

_SPACE = UUID("0198c6a0-5a1e-7c3b-9f00-0123456789ab")


def edge(
    way: str, weeks: float = 10, *, slug: str = "", language: str = "en", skills: Sequence[str] = (), most: float = 0
) -> Edge:
    """way: from and to role, one letter each."""
    start, end = way[0], way[1]
    slug = slug or f"{start}-to-{end}"
    low, high = Fraction(weeks), Fraction(most or weeks)
    return Edge(
        uuid5(_SPACE, slug), slug, slug.title(), language, "", start, start.upper(), end, end.upper(), low, high,
        frozenset(skills),
    )  # fmt: skip


def slugs(found: Sequence[Chain]) -> list[str]:
    return [" ".join(chain.slugs) for chain in found]


def every_chain(edges: Sequence[Edge], start: str, goal: str) -> Iterator[Chain]:
    """The definition, by trying everything."""
    waiting: list[tuple[Edge, ...]] = [(one,) for one in edges if one.from_slug == start]
    while waiting:
        way = waiting.pop()
        roles = [start, *(one.to_slug for one in way)]
        if len(set(roles)) == len(roles):
            if roles[-1] == goal:
                yield Chain(way)
            if len(way) < 3:
                waiting += [(*way, one) for one in edges if one.from_slug == roles[-1]]


def test_chains_come_by_guides_then_weeks_then_slugs() -> None:
    edges = [
        edge("ad", 90), edge("ab", 5), edge("bd", 6), edge("ac", 4), edge("cd", 6), edge("ac", 5, slug="another"),
        edge("bc", 1), edge("cb", 1), edge("da"), edge("de"),
    ]  # fmt: skip
    assert slugs(chains(edges, "a", "d")) == [
        "a-to-d",
        "a-to-c c-to-d", "a-to-b b-to-d", "another c-to-d",
        "a-to-c c-to-b b-to-d", "a-to-b b-to-c c-to-d", "another c-to-b b-to-d",
    ]  # fmt: skip


@pytest.mark.parametrize(("start", "goal"), [("a", "a"), ("a", "x"), ("x", "a"), ("x", "y"), ("", ""), ("a", "e")])
def test_there_is_no_chain_in_circles_to_nowhere_or_of_four(start: str, goal: str) -> None:
    assert chains([edge("ab"), edge("ba"), edge("bc"), edge("cd"), edge("de")], start, goal) == []


def test_the_weeks_of_a_chain_are_the_middles_of_its_timelines() -> None:
    [chain] = chains([edge("ab", 26, most=39), edge("bc", 4)], "a", "c")
    assert chain.weeks == Fraction(73, 2)


def test_a_guide_that_was_found_twice_counts_once() -> None:
    assert slugs(chains([edge("ab"), edge("ab")], "a", "b")) == ["a-to-b"]


roads = st.lists(st.tuples(*[st.sampled_from("abcde")] * 2, st.integers(1, 9)), max_size=14)


@given(roads, st.sampled_from("abc"), st.sampled_from("cde"), st.integers(1, 60))
def test_chains_are_the_first_of_all_there_are(found: list[tuple[str, str, int]], a: str, b: str, most: int) -> None:
    edges = [edge(start + end, weeks, slug=f"guide-{n}") for n, (start, end, weeks) in enumerate(found)]
    known = chains(edges, a, b, most)
    everything = [] if a == b else sorted(every_chain(edges, a, b), key=lambda c: (len(c.edges), c.weeks, c.slugs))
    assert known == everything[:most]
    for chain in known:
        assert all(one.to_slug == other.from_slug for one, other in pairwise(chain.edges))


class Counted(Fraction):
    """Weeks that count how often they are added up."""

    added = 0

    def __add__(self, other: Any) -> Any:
        Counted.added += 1
        return super().__add__(other)


def test_a_dense_library_costs_no_more_than_its_guides() -> None:
    """40 roles all joined by ten guides each way: 15,600 guides, and over a million chains of three."""
    roles = [chr(0x100 + number) for number in range(40)]
    edges = [
        Edge(_SPACE, f"{a}{b}{n}", "", "en", "", a, a, b, b, Counted(n + 1), Counted(n + 1))
        for a in roles for b in roles if a != b for n in range(10)
    ]  # fmt: skip
    Counted.added = 0
    found = chains(edges, roles[0], roles[-1])
    assert (len(found), len(found[0].edges), len(found[-1].edges)) == (MOST_CHAINS, 1, 2)
    assert len(chains(edges, roles[0], roles[-1], most=5000)) == 5000
    assert Counted.added < 10 * len(edges)


def test_related_guides_stand_in_order() -> None:
    own = edge("ab", skills=["x", "y", "z"])
    others = [
        edge("ef", slug="one-skill", skills=["x"]), edge("ef", slug="two-skills", skills=["x", "z", "w"]),
        edge("ac", slug="same-origin"), edge("cb", slug="same-destination"), edge("bc", slug="next-hop"),
        edge("ba", slug="way-back"), edge("ef", slug="nothing", skills=["w"]), own,
    ]  # fmt: skip
    nearest = ["way-back", "next-hop", "same-destination", "same-origin", "two-skills", "one-skill"]
    assert [one.slug for one in related(own, [], others)] == nearest
    picked = [edge("ef", slug="nothing"), edge("bc", slug="next-hop"), own, edge("ef", slug="nothing")]
    assert [one.slug for one in related(own, picked, others)] == [
        "nothing", "next-hop", "way-back", "same-destination", "same-origin", "two-skills",
    ]  # fmt: skip


def test_related_guides_in_the_same_language_come_first() -> None:
    own = edge("ab", language="de", skills=["x"])
    others = [
        edge("ba", slug="back", language="en"), edge("bc", slug="next", language="ar"),
        edge("cb", slug="b", language="de"), edge("db", slug="a", language="de"),
        edge("ef", slug="skill", language="de", skills=["x"]),
    ]  # fmt: skip
    assert [one.slug for one in related(own, [], others)] == ["a", "b", "skill", "back", "next"]
    assert [one.slug for one in related(own, [others[0]], others, most=3)] == ["back", "a", "b"]
