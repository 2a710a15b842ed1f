"""Who looks after a guide, by when, and who is reading it now: effects of acts, run inside `editorial.perform`."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, timedelta

from cms import clock
from cms.errors import Kind, Refusal, TransitionRefused
from cms.store import accounts
from cms.store.events import Event
from cms.store.guides import Guide
from cms.store.reviews import Review
from cms.workflow import Actor, Approval, Effect, Facts, Inputs, Role

CLAIM_LASTS = timedelta(hours=24)  # advice to others, so nobody has to break it: it runs out
OWNERS = frozenset({Role.AUTHOR, Role.MANAGING_EDITOR})


def see_to(
    effect: Effect, guide: Guide, review: Review | None, inputs: Inputs, actor: Actor, event: Event
) -> None:  # fmt: skip
    """Raises TransitionRefused for an owner who could not look after the guide, and for a day that is not there."""
    match effect:
        case Effect.CLAIM if review:
            review.claimed_by, review.claimed_until = actor.id, clock.now() + CLAIM_LASTS
        case Effect.RELEASE if review:
            _release(review)
        case Effect.ASSIGN:
            _assign(guide, inputs, event)
        case Effect.SET_REVIEW_BY:
            _set_review_by(guide, inputs, event)


def decided(review: Review, facts: Facts, actor: Actor) -> None:
    """A claim ends with the decision of whoever made it, and with its stage. facts: as they were before."""
    if facts.stage_index is None or facts.assignee_id is None:
        return
    made = (*facts.approvals, Approval(actor.id, facts.stage_index, review.digest))
    if facts.assignee_id == actor.id or replace(facts, approvals=made).stage_index != facts.stage_index:
        _release(review)


def claimant(review: Review | None) -> str | None:
    """Who has claimed it, as long as the claim lasts."""
    if review is None or review.claimed_until is None or review.claimed_until <= clock.now():
        return None
    return review.claimed_by


def _assign(guide: Guide, inputs: Inputs, event: Event) -> None:
    """target: a person's id or e-mail address. Raises TransitionRefused for anybody who could not look after it."""
    named = (inputs.target or "").strip()
    person = accounts.by_email(named) if "@" in named else accounts.find(named)
    if person is None:
        raise _refused(guide, "Nobody here has this id or e-mail address.")
    if not person.active:
        raise _refused(guide, f"The account of {person.name} is closed.")
    if not person.actor().roles & OWNERS:
        raise _refused(guide, f"{person.name} is neither an author nor a managing editor.")
    event.said = {**event.said, "target": str(person.id), "owner_before": guide.owner_id}
    guide.owner_id = str(person.id)


def owners(people: Iterable[Actor] | None = None) -> list[tuple[str, str]]:
    """Name and id of everyone who could look after a guide, by name. people: the active ones, if known."""
    among = accounts.active_people() if people is None else people
    return sorted((one.name, one.id) for one in among if one.roles & OWNERS)


def _set_review_by(guide: Guide, inputs: Inputs, event: Event) -> None:
    """The row needs a day, or that there is none. Raises TransitionRefused when there was none before, either."""
    if inputs.due is None and guide.review_by is None:
        refusal = Refusal("no_review_by", "No such day is set.", "Nobody", Kind.CONFLICT)
        raise TransitionRefused("set_review_by", guide.state, [refusal])
    guide.review_by = inputs.due.astimezone(UTC).date() if inputs.due else None
    event.said = {**event.said, "review_by": guide.review_by.isoformat() if guide.review_by else None}


def _release(review: Review) -> None:
    review.claimed_by = review.claimed_until = None


def _refused(guide: Guide, why: str) -> TransitionRefused:
    refusal = Refusal("bad_owner", why, "You, by naming an author or a managing editor", Kind.MISSING)
    return TransitionRefused("assign", guide.state, [refusal])
