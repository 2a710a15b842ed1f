"""What people say to each other about a guide's text, in threads. Nothing that was said is changed or taken away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text, Uuid, bindparam, func, literal, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from cms.errors import NotFound
from cms.store.column_types import ACTOR_ID, UtcTime
from cms.store.db import Model, session


class Comment(Model):
    """One comment, or an answer to one. The first of a thread says for all of it what it is about and where it stands.

    thread_id: the first of its thread, None for that itself. anchor: of the place, "" for the whole guide. about: that
    place in words, as it was then. blocking: as long as it is open, no stage that minds comments is passed.
    """

    __tablename__ = "comment"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), index=True)
    thread_id: Mapped[UUID | None] = mapped_column(ForeignKey("comment.id"))
    anchor: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    blocking: Mapped[bool]
    revision_number: Mapped[int]
    author_id: Mapped[str] = mapped_column(ACTOR_ID)
    at: Mapped[datetime] = mapped_column(UtcTime)
    resolved_by: Mapped[str | None] = mapped_column(ACTOR_ID)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcTime)


_IN_ORDER = (Comment.at, Comment.id)
# Made once: every act asks these.
_OPEN = select(func.count()).select_from(Comment)
_OPEN = _OPEN.where(
    Comment.guide_id == bindparam("guide_id"), Comment.thread_id.is_(None), Comment.resolved_at.is_(None)
)
_BLOCKING = _OPEN.where(Comment.blocking)


@dataclass(frozen=True)
class Thread:
    """A comment and its answers, oldest first."""

    first: Comment
    answers: list[Comment] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.first.resolved_at is None

    @property
    def people(self) -> set[str]:
        """Whoever spoke, or settled it."""
        settled = {self.first.resolved_by} if self.first.resolved_by else set()
        return {self.first.author_id, *(one.author_id for one in self.answers)} | settled


def find(guide_id: UUID, comment_id: UUID) -> Comment:
    """Raises NotFound, also for a comment on another guide."""
    found = session().get(Comment, comment_id, populate_existing=True)
    if found is None or found.guide_id != guide_id:
        raise NotFound("There is no such comment on this guide.")
    return found


def threads(guide_id: UUID) -> list[Thread]:
    """In the order they were begun; one query."""
    query = select(Comment).where(Comment.guide_id == guide_id).order_by(*_IN_ORDER)
    return list(_threaded(session().scalars(query).all()))


def page(guide_id: UUID, *, after: tuple[datetime, UUID] | None = None, limit: int) -> list[Thread]:
    """So many threads with all of their answers, in the order they were begun. after: when the last one of the page
    before was begun, and its id.
    """
    firsts = select(Comment).where(Comment.guide_id == guide_id, Comment.thread_id.is_(None))
    if after:
        firsts = firsts.where(tuple_(*_IN_ORDER) > tuple_(literal(after[0], UtcTime), literal(after[1], Uuid)))
    found = session().scalars(firsts.order_by(*_IN_ORDER).limit(limit)).all()
    answers = select(Comment).where(Comment.guide_id == guide_id, Comment.thread_id.in_([one.id for one in found]))
    return list(_threaded([*found, *session().scalars(answers.order_by(*_IN_ORDER))]))


def speakers(first_id: UUID) -> set[str]:
    """Whoever has written in the thread that this comment began."""
    query = select(Comment.author_id).where((Comment.id == first_id) | (Comment.thread_id == first_id))
    return set(session().scalars(query))


def number_open(guide_id: UUID, *, blocking: bool = False) -> int:
    """How many threads are open; blocking: of those alone that block."""
    return session().scalar(_BLOCKING if blocking else _OPEN, {"guide_id": guide_id}) or 0


def number(guide_id: UUID) -> int:
    """How many comments there are, answers included."""
    return session().scalar(select(func.count()).select_from(Comment).where(Comment.guide_id == guide_id)) or 0


def _threaded(said: Sequence[Comment]) -> Iterable[Thread]:
    found = {one.id: Thread(one) for one in said if one.thread_id is None}
    for one in said:
        if one.thread_id in found:
            found[one.thread_id].answers.append(one)
    return found.values()
