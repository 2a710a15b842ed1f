"""Migrations lead to the tables the product declares, up and down, on both databases, one migrator at a time."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text

from cms.store.db import Base, db, transaction
from tests.support import postgres
from tests.support.sites import SECRET, Sites, make_app

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
        assert set(inspect(db.engine).get_table_names()) == every | {"alembic_version"}
        flask_migrate.downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        flask_migrate.upgrade()
    assert _differences() == []


def test_goes_down_and_up_one_step_at_a_time(app: Flask) -> None:
    for step in reversed(FILES):
        flask_migrate.downgrade(revision="-1")
        assert step.name[:4] not in _versions()
    for step in FILES:
        flask_migrate.upgrade(revision="+1")
        assert _versions() == [step.name[:4]]


def test_keeps_nothing_of_a_migration_that_fails(sites: Sites, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = _empty(sites, database, "failing")
    with app.app_context():
        with transaction() as act:
            act.execute(text("CREATE TABLE publication (number INTEGER)"))  # in the way of a later step
        with pytest.raises(SystemExit):
            flask_migrate.upgrade()
        assert set(inspect(db.engine).get_table_names()) == {"publication"}
        with transaction() as act:
            act.execute(text("DROP TABLE publication"))
        flask_migrate.upgrade()
        assert _differences() == []
        db.engine.dispose()


def test_lets_one_of_two_migrators_wait_for_the_other(sites: Sites, database: str) -> None:
    app = _empty(sites, database, "two")
    with app.app_context():
        address = db.engine.url.render_as_string(hide_password=False)
    own = {"CMS_DATABASE_URL": address, "CMS_SECRET_KEY": SECRET, "CMS_SEED": "0"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    migrators = [
        subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own}, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [migrator.communicate()[1] for migrator in migrators]
    assert [migrator.returncode for migrator in migrators] == [0, 0], said
    assert sorted(one.count("Running upgrade") for one in said) == [0, len(FILES)]
    with app.app_context():
        assert _differences() == []
        db.engine.dispose()


def _empty(sites: Sites, database: str, name: str) -> Flask:
    if database == "postgresql" and postgres.find() is None:
        pytest.skip(postgres.NOT_FOUND)
    return make_app(sites.place(database, name))


def _versions() -> list[str]:
    with db.engine.connect() as connection:
        return list(connection.scalars(text("SELECT version_num FROM alembic_version")))


def _differences() -> list[object]:
    db.session.rollback()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))
