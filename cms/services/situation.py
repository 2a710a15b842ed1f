"""Gathering the facts that a decision may look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from cms import clock, content, workflow
from cms.content import Finding, Outside, Severity
from cms.services import keeping_house, known_findings, link_checking, signing_off, staging
from cms.store import (
    accounts,
    comments,
    debts,
    events,
    guides,
    origins,
    publications,
    removals,
    reviews,
    suggested_edits,
)
from cms.store.debts import Debt
from cms.store.guides import Guide, Revision
from cms.store.publications import Publication
from cms.store.removals import Removal
from cms.store.reviews import Decision, Review
from cms.workflow import Approval, Facts, PublicStatus, Stage, State

# The text is being written, or was published. In every other state, one added later included, a review is open.
WITHOUT_REVIEW = {State.DRAFT, State.CHANGES_REQUESTED, State.PUBLISHED, State.DISCARDED}


@dataclass(frozen=True)
class Papers:
    """Of a guide: what its facts are read from, and what follows from a decision is written to. Nobody else changes
    them while it is locked.

    review: the open one, with what was decided in it. last: the newest publication, live or ended. owed: open debts.
    """

    review: Review | None
    decisions: Sequence[Decision]
    last: Publication | None
    owed: Mapping[str, Debt]


def papers_of(guide: Guide) -> Papers:
    review = None if State(guide.state) in WITHOUT_REVIEW else reviews.open_review(guide.id)
    decided = reviews.decisions(guide.id, review.number) if review else ()
    return Papers(review, decided, publications.newest(guide.id), debts.open_debts(guide.id))


def contributors(guide_id: UUID, submitter: str | None = None) -> frozenset[str]:
    """K of the guide now. Those whose words were copied into it, and approved by nobody yet, had a hand in it, too."""
    since = publications.last_counted_revision(guide_id)
    taken = suggested_edits.accepted(guide_id, since=since)
    made = [replace(one, suggested_by=taken.get(one.number, ())) for one in guides.authorships(guide_id, since=since)]
    own = workflow.contributors(made, since=since, submitter=submitter)
    origin = origins.find(guide_id) if since == 0 else None
    return own.union(origin.contributors) if origin else own


def for_writing(guide: Guide) -> Facts:
    """The little that saving needs: no findings, no people."""
    return Facts(
        state=State(guide.state),
        public_status=PublicStatus(guide.public_status),
        newest=guide.newest,
        owner_id=guide.owner_id,
        creator_id=guide.creator_id,
        slug=guide.slug,
    )


def facts_of(
    guide: Guide, newest: Revision, papers: Papers, found: Sequence[Finding], *, reviewers_required: int,
    target: str | None = None,
) -> Facts:  # fmt: skip
    """All that a decision about this guide may look at. found: what `judge` says of the newest document. target: the
    slug of the guide that readers would be sent to; without one, it is that of the open request.
    """
    state, review = State(guide.state), papers.review
    stages = tuple(map(Stage.from_dict, review.stages)) if review else staging.in_force(reviewers_required)
    known = contributors(guide.id, review.submitter_id if review else None)
    people = accounts.active_people()
    last, owed = papers.last, papers.owed
    debt, takedown = owed.get(debts.PUBLICATION), owed.get(debts.TAKEDOWN)
    live = last if last and last.ended_at is None else None
    asked = removals.asked(guide.id)
    # In the trash nobody can wish for another address, so there it is the one that the guide had that matters.
    wish = guide.slug if state is State.DISCARDED else newest.document.get("slug", guide.slug)
    acknowledged = reviews.acknowledged(guide.id)
    blocking = comments.number_open(guide.id, blocking=True)
    discarded = events.last(guide.id, "discard") if state is State.DISCARDED else None
    return replace(
        for_writing(guide),
        newest_digest=newest.digest,
        assignee_id=keeping_house.claimant(review),
        slug=wish,
        slug_free=guides.holder(wish) in (None, guide.id),
        blocking=tuple(one.in_full for one in found if one.severity is Severity.ERROR),
        structural=tuple(one.in_full for one in found if one.severity is Severity.ERROR and one.rule.startswith("S")),
        unacknowledged=tuple(
            one.in_full
            for one in found
            if one.severity is Severity.WARNING and (one.rule, one.anchor, one.fingerprint) not in acknowledged
        ),
        blocking_comments=blocking,
        contributors=known,
        stages=stages,
        eligible=tuple(workflow.eligible(stage, people, known) for stage in stages),
        approvals=_approvals(review, papers.decisions) if review else (),
        pinned_digest=review.digest if review else None,
        pinned_sections=_pins(guide.id, review) if review else (),
        carried=() if review else signing_off.brought_along(guide.id, newest, stages, known, blocking),
        live_digest=live.digest if live else None,
        has_debt=debt is not None,
        forced_by=debt.forced_by if debt else None,
        debt_contributors=frozenset(debt.contributors) if debt else frozenset(),
        taken_down_by=takedown.forced_by if takedown else None,
        removal_requested_by=asked.asked_by if asked else None,
        redirect_target_ok=_is_target(guide, target, asked),
        same_digest_as_last_live=last is not None and last.digest == guides.digest(guide.id, last.revision_number),
        discarded_from=State(discarded.from_state) if discarded and discarded.from_state else None,
        trashed_days=(clock.now() - discarded.at).days if discarded else None,
    )


def redirect_target(guide: Guide, slug: str) -> UUID | None:
    """The live guide that is, or once was, at this address, if it is another one."""
    found = publications.at(slug)
    if found is None or found[0].guide_id == guide.id or not PublicStatus(found[1]).is_live:
        return None
    return found[0].guide_id


def _is_target(guide: Guide, slug: str | None, asked: Removal | None) -> bool | None:
    if slug and slug.strip():
        return redirect_target(guide, slug) is not None
    if asked is None or asked.target_id is None:
        return None
    return publications.live(asked.target_id) is not None


def judge(guide: Guide, document: content.Document, digest: str = "") -> list[Finding]:
    """The findings of the guide's document, with what can only be known from outside it.

    digest: of the document, for those who know it; the same text is not read twice.
    """
    wish = document.get("slug", guide.slug)
    outside = Outside(
        same_route=publications.same_route(document, guide.id),
        slug_taken=guides.holder(wish) not in (None, guide.id),
        links=link_checking.known(document),
    )
    return known_findings.of(document, digest, clock.today(), outside)


def _approvals(review: Review, decided: Sequence[Decision]) -> tuple[Approval, ...]:
    own = [Approval(one.actor_id, one.stage, one.digest) for one in decided if one.verdict == "approve"]
    return (*signing_off.read(review.carried), *own)


def _pins(guide_id: UUID, review: Review) -> tuple[tuple[str, str], ...]:
    """Only where something may depend on them."""
    if not any(stage["sections"] for stage in review.stages if "sections" in stage):
        return ()
    return tuple(guides.revision(guide_id, review.revision_number).section_digests.items())
