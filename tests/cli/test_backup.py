"""flask backup · restore, on both databases, while people work."""

import contextvars
import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from cms.services import backup, drafting
from cms.store import guides, public_clock, publications
from cms.store.accounts import User
from cms.store.db import db, session, sqlite_driver, transaction
from cms.store.events import Event
from cms.store.guides import Guide, Revision, SlugClaim
from tests import factories
from tests.cli.conftest import Shell
from tests.support import clients, codes, postgres
from tests.support import people as accounts
from tests.support.clients import submit


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the server's own version come first."""
    source = postgres.find()
    if source and source.programs != Path():
        monkeypatch.setenv("PATH", f"{source.programs}{os.pathsep}{os.environ['PATH']}")


@contextmanager
def somebody_writing(app: Flask) -> Iterator[list[str]]:
    """Guides are created one after the other for as long as the block lasts; their addresses."""
    made: list[str] = []
    enough = threading.Event()

    def write() -> None:
        number = 0
        with app.app_context():
            while not enough.is_set():
                number += 1
                slug = f"written-meanwhile-{number}"
                try:
                    drafting.create_guide(factories.a_document(slug=slug), actor=accounts.actor("author"))
                except OperationalError:  # PostgreSQL let the restore go first; a person is told to try again (503)
                    continue
                made.append(slug)

    thread = threading.Thread(target=contextvars.Context().run, args=(write,))
    thread.start()
    try:
        yield made
    finally:
        enough.set()
        thread.join()


def assert_whole() -> int:
    """How many guides there are; each with its revision, its address and its event."""
    session().rollback()
    counts = {session().scalar(select(func.count()).select_from(table)) for table in (Guide, Revision, SlugClaim)}
    created = session().scalar(select(func.count()).select_from(Event).where(Event.action == "create"))
    assert counts == {created}
    [number] = counts
    return int(number or 0)


def test_it_brings_back_what_was_there(
    flask: Shell, app: Flask, client: FlaskClient, people: Any, tmp_path: Path
) -> None:
    kept = factories.a_guide("published")
    address = f"/guides/{kept.slug}"
    page = client.get(address).data
    clock = public_clock.read()
    before = (clock.epoch, clock.seq, clock.generation)
    file = tmp_path / "copy"
    done = flask("backup", file)
    assert (done.exit_code, done.stdout) == (0, f"Backed up to {file}.\n"), done.output
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]

    lost = factories.a_guide("published").slug
    factories.published_again(kept.id, summary="Changed since.")
    done = flask("restore", file)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"Restored from {file}.\nEverybody signs in again. Recovery codes are void;")
    session().rollback()
    assert guides.by_slug(lost) is None
    assert client.get(f"/guides/{lost}").status_code == 404
    assert client.get(address).data == page
    clock = public_clock.read()
    assert clock.epoch != before[0], "who follows the changes must start afresh"
    assert (clock.seq, clock.generation) == (before[1], before[2] + 1)
    assert clock.moved_at.tzinfo is not None
    after = factories.a_guide("published")
    assert client.get(f"/guides/{after.slug}").status_code == 200


def test_it_brings_back_no_way_in_that_was_closed_since(
    flask: Shell, app: Flask, client: FlaskClient, people: Any, tmp_path: Path
) -> None:
    phone = codes.give(app, "author")
    codes.give_passkey("author")
    with transaction():
        author().mf_recovery_codes = ["a hash of one that is used after the backup"]
    clients.sign_in(client, accounts.PEOPLE["reviewer"].email, accounts.PASSWORD)
    file = tmp_path / "copy"
    assert flask("backup", file).exit_code == 0
    assert "second steps are" in flask("restore", file).stdout.lower()
    assert client.get("/account").status_code == 303
    assert (author().mf_recovery_codes, author().factors) == (None, 2)
    codes.password(client, "author")
    submit(client, "/login/which", {"which": "authenticator"})
    assert submit(client, codes.CODE, {"code": phone.generate().token}).location == "/home"

    done = flask("restore", file, "--void-second-steps")
    assert "sets up a new second step" in done.stdout
    assert (author().mf_recovery_codes, author().factors) == (None, 0)
    assert codes.password(app.test_client(), "author").location == "/home"


def author() -> User:
    session().rollback()
    found = session().get(User, accounts.PEOPLE["author"].id, populate_existing=True)
    assert found
    return found


