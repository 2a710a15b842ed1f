"""A PostgreSQL database that was emptied in place is as its template, and is copied where it might not be."""

import os
from collections.abc import Mapping

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from cms.store.db import db, session, transaction
from tests import factories
from tests.support.emptying import contents
from tests.support.people import Person
from tests.support.sites import MIGRATED, Database, Site


@pytest.fixture
def place(postgresql_app: Flask, site: Site) -> Database:
    assert isinstance(site.place, Database)
    db.engine.dispose()
    site.place.renew()
    return site.place


def at_rest() -> int:
    db.session.remove()
    return db.engine.pool.checkedin()  # type: ignore[attr-defined, no-any-return]


def write_much() -> None:
    """Into all tables and sequences, those included that the migrations filled, whatever keys and triggers say."""
    with transaction() as act:
        act.execute(text("SET LOCAL session_replication_role = replica"))
        names = act.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        for name in names:
            columns = act.execute(
                text(
                    "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = "
                    "to_regclass(quote_ident(:name)) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
                ),
                {"name": name},
            ).all()
            act.execute(text(f'DELETE FROM "{name}"'))  # noqa: S608
            rows = ", ".join(f'"{column}"' for column, _ in columns)
            values = ", ".join(_value(kind) for _, kind in columns)
            act.execute(text(f'INSERT INTO "{name}" ({rows}) OVERRIDING SYSTEM VALUE VALUES ({values})'))  # noqa: S608
        act.execute(text("SELECT setval(seqrelid::regclass, 77) FROM pg_sequence"))


def _value(kind: str) -> str:
    known = {"boolean": "true", "bytea": "'x'", "uuid": "gen_random_uuid()", "tsvector": "''", "json": "'1'"}
    return "now()" if kind.startswith(("timestamp", "date")) else known.get(kind, "'1'")


def kept(place: Database, name: str) -> Mapping[str, object]:
    with psycopg.connect(place.server.plain(name), autocommit=True) as connection:
        return contents(connection)


def test_is_as_the_template_in_every_table_and_sequence(place: Database) -> None:
    template = kept(place, f"{place.name}_{MIGRATED}")
    write_much()
    full = kept(place, place.name)
    assert [name for name, held in full.items() if held == template[name]] == []
    db.engine.dispose()
    assert place.empty(0)
    assert kept(place, place.name) == template


def test_is_as_the_template_after_ordinary_work(place: Database, people: Mapping[str, Person]) -> None:
    factories.a_guide("published")
    backend = session().scalar(text("SELECT pg_backend_pid()"))
    assert place.empty(at_rest())
    assert kept(place, place.name) == kept(place, f"{place.name}_{MIGRATED}")
    assert session().scalar(text("SELECT pg_backend_pid()")) == backend


CHANGES = (
    "ALTER TABLE event DISABLE TRIGGER USER",
    "ALTER TABLE event ADD COLUMN more text",
    "CREATE INDEX more ON event (id)",
    "CREATE TABLE more (id integer)",
    "ALTER TABLE event ALTER COLUMN said SET DEFAULT 'nothing'",
    "ALTER TABLE event RENAME COLUMN said TO told",
    "CREATE OR REPLACE VIEW more AS SELECT 1 AS one",
    "CREATE FUNCTION more() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE TYPE more AS ENUM ('one')",
    "CREATE SCHEMA more",
    "GRANT SELECT ON event TO PUBLIC",
    "TRUNCATE term",
    "ANALYZE event",
)


@pytest.mark.parametrize("change", CHANGES if os.environ.get("CMS_SOAK") else CHANGES[::3])
def test_is_copied_after_a_change_of_the_schema(place: Database, people: Mapping[str, Person], change: str) -> None:
    """Every third of them; with CMS_SOAK=1 all."""
    factories.a_guide("published")
    assert place.empty(at_rest())
    factories.a_guide("published")
    with transaction() as act:
        act.execute(text(change))
    assert not place.empty(at_rest())


def test_is_copied_while_somebody_else_is_connected_or_after_a_library(place: Database) -> None:
    with psycopg.connect(place.server.plain(place.name)):
        assert not place.empty(at_rest())
    db.engine.dispose()
    place.keep("library")
    place.renew("library")
    assert not place.empty(0)
    place.renew()
    assert place.empty(0)


def test_is_copied_while_a_connection_holds_a_lock(place: Database) -> None:
    with db.engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(1)"))
    assert not place.empty(at_rest())
