"""What was written once is never written again: the database itself refuses, whoever asks."""

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from cms.store import guides
from cms.store.db import Base, db, session, transaction
from cms.store.guides import Guide, Revision
from tests import factories

TABLES = ["revision", "decision", "event"]
REFUSED = "is append-only"


@pytest.fixture
def guide(app: Flask) -> Guide:
    return factories.a_guide("published")


def rows(table: str) -> int:
    return session().scalar(select(func.count()).select_from(Base.metadata.tables[table])) or 0


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET guide_id = guide_id", "DELETE FROM {}"])
def test_refuses_to_change_or_remove_a_row(guide: Guide, table: str, change: str) -> None:
    before = rows(table)
    assert before > 0
    with pytest.raises(DBAPIError, match=f"{table} {REFUSED}"), transaction() as act:
        act.execute(text(change.format(table)))
    assert rows(table) == before


def test_refuses_to_change_any_column(guide: Guide) -> None:
    for table in TABLES:
        for column in Base.metadata.tables[table].columns:
            with pytest.raises(DBAPIError, match=f"{table} {REFUSED}"), transaction() as act:
                act.execute(text(f"UPDATE {table} SET {column.name} = {column.name}"))  # noqa: S608  # our own names


def test_refuses_to_change_a_revision_through_the_session(guide: Guide) -> None:
    with pytest.raises(DBAPIError, match=f"revision {REFUSED}"), transaction():
        guides.revision(guide.id, 1).cause = "import"


def test_refuses_to_replace_a_row_by_one_of_the_same_key(guide: Guide) -> None:
    copied = ", ".join(column.name for column in Revision.__table__.columns)
    replace = f"INSERT OR REPLACE INTO revision ({copied}) SELECT {copied} FROM revision"  # noqa: S608
    if db.engine.dialect.name == "postgresql":
        replace = (
            f"INSERT INTO revision ({copied}) SELECT {copied} FROM revision "  # noqa: S608
            "ON CONFLICT (guide_id, number) DO UPDATE SET cause = 'import'"
        )
    with pytest.raises(DBAPIError, match=f"revision {REFUSED}"), transaction() as act:
        act.execute(text(replace))


def test_lets_more_be_written(guide: Guide) -> None:
    before = {table: rows(table) for table in TABLES}
    factories.published_again(guide.id, tags=["again"])
    assert all(rows(table) > before[table] for table in TABLES)
