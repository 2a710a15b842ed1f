"""Pages that somebody is writing in, each with what it last sent by itself.

A page that saves by itself keeps its form as it is, while the newest revision may hold what others wrote meanwhile. So
what the page changes next is found by comparing with what it sent last, never with the newest revision.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from cms import clock
from cms.store.column_types import ACTOR_ID, DocumentText, UtcTime
from cms.store.db import Model, session
from cms.store.guides import Guide


class OpenPage(Model):
    """tab: the page's own name for itself. sequence: of what it sent last, counted by the page.

    revision: the newest of the guide when that was kept. document: what the page sent, where that revision says more.
    ended: it was saved by hand since, so nothing that was under way may come after.
    """

    __tablename__ = "open_page"

    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    author_id: Mapped[str] = mapped_column(ACTOR_ID, primary_key=True)
    tab: Mapped[str] = mapped_column(String(64), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    revision: Mapped[int]
    document: Mapped[dict[str, Any] | None] = mapped_column(DocumentText)
    ended: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)


def find(guide_id: UUID, author_id: str, tab: str) -> OpenPage | None:
    """The page of that name, if it has sent anything by itself."""
    return session().get(OpenPage, (guide_id, author_id, tab), populate_existing=True) if tab else None


def end(guide: Guide, author_id: str, tab: str) -> None:
    """What this page sent by itself and is still under way comes too late from now on. No name: no such page."""
    if tab:
        page = find(guide.id, author_id, tab) or OpenPage(guide_id=guide.id, author_id=author_id, tab=tab, sequence=0)
        page.revision, page.document, page.ended, page.at = guide.newest, None, True, clock.now()
        session().add(page)


def forget(before: datetime) -> None:
    """Deletes those that have sent nothing since."""
    session().execute(delete(OpenPage).where(OpenPage.at < before))
