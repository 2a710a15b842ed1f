from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cms.errors import Kind, NotFound, Refusal, TransitionRefused
from cms.workflow import (
    SYSTEM,
    TRANSITIONS,
    Actor,
    Approval,
    Facts,
    Inputs,
    Offer,
    PublicStatus,
    Removal,
    Role,
    Stage,
    State,
    Transition,
    available,
    decide,
    default_stages,
    gates,
    transitions,
)
from cms.workflow.facts import NOTHING_SAID
from cms.workflow.needs import SENTENCES, missing

from .cast import (
    ADA,
    AMIRA,
    BEN,
    LATER,
    MONA,
    NOW,
    OLD_TEXT,
    PAULA,
    PETE,
    RAVI,
    RUTH,
    SAID,
    TEXT,
    a_guide,
    codes,
    person,
    refused,
    two_stages,
)

S, P = State, PublicStatus

WRITING_REVIEWER = person("wren", Role.AUTHOR, Role.REVIEWER, Role.PUBLISHER, Role.MANAGING_EDITOR, Role.ADMIN)
OWED: dict[str, Any] = {
    "public_status": P.LIVE_UNREVIEWED,
    "has_debt": True,
    "forced_by": MONA.id,
    "debt_contributors": frozenset({AMIRA.id}),
}
BARRED: dict[str, Any] = {"stages": two_stages(bars=True), "approvals": (Approval(RUTH.id, 0, TEXT),)}
LEGAL = Stage("Legal", frozenset({Role.PUBLISHER}), 1)
SAID_NOTHING_NEW: dict[str, Any] = {"public_status": P.LIVE, "live_digest": TEXT}
ASKED: dict[str, Any] = {"removal_requested_by": PETE.id, "redirect_target_ok": True}


def by(who: Actor, *roles: Role) -> Actor:
    return replace(who, roles=frozenset(roles))


