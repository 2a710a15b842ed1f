"""What becomes of a text that was begun on an older revision: it is merged into the newest, or somebody is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cms import content
from cms.content import Document, Merged
from cms.errors import StaleRevision
from cms.store import guides
from cms.store.guides import Guide, Revision
from cms.store.open_pages import OpenPage


@dataclass(frozen=True)
class Start:
    """What a writer had before them. number: of the revision; document: its text, or what their page said last."""

    number: int
    document: Document


def start_of(guide: Guide, base: int, page: OpenPage | None = None) -> Start | None:
    """None when there is, or was, no revision of that number.

    page: the one that is being written in, if it has saved by itself: what it said last is its own start, even when it
    names an older base because it has not heard of that yet.
    """
    if page and 0 < base <= page.revision:
        kept = guides.revision(guide.id, page.revision).document if page.document is None else page.document
        return Start(page.revision, kept)
    found = guides.started_from(guide.id, base) if base <= guide.newest else None
    return Start(base, found.document) if found else None


def overlap(
    guide: Guide, raw: Any, *, base: int, over: int, page: OpenPage | None = None,
    chosen: Mapping[str, Any] | None = None,
) -> Merged:  # fmt: skip
    """How the text in `raw`, begun on `base`, and revision `over` would come together; for a screen that asks.

    Raises NotFound, InvalidContent.
    """
    theirs = guides.revision(guide.id, over)
    start = start_of(guide, base, page)
    mine = draft(raw, start, guides.revision(guide.id, guide.newest), guide)
    return content.merge(start.document if start else {}, theirs.document, mine, chosen)


def draft(raw: Any, start: Start | None, newest: Revision, guide: Guide) -> Document:
    """`raw` in normal form. A row without id that says what a row of the start or a newer one says is that row, so
    that the same request sent twice adds nothing twice. Raises InvalidContent.
    """
    base = start.document if start else newest.document
    return content.draft(raw, base=base, used=guide.given_ids, beside=newest.document)


def merged(
    mine: Document, start: Start | None, newest: Revision, *, base: int, raw: Any = None,
    chosen: Mapping[str, Any] | None = None,
) -> Merged:  # fmt: skip
    """`mine`, begun on `start`, as the next text after `newest`.

    chosen: how conflicts were settled. Raises StaleRevision where both changed the same, or the base never was.
    """
    if mine == newest.document or (start and start.document == newest.document):
        return Merged(mine, (), ())
    found = content.merge(start.document if start else {}, newest.document, mine, chosen)
    if start is None or found.conflicts:
        raise StaleRevision(
            base=base, newest=newest.number, conflicts=found.conflicts, mine=mine if raw is None else raw
        )
    return found
