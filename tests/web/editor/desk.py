"""What the tests of the editor's pages say often."""

from uuid import UUID

from cms.content import Document
from cms.store import guides
from cms.store.guides import Guide, Revision
from tests.factories import a_guide


def page_of(guide: Guide) -> str:
    return f"/editor/guides/{guide.id}"


def drafted(document: Document | None = None) -> tuple[Guide, str]:
    """A new draft and its page."""
    guide = a_guide("draft", document)
    return guide, page_of(guide)


def newest(guide_id: UUID) -> Revision:
    """As it is kept now."""
    return guides.revision(guide_id, guides.find(guide_id).newest)
