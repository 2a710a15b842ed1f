"""A page that saves by itself: what it sends is kept in its order, once, and compared with what it said before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cms import clock, content, workflow
from cms.content import partial
from cms.errors import InvalidContent, PageEnded
from cms.services import merging, revising, situation
from cms.services.revising import Kept
from cms.store import guides, open_pages
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.store.open_pages import OpenPage
from cms.store.sittings import AUTOSAVE, BY_HAND
from cms.workflow import Actor


@dataclass(frozen=True)
class Page:
    """tab: the page's name for itself. sequence: of this message, larger than that of every one before.

    by_hand: whether somebody pressed “Save”, and did not only type.
    """

    tab: str
    sequence: int
    by_hand: bool = False


@dataclass(frozen=True)
class Autosaved:
    """applied: False for a message that came twice or late, and so was passed over.

    unsaved: what could not be kept, in the shape of the errors of a document; what was kept there before stands.
    ids: ids of rows that came without one, by the path of the row in what was sent: `roadmap-3`.
    slugs: names in addresses of skills that came without one, likewise; another label makes them others.
    """

    kept: Kept
    applied: bool
    unsaved: Mapping[Any, Any]
    ids: Mapping[str, str]
    slugs: Mapping[str, str]


def autosave(guide_id: UUID, raw: Any, *, base: int, page: Page, actor: Actor) -> Autosaved:
    """Keeps what a page sent by itself as the guide's next revision, with the cause `autosave`; what was saved by hand
    with the cause `edit`, also where an autosave of theirs says the same already: it is not let go as superseded.

    base: the revision the page was loaded with, or was told last.
    Raises NotFound, TransitionRefused; InvalidContent when nothing of it can be kept; StaleRevision when somebody else
    changed the same meanwhile; PageEnded when the page was saved by hand since.
    """
    with transaction():
        guide = guides.lock(guide_id)
        row = workflow.decide("edit", situation.for_writing(guide), actor)
        newest = guides.revision(guide.id, guide.newest)
        known = open_pages.find(guide_id, actor.id, page.tab)
        if known and known.ended:
            raise PageEnded("This page was saved and left. Load it again to go on writing.")
        if known and page.sequence <= known.sequence:
            return Autosaved(Kept(guide, newest, changed=False), False, {}, {}, {})
        start = merging.start_of(guide, base, known)
        unsaved: Mapping[Any, Any] = {}
        try:
            mine = merging.draft(raw, start, newest, guide)
        except InvalidContent:
            raw, unsaved = partial.keepable(raw, start.document if start else newest.document)
            mine = merging.draft(raw, start, newest, guide)
        found = merging.merged(mine, start, newest, base=base, raw=raw)
        cause = BY_HAND if page.by_hand else AUTOSAVE
        kept = revising.keep(guide, newest, found, start=start, actor=actor, cause=cause, row=row, on_page=page.by_hand)
        said = None if mine == kept.revision.document else mine
        _remember(guide, known, page, said, actor)
        return Autosaved(kept, True, unsaved, partial.given(raw, mine), partial.proposed(raw, mine))


def _remember(guide: Guide, known: OpenPage | None, page: Page, said: content.Document | None, actor: Actor) -> None:
    kept = known or OpenPage(guide_id=guide.id, author_id=actor.id, tab=page.tab)
    kept.sequence, kept.revision, kept.document, kept.ended = page.sequence, guide.newest, said, False
    kept.at = clock.now()
    session().add(kept)
