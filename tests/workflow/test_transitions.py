"""The workflow as a table of sentences: where each act exists, who may do it, and where it leads."""

from dataclasses import replace
from typing import Any

import pytest

from cms.errors import Kind, TransitionRefused
from cms.workflow import (
    SYSTEM,
    TRANSITIONS,
    Actor,
    Approval,
    Effect,
    Facts,
    PublicStatus,
    Removal,
    Role,
    State,
    decide,
    default_stages,
)

from .cast import (
    ADA,
    AMIRA,
    BEN,
    LEGAL,
    MONA,
    OLD_TEXT,
    PAULA,
    PETE,
    RAVI,
    RUTH,
    SAID,
    SOMEONE,
    TEXT,
    a_guide,
    refused,
    two_stages,
)

ACTIONS = [
    "create", "edit", "submit", "claim", "release", "approve", "request_changes", "recall", "reopen", "schedule",
    "unschedule", "publish", "fail_publish", "drop_changes", "force_publish", "clear_debt", "request_removal",
    "confirm_removal", "takedown", "reinstate", "reaffirm", "discard", "recover", "restore", "purge", "assign",
    "set_review_by",
]  # fmt: skip

S, P = State, PublicStatus

LIVE: dict[str, Any] = {"public_status": P.LIVE, "live_digest": OLD_TEXT}
OWED: dict[str, Any] = {"public_status": P.LIVE_UNREVIEWED, "has_debt": True, "forced_by": MONA.id}
TWO_NEEDED = {"stages": default_stages(2)}
ASKED = {**LIVE, "removal_requested_by": AMIRA.id, "redirect_target_ok": True}
TAKEN_DOWN = {"public_status": P.WITHDRAWN, "taken_down_by": MONA.id}
AT_LEGAL: dict[str, Any] = {"stages": (LEGAL,)}
NO_REVIEW: dict[str, Any] = {"stages": (), "eligible": ()}
RETURNED: dict[str, Any] = {"public_status": P.GONE, "same_digest_as_last_live": True}

