"""Backup and restore, both while people work.

SQLite is copied by its own online backup: one read transaction, so the file is the database of one moment, and writers
go on. A restore is one write transaction in the other direction, so a running server goes on too. PostgreSQL is left to
pg_dump and pg_restore, which must be on the path.

A restored database begins a new epoch: whoever follows the changes feed learns that it starts afresh.
"""

import os
import shutil
import subprocess
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

from sqlalchemy import URL, inspect, text

from cms import clock
from cms.errors import CrosswayError
from cms.store.db import db, sqlite_driver, transaction

_Void = tuple[str, str, str]
_NOT_OURS = "This file is no backup of Crossway."
# What must not come back, each with a table and column without which a backup has nothing of the kind: sessions that
# were ended since, and recovery codes that were used.
_VOID = (
    ("user_session", "id", "DELETE FROM user_session"),
    ("user", "mf_recovery_codes", 'UPDATE "user" SET mf_recovery_codes = NULL'),
)
_SECOND_STEPS = (
    ("user", "tf_totp_secret", 'UPDATE "user" SET tf_primary_method = NULL, tf_totp_secret = NULL'),
    ("passkey", "id", "DELETE FROM passkey"),
)
_NEW_EPOCH = "UPDATE public_clock SET generation = generation + 1, epoch = :epoch, moved_at = :now"
_SENT_AGAIN = "UPDATE publication SET rendered_at = :now"  # readers kept newer bytes
_BUSY_SECONDS = 15
_MOST_ATTEMPTS = 5


class _Deadlock(CrosswayError):
    """Ours was the transaction that had to give way."""


def back_up(file: Path, *, overwrite: bool = False) -> None:
    """Writes the whole database to `file`, which only its owner may read: it holds password hashes.

    The file is there complete or not at all. Raises CrosswayError.
    """
    if file.exists() and not overwrite:
        raise CrosswayError(f"{file} is there already. Choose another name, or overwrite it with --force.")
    address = db.engine.url
    with _beside(file) as partial:
        if address.get_backend_name() == "sqlite":
            with _told():
                _copy_sqlite(_own_file(address), partial)
        else:
            _run("pg_dump", address, "--format=custom", f"--file={partial}")
        partial.chmod(0o600)
        _sync(partial)
        os.replace(partial, file)
        _sync(file.parent)


def restore(file: Path, *, known_versions: Collection[str], void_second_steps: bool = False) -> None:
    """Replaces everything by what `file` holds, and begins a new epoch. The tables may need migrating afterwards.

    Nobody is signed in then, and no recovery code is good any more; with void_second_steps, no second step at all.
    known_versions: those that can be brought to this program's. Raises CrosswayError, having changed nothing.
    """
    address, void = db.engine.url, (*_VOID, *(_SECOND_STEPS if void_second_steps else ()))
    if address.get_backend_name() == "sqlite":
        _restore_sqlite(file, _own_file(address), known_versions, void)
    else:
        _restore_postgresql(file, address, known_versions, void)
    db.session.remove()


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(_connect(source)) as reading, closing(_connect(target)) as written:
        reading.backup(written)  # every page in one step: a later one would start again whenever somebody wrote
        written.execute("PRAGMA journal_mode=DELETE")  # one file, without companions


def _restore_sqlite(file: Path, live: Path, known_versions: Collection[str], void: Sequence[_Void]) -> None:
    with _beside(live) as copy, _told():
        try:
            _copy_sqlite(file, copy)
        except sqlite_driver().DatabaseError:
            raise CrosswayError(_NOT_OURS) from None
        with closing(_connect(copy)) as checked, closing(_connect(live)) as written:
            _check_sqlite(checked, known_versions)
            new = {"epoch": str(uuid4()), "now": clock.now().replace(tzinfo=None).isoformat(" ", "microseconds")}
            checked.execute(_NEW_EPOCH, new)
            checked.execute(_SENT_AGAIN, new)
            for table, column, statement in void:
                if checked.execute("SELECT 1 FROM pragma_table_info(?) WHERE name = ?", (table, column)).fetchone():
                    checked.execute(statement)
            checked.backup(written)  # one write transaction, once nobody else writes


def _check_sqlite(connection: Any, known_versions: Collection[str]) -> None:
    if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise CrosswayError("This file is damaged; nothing was changed.")
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not {"alembic_version", "guide", "public_clock"} <= tables:
        raise CrosswayError(_NOT_OURS)
    _check_version(
        [version for (version,) in connection.execute("SELECT version_num FROM alembic_version")], known_versions
    )


def _restore_postgresql(file: Path, address: URL, known_versions: Collection[str], void: Sequence[_Void]) -> None:
    said = _run("pg_restore", None, "--data-only", "--table=alembic_version", "--file=-", str(file))
    rows = said.partition("COPY public.alembic_version")[2].partition("\n")[2].partition("\n\\.")[0]
    _check_version(rows.split(), known_versions)
    for attempt in range(1, _MOST_ATTEMPTS + 1):
        try:
            _run("pg_restore", address, "--clean", "--if-exists", "--no-owner", "--single-transaction", str(file))
            break
        except _Deadlock:  # with somebody who is writing: nothing was changed
            if attempt == _MOST_ATTEMPTS:
                raise
    with transaction() as session:
        session.execute(text(_NEW_EPOCH), {"epoch": str(uuid4()), "now": clock.now()})
        session.execute(text(_SENT_AGAIN), {"now": clock.now()})
        there = inspect(session.connection())
        for table, column, statement in void:
            if there.has_table(table) and column in {one["name"] for one in there.get_columns(table)}:
                session.execute(text(statement))


def _check_version(found: list[str], known: Collection[str]) -> None:
    if len(found) != 1:
        raise CrosswayError(_NOT_OURS)
    if found[0] not in known:
        raise CrosswayError(f"This backup is of a newer version of Crossway ({found[0]}). Update the program first.")


def _own_file(address: URL) -> Path:
    if not address.database or address.database == ":memory:":
        raise CrosswayError("This database lives in memory; there is no file to copy.")
    return Path(address.database)


def _connect(file: Path) -> Any:
    connection = sqlite_driver().connect(file, timeout=_BUSY_SECONDS, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    return connection


@contextmanager
def _told() -> Iterator[None]:
    """SQLite's own errors, such as a full disk, as a sentence."""
    try:
        yield
    except sqlite_driver().Error as error:
        raise CrosswayError(f"SQLite did not do this: {error}.") from None


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A place for a file on the same disk, in a folder only we may enter; gone afterwards."""
    folder = Path(mkdtemp(prefix=f".{file.name}-", dir=file.parent))
    try:
        yield folder / "partial"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _run(name: str, address: URL | None, *options: str) -> str:
    """One of PostgreSQL's own programs; the password travels in the environment, where ps does not show it."""
    program = shutil.which(name)
    if program is None:
        raise CrosswayError(f"{name} is not installed here. It comes with PostgreSQL’s client programs.")
    environment = dict(os.environ)
    arguments = [program]
    if address is not None:
        if address.password:
            environment["PGPASSWORD"] = str(address.password)
        plain = address.set(drivername="postgresql", password=None)
        arguments.append(f"--dbname={plain.render_as_string(hide_password=False)}")
    done = subprocess.run([*arguments, *options], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode and "deadlock detected" in done.stderr:
        raise _Deadlock("People are writing, and the database gave up waiting for them. Try again in a moment.")
    if done.returncode:
        raise CrosswayError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"{name} failed.")
    return done.stdout
