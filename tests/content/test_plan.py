"""Your plan: the score, what remains, the roadmap cut to it, and which guides fit."""

import copy
from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.content import Document, derived
from cms.content.plan import KNOWN, Plan, plan, rank, skills_of
from tests.factories import a_document, sample_guide

WEIGHTS = {"critical": 3, "important": 2, "nice_to_have": 1}


def learn(slug: str, priority: str, value: float, unit: str = "week", **more: Any) -> dict[str, Any]:
    return {
        "skill": {"slug": slug, "label": slug.upper()}, "priority": priority,
        "duration": {"value": value, "unit": unit}, **more,
    }  # fmt: skip


def brought(slug: str) -> dict[str, Any]:
    return {"skill": {"slug": slug, "label": slug.upper()}, "text": "It helps."}


def step(number: int, value: float, *skills: str, unit: str = "week", **more: Any) -> dict[str, Any]:
    return {
        "id": f"step-{number}", "title": f"Step {number}", "duration": {"value": value, "unit": unit},
        "skill_slugs": list(skills), "tasks": ["Do it."], **more,
    }  # fmt: skip


GUIDE: Document = {
    "weekly_hours": {"min": 8, "max": 12},
    "transferable_skills": [brought("talking"), brought("sql")],
    "skills_to_learn": [
        learn("sql", "critical", 6), learn("maps", "important", 40, "hour"), learn("charts", "nice_to_have", 2),
    ],
    "roadmap": [step(1, 8, "sql"), step(2, 10, "sql", "maps"), step(3, 3, "charts"), step(4, 2)],
}  # fmt: skip


def answers(**known: str) -> dict[str, Fraction]:
    return {slug: KNOWN[word] for slug, word in known.items()}


def lengths(found: Plan) -> dict[int, int]:
    return {one.place: one.end - one.start for one in found.steps}


def test_the_destination_has_each_skill_once() -> None:
    expected: list[Any] = [
        ("sql", 3, 6, (0, 1)), ("maps", 2, 4, (1,)), ("charts", 1, 2, (2,)), ("talking", 2, 0, ()),
    ]  # fmt: skip
    assert [(one.slug, one.weight, one.weeks, one.steps) for one in skills_of(GUIDE)] == expected


@pytest.mark.parametrize(
    ("known", "points", "score"),
    [
        ({}, Fraction(0), 0),
        ({"sql": "yes"}, Fraction(3), 38),  # 37.5, half up
        ({"sql": "some"}, Fraction(3, 2), 19),
        ({"talking": "yes", "charts": "some"}, Fraction(5, 2), 31),
        ({"sql": "yes", "maps": "yes", "charts": "yes", "talking": "yes"}, Fraction(8), 100),
        ({"cooking": "yes", "sql": "no"}, Fraction(0), 0),
    ],
)
def test_the_score_weighs_what_is_known(known: dict[str, str], points: Fraction, score: int) -> None:
    found = plan(GUIDE, answers(**known)).match
    assert (found.points, found.total, found.score) == (points, 8, score)


def test_of_a_skill_listed_twice_the_weightier_row_counts() -> None:
    rows = [learn("sql", "nice_to_have", 1), learn("sql", "critical", 5), learn("sql", "important", 9)]
    [found] = skills_of({"skills_to_learn": rows, "transferable_skills": [brought("sql")]})
    assert (found.weight, found.weeks, found.priority) == (3, Fraction(5), "critical")


def test_what_is_missing_begins_with_what_weighs_most() -> None:
    assert [one.slug for one in plan(GUIDE, {}).missing] == ["sql", "maps", "talking", "charts"]
    assert [one.slug for one in plan(GUIDE, answers(sql="yes", maps="some")).missing] == ["maps", "talking", "charts"]


