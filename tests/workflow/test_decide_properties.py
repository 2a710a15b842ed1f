"""What holds of every decision, whatever the guide, the people and their texts."""

from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cms.errors import TransitionRefused
from cms.workflow import (
    SYSTEM,
    TRANSITIONS,
    Actor,
    Approval,
    Facts,
    Inputs,
    PublicStatus,
    State,
    available,
    decide,
    default_stages,
    gates,
)
from cms.workflow.facts import NOTHING_SAID

from .cast import (
    ADA,
    AMIRA,
    LEGAL,
    MONA,
    OLD_TEXT,
    PAULA,
    RAVI,
    RUTH,
    SAID,
    TEXT,
    WREN,
    a_guide,
    two_stages,
)

S, P = State, PublicStatus


people = st.sampled_from([AMIRA.id, RUTH.id, RAVI.id, PAULA.id])
texts = st.sampled_from([TEXT, OLD_TEXT])
any_facts = st.builds(
    Facts,
    state=st.sampled_from([None, *State]),
    public_status=st.sampled_from(PublicStatus),
    newest=st.integers(1, 3),
    newest_digest=texts,
    live_digest=st.none() | texts,
    owner_id=people,
    assignee_id=st.none() | people,
    slug_free=st.booleans(),
    blocking=st.sampled_from([(), ("The title is missing.",)]),
    structural=st.sampled_from([None, ()]),
    unacknowledged=st.sampled_from([(), ("No weekly hours.",)]),
    blocking_comments=st.integers(0, 1),
    contributors=st.frozensets(people, max_size=2),
    stages=st.sampled_from([(), default_stages(1), default_stages(2), two_stages(), two_stages(bars=True), (LEGAL,)]),
    eligible=st.lists(st.frozensets(people), max_size=2).map(tuple),
    approvals=st.lists(st.builds(Approval, people, st.integers(0, 1), texts), max_size=4).map(tuple),
    pinned_digest=st.none() | texts,
    has_debt=st.booleans(),
    forced_by=st.none() | people,
    removal_requested_by=st.none() | people,
    redirect_target_ok=st.none() | st.booleans(),
    same_digest_as_last_live=st.booleans(),
    discarded_from=st.sampled_from([None, S.DRAFT, S.CHANGES_REQUESTED]),
    trashed_days=st.none() | st.integers(80, 100),
)
in_order = st.builds(a_guide, st.sampled_from([S.APPROVED, S.SCHEDULED, S.PUBLISH_FAILED]), slug_free=st.booleans())


def is_refused(action: str, facts: Facts, actor: Actor, inputs: Inputs = NOTHING_SAID) -> bool:
    try:
        decide(action, facts, actor, inputs)
    except TransitionRefused:
        return True
    return False


@settings(max_examples=300)
@given(any_facts | in_order)
@example(a_guide(S.APPROVED, contributors=frozenset({PAULA.id})))
def test_has_gates_exactly_when_a_publisher_cannot_publish(facts: Facts) -> None:
    assert bool(gates(facts)) == is_refused("publish", facts, PAULA)


@settings(max_examples=300)
@given(any_facts | in_order, st.sampled_from([AMIRA, RUTH, PAULA, MONA, ADA, WREN, SYSTEM]))
def test_offers_exactly_what_would_not_be_refused(facts: Facts, actor: Actor) -> None:
    said = replace(SAID, base=None)
    allowed = {offer.action for offer in available(facts, actor) if offer.allowed}
    assert allowed == {row.action for row in TRANSITIONS if not is_refused(row.action, facts, actor, said)}


@settings(max_examples=200)
@given(any_facts, st.sampled_from([RUTH, PAULA, MONA, WREN]))
def test_never_lets_a_contributor_approve(facts: Facts, actor: Actor) -> None:
    assert is_refused("approve", replace(facts, contributors=facts.contributors | {actor.id}), actor)


@settings(max_examples=200)
@given(any_facts, st.sampled_from([AMIRA, RUTH, PAULA, MONA, ADA, SYSTEM]))
def test_publishes_nothing_incomplete_by_any_act(facts: Facts, actor: Actor) -> None:
    broken = replace(facts, blocking=("The title is missing.",), structural=None)
    for action in ("publish", "force_publish", "submit"):
        assert is_refused(action, broken, actor, SAID)
