from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from cms.errors import Kind
from cms.workflow import (
    SYSTEM,
    TRANSITIONS,
    Actor,
    Facts,
    Inputs,
    PublicStatus,
    Removal,
    State,
    decide,
)
from cms.workflow.facts import NOTHING_SAID
from cms.workflow.needs import SENTENCES, missing

from .cast import (
    AMIRA,
    LATER,
    MONA,
    NOW,
    PAULA,
    PETE,
    RUTH,
    SAID,
    a_guide,
    codes,
    refused,
)

S, P = State, PublicStatus

ASKED: dict[str, Any] = {"removal_requested_by": PETE.id, "redirect_target_ok": True}


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
        ("set_review_by", a_guide(S.DRAFT), AMIRA, {"due": LATER, "no_day": True}, "due_missing"),
        ("set_review_by", a_guide(S.DRAFT), AMIRA, {"due": None, "no_day": False}, "due_missing"),
        ("schedule", a_guide(S.APPROVED), PAULA, {"due": None, "no_day": True}, "due_missing"),
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


@pytest.mark.parametrize("removal", Removal)
def test_removes_only_what_somebody_else_asked_to_remove(removal: Removal) -> None:
    said, facts = replace(SAID, removal=removal), a_guide(S.PUBLISHED, redirect_target_ok=True)
    assert codes(refused("confirm_removal", facts, PAULA, said)) == ["no_request"]
    assert codes(refused("confirm_removal", replace(facts, removal_requested_by=PAULA.id), PAULA, said)) == [
        "four_eyes"
    ]
    assert decide("confirm_removal", replace(facts, removal_requested_by=PETE.id), PAULA, said).action


def test_has_a_sentence_for_every_need_and_no_other() -> None:
    asked = [refusal.why for row in TRANSITIONS for refusal in missing(row, NOTHING_SAID)]
    assert len(asked) == sum(len(row.needs) for row in TRANSITIONS)
    assert set(asked) == set(SENTENCES.values())