@pytest.mark.parametrize(
    ("known", "hours", "weeks"),
    [
        ({}, None, 12), ({"sql": "some"}, None, 9), ({"sql": "yes", "talking": "yes"}, None, 6),
        ({}, 10, 12), ({}, 5, 24), ({"sql": "yes"}, 20, 3), ({}, Fraction(15, 2), 16),
    ],
)  # fmt: skip
def test_weeks_that_remain_depend_on_the_hours(known: dict[str, str], hours: Any, weeks: int) -> None:
    assert plan(GUIDE, answers(**known), hours and Fraction(hours)).weeks == weeks


def test_hours_change_nothing_where_the_guide_assumes_none() -> None:
    document = {**GUIDE, "weekly_hours": None}
    assert plan(document, {}, Fraction(2)).weeks == plan(document, {}).weeks == 12


@pytest.mark.parametrize(
    ("known", "hours", "left", "covered"),
    [
        ({}, None, {0: 8, 1: 10, 2: 3, 3: 2}, ()),
        ({"sql": "yes"}, None, {1: 6, 2: 3, 3: 2}, (0,)),  # step 2: ceil(10 × 4/7)
        ({"sql": "some", "charts": "yes"}, None, {0: 4, 1: 8, 3: 2}, (2,)),  # ceil(10 × 5.5/7)
        ({"sql": "yes", "maps": "yes", "charts": "yes"}, 5, {3: 4}, (0, 1, 2)),
        ({}, 4, {0: 20, 1: 25, 2: 8, 3: 5}, ()),  # 2.5 times as long, rounded up
    ],
)
def test_steps_shrink_by_what_is_known(known: dict[str, str], hours: Any, left: Any, covered: Any) -> None:
    found = plan(GUIDE, answers(**known), hours and Fraction(hours))
    assert (lengths(found), found.covered) == (left, covered)


def test_steps_follow_one_another_and_what_they_build_on() -> None:
    found = plan(GUIDE, answers(sql="yes"))
    assert [(one.place, one.start, one.end) for one in found.steps] == [(1, 0, 6), (2, 6, 9), (3, 9, 11)]
    beside = copy.deepcopy(GUIDE)
    beside["roadmap"][1]["depends_on"] = []
    beside["roadmap"][2]["depends_on"] = ["step-1", "step-2"]
    found = plan(beside, answers(sql="some"))
    assert [(one.start, one.end) for one in found.steps] == [(0, 4), (0, 8), (8, 11), (11, 13)]
    assert found.length == 13


def test_a_skill_that_no_step_names_belongs_to_those_that_share_a_resource() -> None:
    document = {
        "skills_to_learn": [learn("sql", "critical", 6, resource_ids=["book"]), learn("maps", "important", 2)],
        "roadmap": [step(1, 4, resource_ids=["book"]), step(2, 4, resource_ids=["book", "atlas"]), step(3, 5, "maps")],
    }
    assert [one.steps for one in skills_of(document)] == [(0, 1), (2,)]
    assert lengths(plan(document, answers(sql="some"))) == {0: 2, 1: 2, 2: 5}
    document["roadmap"][2]["skill_slugs"] = ["maps", "sql"]
    assert [one.steps for one in skills_of(document)] == [(2,), (2,)]


@pytest.mark.parametrize("document", [{}, {"roadmap": [{}], "skills_to_learn": [{}], "transferable_skills": [{}]}])
def test_an_unfinished_document_is_no_error(document: Document) -> None:
    found = plan(document, {}, Fraction(5))
    assert (found.match.score, found.weeks, found.steps, found.length) == (0, Fraction(0), (), 0)


def test_guides_that_fit_are_ranked() -> None:
    short, long = ({**GUIDE, "skills_to_learn": [learn("sql", "critical", weeks)]} for weeks in (2, 9))
    guides = [("c", long), ("b", short), ("a", long), ("z", {**GUIDE, "transferable_skills": []})]
    expected: list[Any] = [("b", 30, 2), ("a", 30, 9), ("c", 30, 9), ("z", 25, 18)]
    found = rank(guides, answers(sql="some"), Fraction(5))
    assert [(one.slug, one.match.score, one.weeks) for one in found] == expected