# action, the guide, who, the code of what stands in the way, and its kind
REFUSED: list[tuple[str, Facts, Actor, str, Kind]] = [
    # Four eyes: on the act, not on the role
    ("approve", a_guide(S.IN_REVIEW, contributors=frozenset({"wren"})), WRITING_REVIEWER, "four_eyes", Kind.FORBIDDEN),
    ("approve", a_guide(S.IN_REVIEW, contributors=frozenset({"ruth", "ben"})), RUTH, "four_eyes", Kind.FORBIDDEN),
    ("claim", a_guide(S.IN_REVIEW, contributors=frozenset({"ruth"})), RUTH, "four_eyes", Kind.FORBIDDEN),
    ("request_changes", a_guide(S.IN_REVIEW, contributors=frozenset({"ruth"})), RUTH, "contributor", Kind.FORBIDDEN),
    ("request_changes", a_guide(S.APPROVED, contributors=frozenset({"paula"})), PAULA, "contributor", Kind.FORBIDDEN),
    ("clear_debt", a_guide(S.DRAFT, **OWED), by(AMIRA, Role.REVIEWER), "four_eyes", Kind.FORBIDDEN),
    ("clear_debt", a_guide(S.DRAFT, **OWED), by(MONA, Role.REVIEWER), "four_eyes", Kind.FORBIDDEN),
    ("confirm_removal", a_guide(S.PUBLISHED, **ASKED), PETE, "four_eyes", Kind.FORBIDDEN),
    ("approve", a_guide(S.IN_REVIEW, **BARRED), RUTH, "earlier_approver", Kind.FORBIDDEN),
    ("claim", a_guide(S.IN_REVIEW, **BARRED), RUTH, "earlier_approver", Kind.FORBIDDEN),
    # The person
    ("recall", a_guide(S.IN_REVIEW), BEN, "not_a_contributor", Kind.FORBIDDEN),
    ("discard", a_guide(S.DRAFT), BEN, "not_its_author", Kind.FORBIDDEN),
    ("recover", a_guide(S.DISCARDED), BEN, "not_its_author", Kind.FORBIDDEN),
    ("reaffirm", a_guide(S.PUBLISHED), BEN, "not_its_owner", Kind.FORBIDDEN),
    ("release", a_guide(S.IN_REVIEW, assignee_id=RAVI.id), RUTH, "someone_elses_claim", Kind.FORBIDDEN),
    ("release", a_guide(S.IN_REVIEW), RUTH, "not_claimed", Kind.CONFLICT),
    ("claim", a_guide(S.IN_REVIEW, assignee_id=RUTH.id), RUTH, "already_claimed", Kind.CONFLICT),
    ("recall", a_guide(S.IN_REVIEW, contributors=frozenset({ADA.id})), ADA, "role", Kind.FORBIDDEN),
    ("reaffirm", a_guide(S.PUBLISHED, owner_id=ADA.id), ADA, "role", Kind.FORBIDDEN),
    ("discard", a_guide(S.DRAFT, owner_id=ADA.id), ADA, "role", Kind.FORBIDDEN),
    ("discard", a_guide(S.DRAFT, owner_id=RUTH.id), RUTH, "role", Kind.FORBIDDEN),
    ("discard", a_guide(S.DRAFT, owner_id=PAULA.id), PAULA, "role", Kind.FORBIDDEN),
    ("recover", a_guide(S.DISCARDED, owner_id=ADA.id), ADA, "role", Kind.FORBIDDEN),
    ("recover", a_guide(S.DISCARDED, owner_id=RUTH.id), RUTH, "role", Kind.FORBIDDEN),
    ("recover", a_guide(S.DISCARDED, owner_id=PAULA.id), PAULA, "role", Kind.FORBIDDEN),
    # The stage decides who its reviewers are
    ("approve", a_guide(S.IN_REVIEW, stages=(LEGAL,)), RUTH, "role", Kind.FORBIDDEN),
    ("request_changes", a_guide(S.IN_REVIEW, stages=(LEGAL,)), RUTH, "role", Kind.FORBIDDEN),
    # The state
    ("edit", a_guide(S.IN_REVIEW), AMIRA, "state", Kind.CONFLICT),
    ("edit", a_guide(S.APPROVED), AMIRA, "state", Kind.CONFLICT),
    ("edit", a_guide(S.SCHEDULED), AMIRA, "state", Kind.CONFLICT),
    ("approve", a_guide(S.DRAFT), RUTH, "state", Kind.CONFLICT),
    ("publish", a_guide(S.PUBLISHED), PAULA, "state", Kind.CONFLICT),
    ("create", a_guide(S.DRAFT), AMIRA, "state", Kind.CONFLICT),
    ("edit", Facts(), AMIRA, "state", Kind.CONFLICT),
    ("discard", a_guide(S.DRAFT, public_status=P.LIVE), AMIRA, "public_status", Kind.CONFLICT),
    ("drop_changes", a_guide(S.DRAFT), AMIRA, "public_status", Kind.CONFLICT),
    ("drop_changes", a_guide(S.DRAFT, public_status=P.WITHDRAWN), AMIRA, "public_status", Kind.CONFLICT),
    ("clear_debt", a_guide(S.PUBLISHED), RUTH, "public_status", Kind.CONFLICT),
    ("request_removal", a_guide(S.DRAFT), AMIRA, "public_status", Kind.CONFLICT),
    ("reinstate", a_guide(S.PUBLISHED), PAULA, "public_status", Kind.CONFLICT),
    ("reinstate", a_guide(S.DISCARDED, public_status=P.GONE), PAULA, "state", Kind.CONFLICT),
    ("purge", a_guide(S.DISCARDED, public_status=P.WITHDRAWN), ADA, "public_status", Kind.CONFLICT),
    # The document
    ("submit", a_guide(S.DRAFT, blocking=("The title is missing.",)), AMIRA, "incomplete", Kind.MISSING),
    ("submit", a_guide(S.DRAFT, unacknowledged=("No weekly hours.",)), AMIRA, "unacknowledged", Kind.MISSING),
    ("submit", a_guide(S.DRAFT, **SAID_NOTHING_NEW), AMIRA, "nothing_new", Kind.CONFLICT),
    ("submit", a_guide(S.DRAFT, eligible=(frozenset(),)), AMIRA, "nobody_eligible", Kind.CONFLICT),
    ("submit", a_guide(S.DRAFT, eligible=(frozenset({"amira"}),)), AMIRA, "nobody_eligible", Kind.CONFLICT),
    ("submit", a_guide(S.DRAFT, stages=default_stages(3)), AMIRA, "nobody_eligible", Kind.CONFLICT),
    ("submit", a_guide(S.DRAFT, stages=two_stages()), AMIRA, "nobody_eligible", Kind.CONFLICT),
    ("publish", a_guide(S.APPROVED, blocking=("The link is unsafe.",)), PAULA, "incomplete", Kind.MISSING),
    ("force_publish", a_guide(S.DRAFT, blocking=("The title is missing.",)), MONA, "incomplete", Kind.MISSING),
    ("create", Facts(slug_free=False), AMIRA, "slug_taken", Kind.CONFLICT),
    ("publish", a_guide(S.APPROVED, slug_free=False), PAULA, "slug_taken", Kind.CONFLICT),
    ("force_publish", a_guide(S.DRAFT, slug_free=False), MONA, "slug_taken", Kind.CONFLICT),
    ("recover", a_guide(S.DISCARDED, slug_free=False), AMIRA, "slug_taken", Kind.CONFLICT),
    # The review
    ("approve", a_guide(S.IN_REVIEW, newest_digest="other"), RUTH, "text_changed", Kind.CONFLICT),
    ("approve", a_guide(S.IN_REVIEW, blocking_comments=1), RUTH, "open_comments", Kind.CONFLICT),
    ("schedule", a_guide(S.APPROVED, newest_digest="other"), PAULA, "text_changed", Kind.CONFLICT),
    ("schedule", a_guide(S.APPROVED, approvals=()), PAULA, "approvals_missing", Kind.CONFLICT),
    ("publish", a_guide(S.SCHEDULED, newest_digest="other"), SYSTEM, "text_changed", Kind.CONFLICT),
    ("publish", a_guide(S.APPROVED, pinned_digest=None, stages=()), PAULA, "text_changed", Kind.CONFLICT),
    ("publish", a_guide(S.APPROVED, approvals=()), PAULA, "approvals_missing", Kind.CONFLICT),
    ("publish", a_guide(S.APPROVED, contributors=frozenset({"ruth"})), PAULA, "approvals_missing", Kind.CONFLICT),
    ("publish", a_guide(S.APPROVED, stages=default_stages(2)), PAULA, "approvals_missing", Kind.CONFLICT),
    # The public side
    ("clear_debt", a_guide(S.DRAFT, **{**OWED, "has_debt": False}), RUTH, "no_debt", Kind.CONFLICT),
    ("confirm_removal", a_guide(S.PUBLISHED), PAULA, "no_request", Kind.CONFLICT),
    ("reinstate", a_guide(S.PUBLISHED, public_status=P.GONE), PAULA, "not_the_last_live", Kind.CONFLICT),
    (
        "reinstate",
        a_guide(S.PUBLISHED, public_status=P.GONE, same_digest_as_last_live=True, slug_free=False),
        PAULA,
        "slug_taken",
        Kind.CONFLICT,
    ),
    ("purge", a_guide(S.DISCARDED, trashed_days=89), ADA, "too_soon", Kind.CONFLICT),
    ("purge", a_guide(S.DISCARDED, trashed_days=None), ADA, "too_soon", Kind.CONFLICT),
]


