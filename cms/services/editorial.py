"""perform: the one road through the workflow. What happens beside the new state is called here by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from cms import workflow
from cms.content import Finding
from cms.errors import InvalidContent, Kind, Refusal, TransitionRefused
from cms.rendering import Renderer
from cms.services import (
    acknowledging,
    deciding,
    drafting,
    going_live,
    keeping_house,
    notifying,
    recording,
    removing,
    rendering,
    revising,
    scheduling,
    situation,
)
from cms.services.whom import Happened
from cms.store import debts, events, guides, public_clock, publications, schedules, trash
from cms.store.db import session, transaction
from cms.store.guides import Guide, Revision
from cms.workflow import SYSTEM, Actor, Effect, Facts, Inputs, Offer, State

# A row whose effect is not among these is refused with a sentence until it has its service; one without effect needs
# none. Closing a review happens by itself, wherever a row leads out of it.
_SERVED = {
    None, Effect.OPEN_REVIEW, Effect.DECIDE, Effect.CLOSE_REVIEW, Effect.PUBLISH, Effect.FORCE_PUBLISH,
    Effect.CLEAR_DEBT, Effect.CLEAR_TAKEDOWN, Effect.DROP_CHANGES, Effect.RESTORE, Effect.DISCARD, Effect.RECOVER,
    Effect.REQUEST_REMOVAL, Effect.REMOVE, Effect.TAKEDOWN, Effect.REINSTATE, Effect.REAFFIRM,
    Effect.SCHEDULE, Effect.UNSCHEDULE, Effect.ALERT,
    Effect.CLAIM, Effect.RELEASE, Effect.ASSIGN, Effect.SET_REVIEW_BY, Effect.PURGE,
}  # fmt: skip
PERFORMED = frozenset(row.action for row in workflow.TRANSITIONS if row.effect in _SERVED) - {"create", "edit"}

# What readers will see, or may be sent to, is judged while nobody else changes it.
_PUBLIC = {
    Effect.PUBLISH, Effect.FORCE_PUBLISH, Effect.CLEAR_DEBT, Effect.REQUEST_REMOVAL, Effect.REMOVE, Effect.TAKEDOWN,
    Effect.REINSTATE, Effect.REAFFIRM,
}  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """What the site's settings decide about the workflow. undo_seconds: for which publishing by hand waits."""

    reviewers_required: int
    second_look_days: int
    undo_seconds: int = 0


@dataclass(frozen=True)
class Standing:
    """Where a guide stands, for screens and the API."""

    facts: Facts
    offers: Sequence[Offer]
    gates: Sequence[Refusal]
    findings: Sequence[Finding]


def standing(guide: Guide, newest: Revision, actor: Actor, rules: Rules) -> Standing:
    """The facts, what this actor may do, what keeps the guide from going live, and what the checks found."""
    found, papers = situation.judge(guide, newest.document, newest.digest), situation.papers_of(guide)
    facts = situation.facts_of(guide, newest, papers, found, reviewers_required=rules.reviewers_required)
    offers = [offer for offer in workflow.available(facts, actor) if offer.action in PERFORMED | {"edit"}]
    return Standing(facts, offers, workflow.gates(facts), found)