# action, the guide, who, and where it leads: the state and, when it is not what it was, the public status.
HAPPENS: list[tuple[str, Facts, Actor, State | None, PublicStatus | None]] = [
    ("create", Facts(), AMIRA, S.DRAFT, None),
    ("edit", a_guide(S.DRAFT), BEN, S.DRAFT, None),
    ("edit", a_guide(S.CHANGES_REQUESTED), AMIRA, S.CHANGES_REQUESTED, None),
    ("edit", a_guide(S.PUBLISHED), AMIRA, S.DRAFT, None),
    ("restore", a_guide(S.PUBLISHED), AMIRA, S.DRAFT, None),
    ("restore", a_guide(S.CHANGES_REQUESTED), AMIRA, S.CHANGES_REQUESTED, None),
    ("submit", a_guide(S.DRAFT), AMIRA, S.IN_REVIEW, None),
    ("submit", a_guide(S.CHANGES_REQUESTED), BEN, S.IN_REVIEW, None),
    ("submit", a_guide(S.DRAFT, **NO_REVIEW), AMIRA, S.APPROVED, None),
    ("claim", a_guide(S.IN_REVIEW), RUTH, S.IN_REVIEW, None),
    ("claim", a_guide(S.IN_REVIEW, assignee_id=RAVI.id), RUTH, S.IN_REVIEW, None),
    ("claim", a_guide(S.IN_REVIEW, **AT_LEGAL), PAULA, S.IN_REVIEW, None),
    ("release", a_guide(S.IN_REVIEW, assignee_id=RUTH.id), RUTH, S.IN_REVIEW, None),
    ("release", a_guide(S.IN_REVIEW, assignee_id=PAULA.id, **AT_LEGAL), PAULA, S.IN_REVIEW, None),
    ("approve", a_guide(S.IN_REVIEW), RUTH, S.APPROVED, None),
    ("approve", a_guide(S.IN_REVIEW, **TWO_NEEDED), RUTH, S.IN_REVIEW, None),
    ("approve", a_guide(S.IN_REVIEW, **TWO_NEEDED, approvals=(Approval("ravi", 0, TEXT),)), RUTH, S.APPROVED, None),
    ("approve", a_guide(S.IN_REVIEW, stages=two_stages()), RUTH, S.IN_REVIEW, None),
    ("request_changes", a_guide(S.IN_REVIEW), RUTH, S.CHANGES_REQUESTED, None),
    ("request_changes", a_guide(S.IN_REVIEW), PAULA, S.CHANGES_REQUESTED, None),
    ("request_changes", a_guide(S.APPROVED), PAULA, S.CHANGES_REQUESTED, None),
    ("request_changes", a_guide(S.APPROVED), RAVI, S.CHANGES_REQUESTED, None),
    ("recall", a_guide(S.IN_REVIEW), AMIRA, S.DRAFT, None),
    ("recall", a_guide(S.IN_REVIEW, contributors=frozenset({RUTH.id})), RUTH, S.DRAFT, None),
    ("recall", a_guide(S.IN_REVIEW, contributors=frozenset({PAULA.id})), PAULA, S.DRAFT, None),
    ("recall", a_guide(S.IN_REVIEW), MONA, S.DRAFT, None),
    ("reopen", a_guide(S.APPROVED), BEN, S.DRAFT, None),
    ("schedule", a_guide(S.APPROVED), PAULA, S.SCHEDULED, None),
    ("unschedule", a_guide(S.SCHEDULED), PAULA, S.APPROVED, None),
    ("unschedule", a_guide(S.PUBLISH_FAILED), PAULA, S.APPROVED, None),
    ("publish", a_guide(S.APPROVED), PAULA, S.PUBLISHED, P.LIVE),
    ("publish", a_guide(S.SCHEDULED), PAULA, S.PUBLISHED, P.LIVE),
    ("publish", a_guide(S.PUBLISH_FAILED), PAULA, S.PUBLISHED, P.LIVE),
    ("publish", a_guide(S.SCHEDULED), SYSTEM, S.PUBLISHED, P.LIVE),
    *[("publish", a_guide(S.APPROVED, public_status=status), PAULA, S.PUBLISHED, P.LIVE) for status in P],
    ("publish", a_guide(S.APPROVED, **NO_REVIEW, approvals=()), PAULA, S.PUBLISHED, P.LIVE),
    ("fail_publish", a_guide(S.SCHEDULED), SYSTEM, S.PUBLISH_FAILED, None),
    ("drop_changes", a_guide(S.DRAFT, **LIVE), AMIRA, S.PUBLISHED, None),
    ("drop_changes", a_guide(S.APPROVED, **OWED), BEN, S.PUBLISHED, None),
    ("force_publish", a_guide(S.DRAFT), MONA, S.PUBLISHED, P.LIVE_UNREVIEWED),
    ("force_publish", a_guide(S.IN_REVIEW, **LIVE), MONA, S.PUBLISHED, P.LIVE_UNREVIEWED),
    ("clear_debt", a_guide(S.PUBLISHED, **OWED), RUTH, S.PUBLISHED, P.LIVE),
    ("clear_debt", a_guide(S.DRAFT, **OWED), RUTH, S.DRAFT, P.LIVE),
    ("clear_debt", a_guide(S.PUBLISHED, **TAKEN_DOWN), RUTH, S.PUBLISHED, None),
    ("clear_debt", a_guide(S.DRAFT, **{**TAKEN_DOWN, "public_status": P.GONE}), RUTH, S.DRAFT, None),
    ("request_removal", a_guide(S.PUBLISHED), AMIRA, S.PUBLISHED, None),
    ("request_removal", a_guide(S.IN_REVIEW, **LIVE), PAULA, S.IN_REVIEW, None),
    ("confirm_removal", a_guide(S.PUBLISHED, **ASKED), PAULA, S.PUBLISHED, P.GONE),
    ("takedown", a_guide(S.PUBLISHED), MONA, S.PUBLISHED, P.GONE),
    ("reinstate", a_guide(S.PUBLISHED, **RETURNED), PAULA, S.PUBLISHED, P.LIVE),
    ("reinstate", a_guide(S.DRAFT, **RETURNED, has_debt=True), PAULA, S.DRAFT, P.LIVE),
    # Its address is its own for ever; only the newest draft may wish for another that is taken.
    ("reinstate", a_guide(S.DRAFT, **RETURNED, slug_free=False), PAULA, S.DRAFT, P.LIVE),
    ("reinstate", a_guide(S.DRAFT, **{**OWED, **RETURNED}), PAULA, S.DRAFT, P.LIVE_UNREVIEWED),
    ("reaffirm", a_guide(S.PUBLISHED), AMIRA, S.PUBLISHED, None),
    ("reaffirm", a_guide(S.DRAFT, **OWED), RUTH, S.DRAFT, None),
    ("reaffirm", a_guide(S.PUBLISHED, owner_id=PAULA.id), PAULA, S.PUBLISHED, None),
    ("reaffirm", a_guide(S.PUBLISHED, owner_id=MONA.id), MONA, S.PUBLISHED, None),
    ("discard", a_guide(S.DRAFT), AMIRA, S.DISCARDED, None),
    ("discard", a_guide(S.CHANGES_REQUESTED, public_status=P.GONE), MONA, S.DISCARDED, None),
    ("recover", a_guide(S.DISCARDED), AMIRA, S.DRAFT, None),
    ("recover", a_guide(S.DISCARDED, discarded_from=S.CHANGES_REQUESTED), MONA, S.CHANGES_REQUESTED, None),
    ("purge", a_guide(S.DISCARDED), ADA, None, None),
    ("assign", a_guide(S.SCHEDULED), AMIRA, S.SCHEDULED, None),
    ("set_review_by", a_guide(S.PUBLISHED), MONA, S.PUBLISHED, None),
]


