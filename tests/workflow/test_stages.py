import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.workflow import Approval, Role, Stage, default_stages, eligible
from cms.workflow.stages import counted, current_stage, outstanding

from .cast import ADA, AMIRA, MONA, PAULA, RAVI, RUTH, TEXT, person, two_stages

NOBODY: frozenset[str] = frozenset()


def yes(who: str, stage: int = 0, digest: str = TEXT) -> Approval:
    return Approval(who, stage, digest)


def test_is_one_second_look_by_a_reviewer_unless_configured() -> None:
    assert default_stages(2) == (Stage("Second look", frozenset({Role.REVIEWER}), 2),)


def test_is_no_stage_at_all_on_a_one_person_site() -> None:
    assert default_stages(0) == ()
    assert current_stage((), (), None, NOBODY) is None


def test_survives_being_kept_as_json() -> None:
    stage = Stage("Legal", frozenset({Role.PUBLISHER, Role.REVIEWER}), 2, bars_earlier_approvers=True)
    assert Stage.from_dict(json.loads(json.dumps(stage.to_dict()))) == stage


def test_is_open_to_people_with_its_role_who_did_not_contribute() -> None:
    both = person("both", Role.AUTHOR, Role.REVIEWER)
    people = [AMIRA, RUTH, RAVI, PAULA, MONA, ADA, both]
    assert eligible(default_stages(1)[0], people, {RAVI.id}) == {RUTH.id, both.id}


@pytest.mark.parametrize(
    ("approvals", "contributors", "who"),
    [
        pytest.param([yes("ruth")], NOBODY, ["ruth"], id="an approval of the pinned text counts"),
        pytest.param([yes("ruth", digest="other")], NOBODY, [], id="an approval of another text does not"),
        pytest.param([yes("ruth"), yes("ruth")], NOBODY, ["ruth"], id="one person counts once"),
        pytest.param([yes("ruth"), yes("ravi")], NOBODY, ["ruth", "ravi"], id="two people count twice"),
        pytest.param([yes("ruth")], {"ruth"}, [], id="who became a contributor counts no longer"),
        pytest.param([yes("ruth", stage=1)], NOBODY, [], id="an approval of another stage does not"),
    ],
)
def test_counts(approvals: list[Approval], contributors: set[str], who: list[str]) -> None:
    valid = counted(approvals, digest=TEXT, contributors=contributors, stages=two_stages(), stage=0)
    assert [approval.actor_id for approval in valid] == who


def test_counts_nothing_without_a_pinned_text() -> None:
    assert outstanding(two_stages(), [yes("ruth"), yes("ravi", 1)], None, NOBODY) == 2


def test_lets_one_person_pass_two_stages_unless_the_later_bars_it() -> None:
    approvals = [yes("ruth", 0), yes("ruth", 1)]
    assert current_stage(two_stages(), approvals, TEXT, NOBODY) is None
    assert current_stage(two_stages(bars=True), approvals, TEXT, NOBODY) == 1
    assert current_stage(two_stages(bars=True), [*approvals, yes("ravi", 1)], TEXT, NOBODY) is None


def test_bars_only_those_whose_earlier_approval_counted() -> None:
    of_old_text = [yes("ruth", 0, "old"), yes("ravi", 0), yes("ruth", 1)]
    assert current_stage(two_stages(bars=True), of_old_text, TEXT, NOBODY) is None


def test_goes_back_to_the_stage_whose_approver_became_a_contributor() -> None:
    approvals = [yes("ruth", 0), yes("ravi", 1)]
    assert current_stage(two_stages(), approvals, TEXT, {"ruth"}) == 0


@given(
    st.lists(st.builds(yes, st.sampled_from("abcd"), st.integers(0, 1), st.sampled_from([TEXT, "old"]))),
    st.frozensets(st.sampled_from("abcd")),
    st.booleans(),
)
def test_never_counts_a_contributor_or_a_person_twice(
    approvals: list[Approval], contributors: frozenset[str], bars: bool
) -> None:
    stages = two_stages(bars=bars)
    for stage in (0, 1):
        valid = counted(approvals, digest=TEXT, contributors=contributors, stages=stages, stage=stage)
        people = [approval.actor_id for approval in valid]
        assert len(people) == len(set(people))
        assert not contributors & set(people)
    lacking = outstanding(stages, approvals, TEXT, contributors)
    assert (current_stage(stages, approvals, TEXT, contributors) is None) == (lacking == 0)
