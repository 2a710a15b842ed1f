"""What the tests of the editor's pages say often."""

from typing import Any
from uuid import UUID

from cms.content import Document
from cms.store import guides
from cms.store.guides import Guide, Revision
from tests.factories import a_guide
from tests.support.screens import Form, Screen

TYPED = {"title": "Typed with care & <b>not</b> to be lost", "roadmap-1-tasks-1": "“Nor this”.\u00a0"}


def page_of(guide: Guide) -> str:
    return f"/editor/guides/{guide.id}"


def drafted(document: Document | None = None) -> tuple[Guide, str]:
    """A new draft and its page."""
    guide = a_guide("draft", document)
    return guide, page_of(guide)


def newest(guide_id: UUID) -> Revision:
    """As it is kept now."""
    return guides.revision(guide_id, guides.find(guide_id).newest)


def still_there(screen: Screen, page: str, typed: dict[str, Any] | None = None) -> Form:
    """The form, with what was typed; nothing was saved. typed: TYPED where it is not given."""
    form = screen.form(page)
    typed = TYPED if typed is None else typed
    assert {name: form.values[name] for name in typed} == typed
    assert "Not saved yet" in screen.text
    return form
