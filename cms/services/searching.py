"""What search knows: kept by the acts that save and publish; made up for where an update of the program needs more."""

from collections.abc import Iterator
from uuid import UUID

from cms.content.searching import searchable
from cms.store import guides, publications, search_index
from cms.store.db import transaction
from cms.store.guides import Revision


def keep_draft(guide_id: UUID, revision: Revision) -> None:
    """The newest text is found from now on; inside the transaction of the act that saves it."""
    document = revision.document
    ends = {end: document.get(f"{end}_role", {}).get("slug", "") for end in ("from", "to")}
    search_index.keep_draft(guide_id, revision.number, searchable(document), ends)


def keep_what_is_missing() -> Iterator[int]:
    """Adds what search does not know, one guide a transaction. Yields how many are still to come."""
    drafts, live = search_index.unkept()
    left = len(drafts) + len(live)
    for guide_id, _ in drafts:
        with transaction():
            guide = guides.lock(guide_id)
            keep_draft(guide_id, guides.revision(guide_id, guide.newest))
        left -= 1
        yield left
    for guide_id in live:
        with transaction():
            guides.lock(guide_id)
            if publication := publications.live(guide_id):
                document = guides.revision(guide_id, publication.revision_number).document
                search_index.keep_live(guide_id, publication.number, searchable(document))
        left -= 1
        yield left
