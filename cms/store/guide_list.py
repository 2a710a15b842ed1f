"""The list of guides as editors see it: chosen, in order, and by key, so that every page costs the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, exists, false, func, literal, or_, select, tuple_, type_coerce

from cms import clock
from cms.content.searching import asked
from cms.store import accounts, search
from cms.store.db import session
from cms.store.debts import TAKEDOWN, Debt
from cms.store.guides import Guide, Revision
from cms.store.publications import Publication
from cms.store.reminders import DUE_SOON
from cms.store.removals import Removal
from cms.store.reviews import Review
from cms.store.schedules import Schedule
from cms.store.search import DraftText, Place
from cms.workflow import PublicStatus, State

MOST = 1000  # what a choice is counted up to
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_NO_DAY = date(9999, 1, 1)


class Sort(StrEnum):
    """BEST: where the words stand; without words, and for all that is alike, what changed last.

    DUE: what goes live next; guides that do not go live by themselves come last. REVIEW_DUE: whose review should be
    decided first; those without such a day, and the longest there first among them, come last.
    """

    BEST = "best"
    CHANGED = "changed"
    TITLE = "title"
    STATE = "state"
    DUE = "due"
    REVIEW_DUE = "review_due"


class Wants(StrEnum):
    """What is owed by anybody; those that begin with `my_`, what the one who looks can do, if they have the role.

    MY_TEXT: they wrote some of what is not approved yet, or look after the guide.
    """

    SECOND_LOOK = "second_look"
    REMOVAL = "removal"
    REVIEW_DUE = "review_due"
    STALE = "stale"
    REVIEW_LATE = "review_late"
    MY_TEXT = "my_text"
    MY_REVIEW = "my_review"
    MY_SECOND_LOOK = "my_second_look"
    MY_REMOVAL = "my_removal"


@dataclass(frozen=True)
class Choice:
    """Which guides, in which order. Of each member that has values a guide has one.

    author: id of somebody who wrote some of it. role: slug, at either end. me: who looks. Guides in the trash are there
    only by state.
    """

    q: str = ""
    state: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    owner: str = ""
    author: str = ""
    role: str = ""
    language: str = ""
    wants: tuple[str, ...] = ()
    sort: Sort = Sort.BEST
    me: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """As query parameters, in one spelling."""
        named = [(name, getattr(self, name)) for name in ("q", "owner", "author", "role", "language")]
        listed = [(name, one) for name in ("state", "public", "wants") for one in getattr(self, name)]
        order = [] if self.sort is Sort.BEST else [("sort", str(self.sort))]
        return [(name, value) for name, value in [*named, *listed] if value] + order

    @property
    def order(self) -> Sort:
        """BEST means nothing without words."""
        return Sort.CHANGED if self.sort is Sort.BEST and not self.q else self.sort


@dataclass(frozen=True)
class Window:
    """A page. before, after: the key of its first and last row, where there are more on that side.

    total: as `count` says it, where it is known from reading the page.
    """

    guides: Sequence[Guide]
    before: list[str] | None
    after: list[str] | None
    total: int | None


@dataclass(frozen=True)
class Seen:
    """A guide of the list, as somebody looked at it. base: its newest revision then, 0 for none. moved: whether it has
    changed since, its state and owner included.
    """

    id: UUID
    base: int
    moved: bool


# From each language to the next by the index: PostgreSQL would else look at every guide.
_SEEN = select(func.min(Guide.language).label("language")).where(Guide.language != "").cte("seen", recursive=True)
_NEXT = select(func.min(Guide.language)).where(Guide.language > _SEEN.c.language).scalar_subquery()
_LANGUAGES = select(_SEEN.union_all(select(_NEXT).where(_SEEN.c.language.is_not(None))).c.language)

_COLUMNS: dict[Sort, tuple[Any, bool]] = {  # the column, and whether its highest comes first
    Sort.CHANGED: (Guide.updated_at, True),
    Sort.TITLE: (Guide.title_key, False),
    Sort.STATE: (Guide.state, False),
    Sort.DUE: (func.coalesce(Schedule.due_at, _NEVER), False),
    Sort.REVIEW_DUE: (func.coalesce(Review.due_on, _NO_DAY), False),
}
_READ: dict[Sort, Callable[[str], Any]] = {  # a value of that column, from how `_key` writes it
    Sort.CHANGED: datetime.fromisoformat,
    Sort.DUE: datetime.fromisoformat,
    Sort.REVIEW_DUE: date.fromisoformat,
}


def window(choice: Choice, *, limit: int, key: Sequence[str] | None = None, backwards: bool = False) -> Window:
    """The guides after the one with this key, or before it; without a key, from the beginning.

    By key and never by offset: no page is dearer than the first, and none shifts while others write.
    """
    total = None
    if choice.order is Sort.BEST:
        rows = _by_words(choice, limit + 1, key, backwards)
    else:
        total = count(choice) if choice.q else None
        rows = _by_column(choice, limit + 1, key, backwards, often=total is not None and total > MOST)
    if key is None and len(rows) <= limit:
        total = len(rows)
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows.reverse()
    first, last = (rows[0][0], rows[-1][0]) if rows else (None, None)
    return Window(
        guides=[guide for _, guide in rows],
        before=first if (more if backwards else key is not None) else None,
        after=last if (backwards or more) else None,
        total=total,
    )


def count(choice: Choice, most: int = MOST) -> int:
    """How many there are; counting ends at `most` + 1."""
    conditions = _conditions(choice)
    if choice.q:
        return search.count(DraftText, asked(choice.q), conditions, most=most + 1)
    among = select(Guide.id).where(*conditions).limit(most + 1).subquery()
    return session().scalar(select(func.count()).select_from(among)) or 0


def as_seen(choice: Choice, seen: datetime, *, most: int) -> list[Seen]:
    """All that are chosen now, up to `most`, as they were at that moment: for acts on many."""
    conditions = _conditions(choice)
    if choice.q:
        conditions.append(search.has_words(DraftText, asked(choice.q), Guide.id, often=False))
    then = select(func.max(Revision.number)).where(Revision.guide_id == Guide.id, Revision.at <= seen)
    query = select(Guide.id, then.correlate(Guide).scalar_subquery(), Guide.updated_at).where(*conditions)
    query = query.order_by(Guide.updated_at.desc(), Guide.id.desc()).limit(most)
    return [Seen(row[0], row[1] or 0, row[2] > seen) for row in session().execute(query)]


def languages() -> Sequence[str]:
    """Those that guides are written in."""
    return [one for one in session().scalars(_LANGUAGES) if one]


def _by_words(choice: Choice, limit: int, key: Sequence[str] | None, backwards: bool) -> list[tuple[list[str], Guide]]:
    after = Place(int(key[0]), int(key[1])) if key else None
    rows = search.ranked(DraftText, asked(choice.q), _conditions(choice), limit=limit, after=after, backwards=backwards)
    found = session().scalars(select(Guide).where(Guide.id.in_([guide_id for _, guide_id in rows])))
    by_id = {guide.id: guide for guide in found}
    return [([str(int(place.level)), str(place.id)], by_id[guide_id]) for place, guide_id in rows]


def _by_column(
    choice: Choice, limit: int, key: Sequence[str] | None, backwards: bool, *, often: bool
) -> list[tuple[list[str], Guide]]:
    """often: whether many guides have the words."""
    column, highest_first = _COLUMNS[choice.order]
    conditions = _conditions(choice)
    if choice.q:
        conditions.append(search.has_words(DraftText, asked(choice.q), Guide.id, often=often))
    falling = highest_first != backwards
    if key:
        value: Any = _READ.get(choice.order, str)(key[0])
        place = tuple_(literal(value, column.type), literal(UUID(key[1]), Guide.id.type))
        row = tuple_(column, Guide.id)  # compared as a row, for then both databases go to it by the index
        conditions.append(row < place if falling else row > place)
    order = (column.desc(), Guide.id.desc()) if falling else (column, Guide.id)
    query = select(Guide, column)
    if choice.order is Sort.DUE:
        query = query.outerjoin(Schedule, and_(Schedule.guide_id == Guide.id, Schedule.outcome.is_(None)))
    if choice.order is Sort.REVIEW_DUE:
        query = query.outerjoin(Review, and_(Review.guide_id == Guide.id, Review.closed_at.is_(None)))
    found = session().execute(query.where(*conditions).order_by(*order).limit(limit))
    return [(_key(row[1], row[0]), row[0]) for row in found]


def _key(value: date | str, guide: Guide) -> list[str]:
    return [value if isinstance(value, str) else value.isoformat(), str(guide.id)]


def _conditions(choice: Choice) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Guide.state.in_(choice.state) if choice.state else Guide.state != State.DISCARDED
    ]
    if choice.public:
        found.append(Guide.public_status.in_(choice.public))
    if choice.owner:
        found.append(Guide.owner_id == choice.owner)
    if choice.language:
        found.append(Guide.language == choice.language)
    if choice.author:
        found.append(exists().where(Revision.guide_id == Guide.id, Revision.author_id == choice.author))
    if choice.role:
        ends = or_(DraftText.from_slug == choice.role, DraftText.to_slug == choice.role)
        found.append(Guide.id.in_(select(DraftText.guide_id).where(ends)))
    if choice.wants:
        found.append(or_(*(_wanted(Wants(one), choice.me) for one in choice.wants)))
    return found


def _wanted(what: Wants, me: str) -> ColumnElement[bool]:
    """What the workflow says in the end may be no; then it says why."""
    removals = select(Removal.guide_id).where(Removal.confirmed_at.is_(None), Removal.ended_at.is_(None))
    match what:
        case Wants.REMOVAL:
            return Guide.id.in_(removals)
        case Wants.MY_REMOVAL:
            return Guide.id.in_(removals.where(Removal.asked_by != me))
        case Wants.REVIEW_DUE:
            return Guide.review_by <= clock.today() + DUE_SOON
        case Wants.REVIEW_LATE:
            late = select(Review.guide_id).where(Review.closed_at.is_(None), Review.due_on < clock.today())
            return and_(Guide.state == State.IN_REVIEW, Guide.id.in_(late))
        case Wants.STALE:
            return Guide.stale_on <= clock.today()
        case Wants.SECOND_LOOK:
            return _owed()
        case Wants.MY_SECOND_LOOK:
            return _owed(Debt.forced_by != me, ~type_coerce(Debt.contributors, Text).contains(me))
        case Wants.MY_TEXT:
            return or_(Guide.owner_id == me, _wrote(me))
    return and_(Guide.state == State.IN_REVIEW, _waits_for(me))


def _owed(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    """The debt of a text that nobody can read sleeps."""
    debts = select(Debt.guide_id).where(Debt.closed_at.is_(None), *more)
    unread = Guide.public_status == PublicStatus.LIVE_UNREVIEWED
    return or_(and_(unread, Guide.id.in_(debts)), Guide.id.in_(debts.where(Debt.kind == TAKEDOWN)))


def _wrote(me: str) -> ColumnElement[bool]:
    """Something that no counted approval stands behind yet."""
    counted = select(func.max(Publication.revision_number)).where(Publication.guide_id == Guide.id, Publication.counted)
    since = func.coalesce(counted.correlate(Guide).scalar_subquery(), 0)
    return exists().where(Revision.guide_id == Guide.id, Revision.author_id == me, Revision.number > since)


def _waits_for(me: str) -> ColumnElement[bool]:
    """The stage that the review stands at is open to a role of theirs, and not closed to them."""
    person = accounts.find(me)  # who looks is known already; asked for in each row, their roles were half of the work
    open_to, closed_to = (type_coerce(one, Text) for one in (Review.open_to, Review.closed_to))
    theirs = or_(false(), *(open_to.contains(f'"{one}"') for one in sorted(person.actor().roles if person else ())))
    waiting = select(Review.guide_id).where(Review.closed_at.is_(None), ~closed_to.contains(me), theirs)
    return Guide.id.in_(waiting)
