"""A text goes to its readers, as it was approved or without review: effects of acts, run inside `editorial.perform`."""

from datetime import timedelta

from cms.rendering import Renderer
from cms.services import publishing, scheduling, signing_off, situation
from cms.store import debts, events
from cms.store.db import session
from cms.store.debts import Debt
from cms.store.guides import Guide, Revision
from cms.workflow import Actor, Facts, Inputs


def publish(
    guide: Guide, newest: Revision, facts: Facts, papers: situation.Papers, actor: Actor, renderer: Renderer,
    event: events.Event, before: str,
) -> None:  # fmt: skip
    counted, review = bool(facts.stages), papers.review
    assert review  # noqa: S101  # gates: nothing is pinned without one
    review.counted = signing_off.counted(facts)
    made = [one.at.date() for one in papers.decisions if one.verdict == "approve"]
    publication, event.seq = publishing.publish(
        guide, newest, papers.last, by=scheduling.published(guide, actor), renderer=renderer, before=before,
        counted=counted, reviewed_on=max(made) if counted else None, change_note=review.change_note, major=review.major,
    )  # fmt: skip
    event.publication_number = publication.number
    if not counted:
        event.said = {**event.said, "setting": "CMS_REVIEWERS_REQUIRED=0"}
    debts.close(papers.owed, actor.id)


def force(
    guide: Guide, newest: Revision, facts: Facts, inputs: Inputs, papers: situation.Papers, actor: Actor,
    renderer: Renderer, event: events.Event, before: str, *, days: int,
) -> None:  # fmt: skip
    review = papers.review
    publication, event.seq = publishing.publish(
        guide, newest, papers.last, by=actor.id, renderer=renderer, before=before, counted=False, reviewed_on=None,
        change_note=inputs.change_note.strip() or (review.change_note if review else ""),
        major=review.major if review and inputs.major is None else bool(inputs.major),
    )  # fmt: skip
    event.publication_number = publication.number
    debts.close(papers.owed, actor.id)
    debt = Debt(
        guide_id=guide.id,
        kind=debts.PUBLICATION,
        publication_number=publication.number,
        forced_by=actor.id,
        contributors=sorted(facts.contributors),
        opened_at=event.at,
        due_on=event.at.date() + timedelta(days=days),
        closed_at=None,
        closed_by=None,
    )
    session().add(debt)