@pytest.mark.parametrize(
    ("action", "facts", "actor", "code", "kind"),
    [pytest.param(*row, id=f"{row[0]} by {row[2].id}: {row[3]}") for row in REFUSED],
)
def test_refuses(action: str, facts: Facts, actor: Actor, code: str, kind: Kind) -> None:
    refusal = refused(action, facts, actor)
    assert codes(refusal) == [code]
    assert refusal.kind is kind
    assert (refusal.action, refusal.state) == (action, facts.state or "")
    for reason in refusal.refusals:
        assert reason.why[0].isupper() or reason.why[0] in "“1234567890"
        assert reason.why.endswith(".")
        assert reason.who_can_clear


def test_does_not_know_other_actions() -> None:
    with pytest.raises(NotFound, match="“vanish”"):
        decide("vanish", a_guide(S.DRAFT), AMIRA)


def test_counts_one_person_once_in_a_review_that_asks_for_two() -> None:
    half = a_guide(S.IN_REVIEW, stages=default_stages(2), approvals=(Approval(RUTH.id, 0, TEXT),))
    assert codes(refused("approve", half, RUTH)) == ["already_approved"]
    assert decide("approve", half, RAVI).target is S.APPROVED


def test_is_open_at_a_stage_to_the_roles_of_the_stage() -> None:
    facts = a_guide(S.IN_REVIEW, stages=(LEGAL,))
    assert decide("approve", facts, PAULA).target is S.APPROVED