def test_it_goes_on_while_somebody_writes(flask: Shell, app: Flask, people: Any, tmp_path: Path) -> None:
    for _ in range(3):
        factories.a_guide()
    file = tmp_path / "copy"
    with somebody_writing(app) as made:
        for _ in range(3):
            assert flask("backup", file, "--force").exit_code == 0
        at_backup = len(made)
        assert flask("restore", file).exit_code == 0
    assert at_backup > 0
    assert 3 <= assert_whole() <= 3 + len(made)
    assert flask("restore", file).exit_code == 0
    assert 3 <= assert_whole() <= 3 + at_backup + 1


def test_a_copy_is_one_sound_file(flask: Shell, sqlite_app: Flask, people: Any, tmp_path: Path) -> None:
    factories.a_guide("published")
    file = tmp_path / "copy"
    with somebody_writing(sqlite_app):
        assert flask("backup", file).exit_code == 0
    with closing(sqlite_driver().connect(file)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert copy.execute("PRAGMA journal_mode").fetchone()[0] == "delete"


def test_it_overwrites_only_when_told_to(flask: Shell, people: Any, tmp_path: Path) -> None:
    file = tmp_path / "copy"
    file.write_text("something of mine")
    refused = flask("backup", file)
    assert refused.exit_code == 1
    assert "is there already" in refused.stderr
    assert file.read_text() == "something of mine"
    assert flask("backup", file, "--force").exit_code == 0
    assert flask("restore", file).exit_code == 0


def test_it_refuses_what_is_no_backup(flask: Shell, people: Any, tmp_path: Path) -> None:
    kept = factories.a_guide("published")
    file = tmp_path / "other"
    for data in (b"", b"words", b"PGDMP\x01\x0e\x00 no more", b"SQLite format 3\x00" + bytes(200)):
        file.write_bytes(data)
        refused = flask("restore", file)
        assert refused.exit_code == 1, data
        assert "Traceback" not in refused.output
    session().rollback()
    assert publications.live_by_slug(kept.slug)
    assert flask("restore", tmp_path / "missing").exit_code == 2
    assert flask("backup").exit_code == 2
    assert flask("backup", tmp_path / "no" / "folder").exit_code == 1


def test_it_refuses_a_backup_of_a_version_it_does_not_know(flask: Shell, people: Any, tmp_path: Path) -> None:
    file = tmp_path / "copy"
    with db.engine.connect() as connection:
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    _set_version("9999")
    # What a newer program would have written: its own `flask backup` does not find its tables too old.
    backup.back_up(file)
    _set_version(version)
    refused = flask("restore", file)
    assert refused.exit_code == 1
    assert "newer version of Crossway (9999)" in refused.stderr
    assert flask("users", "list").exit_code == 0


def test_another_sqlite_file_is_not_ours(flask: Shell, sqlite_app: Flask, people: Any, tmp_path: Path) -> None:
    file = tmp_path / "other"
    with closing(sqlite_driver().connect(file)) as other:
        other.execute("CREATE TABLE guide (id INTEGER)")
        other.commit()
    refused = flask("restore", file)
    assert (refused.exit_code, refused.stderr) == (1, "Error: This file is no backup of Crossway.\n")


def test_a_restore_needs_no_tables_before(flask: Shell, sqlite_app: Flask, people: Any, tmp_path: Path) -> None:
    """As on a new machine, where there is only the file."""
    guide = factories.a_guide("published")
    file = tmp_path / "copy"
    flask("backup", file)
    session().rollback()
    db.engine.dispose()
    live = Path(str(db.engine.url.database))
    for name in (live.name, f"{live.name}-wal", f"{live.name}-shm"):
        live.with_name(name).unlink(missing_ok=True)
    done = flask("restore", file)
    assert done.exit_code == 0, done.output
    assert publications.live_by_slug(guide.slug)


def test_it_says_when_postgresql_is_not_at_hand(
    flask: Shell, app: Flask, database: str, people: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    done = flask("backup", tmp_path / "copy")
    if database == "sqlite":
        assert done.exit_code == 0
    else:
        assert done.exit_code == 1
        assert "pg_dump is not installed here" in done.stderr
        assert list(tmp_path.iterdir()) == []


def _set_version(version: str) -> None:
    with transaction() as act:
        act.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
