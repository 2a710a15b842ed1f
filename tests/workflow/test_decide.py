from dataclasses import replace
from typing import Any

import pytest

from cms.errors import Kind, NotFound, Refusal, TransitionRefused
from cms.workflow import (
    SYSTEM,
    TRANSITIONS,
    Actor,
    Facts,
    Inputs,
    Offer,
    PublicStatus,
    Role,
    State,
    Transition,
    available,
    decide,
    default_stages,
    gates,
    transitions,
)
from cms.workflow.facts import NOTHING_SAID

from .cast import (
    ADA,
    AMIRA,
    MONA,
    PAULA,
    RUTH,
    TEXT,
    WREN,
    a_guide,
    codes,
    refused,
)

S, P = State, PublicStatus

SAID_NOTHING_NEW: dict[str, Any] = {"public_status": P.LIVE, "live_digest": TEXT}


def test_does_not_know_other_actions() -> None:
    with pytest.raises(NotFound, match="“vanish”"):
        decide("vanish", a_guide(S.DRAFT), AMIRA)


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


@pytest.mark.parametrize("base", [2, 4])
def test_refuses_an_act_on_a_revision_that_is_not_the_newest(base: int) -> None:
    refusal = refused("approve", a_guide(S.IN_REVIEW), RUTH, Inputs(base=base))
    assert codes(refusal) == ["stale"]
    assert refusal.kind is Kind.CONFLICT


@pytest.mark.parametrize("base", [None, 3])
def test_accepts_an_act_on_the_newest_revision_or_on_none(base: int | None) -> None:
    assert decide("approve", a_guide(S.IN_REVIEW), RUTH, Inputs(base=base)).target is S.APPROVED


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
    assert "fail_publish" not in offered(a_guide(S.SCHEDULED), WREN)
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