@pytest.mark.parametrize(
    ("action", "facts", "actor", "state", "public"),
    [pytest.param(*row, id=f"{row[2].id} may {row[0]} at {row[1].state or 'nothing'}") for row in HAPPENS],
)
def test_leads(action: str, facts: Facts, actor: Actor, state: State | None, public: PublicStatus | None) -> None:
    row = decide(action, facts, actor, SAID)
    assert row.state_after(facts.state) == state
    assert row.public_after(facts.public_status) == (public or facts.public_status)


@pytest.mark.parametrize(
    ("removal", "public"),
    [(Removal.GONE, P.GONE), (Removal.WITHDRAWN, P.WITHDRAWN), (Removal.REDIRECT, P.REDIRECTED)],
)
def test_leaves_at_the_address_what_the_removal_says(removal: Removal, public: PublicStatus) -> None:
    row = decide("confirm_removal", a_guide(S.PUBLISHED, **ASKED), PAULA, replace(SAID, removal=removal))
    assert row.public_to is public
    assert row.effect is Effect.REMOVE


def test_takes_down_at_once_but_never_by_a_redirect() -> None:
    row = decide("takedown", a_guide(S.PUBLISHED), MONA, replace(SAID, removal=Removal.WITHDRAWN))
    assert (row.public_to, row.effect) == (P.WITHDRAWN, Effect.TAKEDOWN)
    redirect = refused("takedown", a_guide(S.PUBLISHED), MONA, replace(SAID, removal=Removal.REDIRECT))
    assert [reason.code for reason in redirect.refusals] == ["removal_missing"]


# Who can do each act when everything is in order: the person of each role in the cast, and the worker.
A, R, PU, ME, AD = Role.AUTHOR, Role.REVIEWER, Role.PUBLISHER, Role.MANAGING_EDITOR, Role.ADMIN
WHO_MAY: dict[str, tuple[Facts, set[Role]]] = {
    "create": (Facts(), {A}),
    "edit": (a_guide(S.DRAFT), {A}),
    "restore": (a_guide(S.DRAFT), {A}),
    "drop_changes": (a_guide(S.DRAFT, **LIVE), {A}),
    "submit": (a_guide(S.DRAFT, stages=default_stages(1)), {A}),
    "claim": (a_guide(S.IN_REVIEW), {R}),
    "release": (a_guide(S.IN_REVIEW, assignee_id=RUTH.id), {R}),
    "approve": (a_guide(S.IN_REVIEW), {R}),
    "request_changes": (a_guide(S.IN_REVIEW), {R, PU}),
    "recall": (a_guide(S.IN_REVIEW), {A, ME}),
    "reopen": (a_guide(S.APPROVED), {A}),
    "schedule": (a_guide(S.APPROVED), {PU}),
    "unschedule": (a_guide(S.SCHEDULED), {PU}),
    "publish": (a_guide(S.APPROVED), {PU}),
    "fail_publish": (a_guide(S.SCHEDULED), set()),
    "force_publish": (a_guide(S.DRAFT), {ME}),
    "clear_debt": (a_guide(S.PUBLISHED, **{**OWED, "forced_by": PETE.id}), {R}),
    "request_removal": (a_guide(S.PUBLISHED), {A, PU}),
    "confirm_removal": (a_guide(S.PUBLISHED, **ASKED), {PU}),
    "takedown": (a_guide(S.PUBLISHED), {ME}),
    "reinstate": (a_guide(S.PUBLISHED, **RETURNED), {PU}),
    "reaffirm": (a_guide(S.PUBLISHED), {A, R}),
    "discard": (a_guide(S.DRAFT), {A, ME}),
    "recover": (a_guide(S.DISCARDED), {A, ME}),
    "purge": (a_guide(S.DISCARDED), {AD}),
    "assign": (a_guide(S.DRAFT), {A, ME}),
    "set_review_by": (a_guide(S.DRAFT), {A, ME}),
}


