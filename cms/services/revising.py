"""The next revision of a guide, whichever way its text came about; inside the transaction of the act that locked it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cms import clock, content, workflow
from cms.content import Document, Merged, Place, derived
from cms.content.row_ids import given_ids
from cms.content.searching import folded
from cms.services import link_checking, recording, searching, translations
from cms.services.merging import Start
from cms.store import events, guides, sittings
from cms.store.db import session
from cms.store.guides import Guide, Revision
from cms.workflow import Actor

_LONGEST_KEY = 200


@dataclass(frozen=True)
class Kept:
    """What came of a save. changed: False when the text already said just that, and nothing was written.

    merged: where changes that others had saved meanwhile were kept beside this text. merged_from: ids of who made them.
    """

    guide: Guide
    revision: Revision
    changed: bool
    merged: Sequence[Place] = ()
    merged_from: Sequence[str] = ()


def continue_from_live(guide: Guide, document: Document, *, actor: Actor) -> None:
    """The newest revision says what is live again; inside the transaction of the act that drops changes."""
    newest = guides.revision(guide.id, guide.newest)
    revision = following(guide, document, base=newest, actor=actor, cause="restore")
    if revision.digest != newest.digest:
        append(guide, revision, newest)


def keep(
    guide: Guide, newest: Revision, text: Merged, *, start: Start | None, actor: Actor, cause: str,
    row: workflow.Transition, said: Mapping[str, Any] | None = None, on_page: bool = False,
) -> Kept:  # fmt: skip
    """Appends the text, and the line of the log; inside the transaction of the act that locked the guide.

    start: what its writer started from; whoever saved after that is named as merged from. Autosaves of one sitting
    share one line.
    on_page: whether somebody pressed “Save” on a page that saves by itself. That is a revision also where an autosave
    of theirs says just that, unless the guide would leave its state: nothing in it has changed.
    """
    authors = guides.authors_since(guide.id, start.number) if text.changes and start else []
    revision = following(guide, text.document, base=newest, actor=actor, cause="merge" if text.changes else cause)
    settles = on_page and row.target == guide.state and sittings.settles(newest, revision)
    if revision.digest == newest.digest and not settles:
        return Kept(guide, newest, False, text.changes, authors)
    one_sitting = sittings.goes_on(newest, revision)
    append(guide, revision, newest)
    if one_sitting:
        return Kept(guide, revision, True)
    told = {"cause": revision.cause, **(said or {})}
    if text.changes:
        told |= {"merged": [one.path for one in text.changes], "merged_from": authors}
    events.append(recording.record(guide, row, actor, said=told, at=revision.at))
    return Kept(guide, revision, True, text.changes, authors)


def following(guide: Guide, document: Document, *, base: Revision | None, actor: Actor, cause: str) -> Revision:
    """What the next revision would be; not kept yet."""
    digest, section_digests = content.digests(document)
    return Revision(
        guide_id=guide.id,
        number=guide.newest + 1,
        document=document,
        digest=digest,
        section_digests=section_digests,
        author_id=actor.id,
        base_number=base.number if base else None,
        base_digest=base.digest if base else None,
        cause=cause,
        at=clock.now(),
    )


def append(guide: Guide, revision: Revision, before: Revision | None) -> None:
    session().add(revision)
    guide.newest, guide.updated_at = revision.number, revision.at
    guide.title = revision.document.get("title") or derived.proposed_title(revision.document) or guide.slug
    guide.title_key = folded(guide.title)[:_LONGEST_KEY]
    guide.language = revision.document.get("language", "")
    guide.given_ids = sorted({*guide.given_ids, *given_ids(revision.document)})
    translations.after_save(guide.id, revision.document)
    searching.keep_draft(guide.id, revision)
    link_checking.note(guide.id, revision.document, before.document if before else None)