def test_never_lets_a_role_stand_in_for_a_second_person() -> None:
    facts = a_guide(S.IN_REVIEW, contributors=frozenset({"wren"}))
    offers = {offer.action: offer for offer in available(facts, WRITING_REVIEWER)}
    assert not offers["approve"].allowed
    assert offers["force_publish"].allowed


def test_waives_what_is_not_structural_for_a_force_publish_only() -> None:
    facts = a_guide(S.DRAFT, blocking=("A critical skill is in no step.",), structural=())
    assert decide("force_publish", facts, MONA, SAID).public_to is P.LIVE_UNREVIEWED
    assert codes(refused("submit", facts, AMIRA)) == ["incomplete"]
    structural = replace(facts, structural=("The title is missing.",))
    assert codes(refused("force_publish", structural, MONA)) == ["incomplete"]


# The order of refusals


def test_speaks_of_the_role_before_anything_else() -> None:
    refusal = refused("publish", a_guide(S.DRAFT, slug_free=False), RUTH, Inputs(base=1))
    assert codes(refusal) == ["role"]
    assert refusal.refusals[0].who_can_clear == "A publisher"


def test_speaks_of_the_state_before_the_document() -> None:
    assert codes(refused("publish", a_guide(S.DRAFT, slug_free=False), PAULA)) == ["state"]


def test_names_everything_else_at_once_the_gravest_first() -> None:
    facts = a_guide(S.DRAFT, blocking=("The title is missing.",), unacknowledged=("No hours.",), **SAID_NOTHING_NEW)
    refusal = refused("submit", facts, AMIRA, Inputs(base=2))
    assert codes(refusal) == [
        "stale",
        "nothing_new",
        "incomplete",
        "unacknowledged",
        "change_note_missing",
        "major_missing",
    ]
    assert refusal.kind is Kind.CONFLICT


# What comes with the act


@pytest.mark.parametrize(
    ("action", "facts", "actor", "without", "code"),
    [
        ("submit", a_guide(S.DRAFT), AMIRA, {"change_note": " "}, "change_note_missing"),
        ("submit", a_guide(S.DRAFT), AMIRA, {"major": None}, "major_missing"),
        ("request_changes", a_guide(S.IN_REVIEW), RUTH, {"comment": ""}, "comment_missing"),
        ("reopen", a_guide(S.APPROVED), AMIRA, {"reason": "\n"}, "reason_missing"),
        ("unschedule", a_guide(S.SCHEDULED), PAULA, {"reason": ""}, "reason_missing"),
        ("fail_publish", a_guide(S.SCHEDULED), SYSTEM, {"reason": ""}, "reason_missing"),
        ("force_publish", a_guide(S.DRAFT), MONA, {"reason": ""}, "reason_missing"),
        ("takedown", a_guide(S.PUBLISHED), MONA, {"reason": ""}, "reason_missing"),
        ("takedown", a_guide(S.PUBLISHED), MONA, {"removal": None}, "removal_missing"),
        ("request_removal", a_guide(S.PUBLISHED), AMIRA, {"removal": None}, "removal_missing"),
        ("request_removal", a_guide(S.PUBLISHED), AMIRA, {"reason": ""}, "reason_missing"),
        ("confirm_removal", a_guide(S.PUBLISHED, **ASKED), PAULA, {"removal": None}, "removal_missing"),
        ("reaffirm", a_guide(S.PUBLISHED), RUTH, {"evidence": ""}, "evidence_missing"),
        ("restore", a_guide(S.DRAFT), AMIRA, {"revision": None}, "revision_missing"),
        ("assign", a_guide(S.DRAFT), AMIRA, {"target": None}, "target_missing"),
        ("set_review_by", a_guide(S.DRAFT), AMIRA, {"due": NOW}, "due_missing"),
        ("schedule", a_guide(S.APPROVED), PAULA, {"due": None}, "due_missing"),
        ("schedule", a_guide(S.APPROVED), PAULA, {"due": NOW}, "due_missing"),
        ("schedule", a_guide(S.APPROVED), PAULA, {"due": datetime(2030, 1, 1)}, "due_missing"),  # noqa: DTZ001
        ("schedule", a_guide(S.APPROVED), PAULA, {"now": None}, "due_missing"),
    ],
)
def test_asks_for_what_comes_with_the_act(
    action: str, facts: Facts, actor: Actor, without: dict[str, Any], code: str
) -> None:
    refusal = refused(action, facts, actor, replace(SAID, **without))
    assert codes(refusal) == [code]
    assert refusal.kind is Kind.MISSING


