"""Everything there is at one moment."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Select, select

from cms.content import Document
from cms.store.db import Base, session

TABLES = (
    "guide", "revision", "review", "decision", "event", "debt", "publication", "slug_claim", "acknowledgement",
    "removal", "rendition", "term", "change", "public_clock", "open_page", "schedule",
)  # fmt: skip
WORDS = ("kestrel", "plover", "wagtail", "wheatear")  # each with the number of its guide: what no draft may show
CANARY = re.compile(rf"(?:{'|'.join(WORDS)})[0-9]")

Row = Any
Answer = tuple[int, str | None, str | None, bytes]  # status, ETag, Location, body


@dataclass(frozen=True)
class Moment:
    """Every row by its key, and every public answer by its path."""

    tables: dict[str, dict[Any, Row]]
    answers: dict[str, Answer]

    def row(self, table: str, key: Any) -> Row:
        return self.tables[table][key]

    def of(self, table: str, guide_id: UUID) -> list[Row]:
        rows = [row for row in self.tables[table].values() if row.guide_id == guide_id]
        return sorted(rows, key=lambda row: getattr(row, "number", 0))

    def new(self, table: str, before: "Moment") -> list[Row]:
        return [row for key, row in self.tables[table].items() if key not in before.tables[table]]

    @property
    def live(self) -> list[Row]:
        return [row for row in self.tables["publication"].values() if row.ended_at is None]

    @property
    def clock(self) -> Row:
        [row] = self.tables["public_clock"].values()
        return row


def look(client: FlaskClient, last: Moment) -> Moment:
    """What is there now; `last` itself when not a row has changed since."""
    session().rollback()
    connection = session().connection()  # without the session's own part, which costs as much as the database
    tables = {name: _by_key(name, connection.execute(query)) for name, query in _queries().items()}
    session().rollback()
    if tables == last.tables:
        return last
    known = {*tables["slug_claim"], *(row.slug for row in tables["guide"].values()), "elm"}
    paths = {"/", "/feed.json", *(f"/guides/{slug}{suffix}" for slug in known for suffix in ("", ".json"))}
    return Moment(tables, {path: _answer(client, path) for path in sorted(paths | last.answers.keys())})


def _by_key(name: str, rows: Iterable[Row]) -> dict[Any, Row]:
    keys = [column.name for column in Base.metadata.tables[name].primary_key]
    return {tuple(getattr(row, key) for key in keys) if len(keys) > 1 else getattr(row, keys[0]): row for row in rows}


@cache
def _queries() -> dict[str, Select[Any]]:
    return {name: select(Base.metadata.tables[name]) for name in TABLES}


def _answer(client: FlaskClient, path: str) -> Answer:
    found = client.get(path)
    return found.status_code, found.headers.get("ETag"), found.headers.get("Location"), found.data


def words_in(body: bytes) -> set[str]:
    return set(CANARY.findall(body.decode()))


def words_of(document: Document) -> set[str]:
    return set(CANARY.findall(json.dumps(document)))
