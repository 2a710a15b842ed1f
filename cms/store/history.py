"""The history of a guide's text, a page at a time: its milestones, or every entry; and the names of revisions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ForeignKeyConstraint,
    String,
    bindparam,
    literal,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import Mapped, mapped_column

from cms.store import sittings
from cms.store.column_types import ACTOR_ID, UtcTime
from cms.store.db import Model, session
from cms.store.events import Event
from cms.store.guides import Guide, Revision
from cms.store.publications import Publication
from cms.store.reviews import Review
from cms.workflow import State

PAGE = 50
LONGEST_NAME = 80
SUBMITTED, APPROVED, PUBLISHED, NAMED, RESTORED, MERGED = MILESTONES = (
    "submitted", "approved", "published", "named", "restored", "merged",
)  # fmt: skip
_CAUSES = {"restore": RESTORED, "merge": MERGED}
_HIGHEST = 2**31 - 1  # of a revision
_LOOKED_AT = 200  # rows, among which autosaves of one sitting are one entry
_APPROVING = (Event.action.in_(("approve", "submit")), Event.to_state == str(State.APPROVED))
_COLUMNS = (
    Revision.number, Revision.digest, Revision.author_id, Revision.base_number, Revision.cause, Revision.at,
)  # fmt: skip


class RevisionName(Model):
    """What people call a revision now; the log keeps what it was called before.

    Such a revision is never deleted: the event that named it refers to it.
    """

    __tablename__ = "revision_name"
    __table_args__ = (ForeignKeyConstraint(["guide_id", "number"], ["revision.guide_id", "revision.number"]),)

    guide_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    author_id: Mapped[str] = mapped_column(ACTOR_ID)
    at: Mapped[datetime] = mapped_column(UtcTime)


@dataclass(frozen=True)
class Marks:
    """What makes a revision stand out. milestones: among MILESTONES, in that order. publication: its number."""

    milestones: tuple[str, ...] = ()
    name: str = ""
    publication: int | None = None


@dataclass(frozen=True)
class Entry:
    """A revision without its document."""

    number: int
    digest: str
    author_id: str
    base_number: int | None
    cause: str
    at: datetime
    marks: Marks = Marks()


@dataclass(frozen=True)
class Page:
    """Entries, newest first. older: the number that the next page begins with; None on the last one."""

    entries: Sequence[Entry]
    older: int | None


def _outstanding() -> Any:
    """The rows of milestones, and of the newest revision, up to number `since`."""
    guide_id: BindParameter[UUID] = bindparam("guide_id")
    numbers = union(
        select(Review.revision_number.label("number")).where(Review.guide_id == guide_id),
        select(Publication.revision_number).where(Publication.guide_id == guide_id),
        select(RevisionName.number).where(RevisionName.guide_id == guide_id),
        select(Revision.number).where(Revision.guide_id == guide_id, Revision.cause.in_(_CAUSES)),
        select(Guide.newest).where(Guide.id == guide_id),
    ).subquery()
    chosen = select(numbers.c.number).where(numbers.c.number <= bindparam("since"))
    chosen = chosen.order_by(numbers.c.number.desc()).limit(bindparam("limit"))
    rows = select(*_COLUMNS).where(Revision.guide_id == guide_id, Revision.number.in_(chosen.scalar_subquery()))
    return rows.order_by(Revision.number.desc())


def _marks() -> Any:
    """(number, mark, name, publication) of whatever makes revisions of these `numbers` stand out."""

    def said(table: Any, number: Any, mark: str, *more: Any) -> Any:
        words = table.name if table is RevisionName else literal("")
        publication = table.number if table is Publication else literal(0)
        query = select(number.label("number"), literal(mark).label("mark"), words, publication)
        among = number.in_(bindparam("numbers", expanding=True))
        return query.where(table.guide_id == bindparam("guide_id"), among, *more)

    return union_all(
        said(Review, Review.revision_number, SUBMITTED),
        said(Event, Event.revision_number, APPROVED, *_APPROVING),
        said(Publication, Publication.revision_number, PUBLISHED),
        said(RevisionName, RevisionName.number, NAMED),
        *(said(Revision, Revision.number, mark, Revision.cause == cause) for cause, mark in _CAUSES.items()),
    )


# Made once: building them took longer than asking them.
_OUTSTANDING, _MARKS = _outstanding(), _marks()


def page(guide_id: UUID, *, since: int | None = None, limit: int = PAGE) -> Page:
    """Every revision. since: the number that the page begins with, or the next lower one there is."""
    found = session().execute(_rows(guide_id, since).limit(limit + 1)).all()
    return _page(guide_id, found, limit)


def sitting_by_sitting(guide_id: UUID, *, since: int | None = None, limit: int = PAGE) -> Page:
    """Every revision, but of autosaves in one sitting only the last, and milestones. Of many autosaves a page may show
    fewer than `limit`.
    """
    rows = session().execute(_rows(guide_id, since).limit(_LOOKED_AT + 1)).all()
    marks = marks_of(guide_id, [row.number for row in rows])
    entries = list(sittings.entries(rows[:_LOOKED_AT], [number for number, one in marks.items() if one.milestones]))
    further = [*entries[limit:], *rows[_LOOKED_AT:]]
    return Page([_entry(row, marks) for row in entries[:limit]], further[0].number if further else None)


def milestones(guide_id: UUID, *, since: int | None = None, limit: int = PAGE) -> Page:
    """Revisions that were submitted, published, named, restored or merged; and the newest."""
    given = {"guide_id": guide_id, "since": _HIGHEST if since is None else since, "limit": limit + 1}
    return _page(guide_id, session().execute(_OUTSTANDING, given).all(), limit)


def marks_of(guide_id: UUID, numbers: Collection[int]) -> dict[int, Marks]:
    """Of those of these revisions that have any."""
    if not numbers:
        return {}
    marks: dict[int, Marks] = {}
    for number, mark, name, publication in session().execute(_MARKS, {"guide_id": guide_id, "numbers": list(numbers)}):
        one = marks.get(number, Marks())
        had = {*one.milestones, mark}
        marks[number] = replace(
            one, milestones=tuple(each for each in MILESTONES if each in had), name=one.name or name,
            publication=max(one.publication or 0, publication) or None,
        )  # fmt: skip
    return marks


def entry(revision: Revision) -> Entry:
    """One revision, as it stands in a list."""
    return _entry(revision, marks_of(revision.guide_id, [revision.number]))


def name_of(guide_id: UUID, number: int) -> RevisionName | None:
    return session().get(RevisionName, (guide_id, number))


def _rows(guide_id: UUID, since: int | None = None) -> Any:
    query = select(*_COLUMNS).where(Revision.guide_id == guide_id).order_by(Revision.number.desc())
    return query if since is None else query.where(Revision.number <= since)


def _page(guide_id: UUID, rows: Sequence[Any], limit: int) -> Page:
    marks = marks_of(guide_id, [row.number for row in rows[:limit]])
    return Page([_entry(row, marks) for row in rows[:limit]], rows[limit].number if len(rows) > limit else None)


def _entry(row: Any, marks: dict[int, Marks]) -> Entry:
    of_row = {column.key: getattr(row, column.key) for column in _COLUMNS}
    return Entry(**of_row, marks=marks.get(row.number, Marks()))
