"""Windows on what is public: the pages of the feed and of the index, by key and filter."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import load_only

from cms.content.text import norm
from cms.store.db import session
from cms.store.publications import Publication
from cms.store.renditions import Form, Rendition

_LISTED = load_only(
    Publication.slug, Publication.title, Publication.summary, Publication.language, Publication.from_label,
    Publication.to_label, Publication.difficulty, Publication.facts,
)  # fmt: skip


def feed_window(*, limit: int, after: tuple[datetime, UUID] | None = None) -> Sequence[Any]:
    """Live feed items, newest first by first publication: rows (first_published_at, guide_id, modified_at, body).

    after: the last row of the page before. The first publication never moves, so pages do not shift while one reads.
    """
    at, guide_id = Publication.first_published_at, Publication.guide_id
    query = (
        select(at, guide_id, Publication.modified_at, Rendition.body)
        .join(Rendition, and_(Rendition.guide_id == guide_id, Rendition.number == Publication.number))
        .where(Publication.ended_at.is_(None), Rendition.form == str(Form.FEED_ITEM))
    )
    if after:
        query = query.where(or_(at < after[0], and_(at == after[0], guide_id < after[1])))
    return session().execute(query.order_by(at.desc(), guide_id.desc()).limit(limit)).all()


def index_page(
    filters: Mapping[str, Sequence[str]], q: str, *, limit: int, offset: int
) -> tuple[Sequence[Publication], int]:
    """Live guides for the index and how many match. filters: column name to the values allowed."""
    conditions: list[ColumnElement[bool]] = [Publication.ended_at.is_(None)]
    conditions += [getattr(Publication, name).in_(values) for name, values in filters.items() if values]
    conditions += [Publication.search_text.contains(word, autoescape=True) for word in norm(q).split()[:8]]
    total = session().scalar(select(func.count()).select_from(Publication).where(*conditions)) or 0
    order = (Publication.first_published_at.desc(), Publication.guide_id.desc())
    query = select(Publication).options(_LISTED).where(*conditions).order_by(*order)
    return session().scalars(query.limit(limit).offset(offset)).all(), total


def filter_values() -> Sequence[Any]:
    """What the index can be filtered by: a row per combination of its six columns, with how many `guides` have it."""
    columns = (
        Publication.from_slug, Publication.from_label, Publication.to_slug, Publication.to_label,
        Publication.difficulty, Publication.language,
    )  # fmt: skip
    query = select(*columns, func.count().label("guides")).where(Publication.ended_at.is_(None)).group_by(*columns)
    return session().execute(query.order_by(Publication.from_label, Publication.to_label)).all()