words = st.sampled_from(sorted(KNOWN))
names = st.sampled_from(["sql", "maps", "charts", "talking", "care"])
rows = st.tuples(
    names,
    st.sampled_from(sorted(WEIGHTS)),
    st.sampled_from([0.5, 1, 2, 6.5, 13]),
    st.sampled_from(["week", "month", "hour"]),
)
stages = st.tuples(
    st.sampled_from([0.5, 1, 4, 10]), st.lists(names, max_size=4), st.sampled_from([None, [], ["step-0"]])
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    document: Document = {
        "transferable_skills": [brought(slug) for slug in draw(st.lists(names, max_size=3))],
        "skills_to_learn": [learn(*row) for row in draw(st.lists(rows, min_size=1, max_size=6))],
        "roadmap": [
            {**step(number, weeks, *slugs), **({} if before is None else {"depends_on": before})}
            for number, (weeks, slugs, before) in enumerate(draw(st.lists(stages, min_size=1, max_size=6)))
        ],
    }
    return document | ({"weekly_hours": {"min": 4, "max": 9}} if draw(st.booleans()) else {})


hours = st.none() | st.fractions(Fraction(1, 2), 80, max_denominator=4)
known = st.dictionaries(names, words)


@given(documents(), hours)
def test_knowing_all_leaves_no_week_and_knowing_nothing_leaves_all(document: Document, own: Fraction | None) -> None:
    everything = plan(document, dict.fromkeys([one.slug for one in skills_of(document)], Fraction(1)), own)
    assert (everything.match.score, everything.weeks, everything.missing) == (100, Fraction(0), ())
    nothing = plan(document, {}, own)
    assert (nothing.match.score, nothing.match.points, nothing.covered) == (0, Fraction(0), ())
    assert {one.slug for one in nothing.missing} == {one.slug for one in skills_of(document)}


@given(documents(), known, hours, names)
def test_whoever_knows_more_scores_more_and_needs_less(
    document: Document, said: Mapping[str, str], own: Fraction | None, slug: str
) -> None:
    before = {name: KNOWN[word] for name, word in said.items()}
    after = {**before, slug: min(Fraction(1), before.get(slug, Fraction(0)) + Fraction(1, 2))}
    less, more = plan(document, before, own), plan(document, after, own)
    assert more.match.points >= less.match.points
    assert more.match.score >= less.match.score
    assert 0 <= more.weeks <= less.weeks
    assert more.length <= less.length
    short, long = lengths(more), lengths(less)
    assert all(0 < weeks <= long[place] for place, weeks in short.items())
    assert set(less.covered) <= set(more.covered)


@given(documents(), known, hours)
def test_the_whole_is_the_sum_of_its_parts(document: Document, said: Mapping[str, str], own: Fraction | None) -> None:
    given_answers = {name: KNOWN[word] for name, word in said.items()}
    skills, found = skills_of(document), plan(document, given_answers, own)
    pace = Fraction(13, 2) / own if own and "weekly_hours" in document else Fraction(1)
    share = {one.slug: given_answers.get(one.slug, Fraction(0)) for one in skills}
    assert len({one.slug for one in skills}) == len(skills)
    assert found.match.points == sum(one.weight * share[one.slug] for one in skills)
    assert found.match.total == sum(one.weight for one in skills)
    assert found.match.score == floor(100 * found.match.points / found.match.total + Fraction(1, 2))
    assert found.weeks == sum(one.weeks * (1 - share[one.slug]) for one in skills) * pace
    places = [*(one.place for one in found.steps), *found.covered]
    assert sorted(places) == list(range(len(document["roadmap"])))
    for one, whole in zip(document["roadmap"], derived.step_weeks(document), strict=True):
        place = document["roadmap"].index(one)
        if not any(place in skill.steps for skill in skills) and place in lengths(found):
            assert 0 <= lengths(found)[place] - whole * pace < 1


def test_real_guides_can_be_planned() -> None:
    for document in (sample_guide(), a_document()):
        found = plan(document, {}, Fraction(6))
        assert found.weeks > 0
        assert {one.place for one in found.steps} == set(range(len(document["roadmap"])))
