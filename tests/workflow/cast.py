"""The people of these tests, and a guide at each state. Plain values: no app, no database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from cms.errors import TransitionRefused
from cms.workflow import Actor, Approval, Facts, Inputs, PublicStatus, Removal, Role, Stage, State, default_stages
from cms.workflow.decide import decide

DAY = date(2026, 3, 2)  # a Monday
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)

TEXT, OLD_TEXT = "digest-of-the-newest", "digest-of-what-was-live"
ONE_STAGE = default_stages(1)
LEGAL = Stage("Legal", frozenset({Role.PUBLISHER}), 1)


def person(id: str, *roles: Role) -> Actor:
    return Actor(id, id.title(), frozenset(roles))


AMIRA = person("amira", Role.AUTHOR)  # wrote the guide
BEN = person("ben", Role.AUTHOR)  # a colleague
RUTH = person("ruth", Role.REVIEWER)
RAVI = person("ravi", Role.REVIEWER)
PAULA = person("paula", Role.PUBLISHER)
PETE = person("pete", Role.PUBLISHER)
MONA = person("mona", Role.MANAGING_EDITOR)
ADA = person("ada", Role.ADMIN)
WREN = person("wren", *Role)  # writes and reviews, and may do everything else besides
SOMEONE = {
    Role.AUTHOR: AMIRA,
    Role.REVIEWER: RUTH,
    Role.PUBLISHER: PAULA,
    Role.MANAGING_EDITOR: MONA,
    Role.ADMIN: ADA,
}

SAID = Inputs(
    comment="Please name the source.",
    reason="Agreed with the desk.",
    change_note="New salary figures.",
    major=False,
    due=LATER,
    now=NOW,
    zone="Europe/Berlin",
    removal=Removal.GONE,
    target="another-guide",
    evidence="Checked against the office of statistics.",
    revision=2,
)


def a_guide(state: State | None, **more: Any) -> Facts:
    """Amira's guide at `state`, with everything in order: whoever may act, can."""
    facts = Facts(
        state=state,
        newest=3,
        newest_digest=TEXT,
        owner_id=AMIRA.id,
        creator_id=AMIRA.id,
        slug="nurse-to-analyst",
        contributors=frozenset({AMIRA.id}),
        stages=ONE_STAGE,
        eligible=(frozenset({RUTH.id, RAVI.id}),),
    )
    if state is State.IN_REVIEW:
        facts = replace(facts, pinned_digest=TEXT)
    if state in (State.APPROVED, State.SCHEDULED, State.PUBLISH_FAILED):
        facts = replace(facts, pinned_digest=TEXT, approvals=(Approval(RUTH.id, 0, TEXT),))
    if state is State.PUBLISHED:
        facts = replace(facts, public_status=PublicStatus.LIVE, live_digest=TEXT, contributors=frozenset())
    if state is State.DISCARDED:
        facts = replace(facts, discarded_from=State.DRAFT, trashed_days=90)
    return replace(facts, **more)


def two_stages(*, bars: bool = False) -> tuple[Stage, ...]:
    reviewer = frozenset({Role.REVIEWER})
    return (Stage("Facts", reviewer, 1), Stage("Language", reviewer, 1, bars_earlier_approvers=bars))


def refused(action: str, facts: Facts, actor: Actor, inputs: Inputs = SAID) -> TransitionRefused:
    """The refusal of an act; fails the test when the act is allowed."""
    try:
        row = decide(action, facts, actor, inputs)
    except TransitionRefused as refusal:
        return refusal
    raise AssertionError(f"{action} by {actor.id} was allowed: {row}")


def codes(refusal: TransitionRefused) -> list[str]:
    return [reason.code for reason in refusal.refusals]