def test_takes_minor_for_an_answer() -> None:
    said = Inputs(change_note="A comma.", major=False)
    assert decide("submit", a_guide(S.DRAFT), AMIRA, said).target is S.IN_REVIEW


def test_accepts_a_time_in_the_future() -> None:
    assert decide("schedule", a_guide(S.APPROVED), PAULA, Inputs(due=LATER, now=NOW)).target is S.SCHEDULED


def test_asks_where_a_redirect_leads_and_checks_it() -> None:
    redirect = replace(SAID, removal=Removal.REDIRECT)
    facts = a_guide(S.PUBLISHED, redirect_target_ok=True)
    assert decide("request_removal", facts, AMIRA, redirect).public_to is None
    assert codes(refused("request_removal", facts, AMIRA, replace(redirect, target=""))) == ["target_missing"]
    assert codes(refused("request_removal", facts, AMIRA, replace(redirect, reason=""))) == ["reason_missing"]
    asked = replace(facts, removal_requested_by=AMIRA.id)
    assert decide("confirm_removal", asked, PAULA, redirect).public_to is P.REDIRECTED
    assert codes(refused("confirm_removal", asked, PAULA, replace(redirect, target=None))) == ["target_missing"]
    loop = replace(facts, redirect_target_ok=False, removal_requested_by=AMIRA.id)
    assert codes(refused("request_removal", loop, AMIRA, redirect)) == ["bad_target"]
    assert codes(refused("confirm_removal", loop, PAULA, redirect)) == ["bad_target"]


@pytest.mark.parametrize("base", [2, 4])
def test_refuses_an_act_on_a_revision_that_is_not_the_newest(base: int) -> None:
    refusal = refused("approve", a_guide(S.IN_REVIEW), RUTH, Inputs(base=base))
    assert codes(refusal) == ["stale"]
    assert refusal.kind is Kind.CONFLICT


@pytest.mark.parametrize("base", [None, 3])
def test_accepts_an_act_on_the_newest_revision_or_on_none(base: int | None) -> None:
    assert decide("approve", a_guide(S.IN_REVIEW), RUTH, Inputs(base=base)).target is S.APPROVED


@pytest.mark.parametrize("removal", Removal)
def test_removes_only_what_somebody_else_asked_to_remove(removal: Removal) -> None:
    said, facts = replace(SAID, removal=removal), a_guide(S.PUBLISHED, redirect_target_ok=True)
    assert codes(refused("confirm_removal", facts, PAULA, said)) == ["no_request"]
    assert codes(refused("confirm_removal", replace(facts, removal_requested_by=PAULA.id), PAULA, said)) == [
        "four_eyes"
    ]
    assert decide("confirm_removal", replace(facts, removal_requested_by=PETE.id), PAULA, said).action


# Who can clear it


