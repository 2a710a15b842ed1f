"""Migrations lead to the tables the product declares, up and down, on both databases, one migrator at a time."""

import ast
import multiprocessing
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text

from cms.cli import database
from cms.store.db import Base, db, transaction
from tests import factories
from tests.support import postgres
from tests.support.sites import Sites, make_app
from tests.support.threads import wait_until

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "migrations"
FILES = sorted((FOLDER / "versions").glob("*.py"))


def imported(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or "").partition(".")[0])
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_imports_nothing_of_the_product(file: Path) -> None:
    assert imported(file) - set(sys.stdlib_module_names) <= {"alembic", "sqlalchemy"}


def test_is_numbered_in_one_line_as_its_files_are() -> None:
    line = list(ScriptDirectory(str(FOLDER)).walk_revisions())[::-1]
    assert [step.revision for step in line] == [file.name[:4] for file in FILES]
    assert [step.revision for step in line] == [f"{number:04}" for number in range(1, len(line) + 1)]
    assert [step.down_revision for step in line] == [None, *(step.revision for step in line[:-1])]


def test_makes_the_tables_that_are_declared(app: Flask) -> None:
    assert _differences() == []
    assert app.test_cli_runner().invoke(args=["db", "check"]).exit_code == 0


def test_makes_indexes_over_the_rows_that_are_declared(app: Flask) -> None:
    indexes = [index for table in Base.metadata.tables.values() for index in table.indexes]
    declared = {str(index.name): index.info["where"] for index in indexes if "where" in index.info}
    assert len(declared) > 10
    assert _partial_indexes(db.engine.dialect.name) == declared


@pytest.mark.parametrize(
    "change",
    ["DROP INDEX ix_guide_state", "DROP INDEX uq_publication_live_slug", "ALTER TABLE guide ADD COLUMN colour TEXT"],
)
def test_would_notice_a_difference(app: Flask, change: str) -> None:
    with transaction() as act:
        act.execute(text(change))
    assert len(_differences()) == 1


def test_goes_down_to_nothing_and_up_again(app: Flask) -> None:
    every = set(Base.metadata.tables)
    for _ in range(2):
        assert _tables() == every
        assert _migrate(app, "downgrade", "base")
        assert _tables() == set()
        assert _migrate(app, "upgrade")
    assert _differences() == []


def test_goes_down_and_up_one_step_at_a_time(app: Flask) -> None:
    steps = [file.name[:4] for file in FILES]
    for before in [*reversed(steps[:-1]), None]:
        assert _migrate(app, "downgrade")
        assert _version() == before
    for step in steps:
        assert _migrate(app, "upgrade", "+1")
        assert _version() == step
    assert _differences() == []


def test_goes_down_from_a_database_in_use(app: Flask) -> None:
    factories.a_guide("published")
    assert _migrate(app, "downgrade", "base")
    assert _tables() == set()


def test_keeps_nothing_of_a_migration_that_fails(app: Flask) -> None:
    _migrate(app, "downgrade", "base")
    with transaction() as act:
        act.execute(text("CREATE TABLE publication (number INTEGER)"))  # in the way of the last step
    assert not _migrate(app, "upgrade")
    assert _tables() == {"publication"}
    with transaction() as act:
        act.execute(text("DROP TABLE publication"))
    assert _migrate(app, "upgrade")
    assert _differences() == []


def test_lets_migrators_start_at_once(sites: Sites, database: str) -> None:
    if database == "postgresql" and postgres.find() is None:
        pytest.skip(postgres.NOT_FOUND)
    app = make_app(sites.place(database, "many"))
    processes = multiprocessing.get_context("fork")
    start = processes.Barrier(3)

    def migrate() -> None:
        start.wait()
        sys.exit(0 if _migrate(app, "upgrade") else 1)

    migrators = [processes.Process(target=migrate) for _ in range(3)]
    for migrator in migrators:
        migrator.start()
    for migrator in migrators:
        migrator.join()
    assert [migrator.exitcode for migrator in migrators] == [0, 0, 0]
    with app.app_context():
        assert _differences() == []
        assert _version() == FILES[-1].name[:4]
        db.engine.dispose()


def test_waits_for_a_migrator_that_came_first(postgresql_app: Flask) -> None:
    assert _migrate(postgresql_app, "downgrade", "base")
    with ThreadPoolExecutor(1) as thread, db.engine.connect() as first, first.begin():
        first.execute(text("SELECT pg_advisory_xact_lock_shared(7224001)"))
        second = thread.submit(_migrate, postgresql_app, "upgrade")
        wait_until(lambda: _waiting())
        assert not second.done()
    assert second.result()
    assert _differences() == []


def _waiting() -> bool:
    with db.engine.connect() as connection:
        return bool(
            connection.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
        )


def _migrate(app: Flask, *words: str) -> bool:
    """`flask db …`, and whether it went well."""
    database.attach(app)  # as `flask` does for its commands
    return app.test_cli_runner().invoke(args=["db", *words]).exit_code == 0


def _tables() -> set[str]:
    """Those of the product, not the migrator's own."""
    return {name for name in inspect(db.engine).get_table_names() if _declared(name)} - {"alembic_version"}


def _partial_indexes(dialect: str) -> dict[str, str]:
    """By name, what their rows must be, in the words that both databases say it with."""
    inspected = inspect(db.engine)
    found = [index for name in _tables() for index in inspected.get_indexes(name)]
    rows = {str(one["name"]): one.get("dialect_options", {}).get(f"{dialect}_where") for one in found}
    return {name: re.sub(r"[()]|::text", "", str(where)) for name, where in rows.items() if where is not None}


def _declared(name: str | None, *others: object) -> bool:
    """All but the tables of the databases' own full text."""
    return not str(name).startswith(("draft_words", "live_words"))


def _version() -> str | None:
    with db.engine.connect() as connection:
        return next(iter(connection.scalars(text("SELECT version_num FROM alembic_version"))), None)


def _differences() -> list[object]:
    db.session.rollback()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _declared})
        return list(compare_metadata(context, Base.metadata))
