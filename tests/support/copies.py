"""A guide that hundreds of tests begin with: the services bring it about once in each process and database, and later
tests get a copy of its rows, in a tenth of the time.

A copy is as a guide that was made just now. Its ids are its own, since whoever remembers a text remembers it by them;
its times are those of the first one, later by whole seconds, so that what a page says of them moves with them; its log
holds. It is made only where the services would do the same again: no table that they look at holds anything else than
it did, it is the same day, and nobody has set the clock.

The first one is made between two tests, when nothing is replaced by a stand-in; the test that asked makes its own.
"""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import time_machine
from flask import Flask, current_app
from sqlalchemy import Engine, Table, event, exists, false, insert, or_, select, text

from cms import clock
from cms.store import chains, guides, publications
from cms.store.db import Base, db, session, transaction
from cms.store.events import Event
from cms.store.guides import Guide
from cms.store.publications import PublicClock
from tests.support import people

Rows = dict[str, list[dict[str, Any]]]  # by the name of the table
_WORDS = {"draft_words": "draft_text", "live_words": "live_text"}  # of the search, whose tables are not declared
_TOKEN = re.compile(
    r"(?P<id>\b[0-9a-f]{8}-?[0-9a-f]{4}-?7[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}\b)"
    r"|(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)|(?P<stamp>\d{8}T\d{6})(?=Z)"
)
_LOW = 0xFFFFFFFF  # of an id made by time and counter these bits are chance


@dataclass
class Made:
    """What one guide is in the database. looked_at: the tables that the services read or wrote to make it."""

    before: Rows
    rows: Rows
    words: Rows
    guide_id: UUID
    at: datetime  # when it was there
    looked_at: frozenset[str]
    ticks: bool  # whether readers see it


@dataclass
class Shelf:
    """The guides of one application, by name, and how to make those that were asked for."""

    app: Flask
    parts: object  # what the application was made with
    empty: Callable[[], AbstractContextManager[object]]
    made: dict[str, Made] = field(default_factory=dict)
    asked: dict[str, Callable[[], Guide]] = field(default_factory=dict)

    def is_at_work(self) -> bool:
        """Whether nobody has set the clock, or put other rules in the place of the application's own."""
        return self.app.extensions["crossway"] is self.parts and not time_machine.escape_hatch.is_travelling()


_shelves: list[Shelf] = []


def shelve(app: Flask, empty: Callable[[], AbstractContextManager[object]]) -> None:
    """From now on guides of this application are copied. empty: in it its database is empty, and nobody else there."""
    app.extensions["copied_guides"] = shelf = Shelf(app, app.extensions["crossway"], empty)
    _shelves.append(shelf)


def clear() -> None:
    """The applications are gone."""
    _shelves.clear()


def between_tests() -> None:
    """Makes what was asked for."""
    for shelf in _shelves:
        if shelf.asked and shelf.is_at_work():
            for name, make in shelf.asked.items():
                with shelf.empty():
                    shelf.made[name] = _record(make)
            shelf.asked.clear()


def copied(name: str, make: Callable[[], Guide]) -> Guide:
    """What `make` makes, by its services or as a copy. name: what distinguishes it from all others."""
    shelf: Shelf | None = current_app.extensions.get("copied_guides")
    if shelf is None or not shelf.is_at_work() or session().info.get("acting"):
        return make()
    made = shelf.made.get(name)
    if made is None or made.at.date() != clock.today():
        shelf.asked[name] = make
        return make()
    with transaction():
        if _is_as_before(made):
            return _copy(made)
    return make()


def _record(make: Callable[[], Guide]) -> Made:
    people.ensure()
    before, statements = _contents(), list[str]()
    listener = partial(_note, statements)
    event.listen(Engine, "before_cursor_execute", listener)
    try:
        made = make()
    finally:
        event.remove(Engine, "before_cursor_execute", listener)
    at, after = clock.now(), _contents()
    said = " ".join(statements)
    looked_at = frozenset(name for name in before if re.search(rf"\b{name}\b", said))
    ticks = before[PublicClock.__tablename__] != after[PublicClock.__tablename__]
    rows = {name: [row for row in after[name] if row not in before[name]] for name in after}
    changed = {name for name in before if any(row not in after[name] for row in before[name])}
    if (rows.pop(PublicClock.__tablename__) and not ticks) or not changed <= {PublicClock.__tablename__}:
        raise AssertionError(f"a guide that changes rows of {changed} cannot be copied")
    words = {name: _words(name) for name in _WORDS}
    return Made(before, {name: new for name, new in rows.items() if new}, words, made.id, at, looked_at, ticks)


