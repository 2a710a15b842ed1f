"""Sign-offs of sections: they stand as long as the sections do, and never in place of a look at the whole text."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cms.services.whom import Happened, reviewers_of_the_stage
from cms.store.events import Event
from cms.store.guides import Guide
from cms.workflow import Approval, Facts, Role, Stage, State
from cms.workflow.decide import gates
from cms.workflow.review_guards import not_barred_from_stage, someone_eligible
from cms.workflow.stages import carried, working_days_after
from tests.workflow.cast import AMIRA, DAY, PAULA, RAVI, RUTH

LEGAL = Stage("Legal", frozenset({Role.PUBLISHER}), 1, sections=frozenset({"demand", "faq"}))
LOOK = Stage("Second look", frozenset({Role.REVIEWER}), 1)
OLD = {"title": "t1", "demand": "d1"}  # no questions yet
SIGNED = Approval("paula", 0, "old", (("demand", "d1"), ("faq", "")))


def brought(stages: tuple[Stage, ...], sections: dict[str, str], k: set[str], was: Stage = LEGAL) -> list[int]:
    return [yes.stage for yes in carried(stages, [(was, SIGNED)], sections, k)]


def test_stands_while_its_sections_are_what_they_were() -> None:
    assert brought((LEGAL, LOOK), {**OLD, "title": "t2"}, set()) == [0]
    assert brought((LOOK, LEGAL), {**OLD, "title": "t2"}, set()) == [1], "the stage may have moved"
    assert brought((LEGAL, LOOK), {**OLD, "demand": "d2"}, set()) == []
    assert brought((LEGAL, LOOK), {**OLD, "faq": "f1"}, set()) == [], "what was not there was not looked at"
    assert brought((LEGAL, LOOK), {"title": "t1"}, set()) == []


def test_lapses_with_its_giver_and_with_another_question() -> None:
    assert brought((LEGAL, LOOK), OLD, {"paula"}) == []
    for other in (
        replace(LEGAL, name="Law"), replace(LEGAL, sections=frozenset({"demand"})),
        replace(LEGAL, roles=frozenset({Role.REVIEWER})),
    ):  # fmt: skip
        assert brought((other, LOOK), OLD, set()) == []
    assert brought((replace(LEGAL, approvals=2, due_days=3), LOOK), OLD, set()) == [0]


def test_never_stands_for_the_whole_text() -> None:
    yes = Approval("ruth", 0, "old", tuple(OLD.items()))
    assert carried((LOOK,), [(LOOK, yes)], OLD, set()) == ()


def test_counts_in_a_review_as_the_stage_it_is_for() -> None:
    facts = Facts(
        stages=(LEGAL, LOOK), approvals=(SIGNED,), pinned_digest="new", newest_digest="new",
        pinned_sections=tuple(OLD.items()),
    )  # fmt: skip
    assert (facts.stage_index, facts.outstanding) == (1, 1)
    assert [yes.actor_id for yes in facts.counted(0)] == ["paula"]
    assert replace(facts, contributors=frozenset({"paula"})).stage_index == 0
    assert replace(facts, pinned_sections=(("demand", "d2"),)).stage_index == 0
    assert gates(facts) != []


def test_needs_nobody_at_submit_where_a_sign_off_is_brought_along() -> None:
    facts = Facts(stages=(LEGAL, LOOK), eligible=(frozenset(), frozenset({"ruth"})))
    refusal = someone_eligible(facts, AMIRA)
    assert refusal is not None
    assert "“Legal” needs 1 person who did not contribute; there is nobody" in refusal.why
    assert someone_eligible(replace(facts, carried=(SIGNED,)), AMIRA) is None
    assert someone_eligible(replace(facts, carried=(SIGNED,)), PAULA) is not None, "who submits has a hand in it"


def test_says_at_submit_that_a_stage_bars_the_only_one_who_could_pass_it() -> None:
    again = Stage("Again", frozenset({Role.REVIEWER}), 1, bars_earlier_approvers=True)
    one, two = frozenset({RUTH.id}), frozenset({RUTH.id, RAVI.id})
    facts = Facts(stages=(LOOK, again), eligible=(one, one))
    refusal = someone_eligible(facts, AMIRA)
    assert refusal is not None
    assert "nor approve an earlier stage" in refusal.why
    assert someone_eligible(replace(facts, eligible=(two, two)), AMIRA) is None


@given(st.integers(0, 40))
def test_counts_no_weekend_as_working_days(number: int) -> None:
    day = working_days_after(DAY, number)
    assert day.weekday() < 5 or number == 0
    assert (day - DAY).days == number + 2 * ((DAY.weekday() + number) // 5 if number else 0)


def test_whoever_signed_a_later_stage_off_leaves_an_earlier_one_to_others_if_it_asks_for_that() -> None:
    first = replace(LOOK, roles=frozenset({Role.PUBLISHER, Role.REVIEWER}))
    signed = replace(SIGNED, stage=1)
    facts = Facts(
        stages=(first, replace(LEGAL, bars_earlier_approvers=True)), approvals=(signed,), pinned_digest="new",
        pinned_sections=tuple(OLD.items()),
    )  # fmt: skip
    assert facts.stage_index == 0
    refused = not_barred_from_stage(facts, PAULA)
    assert refused
    assert "Legal" in refused.why, "her sign-off would stop counting, in a review that nobody could finish"
    assert not_barred_from_stage(facts, RUTH) is None
    assert not_barred_from_stage(replace(facts, stages=(first, LEGAL)), PAULA) is None


def test_a_review_tells_those_of_the_stage_that_it_begins_at() -> None:
    facts = Facts(
        stages=(LEGAL, LOOK), eligible=(frozenset({"paula"}), frozenset({"ruth", "ravi"})), carried=(SIGNED,),
        newest_digest="new",
    )  # fmt: skip
    event = Event(action="submit", actor_id="amira", to_state=State.IN_REVIEW)
    assert reviewers_of_the_stage(Happened(Guide(), event, facts)).people == {"ruth", "ravi"}
    assert reviewers_of_the_stage(Happened(Guide(), event, replace(facts, carried=()))).people == {"paula"}
    own = Happened(Guide(), Event(action="submit", actor_id="paula", to_state=State.IN_REVIEW), facts)
    assert own.open_stage == 0, "nobody's own sign-off counts for what they submit"
