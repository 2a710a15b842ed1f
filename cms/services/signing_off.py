"""Sign-offs of parts of a text: what a stage that covers certain sections approved still stands when these sections
are, to the letter, what they were.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from cms import clock, workflow
from cms.store import guides, publications, reviews
from cms.store.guides import Revision
from cms.store.reviews import Decision, Review
from cms.workflow import Approval, Facts, Stage
from cms.workflow import stages as workflow_stages
from cms.workflow.stages import working_days_after


def brought_along(
    guide_id: UUID, newest: Revision, stages: Sequence[Stage], contributors: frozenset[str], blocking_comments: int
) -> tuple[Approval, ...]:  # fmt: skip
    """The sign-offs that would count at these stages if the newest text were sent for review now.

    They come from the reviews since a text was last published with counted approvals, in which whoever has a hand in
    the text is in `contributors`; and from what counted when that was published. While a comment blocks, nothing is
    brought to a stage that minds comments: it would be passed with the comment open.
    """
    if not any(stage.sections for stage in stages):
        return ()
    since = publications.last_counted_revision(guide_id)
    earlier = list(_given(guide_id, since))
    found = workflow_stages.carried(stages, earlier, newest.section_digests, contributors)
    return tuple(one for one in found if not (blocking_comments and stages[one.stage].comments_block))


def kept(approvals: Iterable[Approval]) -> list[dict[str, Any]]:
    """As a review keeps them: plain JSON."""
    return [
        {"stage": one.stage, "actor_id": one.actor_id, "digest": one.digest, "sections": dict(one.sections)}
        for one in approvals
    ]


def read(rows: Iterable[dict[str, Any]]) -> list[Approval]:
    return [
        Approval(row["actor_id"], row["stage"], row["digest"], tuple(sorted(row["sections"].items()))) for row in rows
    ]


def counted(facts: Facts) -> list[dict[str, Any]]:
    """The sign-offs of parts that count for the text that is published now, as its review keeps them."""
    sections = dict(facts.pinned_sections)
    found = []
    for index, stage in enumerate(facts.stages):
        if stage.sections:
            for yes in facts.counted(index):
                found.append(_pinned(yes, stage, sections))
    return kept(found)


def _given(guide_id: UUID, since: int) -> Iterator[tuple[Stage, Approval]]:
    """Each sign-off with the stage as it was, the earliest first; without those whose giver asked for changes since."""
    known = [one for one in reviews.from_revision(guide_id, since) if one.stages]
    digests = guides.section_digests(guide_id, {one.revision_number for one in known})
    decided = reviews.decisions_in(guide_id, {one.number for one in known if one.revision_number > since})
    found: list[tuple[Stage, Approval]] = []
    for review in known:
        stages = [Stage.from_dict(stage) for stage in review.stages]
        if review.revision_number == since:
            found += [(stages[yes.stage], yes) for yes in read(review.counted)]
            continue
        for decision in decided.get(review.number, ()):
            if decision.verdict != "approve":
                found = [one for one in found if one[1].actor_id != decision.actor_id]
            elif stages[decision.stage].sections:
                found.append(_signed(review, decision, stages, digests))
    return iter(found)


def _signed(
    review: Review, decision: Decision, stages: Sequence[Stage], digests: dict[int, dict[str, str]]
) -> tuple[Stage, Approval]:
    stage = stages[decision.stage]
    yes = Approval(decision.actor_id, decision.stage, decision.digest)
    return stage, _pinned(yes, stage, digests[review.revision_number])


def _pinned(yes: Approval, stage: Stage, sections: dict[str, str]) -> Approval:
    """With the digests of the sections that the stage covers, "" for one that is not there."""
    pins = tuple((name, sections.get(name, "")) for name in sorted(stage.sections))
    return Approval(yes.actor_id, yes.stage, yes.digest, pins)


def turn(facts: Facts) -> dict[str, Any]:
    """What a review keeps of the stage that it stands at, for lists that cannot ask the workflow about each guide."""
    approved = {yes.actor_id for yes in facts.approvals}
    done = {one for one in approved if not workflow.may_approve(facts, one)}
    return {
        "due_on": due(facts), "open_to": sorted(role.value for role in (facts.stage.roles if facts.stage else ())),
        "closed_to": sorted(facts.contributors | done),
    }  # fmt: skip


def due(facts: Facts) -> date | None:
    """The day by which the stage that the review stands at should be passed."""
    days = facts.stage.due_days if facts.stage else None
    return None if days is None else working_days_after(clock.today(), days)
