"""Reviews and the decisions in them: effects of acts, run inside `editorial.perform`."""

from dataclasses import replace

from cms import clock
from cms.rendering import Renderer
from cms.services import announcing, rendering, signing_off, situation
from cms.store import debts, events, looks, public_clock, publications, reviews
from cms.store.db import session
from cms.store.guides import Guide, Revision
from cms.store.reviews import Decision, Review
from cms.workflow import Actor, Approval, Facts, Inputs


def open_review(guide: Guide, newest: Revision, facts: Facts, inputs: Inputs, actor: Actor) -> None:
    brought = tuple(one for one in facts.carried if one.actor_id != actor.id)
    opened = replace(
        facts, contributors=facts.contributors | {actor.id}, approvals=brought, pinned_digest=newest.digest,
        pinned_sections=tuple(newest.section_digests.items()),
    )  # fmt: skip
    review = Review(
        guide_id=guide.id,
        number=reviews.next_number(guide.id),
        revision_number=newest.number,
        digest=newest.digest,
        stages=[stage.to_dict() for stage in facts.stages],
        carried=signing_off.kept(brought),
        counted=[],
        **signing_off.turn(opened),
        change_note=inputs.change_note.strip(),
        major=bool(inputs.major),
        submitter_id=actor.id,
        opened_at=clock.now(),
        closed_at=None,
        outcome=None,
    )
    session().add(review)


def decide(guide: Guide, review: Review, facts: Facts, verdict: str, inputs: Inputs, actor: Actor) -> None:
    decision = Decision(
        guide_id=guide.id,
        review_number=review.number,
        stage=facts.stage_index if facts.stage_index is not None else max(0, len(facts.stages) - 1),
        actor_id=actor.id,
        verdict=verdict,
        digest=review.digest,
        comment=inputs.comment.strip(),
        checklist=list(inputs.checklist) if verdict == "approve" else [],
        at=clock.now(),
    )
    session().add(decision)
    looks.mark(guide.id, actor.id, revision_number=review.revision_number, at=decision.at)
    if verdict == "approve" and facts.stage_index is not None:
        yes = Approval(actor.id, facts.stage_index, review.digest)
        passed = replace(facts, approvals=(*facts.approvals, yes))
        turn = signing_off.turn(passed)
        review.open_to, review.closed_to = turn["open_to"], turn["closed_to"]
        if passed.stage_index != facts.stage_index:
            review.due_on = turn["due_on"]


def clear_debt(
    guide: Guide, inputs: Inputs, papers: situation.Papers, actor: Actor, renderer: Renderer, event: events.Event
) -> None:
    event.seq = public_clock.tick(public_change=True).seq
    publication = publications.live(guide.id)
    assert publication  # noqa: S101  # live_unreviewed means that something is live
    decision = Decision(
        guide_id=guide.id, review_number=None, stage=0, actor_id=actor.id, verdict="clear_debt",
        digest=publication.digest, comment=inputs.comment.strip(), checklist=[], at=event.at,
    )  # fmt: skip
    session().add(decision)
    debts.close(papers.owed, actor.id, debts.PUBLICATION)
    publication.counted, publication.reviewed_on = True, event.at.date()
    rendering.render_again(guide, publication, renderer)
    announcing.now_live(guide, publication, seq=event.seq, site=renderer.site, before=guide.public_status)
    event.publication_number = publication.number