@pytest.mark.parametrize(
    ("action", "facts", "actor", "who"),
    [
        ("publish", a_guide(S.DRAFT), PAULA, "An author, with “Send for review”"),
        ("publish", a_guide(S.DRAFT, stages=()), PAULA, "An author, with “Mark as ready”"),
        ("publish", a_guide(S.IN_REVIEW), PAULA, "A reviewer, with “Approve”"),
        ("publish", a_guide(S.IN_REVIEW, stages=default_stages(2)), PAULA, "A reviewer, with “Approve”"),
        ("publish", a_guide(S.PUBLISHED), PAULA, "An author, with “Save” or “Restore a revision”"),
        ("edit", a_guide(S.SCHEDULED), AMIRA, "A publisher, with “Cancel the schedule”"),
        ("edit", a_guide(S.DISCARDED), AMIRA, "Its author or a managing editor, with “Take out of the trash”"),
        (
            "edit",
            a_guide(S.IN_REVIEW),
            AMIRA,
            "A reviewer or a publisher, with “Ask for changes”; a contributor or a managing editor, with “Take back”",
        ),
        (
            "discard",
            a_guide(S.DRAFT, public_status=P.LIVE),
            AMIRA,
            "A publisher, with “Confirm removal”; a managing editor, with “Take down”",
        ),
        ("purge", a_guide(S.DISCARDED, public_status=P.GONE), ADA, "Nobody, as things stand"),
    ],
)
def test_says_who_takes_the_first_step(action: str, facts: Facts, actor: Actor, who: str) -> None:
    assert refused(action, facts, actor).refusals[0].who_can_clear == who


# What is offered


def offered(facts: Facts, actor: Actor) -> dict[str, Offer]:
    return {offer.action: offer for offer in available(facts, actor)}


def test_offers_every_act_of_the_state_allowed_or_not() -> None:
    offers = offered(a_guide(S.IN_REVIEW), AMIRA)
    assert list(offers) == [
        "claim", "release", "approve", "request_changes", "recall", "force_publish", "assign", "set_review_by",
    ]  # fmt: skip
    assert [action for action, offer in offers.items() if offer.allowed] == ["recall", "assign", "set_review_by"]
    assert offers["approve"] == Offer("approve", "Approve", False, "“Approve” is done by a reviewer.", "A reviewer", ())


def test_offers_an_act_once_whatever_its_rows() -> None:
    facts = a_guide(S.PUBLISHED)
    actions = [offer.action for offer in available(facts, MONA)]
    assert len(actions) == len(set(actions))
    assert offered(facts, MONA)["takedown"].needs == ("removal", "reason")


def test_offers_creating_where_there_is_no_guide_and_nowhere_else() -> None:
    assert list(offered(Facts(), AMIRA)) == ["create"]
    assert not any("create" in offered(a_guide(state), AMIRA) for state in State)


def test_offers_a_person_nothing_that_only_the_worker_does() -> None:
    assert "fail_publish" not in offered(a_guide(S.SCHEDULED), WRITING_REVIEWER)
    assert list(offered(a_guide(S.SCHEDULED), SYSTEM)) == ["publish", "fail_publish"]


def test_offers_what_the_public_status_allows() -> None:
    assert "drop_changes" not in offered(a_guide(S.DRAFT), AMIRA)
    assert "discard" not in offered(a_guide(S.DRAFT, public_status=P.LIVE), AMIRA)


def test_gives_all_reasons_with_an_offer_that_is_refused() -> None:
    offer = offered(a_guide(S.DRAFT, blocking=("The title is missing.",), eligible=()), AMIRA)["submit"]
    assert "The title is missing." in offer.why
    assert "“Second look” needs 1 person" in offer.why
    assert offer.who_can_clear == "An author; An admin, by giving someone that role"


def test_names_what_comes_with_an_act_without_holding_it_against_anyone() -> None:
    offer = offered(a_guide(S.DRAFT), AMIRA)["submit"]
    assert (offer.label, offer.allowed, offer.needs) == ("Send for review", True, ("change_note", "major"))
    assert offered(a_guide(S.DRAFT, stages=()), AMIRA)["submit"].label == "Mark as ready"


# The gates


def gate_codes(facts: Facts) -> list[str]:
    return [gate.code for gate in gates(facts)]


def test_has_no_gate_left_when_all_is_in_order() -> None:
    assert gates(a_guide(S.APPROVED)) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(stages=()), ["not_approved"]),
        (a_guide(S.DRAFT), ["not_approved"]),
        (
            a_guide(S.DRAFT, blocking=("No title.",), unacknowledged=("No hours.",), eligible=(), slug_free=False),
            ["not_approved", "incomplete", "unacknowledged", "nobody_eligible", "slug_taken"],
        ),
        (a_guide(S.IN_REVIEW), ["not_approved", "approvals_missing"]),
        (a_guide(S.PUBLISHED), ["nothing_new"]),
        (a_guide(S.APPROVED, approvals=(), slug_free=False), ["approvals_missing", "slug_taken"]),
    ],
)
def test_names_what_keeps_a_guide_from_going_live(facts: Facts, expected: list[str]) -> None:
    assert gate_codes(facts) == expected
    assert all(gate.why and gate.who_can_clear for gate in gates(facts))


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
@given(any_facts | in_order, st.sampled_from([AMIRA, RUTH, PAULA, MONA, ADA, WRITING_REVIEWER, SYSTEM]))
def test_offers_exactly_what_would_not_be_refused(facts: Facts, actor: Actor) -> None:
    said = replace(SAID, base=None)
    allowed = {offer.action for offer in available(facts, actor) if offer.allowed}
    assert allowed == {row.action for row in TRANSITIONS if not is_refused(row.action, facts, actor, said)}