# Where each act exists: the states of the work, and the public statuses where these matter.
ALL_BUT_TRASH = set(S) - {S.DISCARDED}
LIVE_STATUSES = {P.LIVE, P.LIVE_UNREVIEWED}
WHERE: dict[str, tuple[set[State | None], set[PublicStatus]]] = {
    "create": ({None}, set(P)),
    "edit": ({S.DRAFT, S.CHANGES_REQUESTED, S.PUBLISHED}, set(P)),
    "restore": ({S.DRAFT, S.CHANGES_REQUESTED, S.PUBLISHED}, set(P)),
    "drop_changes": ({S.DRAFT, S.CHANGES_REQUESTED, S.APPROVED}, LIVE_STATUSES),
    "submit": ({S.DRAFT, S.CHANGES_REQUESTED}, set(P)),
    "claim": ({S.IN_REVIEW}, set(P)),
    "release": ({S.IN_REVIEW}, set(P)),
    "approve": ({S.IN_REVIEW}, set(P)),
    "request_changes": ({S.IN_REVIEW, S.APPROVED}, set(P)),
    "recall": ({S.IN_REVIEW}, set(P)),
    "reopen": ({S.APPROVED}, set(P)),
    "schedule": ({S.APPROVED}, set(P)),
    "unschedule": ({S.SCHEDULED, S.PUBLISH_FAILED}, set(P)),
    "publish": ({S.APPROVED, S.SCHEDULED, S.PUBLISH_FAILED}, set(P)),
    "fail_publish": ({S.SCHEDULED}, set(P)),
    "force_publish": ({S.DRAFT, S.IN_REVIEW, S.CHANGES_REQUESTED, S.APPROVED}, set(P)),
    "clear_debt": ({*ALL_BUT_TRASH}, {P.LIVE_UNREVIEWED, P.WITHDRAWN, P.GONE}),
    "request_removal": ({*ALL_BUT_TRASH}, LIVE_STATUSES),
    "confirm_removal": ({*ALL_BUT_TRASH}, LIVE_STATUSES),
    "takedown": ({*ALL_BUT_TRASH}, LIVE_STATUSES),
    "reinstate": ({*ALL_BUT_TRASH}, {P.WITHDRAWN, P.REDIRECTED, P.GONE}),
    "reaffirm": ({*ALL_BUT_TRASH}, LIVE_STATUSES),
    "discard": ({S.DRAFT, S.CHANGES_REQUESTED}, set(P) - LIVE_STATUSES),
    "recover": ({S.DISCARDED}, set(P)),
    "purge": ({S.DISCARDED}, {P.NEVER_PUBLISHED}),
    "assign": ({*S}, set(P)),
    "set_review_by": ({*S}, set(P)),
}


@pytest.mark.parametrize("removal", Removal)
@pytest.mark.parametrize("action", ACTIONS)
def test_exists_at_the_right_states_and_public_statuses_only(action: str, removal: Removal) -> None:
    """For whoever holds every role, and for the worker: what is refused by the state is refused to all of them."""
    states, statuses = WHERE[action]
    everyone = SYSTEM if action == "fail_publish" else Actor("eve", "Eve", frozenset(Role))
    open_at = set()
    for state in (None, *S):
        for status in P:
            try:
                decide(action, a_guide(state, public_status=status), everyone, replace(SAID, removal=removal))
            except TransitionRefused as refusal:
                if refusal.refusals[0].code in ("state", "public_status"):
                    continue
            open_at.add((state, status))
    assert open_at == {(state, status) for state in states for status in statuses}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", ACTIONS)
def test_is_open_to_the_right_roles(action: str, role: Role) -> None:
    facts, roles = WHO_MAY[action]
    if role in roles:
        assert decide(action, facts, SOMEONE[role], SAID).action == action
    else:
        refusal = refused(action, facts, SOMEONE[role])
        assert refusal.kind is Kind.FORBIDDEN
        # Some acts are the owner's or a contributor's: there the person is refused, not the role.
        if action not in ("recall", "reaffirm"):
            assert [reason.code for reason in refusal.refusals] == ["role"]


@pytest.mark.parametrize("action", ACTIONS)
def test_is_closed_to_whoever_holds_no_role(action: str) -> None:
    assert refused(action, WHO_MAY[action][0], Actor("guest", "Guest", frozenset())).kind is Kind.FORBIDDEN


@pytest.mark.parametrize("action", [action for action in ACTIONS if action not in ("publish", "fail_publish")])
def test_is_not_for_the_worker(action: str) -> None:
    assert refused(action, WHO_MAY[action][0], SYSTEM).kind is Kind.FORBIDDEN


@pytest.mark.parametrize("state", sorted(set(S) - {S.SCHEDULED}))
def test_lets_the_worker_publish_what_is_scheduled_only(state: State) -> None:
    refusal = refused("publish", a_guide(state), SYSTEM)
    assert [reason.code for reason in refusal.refusals] == ["state"]


def test_does_not_take_a_person_with_every_role_for_the_worker() -> None:
    everything = Actor("eve", "Eve", frozenset(Role))
    assert refused("fail_publish", a_guide(S.SCHEDULED), everything).kind is Kind.FORBIDDEN


def test_has_a_row_for_every_action_and_no_other() -> None:
    assert {row.action for row in TRANSITIONS} == set(ACTIONS)
    assert set(WHO_MAY) == set(ACTIONS)
