"""Writing: creating a guide, saving its document, bringing an old text back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from cms import clock, content, workflow
from cms.content import Document, Merged, derived, slugs, spots
from cms.errors import InvalidContent, Kind, NotFound, Refusal, StaleRevision, TransitionRefused
from cms.services import merging, recording, revising, situation
from cms.services.merging import Start
from cms.services.revising import Kept
from cms.store import events, guides, open_pages
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.workflow import Actor, Facts, PublicStatus, State

NEEDED_TO_START = ("language", "from_role", "to_role")


def create_guide(raw: Any, *, actor: Actor, cause: str = "edit", said: Mapping[str, Any] | None = None) -> Kept:
    """Starts a guide from the members in `raw`; an address and a title are proposed where they are missing.

    said: what the log keeps of it beside the cause.
    Raises InvalidContent, or TransitionRefused for a role missing or an address that is taken.
    """
    row = workflow.decide("create", Facts(), actor)
    document = content.draft(raw)
    with transaction():
        if lacking := [name for name in NEEDED_TO_START if name not in document]:
            labels = content.GuideContent.members()
            raise InvalidContent({name: [f"{labels[name].label} is needed to start a guide."] for name in lacking})
        guide_id = uuid7()
        proposed = _proposed(document, guide_id)
        document = content.draft({**proposed, **document})
        # A wish that is no address yet is kept in the text, and mended there before review.
        slug = document["slug"] if slugs.is_slug(document["slug"]) else proposed["slug"]
        if guides.holder(slug):
            why = f"The address “{slug}” is taken. Choose another, or leave it empty to get one."
            raise TransitionRefused(
                "create", "", [Refusal("slug_taken", why, "you, by choosing another", Kind.CONFLICT)]
            )
        now = clock.now()
        guide = Guide(
            id=guide_id,
            slug=slug,
            state=State.DRAFT,
            public_status=PublicStatus.NEVER_PUBLISHED,
            owner_id=actor.id,
            creator_id=actor.id,
            newest=0,
            title="",
            language="",
            given_ids=[],
            created_at=now,
            updated_at=now,
        )
        session().add(guide)
        session().flush()
        guides.claim(guide.slug, guide.id, public=False)
        revision = revising.following(guide, document, base=None, actor=actor, cause=cause)
        revising.append(guide, revision, None)
        events.append(
            recording.record(guide, row, actor, said={"cause": cause, **(said or {})}, created=True, at=revision.at)
        )
    return Kept(guide, revision, changed=True)


def save_draft(guide_id: UUID, raw: Any, *, base: int, actor: Actor, cause: str = "edit", tab: str = "") -> Kept:
    """Keeps the members in `raw` as the guide's next revision.

    base: number of the revision the author started from. Where others saved since, and something else, both are kept.
    tab: the page it was written in, if that saves by itself; this is the last that it sends.
    Raises NotFound, InvalidContent, TransitionRefused, or StaleRevision when someone changed the same after `base`.
    """
    with transaction():
        guide = guides.lock(guide_id)
        row = workflow.decide("edit", situation.for_writing(guide), actor)
        newest = guides.revision(guide.id, guide.newest)
        start = merging.start_of(guide, base, open_pages.find(guide_id, actor.id, tab))
        document = merging.draft(raw, start, newest, guide)
        found = merging.merged(document, start, newest, base=base, raw=raw)
        kept = revising.keep(guide, newest, found, start=start, actor=actor, cause=cause, row=row, on_page=bool(tab))
        open_pages.end(guide, actor.id, tab)
        return kept


def settle(
    guide_id: UUID, raw: Any, *, base: int, over: int, chosen: Mapping[str, Any], actor: Actor, tab: str = ""
) -> Kept:
    """Saves the text in `raw`, begun on revision `base`, over revision `over`, with which it was in conflict.

    chosen: by the name of each conflict, the value that was decided on. What is decided stands if somebody has saved
    again since: that is merged as well, and asked about where it meets.
    Raises as save_draft does; StaleRevision also for a conflict that nobody has decided.
    """
    with transaction():
        guide = guides.lock(guide_id)
        row = workflow.decide("edit", situation.for_writing(guide), actor)
        newest, theirs = guides.revision(guide.id, guide.newest), guides.revision(guide.id, over)
        start = merging.start_of(guide, base, open_pages.find(guide_id, actor.id, tab))
        document = merging.draft(raw, start, newest, guide)
        settled = merging.merged(document, start, theirs, base=base, raw=raw, chosen=chosen)
        found = merging.merged(settled.document, Start(over, theirs.document), newest, base=over)
        both = replace(found, changes=(*settled.changes, *found.changes))
        kept = revising.keep(guide, newest, both, start=start, actor=actor, cause="merge", row=row)
        open_pages.end(guide, actor.id, tab)
        return kept


def may_save(guide: Guide, actor: Actor) -> bool:
    """Whether the workflow would let this actor save the guide as it stands."""
    offers = workflow.available(situation.for_writing(guide), actor)
    return any(offer.action == "edit" and offer.allowed for offer in offers)


def restore_revision(guide_id: UUID, number: int, *, base: int, actor: Actor) -> Kept:
    """Makes the text of revision `number` the newest again. Raises as save_draft does.

    What is restored is that very text, so nothing is merged into it: on any base but the newest it is refused.
    """
    with transaction():
        guide = guides.lock(guide_id)
        said = workflow.Inputs(revision=number)
        row = workflow.decide("restore", situation.for_writing(guide), actor, said)
        newest = guides.revision(guide.id, guide.newest)
        document = content.draft(guides.revision(guide.id, number).document)
        if base != newest.number and document != newest.document:
            raise StaleRevision(base=base, newest=newest.number)
        text = Merged(document, (), ())
        return revising.keep(
            guide, newest, text, start=None, actor=actor, cause="restore", row=row, said={"restored": number}
        )


def restore_part(guide_id: UUID, number: int, anchor: str, *, base: int, actor: Actor) -> Kept:
    """Makes one section, row or field what it is in revision `number`, with the rest as it is in `base`: merged into
    what was saved since. Raises as save_draft does, and NotFound when there is no such place to put it.
    """
    with transaction():
        guide = guides.lock(guide_id)
        row = workflow.decide("restore", situation.for_writing(guide), actor, workflow.Inputs(revision=number))
        newest = guides.revision(guide.id, guide.newest)
        start = merging.start_of(guide, base)
        before = start.document if start else newest.document
        wanted = spots.restored(before, guides.revision(guide.id, number).document, anchor)
        if wanted is None:
            raise NotFound("There is no such place in the text to restore. Restore its row, or the whole section.")
        text = merging.merged(content.draft(wanted), start, newest, base=base)
        said = {"restored": number, "part": anchor}
        return revising.keep(guide, newest, text, start=start, actor=actor, cause="restore", row=row, said=said)


def take_address(guide: Guide, document: Document) -> None:
    """Its own address for a guide that comes out of the trash; a derived one when that was taken meanwhile."""
    if guides.holder(guide.slug) not in (None, guide.id):
        guide.slug = _proposed(document, guide.id)["slug"]
    guides.claim(guide.slug, guide.id, public=False)


def _proposed(document: Document, guide_id: UUID) -> dict[str, str]:
    address = slugs.derive(document, f"guide-{guide_id.hex[-8:]}", lambda slug: guides.holder(slug) is not None)
    title = derived.proposed_title(document)
    return {"slug": address, **({"title": title} if title else {})}