def _note(statements: list[str], _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    statements.append(statement)


def _is_as_before(made: Made) -> bool:
    """Whether every table that the services look at holds just what it held when they made the first one."""
    looked_at = [table for table in Base.metadata.sorted_tables if table.name in made.looked_at]
    empty = [table for table in looked_at if not made.before[table.name]]
    if session().scalar(select(or_(false(), *(exists(select(1).select_from(table)) for table in empty)))):
        return False
    return all(held(table) == made.before[table.name] for table in looked_at if table not in empty)


def _copy(made: Made) -> Guide:
    by = timedelta(seconds=(clock.now() - made.at) // timedelta(seconds=1))
    moved = _Moved(made.at, by, secrets.randbits(32))
    if made.ticks:
        publications.tick(public_change=True)
    for table in Base.metadata.sorted_tables:
        rows = [moved.row(row) for row in made.rows.get(table.name, ())]
        if table.name == Event.__tablename__:
            _chain(rows)
        if table.autoincrement_column is not None:  # the database counts itself
            rows = [{name: row[name] for name in row if name != table.autoincrement_column.name} for row in rows]
        if rows:
            session().execute(insert(table), rows)
    for name, words in made.words.items():
        for row in words:
            session().execute(_keeping(name, tuple(row)), row)
    return guides.find(moved.value(made.guide_id))


def _chain(rows: Sequence[dict[str, Any]]) -> None:
    """The log carries hashes of what it says, which is another guide's now."""
    last = chains.FIRST
    for row in sorted(rows, key=lambda row: int(row["number"])):
        row["previous_hash"] = last
        row["hash"] = last = chains.fingerprint(Event(**row))


class _Moved:
    """Values as they would be of another guide, made so much later.

    at: until when the guide was made. Days are left as they are, for it is the same day.
    """

    def __init__(self, at: datetime, by: timedelta, other: int) -> None:
        self._since, self._by, self._other = at - timedelta(minutes=5), by, other

    def row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {column: self.value(value) for column, value in row.items()}

    def value(self, value: Any) -> Any:
        match value:
            case str():
                return _TOKEN.sub(self._token, value)
            case UUID(version=7):
                return self._id(value)
            case datetime():
                return value + self._by if value > self._since else value
            case list():
                return [self.value(one) for one in value]
            case dict():
                return self.row(value)
            case _:
                return value

    def _id(self, value: UUID) -> UUID:
        later = int(self._by / timedelta(milliseconds=1)) << 80
        return UUID(int=(value.int + later) ^ self._other)

    def _token(self, found: re.Match[str]) -> str:
        word = found.group()
        if found["id"]:
            moved = self._id(UUID(word))
            return str(moved) if "-" in word else moved.hex
        form = "%Y-%m-%dT%H:%M:%S" if found["time"] else "%Y%m%dT%H%M%S"
        said = datetime.strptime(f"{word}+0000", f"{form}%z")
        return self.value(said.replace(microsecond=999_999)).strftime(form)  # type: ignore[no-any-return]


def _contents() -> Rows:
    db.session.remove()
    return {table.name: held(table) for table in Base.metadata.sorted_tables}


def held(table: Table) -> list[dict[str, Any]]:
    """Its rows as plain values, by their key."""
    keys = list(table.primary_key.columns) or list(table.columns)
    return [dict(row) for row in session().execute(select(table).order_by(*keys)).mappings()]


def _words(name: str) -> list[dict[str, Any]]:
    sqlite = db.engine.dialect.name == "sqlite"
    columns = "title, ends, body" if sqlite else "words::text AS words"
    return [dict(row) for row in session().execute(text(f"SELECT {columns} FROM {name}")).mappings()]  # noqa: S608


def _keeping(name: str, columns: Sequence[str]) -> Any:
    values = ", ".join("CAST(:words AS tsvector)" if one == "words" else f":{one}" for one in columns)
    of = f"(SELECT max(id) FROM {_WORDS[name]})"  # noqa: S608
    return text(f"INSERT INTO {name} (rowid, {', '.join(columns)}) VALUES ({of}, {values})")  # noqa: S608
