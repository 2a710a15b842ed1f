"""Full text: what drafts say and what live guides say, in two tables apart, so that no search of readers meets a draft.

A row holds a text as it was written; its words are with the database's own search, SQLite's FTS5 or a tsvector of
PostgreSQL, in a table of the migrations that this module reads and search_index writes, and nobody else touches. What
somebody asks for is never read as a query.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Select,
    Text,
    case,
    cast,
    column,
    false,
    func,
    literal,
    literal_column,
    select,
    table,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from cms.store.column_types import SERIAL
from cms.store.db import Model, session
from cms.store.dialects import TsQuery, is_sqlite
from cms.store.guides import Guide
from cms.store.publications import Publication
from cms.store.search_words import Level, for_fts5, for_postgresql


class DraftText(Model):
    """The newest revision of a guide. id: grows with every change, so that the highest was changed last.

    number: of the revision. from_slug, to_slug: its roles, for the filter.
    """

    __tablename__ = "draft_text"

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), unique=True)
    number: Mapped[int]
    from_slug: Mapped[str] = mapped_column(Text, index=True)
    to_slug: Mapped[str] = mapped_column(Text, index=True)
    text: Mapped[str] = mapped_column(Text)


class LiveText(Model):
    """What readers get of a guide; gone when it leaves. number: of the publication."""

    __tablename__ = "live_text"

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), unique=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)


Texts = type[DraftText] | type[LiveText]
WORDS = {DraftText: "draft_words", LiveText: "live_words"}  # the table of the words of each


@dataclass(frozen=True)
class Place:
    """Of a row in the order of a search."""

    level: int
    id: int


def ranked(
    texts: Texts, words: Sequence[str], conditions: Sequence[ColumnElement[bool]], *, limit: int,
    after: Place | None = None, backwards: bool = False, few: bool = False,
) -> list[tuple[Place, UUID]]:  # fmt: skip
    """The guides that have all these words: in the title first, then in roles or address, then anywhere; among equals
    what changed last. after: the place of the last one before. few: whether few guides have the words.

    conditions: on Guide for drafts, on Publication for live texts. Of each level no more than a page is read, for the
    place of a row in its level is its id.
    """
    if few and words and not is_sqlite():
        return _few(texts, words, conditions, limit=limit, after=after, backwards=backwards)
    found: list[tuple[Place, UUID]] = []
    levels = list(Level) if is_sqlite() or _is_marked(texts, words) else [Level.BODY]
    for level in sorted(levels, reverse=not backwards):
        if len(found) == limit or (after and (level < after.level if backwards else level > after.level)):
            continue
        query, row = _selecting(texts, words, conditions, level)
        if after and level == after.level:
            query = query.where(row > after.id if backwards else row < after.id)
        query = query.order_by(row.asc() if backwards else row.desc()).limit(limit - len(found))
        found += [(Place(level, number), guide_id) for number, guide_id in session().execute(query)]
    return found


def _few(
    texts: Texts, words: Sequence[str], conditions: Sequence[ColumnElement[bool]], *, limit: int, after: Place | None,
    backwards: bool,
) -> list[tuple[Place, UUID]]:  # fmt: skip
    """For PostgreSQL, by the index alone and in one question: it would look at every row for a level that has none."""
    query, row = _selecting(texts, words, conditions, None, twice=True)
    title, marked = (_having(texts, words, anywhere) for anywhere in ("A", "AB"))
    level = case((row.in_(title), int(Level.TITLE)), (row.in_(marked), int(Level.ENDS)), else_=int(Level.BODY))
    place = tuple_(level, row)
    if after:
        own = tuple_(literal(int(after.level)), literal(after.id, SERIAL))
        query = query.where(place > own if backwards else place < own)
    order = (level.asc(), row.asc()) if backwards else (level.desc(), row.desc())
    rows = session().execute(query.add_columns(level).order_by(*order).limit(limit))
    return [(Place(Level(found), number), guide_id) for number, guide_id, found in rows]


def _is_marked(texts: Texts, words: Sequence[str]) -> bool:
    """Whether all these words stand in the title or at an end anywhere: else PostgreSQL would look for them in every
    row, at both levels.
    """
    return bool(words) and bool(session().scalar(select(_having(texts, words, "AB").exists())))


def _having(texts: Texts, words: Sequence[str], marks: str) -> Select[Any]:
    """The rows that have all these words with one of the marks."""
    own = table(WORDS[texts], column("rowid", SERIAL)).alias(f"with_{marks.lower()}")
    asked = cast(_twice(for_postgresql(words, None, marks)), TsQuery)
    return select(own.c.rowid).where(literal_column(f"{own.name}.words").op("@@", is_comparison=True)(asked))


def _twice(query: str) -> str:
    """PostgreSQL takes a beginning that nobody has for rare, but not for so rare that its index is worth it; asked for
    twice it is.
    """
    return f"{query} & {query}"


def count(texts: Texts, words: Sequence[str], conditions: Sequence[ColumnElement[bool]], *, most: int) -> int:
    """How many there are; counting ends at `most`."""
    query = _selecting(texts, words, conditions, None)[0]
    return session().scalar(select(func.count()).select_from(query.limit(most).subquery())) or 0


def has_words(
    texts: Texts, words: Sequence[str], guide_id: InstrumentedAttribute[UUID], *, often: bool
) -> ColumnElement[bool]:
    """That a guide has all these words, for lists in another order.

    often: many have them, so that each is better asked as it comes, until a page is full, than all found beforehand.
    """
    found = _selecting(texts, words, (), None)[0].with_only_columns(texts.guide_id)
    return found.where(texts.guide_id == guide_id).correlate(guide_id.class_).exists() if often else guide_id.in_(found)


def said(texts: Texts, guide_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What these guides say, as it is kept for passages."""
    query = select(texts.guide_id, texts.text).where(texts.guide_id.in_(guide_ids))
    return {row.guide_id: row.text for row in session().execute(query)} if guide_ids else {}


def _selecting(
    texts: Texts, words: Sequence[str], conditions: Sequence[ColumnElement[bool]], level: Level | None, *,
    twice: bool = False,
) -> tuple[Select[Any], ColumnElement[int]]:  # fmt: skip
    """(id, guide_id) of the rows, and the column by which they are in order."""
    name = WORDS[texts]
    own = table(name, column("rowid", SERIAL))
    row = own.c.rowid
    query = select(row, texts.guide_id).select_from(own).join(texts, texts.id == row)
    if conditions:
        owner = Guide.id if texts is DraftText else Publication.guide_id
        query = query.join(owner.class_, owner == texts.guide_id)
    return query.where(_condition(name, words, level, twice), *conditions), row


def _condition(name: str, words: Sequence[str], level: Level | None, twice: bool) -> ColumnElement[bool]:
    if not words:
        return false()
    if is_sqlite():
        return literal_column(name).op("MATCH", is_comparison=True)(for_fts5(words, level))
    query = for_postgresql(words, level)
    asked = cast(_twice(query) if twice else query, TsQuery)
    return literal_column(f"{name}.words").op("@@", is_comparison=True)(asked)
