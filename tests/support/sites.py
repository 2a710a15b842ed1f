"""One application per database, made once in each test process; for each test its database is as good as new.

The migrations are really run, once per database, to make the template. SQLite's is copied for each test; PostgreSQL's
is emptied where that comes to the same, and copied otherwise.
"""

import os
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from flask import Flask

from cms.app import create_app
from cms.cli import database
from cms.settings import Settings
from cms.store.db import db, sqlite_driver
from tests.support import clients, files, postgres
from tests.support.emptying import Emptier
from tests.support.folders import new_folder
from tests.support.served import Door, served
from tests.support.snapshots import Snapshots

# One round of argon2 over little memory: 1 ms instead of 150.
QUICK_HASHES = {"argon2__rounds": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}
MIGRATED = "template"
_MARK = 1_000_000_000  # a second of 1970
SECRET = "a secret that every test knows, and nobody else uses"


class Place(Protocol):
    """Where an application's database is. It can be kept under a name, and be renewed as it was then."""

    def settings(self) -> dict[str, str]: ...

    def keep(self, name: str = MIGRATED) -> None: ...

    def renew(self, name: str = MIGRATED) -> None: ...


@dataclass(frozen=True)
class File:
    """A SQLite file and the templates it is copied from."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "crossway.sqlite3"

    def settings(self) -> dict[str, str]:
        return {"data_dir": str(self.folder)}

    def keep(self, name: str = MIGRATED) -> None:
        shutil.copyfile(self.path, self.folder / name)

    def renew(self, name: str = MIGRATED) -> None:
        self.put((self.folder / name).read_bytes())

    def put(self, image: bytes) -> None:
        """Has the file be that one; nobody may have it open."""
        for leftover in ("-wal", "-shm"):
            self._beside(leftover).unlink(missing_ok=True)
        (self.folder / "copy").write_bytes(image)
        os.replace(self.folder / "copy", self.path)

    def image(self) -> bytes:
        """What the file would be if everything were written to it: the log as well, and whoever has it open."""
        driver = sqlite_driver()
        with closing(driver.connect(self.path)) as here, closing(driver.connect(self.folder / "image")) as there:
            here.backup(there)
        return (self.folder / "image").read_bytes()

    def mark(self) -> None:
        for file in self._written():
            os.utime(file, ns=(_MARK, _MARK))

    def is_as_marked(self) -> bool:
        """Whoever writes to a file gives it the time of now."""
        return all(file.stat().st_mtime_ns == _MARK for file in self._written())

    def _written(self) -> list[Path]:
        """The file, and the log of what is still to be written to it."""
        return [file for file in (self.path, self._beside("-wal")) if file.exists() and file.stat().st_size]

    def _beside(self, ending: str) -> Path:
        return self.path.with_name(self.path.name + ending)


@dataclass(frozen=True)
class Database:
    """A PostgreSQL database and the templates it is copied from."""

    server: postgres.Server
    folder: Path
    name: str
    emptiers: list[Emptier] = field(default_factory=list)  # none, or the one

    def settings(self) -> dict[str, str]:
        return {"data_dir": str(self.folder), "database_url": self.server.address(self.name)}

    def keep(self, name: str = MIGRATED) -> None:
        self._leave()
        self.server.create(f"{self.name}_{name}", template=self.name)

    def renew(self, name: str = MIGRATED) -> None:
        self._leave()
        self.server.create(self.name, template=f"{self.name}_{name}")
        if name == MIGRATED and not self.emptiers:
            addresses = (self.server.plain(self.name), self.server.plain(f"{self.name}_{MIGRATED}"))
            self.emptiers.append(Emptier(*addresses))
        for one in self.emptiers:
            one.full = name != MIGRATED

    def empty(self, resting: int) -> bool:
        """Whether it is now as it was migrated, without a copy: so many connections, in no use, stay open."""
        return any(one.empty(resting) for one in self.emptiers)

    def drop(self) -> None:
        self._leave()
        self.server.drop_all(self.name)

    def _leave(self) -> None:
        for one in self.emptiers:
            one.leave()


@dataclass(frozen=True)
class Site:
    """An application and its database."""

    app: Flask
    place: Place
    kept: set[str] = field(default_factory=set)
    door: Door = field(default_factory=Door)

    @contextmanager
    def fresh(self) -> Iterator[Flask]:
        """The application with a database that nobody wrote to, and with its context pushed."""
        self.renew(MIGRATED)
        with self.app.app_context():
            if isinstance(self.place, File):
                db.engine.dispose()  # what a browser sent last, when it was closed, may have opened the database before
            try:
                yield self.app
            finally:
                db.session.remove()
                if isinstance(self.place, File):
                    db.engine.dispose()

    def furnish(self, name: str, write: Callable[[], None]) -> None:
        """Has the database of this test hold what `write` writes, which is done once in each process and then copied.

        For what many tests only read. name: another one for each library.
        """
        if name not in self.kept:
            write()
            db.session.remove()
            db.engine.dispose()
            self.place.keep(name)
            self.kept.add(name)
        db.session.remove()
        self.renew(name)

    def renew(self, name: str = MIGRATED) -> None:
        """Has the database be that template again."""
        with self.door.shut(), self.app.app_context():
            if not (name == MIGRATED and self._emptied()):
                db.engine.dispose()
                self.place.renew(name)
        for seen in ("crossway_health", "crossway_figures"):  # of the database before
            self.app.extensions.pop(seen, None)
        self.app.extensions["crossway_cache"].clear()
        if "snapshots" in self.app.extensions:
            self.app.extensions["snapshots"].begin(name)

    def put(self, image: bytes) -> None:
        """Goes on with that SQLite file; nobody may be at the door."""
        assert isinstance(self.place, File)
        db.engine.dispose()
        self.place.put(image)
        self.app.extensions["crossway_cache"].clear()

    def _emptied(self) -> bool:
        pool: Any = db.engine.pool
        return isinstance(self.place, Database) and not pool.checkedout() and self.place.empty(pool.checkedin())


def make_app(
    place: Place, *, base_url: str = clients.ORIGIN, settings: Mapping[str, Any] | None = None, **overrides: Any
) -> Flask:
    """The application as it is run, but for quick password hashes, without limits or waits unless `settings` asks."""
    chosen: dict[str, Any] = {"rate_limits": False, "undo_seconds": 0, **(settings or {}), **place.settings()}
    made = Settings(base_url=base_url, secret_key=SECRET, seed=False, **chosen)
    app = create_app(made, TESTING=True, SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=QUICK_HASHES, **overrides)
    app.test_client_class = clients.Client
    app.test_cli_runner_class = clients.CommandLine
    return app


def make_site(place: Place, **more: Any) -> Site:
    app = make_app(place, **more)
    with app.app_context():
        database.migrate()
        db.engine.dispose()
    place.keep()
    site = Site(app, place)
    if isinstance(place, File):
        app.extensions["snapshots"] = Snapshots(place, site.put, site.door.shut, app.extensions["crossway"])
    return site


class Sites:
    """The applications of one test process, each made when it is first asked for."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._made: dict[str, Site] = {}
        self._server: postgres.Server | None = None

    def __getitem__(self, kind: str) -> Site:
        """kind: `sqlite`, `postgresql`, or `live` for the one that a browser can reach."""
        if kind not in self._made:
            self._made[kind] = self._serving() if kind == "live" else make_site(self.place(kind))
        return self._made[kind]

    def place(self, kind: str, name: str = "site") -> Place:
        """An empty place of its own for a database of that kind."""
        folder = new_folder(name)
        self._open.callback(shutil.rmtree, folder, ignore_errors=True)
        if kind == "sqlite":
            return File(folder)
        server, database = self._postgres(), f"crossway_test_{os.getpid()}_{name}"
        server.create(database)
        place = Database(server, folder, database)
        self._open.callback(place.drop)
        return place

    def close(self) -> None:
        for site in self._made.values():
            with site.app.app_context():
                db.engine.dispose()
        self._open.close()

    def _postgres(self) -> postgres.Server:
        if self._server is None:
            source = postgres.find()
            if source is None:
                raise LookupError(postgres.NOT_FOUND)
            self._server = self._open.enter_context(postgres.serve(source))
        return self._server

    def _serving(self) -> Site:
        """On a free port of this machine, answered by threads; in its settings it knows that address."""
        port = free_port()
        site = make_site(self.place("sqlite", "live"), base_url=f"http://127.0.0.1:{port}")
        self._open.enter_context(served(files.kept(site.app), port, site.door))
        return site


def free_port() -> int:
    """Of this machine, a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
