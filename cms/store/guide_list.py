"""The list of guides as editors see it: chosen, in order, and by key, so that every page costs the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, func, literal, select, tuple_, union_all

from cms.content.searching import asked
from cms.store import search
from cms.store.choices import Choice, Sort, conditions, texts_of
from cms.store.db import session
from cms.store.guides import Guide, Revision
from cms.store.reviews import Review
from cms.store.schedules import Schedule
from cms.store.search import DraftText, Place
from cms.store.search_words import Level

MOST = 1000  # what a choice is counted up to
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_NO_DAY = date(9999, 1, 1)


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
    if choice.q:
        total = count(choice)
        ask = _by_words if choice.order is Sort.BEST else _by_column
        rows = ask(choice, limit + 1, key, backwards, often=total > MOST)
    elif key is None:
        rows, total = _first_rows(choice, limit + 1)
    else:
        rows = _by_column(choice, limit + 1, key, backwards, often=False)
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
    chosen = conditions(choice)
    if choice.q:
        return search.count(DraftText, asked(choice.q), chosen, most=most + 1)
    among = select(Guide.id).where(*chosen).limit(most + 1).subquery()
    return session().scalar(select(func.count()).select_from(among)) or 0


def as_seen(choice: Choice, seen: datetime, *, most: int) -> list[Seen]:
    """All that are chosen now, up to `most`, as they were at that moment: for acts on many."""
    chosen = conditions(choice)
    if choice.q:
        chosen.append(search.has_words(DraftText, asked(choice.q), Guide.id, often=False))
    then = select(func.max(Revision.number)).where(Revision.guide_id == Guide.id, Revision.at <= seen)
    query = select(Guide.id, then.correlate(Guide).scalar_subquery(), Guide.updated_at).where(*chosen)
    query = query.order_by(Guide.updated_at.desc(), Guide.id.desc()).limit(most)
    return [Seen(row[0], row[1] or 0, row[2] > seen) for row in session().execute(query)]


def languages() -> Sequence[str]:
    """Those that guides are written in."""
    return [one for one in session().scalars(_LANGUAGES) if one]


def firsts(choices: Sequence[Choice], *, limit: int, most: int) -> list[tuple[list[Guide], int]]:
    """Of each choice the first guides and how many there are, as `count` says it; all of them in two questions.

    choices: of one person, without words, in any orders.
    """
    parts, mine = [], texts_of(choices[0].me) if choices else None
    for place, choice in enumerate(choices):
        found = _found(choice, most + 1, mine).cte(f"found_{place}")
        first = select(found).order_by(*_order(choice, found)).limit(limit).subquery()
        # Numbered, for one column of the union cannot hold what each is in order of: times, and days.
        at = func.row_number().over(order_by=_order(choice, first)).label("at")
        parts.append(select(literal(place).label("choice"), first.c.id, at, _number_of(found)))
    rows = session().execute(union_all(*parts)).all() if parts else []
    every = session().scalars(select(Guide).where(Guide.id.in_({row.id for row in rows}))) if rows else ()
    by_id, made = {guide.id: guide for guide in every}, []
    for place in range(len(choices)):
        own = sorted((row for row in rows if row.choice == place), key=lambda row: row.at)
        made.append(([by_id[row.id] for row in own if row.id in by_id], own[0].number if own else 0))
    return made


def _by_words(
    choice: Choice, limit: int, key: Sequence[str] | None, backwards: bool, *, often: bool
) -> list[tuple[list[str], Guide]]:
    """often: whether many guides have the words."""
    after = Place(Level(int(key[0])), int(key[1])) if key else None
    rows = search.ranked(
        DraftText, asked(choice.q), conditions(choice), limit=limit, after=after, backwards=backwards, few=not often
    )
    found = session().scalars(select(Guide).where(Guide.id.in_([guide_id for _, guide_id in rows]))) if rows else ()
    by_id = {guide.id: guide for guide in found}
    return [([str(int(place.level)), str(place.id)], by_id[guide_id]) for place, guide_id in rows]


def _first_rows(choice: Choice, limit: int) -> tuple[list[tuple[list[str], Guide]], int]:
    """And how many there are, as `count` says it: what counts them has found them."""
    found = _found(choice, MOST + 1).cte("found")
    first = select(found).order_by(*_order(choice, found)).limit(limit).subquery()
    query = select(Guide, first.c.place, _number_of(found)).join(first, first.c.id == Guide.id)
    rows = session().execute(query.order_by(*_order(choice, first))).all()
    return [(_key(row[1], row[0]), row[0]) for row in rows], rows[0].number if rows else 0


def _found(choice: Choice, limit: int, mine: CTE | None = None) -> Select[Any]:
    """(id, place) of the first guides of a choice without words, in its order."""
    column, highest_first = _COLUMNS[choice.order]
    order = (column.desc(), Guide.id.desc()) if highest_first else (column, Guide.id)
    query = _joined(choice, select(Guide.id, column.label("place")))
    return query.where(*conditions(choice, mine)).order_by(*order).limit(limit)


def _order(choice: Choice, rows: CTE | Subquery) -> list[ColumnElement[Any]]:
    return [one.desc() if _COLUMNS[choice.order][1] else one for one in (rows.c.place, rows.c.id)]


def _number_of(rows: CTE) -> ColumnElement[int]:
    return select(func.count()).select_from(rows).scalar_subquery().label("number")


def _joined(choice: Choice, query: Select[Any]) -> Select[Any]:
    """With what its order is by, where that is no column of the guide."""
    match choice.order:
        case Sort.DUE:
            return query.outerjoin(Schedule, and_(Schedule.guide_id == Guide.id, Schedule.outcome.is_(None)))
        case Sort.REVIEW_DUE:
            return query.outerjoin(Review, and_(Review.guide_id == Guide.id, Review.closed_at.is_(None)))
    return query


def _by_column(
    choice: Choice, limit: int, key: Sequence[str] | None, backwards: bool, *, often: bool
) -> list[tuple[list[str], Guide]]:
    """often: whether many guides have the words."""
    column, highest_first = _COLUMNS[choice.order]
    chosen = conditions(choice)
    if choice.q:
        chosen.append(search.has_words(DraftText, asked(choice.q), Guide.id, often=often))
    falling = highest_first != backwards
    if key:
        value: Any = _READ.get(choice.order, str)(key[0])
        place = tuple_(literal(value, column.type), literal(UUID(key[1]), Guide.id.type))
        row = tuple_(column, Guide.id)  # compared as a row, for then both databases go to it by the index
        chosen.append(row < place if falling else row > place)
    order = (column.desc(), Guide.id.desc()) if falling else (column, Guide.id)
    query = _joined(choice, select(Guide, column))
    found = session().execute(query.where(*chosen).order_by(*order).limit(limit))
    return [(_key(row[1], row[0]), row[0]) for row in found]


def _key(value: date | str, guide: Guide) -> list[str]:
    return [value if isinstance(value, str) else value.isoformat(), str(guide.id)]
