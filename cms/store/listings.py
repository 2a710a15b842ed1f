"""Windows on what is public: pages of feeds and lists by key and filter, the index, and the sitemap."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, literal, select, tuple_
from sqlalchemy.orm import load_only

from cms.content.searching import asked
from cms.store import search
from cms.store.db import session
from cms.store.publications import Publication
from cms.store.renditions import Form, Rendition
from cms.store.search import LiveText
from cms.store.terms import BROUGHT, FROM_ROLE, LEARNT, TAG, TO_ROLE, Term

_CARD = load_only(
    Publication.slug, Publication.title, Publication.summary, Publication.language, Publication.from_label,
    Publication.to_label, Publication.difficulty, Publication.facts,
)  # fmt: skip
_LIVE = Publication.ended_at.is_(None)
_NAMED = {"from_role": (FROM_ROLE,), "to_role": (TO_ROLE,), "role": (FROM_ROLE, TO_ROLE), "skill": (BROUGHT, LEARNT),
          "tag": (TAG,)}  # fmt: skip
_COLUMNS = {"language": Publication.language, "difficulty": Publication.difficulty}


@dataclass(frozen=True)
class Filters:
    """Which live guides: those with one of the values of each member that has any.

    Roles and skills by slug; `role` stands at either end, `skill` is brought or learnt. A tag is exactly the same.
    """

    from_role: tuple[str, ...] = ()
    to_role: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    skill: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    difficulty: tuple[str, ...] = ()


MOST = 1000  # what a choice is counted up to
FILTERS = tuple(one.name for one in fields(Filters))
EVERYTHING = Filters()


class Order(StrEnum):
    """Newest first, by first publication, which never moves; or by the last change of the text."""

    PUBLISHED = "published"
    UPDATED = "updated"


Place = tuple[datetime, UUID]  # of a row in its order


class Listed(NamedTuple):
    at: datetime
    guide_id: UUID
    modified_at: datetime
    body: str

    @property
    def place(self) -> Place:
        return self.at, self.guide_id


def window(
    form: Form, *, limit: int, filters: Filters = EVERYTHING, order: Order = Order.PUBLISHED,
    since: datetime | None = None, after: Place | None = None,
) -> list[Listed]:  # fmt: skip
    """Live guides in one of their forms. since: modified then or later. after: the place of the last one before.

    By key and never by offset, so that every page costs the same, however deep, and none shifts while one reads.
    """
    at = Publication.first_published_at if order is Order.PUBLISHED else Publication.modified_at
    guide_id = Publication.guide_id
    conditions = _matching(filters)
    if since:
        conditions.append(Publication.modified_at >= since)
    if after:  # compared as a row, for then both databases go to it by the index
        conditions.append(tuple_(at, guide_id) < tuple_(literal(after[0], at.type), literal(after[1], guide_id.type)))
    columns = (at.label("at"), guide_id, Publication.number, Publication.modified_at)
    keys = select(*columns).where(*conditions).order_by(at.desc(), guide_id.desc()).limit(limit).subquery()
    same = and_(Rendition.guide_id == keys.c.guide_id, Rendition.number == keys.c.number, Rendition.form == str(form))
    query = select(keys.c.at, keys.c.guide_id, keys.c.modified_at, Rendition.body).join(Rendition, same)
    return [Listed(*row) for row in session().execute(query.order_by(keys.c.at.desc(), keys.c.guide_id.desc()))]


def index_page(filters: Filters, q: str, *, limit: int, offset: int) -> tuple[Sequence[Publication], int]:
    """Live guides for the index, newest first, and how many match in all; of a choice none is counted beyond MOST.

    q: words to be found; then those first that have them in their title, and none beyond MOST is shown.
    """
    if q:
        return _found(filters, q, limit=limit, offset=offset)
    keys = select(Publication.guide_id, Publication.number).where(*_matching(filters))
    counted = keys.limit(MOST + 1) if filters != EVERYTHING else keys
    total = session().scalar(select(func.count()).select_from(counted.subquery())) or 0
    order = (Publication.first_published_at.desc(), Publication.guide_id.desc())
    page = keys.order_by(*order).limit(limit).offset(offset).subquery()  # by the index alone, however far
    same = and_(Publication.guide_id == page.c.guide_id, Publication.number == page.c.number)
    query = select(Publication).options(_CARD).join(page, same).order_by(*order)
    return session().scalars(query).all(), total


def _found(filters: Filters, q: str, *, limit: int, offset: int) -> tuple[Sequence[Publication], int]:
    words, conditions = asked(q), _matching(filters)
    total = search.count(LiveText, words, conditions, most=MOST + 1)
    if offset >= min(total, MOST):
        return [], total
    rows = search.ranked(LiveText, words, conditions, limit=min(offset + limit, MOST), few=total <= MOST)[offset:]
    query = select(Publication).options(_CARD).where(_LIVE, Publication.guide_id.in_(one for _, one in rows))
    by_id = {one.guide_id: one for one in session().scalars(query)}
    return [by_id[guide_id] for _, guide_id in rows], total


def starts(size: int) -> Sequence[UUID]:
    """The live guides cut into parts of `size`, in the order of their ids: the first id of each part."""
    numbered = select(Publication.guide_id, func.row_number().over(order_by=Publication.guide_id).label("number"))
    inner = numbered.where(_LIVE).subquery()
    query = select(inner.c.guide_id).where(inner.c.number % size == 1 % size).order_by(inner.c.guide_id)
    return session().scalars(query).all()


def part(start: UUID, size: int) -> Sequence[Row[str, datetime]]:
    """Address and last change of `size` live guides, from this id on."""
    query = select(Publication.slug, Publication.modified_at).where(_LIVE, Publication.guide_id >= start)
    return session().execute(query.order_by(Publication.guide_id).limit(size)).all()


def _matching(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_LIVE]
    for name in FILTERS:
        values = getattr(filters, name)
        if not values:
            continue
        if name in _COLUMNS:
            conditions.append(_COLUMNS[name].in_(values))
        else:
            named = select(Term.guide_id).where(Term.kind.in_(_NAMED[name]), Term.value.in_(values))
            conditions.append(Publication.guide_id.in_(named))
    return conditions
