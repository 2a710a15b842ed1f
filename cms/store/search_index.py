"""The index of full text: what drafts and live guides say is found from the act on that says it, and no longer.

The words come ready made from content, so both databases find the same.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, TextClause, bindparam, column, delete, exists, insert, select, table, text

from cms.content.searching import Searchable
from cms.store.db import Base, session
from cms.store.dialects import is_sqlite
from cms.store.guides import Guide
from cms.store.publications import Publication
from cms.store.search import WORDS, DraftText, LiveText, Texts


def keep_draft(guide_id: UUID, number: int, said: Searchable, ends: Mapping[str, str]) -> None:
    """What the newest revision says is found from now on. ends: slugs by `from` and `to`."""
    _keep(DraftText, guide_id, said, number=number, from_slug=ends.get("from", ""), to_slug=ends.get("to", ""))


def keep_live(guide_id: UUID, number: int, said: Searchable) -> None:
    """What readers get is found from now on."""
    _keep(LiveText, guide_id, said, number=number)


def forget(texts: Texts, guide_id: UUID) -> None:
    """Nobody finds the guide there any more."""
    own, words = _forgetting(texts)
    for row in session().scalars(own, {"own_id": guide_id}).all():
        session().execute(words, {"row": row})


def _keep(texts: Texts, guide_id: UUID, said: Searchable, **more: Any) -> None:
    values = {"guide_id": guide_id, "text": said.text, **more}
    if not is_sqlite():
        session().execute(_keeping_at_once(texts, tuple(values)), {**values, "words": _lexemes(said)})
        return
    forget(texts, guide_id)
    row = session().scalar(_adding(texts), values)
    columns = {"title": said.title, "ends": said.ends, "body": said.body}
    session().execute(_inserting(WORDS[texts]), {"id": row, **columns})


@cache
def _forgetting(texts: Texts) -> tuple[Executable, Executable]:
    """Of the text and, by the number that this gives, of its words. Made once, as is what follows: every save asks."""
    own, words = Base.metadata.tables[texts.__tablename__], table(WORDS[texts], column("rowid"))
    gone = delete(own).where(own.c.guide_id == bindparam("own_id")).returning(own.c.id)
    return gone, delete(words).where(words.c.rowid == bindparam("row"))


@cache
def _adding(texts: Texts) -> Executable:
    own = Base.metadata.tables[texts.__tablename__]
    return insert(own).returning(own.c.id)


@cache
def _inserting(words: str) -> TextClause:
    return text(f"INSERT INTO {words} (rowid, title, ends, body) VALUES (:id, :title, :ends, :body)")  # noqa: S608


@cache
def _keeping_at_once(texts: Texts, names: tuple[str, ...]) -> TextClause:
    """For PostgreSQL: what would be four round trips of each save."""
    own, words = texts.__tablename__, WORDS[texts]
    given, again = ", ".join(names), ", ".join(f"{one} = EXCLUDED.{one}" for one in ("id", *names))
    return text(f"""
        WITH before AS (SELECT id FROM {own} WHERE guide_id = :guide_id),
        gone AS (DELETE FROM {words} WHERE rowid IN (SELECT id FROM before)),
        kept AS (
            INSERT INTO {own} ({given}) VALUES ({", ".join(f":{one}" for one in names)})
            ON CONFLICT (guide_id) DO UPDATE SET {again} RETURNING id
        )
        INSERT INTO {words} (rowid, words) SELECT id, CAST(:words AS tsvector) FROM kept
    """)  # noqa: S608


def _lexemes(said: Searchable) -> str:
    """As a tsvector is written: each word, and once more with its mark where it is in the title or at an end."""
    title, ends = said.title.split(), said.ends.split()
    marked = [*(f"A{word}" for word in title), *(f"B{word}" for word in ends)]  # words are in lower case
    return " ".join(f"'{word}'" for word in (*said.body.split(), *title, *ends, *marked))


def unkept() -> tuple[Sequence[tuple[UUID, int]], Sequence[UUID]]:
    """What search does not know yet, as after an update of the program: newest revisions, and live guides."""
    known = exists().where(DraftText.guide_id == Guide.id, DraftText.number == Guide.newest)
    drafts = session().execute(select(Guide.id, Guide.newest).where(~known).order_by(Guide.updated_at, Guide.id)).all()
    told = exists().where(LiveText.guide_id == Publication.guide_id, LiveText.number == Publication.number)
    live = select(Publication.guide_id).where(Publication.ended_at.is_(None), ~told)
    order = (Publication.first_published_at, Publication.guide_id)
    return [(row[0], row[1]) for row in drafts], session().scalars(live.order_by(*order)).all()