@settings(max_examples=200)
@given(any_facts, st.sampled_from([RUTH, PAULA, MONA, WRITING_REVIEWER]))
def test_never_lets_a_contributor_approve(facts: Facts, actor: Actor) -> None:
    assert is_refused("approve", replace(facts, contributors=facts.contributors | {actor.id}), actor)


@settings(max_examples=200)
@given(any_facts, st.sampled_from([AMIRA, RUTH, PAULA, MONA, ADA, SYSTEM]))
def test_publishes_nothing_incomplete_by_any_act(facts: Facts, actor: Actor) -> None:
    broken = replace(facts, blocking=("The title is missing.",), structural=None)
    for action in ("publish", "force_publish", "submit"):
        assert is_refused(action, broken, actor, SAID)


# A state that is added


def test_needs_rows_only_for_another_way_of_working(monkeypatch: pytest.MonkeyPatch) -> None:
    """A legal check between approved and published, played by the one state that nothing else uses in this story."""
    check = State.PUBLISH_FAILED
    publish = next(row for row in TRANSITIONS if row.action == "publish" and not row.by_system)
    story = [row for row in TRANSITIONS if check not in row.sources and row.target is not check and row is not publish]
    table = (
        *story,
        Transition("send_to_legal", "Send to legal", {S.APPROVED}, check, frozenset({Role.PUBLISHER})),
        Transition("reject", "Reject", {check}, S.CHANGES_REQUESTED, frozenset({Role.ADMIN}), needs=("reason",)),
        replace(publish, sources={check}),
    )
    monkeypatch.setattr(transitions, "TRANSITIONS", table)

    assert gate_codes(a_guide(S.APPROVED)) == ["not_approved"]
    assert gates(a_guide(S.APPROVED))[0].who_can_clear == "A publisher, with “Send to legal”"
    assert decide("send_to_legal", a_guide(S.APPROVED), PAULA).target is check
    at_legal = a_guide(check)
    assert gates(at_legal) == []
    assert {action for action, offer in offered(at_legal, ADA).items() if offer.allowed} == {"reject"}
    assert codes(refused("reject", at_legal, ADA, NOTHING_SAID)) == ["reason_missing"]
    assert decide("publish", at_legal, PAULA).public_to is P.LIVE


def test_reads_another_table_when_given_one() -> None:
    def closed(facts: Facts, actor: Actor) -> Refusal:
        return Refusal("closed", "The desk is closed.", "Nobody")

    table = [Transition("ring", "Ring", {S.DRAFT}, S.IN_REVIEW, frozenset({Role.AUTHOR}), (closed,))]
    with pytest.raises(TransitionRefused, match="The desk is closed"):
        decide("ring", a_guide(S.DRAFT), AMIRA, table=table)
    assert [offer.why for offer in available(a_guide(S.DRAFT), AMIRA, table=table)] == ["The desk is closed."]
    with pytest.raises(NotFound):
        decide("edit", a_guide(S.DRAFT), AMIRA, table=table)
    with pytest.raises(TransitionRefused) as no_way:
        decide("ring", a_guide(S.PUBLISHED), AMIRA, table=table)
    assert no_way.value.refusals[0].who_can_clear == "Nobody, as things stand"


def test_has_a_sentence_for_every_need_and_no_other() -> None:
    asked = [refusal.why for row in TRANSITIONS for refusal in missing(row, NOTHING_SAID)]
    assert len(asked) == sum(len(row.needs) for row in TRANSITIONS)
    assert set(asked) == set(SENTENCES.values())
