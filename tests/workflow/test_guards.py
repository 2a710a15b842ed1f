from dataclasses import replace
from typing import Any

import pytest

from cms.errors import Kind
from cms.workflow import (
    SYSTEM,
    Actor,
    Approval,
    Facts,
    PublicStatus,
    Role,
    Stage,
    State,
    available,
    decide,
    default_stages,
    gates,
)

from .cast import (
    ADA,
    AMIRA,
    BEN,
    LEGAL,
    MONA,
    PAULA,
    PETE,
    RAVI,
    RUTH,
    SAID,
    TEXT,
    WREN,
    a_guide,
    codes,
    refused,
    two_stages,
)

S, P = State, PublicStatus

OWED: dict[str, Any] = {
    "public_status": P.LIVE_UNREVIEWED,
    "has_debt": True,
    "forced_by": MONA.id,
    "debt_contributors": frozenset({AMIRA.id}),
}
BARRED: dict[str, Any] = {"stages": two_stages(bars=True), "approvals": (Approval(RUTH.id, 0, TEXT),)}
SAID_NOTHING_NEW: dict[str, Any] = {"public_status": P.LIVE, "live_digest": TEXT}
ASKED: dict[str, Any] = {"removal_requested_by": PETE.id, "redirect_target_ok": True}
LOST_TARGET: dict[str, Any] = {**ASKED, "redirect_target_ok": False}
TAKEN_DOWN: dict[str, Any] = {"public_status": P.WITHDRAWN, "taken_down_by": MONA.id}


def by(who: Actor, *roles: Role) -> Actor:
    return replace(who, roles=frozenset(roles))


# action, the guide, who, the code of what stands in the way, and its kind
REFUSED: list[tuple[str, Facts, Actor, str, Kind]] = [
    # Four eyes: on the act, not on the role
    ("approve", a_guide(S.IN_REVIEW, contributors=frozenset({"wren"})), WREN, "four_eyes", Kind.FORBIDDEN),
    ("approve", a_guide(S.IN_REVIEW, contributors=frozenset({"ruth", "ben"})), RUTH, "four_eyes", Kind.FORBIDDEN),
    ("claim", a_guide(S.IN_REVIEW, contributors=frozenset({"ruth"})), RUTH, "four_eyes", Kind.FORBIDDEN),
    ("request_changes", a_guide(S.IN_REVIEW, contributors=frozenset({"ruth"})), RUTH, "contributor", Kind.FORBIDDEN),
    ("request_changes", a_guide(S.APPROVED, contributors=frozenset({"paula"})), PAULA, "contributor", Kind.FORBIDDEN),
    ("clear_debt", a_guide(S.DRAFT, **OWED), by(AMIRA, Role.REVIEWER), "four_eyes", Kind.FORBIDDEN),
    ("clear_debt", a_guide(S.DRAFT, **OWED), by(MONA, Role.REVIEWER), "four_eyes", Kind.FORBIDDEN),
    ("confirm_removal", a_guide(S.PUBLISHED, **ASKED), PETE, "four_eyes", Kind.FORBIDDEN),
    ("clear_debt", a_guide(S.DRAFT, **TAKEN_DOWN), by(MONA, *Role), "four_eyes", Kind.FORBIDDEN),
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
    ("clear_debt", a_guide(S.DRAFT, **{**TAKEN_DOWN, "taken_down_by": None}), RUTH, "no_debt", Kind.CONFLICT),
    ("clear_debt", a_guide(S.DRAFT, public_status=P.REDIRECTED), RUTH, "public_status", Kind.CONFLICT),
    ("confirm_removal", a_guide(S.PUBLISHED), PAULA, "no_request", Kind.CONFLICT),
    ("confirm_removal", a_guide(S.PUBLISHED, **LOST_TARGET), PAULA, "bad_target", Kind.CONFLICT),
    ("reinstate", a_guide(S.PUBLISHED, public_status=P.GONE), PAULA, "not_the_last_live", Kind.CONFLICT),
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


def test_counts_one_person_once_in_a_review_that_asks_for_two() -> None:
    half = a_guide(S.IN_REVIEW, stages=default_stages(2), approvals=(Approval(RUTH.id, 0, TEXT),))
    assert codes(refused("approve", half, RUTH)) == ["already_approved"]
    assert decide("approve", half, RAVI).target is S.APPROVED


def test_is_open_at_a_stage_to_the_roles_of_the_stage() -> None:
    facts = a_guide(S.IN_REVIEW, stages=(LEGAL,))
    assert decide("approve", facts, PAULA).target is S.APPROVED


def test_never_lets_a_role_stand_in_for_a_second_person() -> None:
    facts = a_guide(S.IN_REVIEW, contributors=frozenset({"wren"}))
    offers = {offer.action: offer for offer in available(facts, WREN)}
    assert not offers["approve"].allowed
    assert offers["force_publish"].allowed


def test_waives_what_is_not_structural_for_a_force_publish_only() -> None:
    facts = a_guide(S.DRAFT, blocking=("A critical skill is in no step.",), structural=())
    assert decide("force_publish", facts, MONA, SAID).public_to is P.LIVE_UNREVIEWED
    assert codes(refused("submit", facts, AMIRA)) == ["incomplete"]
    structural = replace(facts, structural=("The title is missing.",))
    assert codes(refused("force_publish", structural, MONA)) == ["incomplete"]


LANGUAGE = Stage("Language", frozenset({Role.REVIEWER}), 2)


@pytest.mark.parametrize(
    ("stages", "approvals", "sentence"),
    [
        (default_stages(1), (), "1 person must still approve it."),
        (default_stages(2), (), "2 people must still approve it."),
        ((LANGUAGE, LEGAL), (),
         "2 people must still approve it at “Language”, stage 1 of 2; then 1 person at the stage after it."),
        ((LANGUAGE, LEGAL, LEGAL), (),
         "2 people must still approve it at “Language”, stage 1 of 3; then 2 people at the stages after it."),
        ((LANGUAGE, LEGAL), ("ruth", "ravi"), "1 person must still approve it at “Legal”, stage 2 of 2."),
    ],
)  # fmt: skip
def test_says_how_many_must_still_approve_and_at_which_stage(
    stages: tuple[Stage, ...], approvals: tuple[str, ...], sentence: str
) -> None:
    given = tuple(Approval(one, 0, TEXT) for one in approvals)
    facts = a_guide(S.IN_REVIEW, stages=stages, approvals=given)
    assert [one.why for one in gates(facts) if one.code == "approvals_missing"] == [sentence]