def perform(
    guide_id: UUID, action: str, *, base: int, actor: Actor, renderer: Renderer, rules: Rules,
    inputs: Inputs = workflow.NOTHING_SAID, acknowledge: Sequence[Mapping[str, str]] = (),
) -> Guide:  # fmt: skip
    """Performs a row of the workflow table.

    base: number of the revision the actor looked at. acknowledge: {rule, path, reason} of warnings answered for, with
    `submit`. Raises NotFound, TransitionRefused, StaleRevision (restore), InvalidContent (reasons with another act).
    """
    if acknowledge and action != "submit":
        raise InvalidContent({"acknowledge": ["Reasons for warnings come with “submit”, and with no other act."]})
    with transaction():
        guide = guides.lock(guide_id)
        if action == "restore" and inputs.revision is not None:
            return drafting.restore_revision(guide_id, inputs.revision, base=base, actor=actor).guide
        newest = guides.revision(guide.id, guide.newest)
        if acknowledge:
            acknowledging.keep(guide, newest, acknowledge, actor)
        if any(row.action == action and row.effect in _PUBLIC for row in workflow.TRANSITIONS):
            public_clock.wait_for_turn()  # what is judged next, such as a free address, stays true until we commit
        found, papers = situation.judge(guide, newest.document, newest.digest), situation.papers_of(guide)
        named = inputs
        if action == "confirm_removal":
            inputs = removing.as_asked(guide, named)
        facts = situation.facts_of(
            guide, newest, papers, found, reviewers_required=rules.reviewers_required, target=inputs.target
        )
        row = workflow.decide(action, facts, actor, replace(inputs, base=base))
        if action not in PERFORMED:
            why = f"“{row.label}” is not offered here."
            raise TransitionRefused(action, guide.state, [Refusal("not_offered", why, "nobody", Kind.CONFLICT)])
        if row.effect is Effect.PUBLISH and actor.id != SYSTEM.id and scheduling.can_be_undone(rules.undo_seconds):
            waits = schedules.waiting(guide.id)
            if waits is None or not (waits.by_hand and waits.overdue):  # where the worker is late, nobody waits longer
                return _publish_soon(guide, base, actor, renderer, rules)
        before, review = guide.public_status, papers.review
        event = recording.record(guide, row, actor, said=recording.in_words(inputs))
        pressed_by = scheduling.pressed_by(guide) if action == "publish" and actor.id == SYSTEM.id else ""
        match row.effect:
            case Effect.OPEN_REVIEW:
                deciding.open_review(guide, newest, facts, inputs, actor)
                if not facts.stages:
                    event.said = {**event.said, "setting": "CMS_REVIEWERS_REQUIRED=0"}
                if brought := [one for one in facts.carried if one.actor_id != actor.id]:
                    told = [{"stage": facts.stages[one.stage].name, "actor": one.actor_id} for one in brought]
                    event.said = {**event.said, "still_signed": told}
            case Effect.DECIDE:
                assert review  # noqa: S101  # the table allows it in review and approved only, which have one
                deciding.decide(guide, review, facts, action, inputs, actor)
                keeping_house.decided(review, facts, actor)
            case Effect.CLAIM | Effect.RELEASE | Effect.ASSIGN | Effect.SET_REVIEW_BY:
                keeping_house.see_to(row.effect, guide, review, inputs, actor, event)
            case Effect.PUBLISH:
                with session().no_autoflush:  # written where that says so, and for the rest together by the commit
                    going_live.publish(guide, newest, facts, papers, actor, renderer, event, before)
            case Effect.SCHEDULE:
                scheduling.plan(guide, newest, inputs, actor)
            case Effect.UNSCHEDULE:
                ended = scheduling.end(guide, schedules.CANCELLED)
                if ended and ended.by_hand:
                    event.said = {**event.said, "by_hand": True}
            case Effect.ALERT:
                scheduling.end(guide, schedules.FAILED, inputs.reason)
            case Effect.FORCE_PUBLISH:
                days = rules.second_look_days
                with session().no_autoflush:
                    going_live.force(guide, newest, facts, inputs, papers, actor, renderer, event, before, days=days)
            case Effect.CLEAR_DEBT:
                deciding.clear_debt(guide, inputs, papers, actor, renderer, event)
            case Effect.CLEAR_TAKEDOWN:
                debts.close(papers.owed, actor.id, debts.TAKEDOWN)
            case Effect.REQUEST_REMOVAL:
                removing.ask(guide, inputs, actor)
            case Effect.REMOVE:
                removing.confirm(guide, named, actor, renderer, event)
            case Effect.TAKEDOWN:
                removing.take_down(guide, inputs, actor, renderer, event, days=rules.second_look_days)
            case Effect.REINSTATE:
                removing.reinstate(guide, actor, renderer, event, before=before)
                debts.close(papers.owed, actor.id, debts.TAKEDOWN)
            case Effect.REAFFIRM:
                removing.reaffirm(guide, renderer, event)
            case Effect.DISCARD:
                guides.give_up(guide.id)
            case Effect.RECOVER:
                drafting.take_address(guide, newest.document)
            case Effect.DROP_CHANGES:
                _drop_changes(guide, actor, event)
            case Effect.PURGE:
                event.said = {**event.said, "title": guide.title}  # the log remembers what it was called
        if review and guide.state in situation.WITHOUT_REVIEW:
            review.closed_at, review.outcome = event.at, action
        events.append(event)
        scheduler, gave_way = scheduling.overtaken(guide, event), scheduling.given_way(guide, event)
        submitter = review.submitter_id if review else None
        notifying.of_transition(Happened(guide, event, facts, submitter, pressed_by, scheduler, gave_way))
        if row.effect is Effect.PURGE:
            trash.purge(guide)
    return guide


def _publish_soon(guide: Guide, base: int, actor: Actor, renderer: Renderer, rules: Rules) -> Guide:
    """By way of a schedule that can be undone; pressing twice changes nothing."""
    if scheduling.on_its_way(guide):
        return guide
    if guide.state != State.APPROVED:
        instead = Inputs(reason=scheduling.INSTEAD)
        perform(guide.id, "unschedule", base=base, actor=actor, renderer=renderer, rules=rules, inputs=instead)
    soon = scheduling.soon(rules.undo_seconds)
    return perform(guide.id, "schedule", base=base, actor=actor, renderer=renderer, rules=rules, inputs=soon)


def _drop_changes(guide: Guide, actor: Actor, event: events.Event) -> None:
    publication = publications.live(guide.id)
    assert publication  # noqa: S101  # the table allows it only while something is live
    revising.continue_from_live(guide, rendering.document_of(publication), actor=actor)
    event.revision_number = guide.newest
