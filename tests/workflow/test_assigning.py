"""Whether anybody can pass all stages: said at submit just when it is so, found by letting people try."""

from dataclasses import replace
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from cms.workflow import Approval, Facts, Role, Stage, State
from cms.workflow.assigning import can_pass
from cms.workflow.review_guards import not_barred_from_stage, not_yet_approved_by_me, someone_eligible
from tests.workflow.cast import AMIRA, TEXT, person

PEOPLE = [person(name, Role.REVIEWER) for name in ("ann", "bob", "cem", "dee")]
IDS = [one.id for one in PEOPLE]
PINS = (("faq", "f"),)


def stage(place: int, approvals: int = 1, *, bars: bool = True, part: bool = False) -> Stage:
    sections = frozenset({"faq"}) if part else frozenset[str]()
    return Stage(f"Stage {place}", frozenset({Role.REVIEWER}), approvals, bars, sections)


@st.composite
def reviews(draw: st.DrawFn) -> Facts:
    """A text that might be sent for review: who may approve where, and whose sign-offs would be brought along."""
    number = draw(st.integers(1, 4))
    stages = tuple(
        stage(place, draw(st.integers(1, 2)), bars=draw(st.booleans()), part=draw(st.booleans()))
        for place in range(number)
    )
    groups = tuple(draw(st.frozensets(st.sampled_from(IDS))) for _ in stages)
    carried = tuple(
        Approval(who, place, "old", PINS)
        for place, one in enumerate(stages)
        if one.sections
        for who in sorted(draw(st.frozensets(st.sampled_from(IDS), max_size=1)))
    )
    return Facts(state=State.DRAFT, stages=stages, eligible=groups, carried=carried, newest_digest=TEXT)


def somebody_passes_it(facts: Facts) -> bool:
    """Whether there is an order in which people approve until every stage is passed."""
    sent = replace(facts, state=State.IN_REVIEW, pinned_digest=TEXT, pinned_sections=PINS)

    @cache
    def goes_on(made: frozenset[tuple[str, int]]) -> bool:
        own = tuple(Approval(who, place, TEXT) for who, place in made)
        now = replace(sent, approvals=(*facts.carried, *own))
        index = now.stage_index
        if index is None:
            return True
        may = [one for one in PEOPLE if one.id in facts.eligible[index]]
        may = [one for one in may if not (not_barred_from_stage(now, one) or not_yet_approved_by_me(now, one))]
        return any(goes_on(made | {(one.id, index)}) for one in may)

    return goes_on(frozenset())


@given(reviews())
def test_says_that_nobody_may_pass_just_when_nobody_may(facts: Facts) -> None:
    assert (someone_eligible(facts, AMIRA) is None) == somebody_passes_it(facts)


def test_refuses_three_stages_for_two_people() -> None:
    """Each pair of stages has enough people, all three have not."""
    two = frozenset(IDS[:2])
    facts = Facts(stages=(stage(0), stage(1), stage(2)), eligible=(two, two, two))
    refusal = someone_eligible(facts, AMIRA)
    assert refusal is not None
    assert refusal.why.startswith("“Stage 2” needs 1 person who did not contribute, nor approve an earlier stage;")
    assert someone_eligible(replace(facts, stages=(stage(0), stage(1), stage(2, bars=False))), AMIRA) is None
    assert someone_eligible(replace(facts, eligible=(two, two, frozenset(IDS[:3]))), AMIRA) is None


def test_says_how_many_there_are_of_those_that_are_needed() -> None:
    two, four = frozenset(IDS[:2]), frozenset(IDS)
    facts = Facts(stages=(stage(0, 2, bars=False), stage(1, 3)), eligible=(two, four))
    refusal = someone_eligible(facts, AMIRA)
    assert refusal is not None
    assert "needs 3 people who did not contribute, nor approve an earlier stage; there are only 2" in refusal.why


def test_looks_through_the_largest_configuration() -> None:
    """Ten stages of nine approvals, by people of several sorts."""
    stages = [stage(place, 9, bars=place % 3 != 0) for place in range(10)]
    everyone = [f"person-{number}" for number in range(63)]
    groups = [{one for number, one in enumerate(everyone) if number % 5 != place % 5} for place in range(10)]
    assert can_pass(stages, groups, [set()] * 10)
    assert not can_pass(stages, [set(everyone[:53])] * 10, [set()] * 10)
    assert can_pass(stages, [set(everyone)] * 10, [set()] * 10)
