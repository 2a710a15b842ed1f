"""One application per database, made once in each test process; its database is a fresh copy for each test.

The migrations are really run, once per database, to make the template that is copied.
"""

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from cms.app import create_app
from cms.cli import database
from cms.settings import Settings
from cms.store.db import db
from tests.support import clients, postgres
from tests.support.folders import new_folder

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# One round of argon2 over little memory: 1 ms instead of 150.
QUICK_HASHES = {"argon2__rounds": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}
MIGRATED = "template"
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
        for leftover in ("-wal", "-shm"):
            self.path.with_name(self.path.name + leftover).unlink(missing_ok=True)
        shutil.copyfile(self.folder / name, self.folder / "copy")
        os.replace(self.folder / "copy", self.path)


@dataclass(frozen=True)
class Database:
    """A PostgreSQL database and the templates it is copied from."""

    server: postgres.Server
    folder: Path
    name: str

    def settings(self) -> dict[str, str]:
        return {"data_dir": str(self.folder), "database_url": self.server.address(self.name)}

    def keep(self, name: str = MIGRATED) -> None:
        self.server.create(f"{self.name}_{name}", template=self.name)

    def renew(self, name: str = MIGRATED) -> None:
        self.server.create(self.name, template=f"{self.name}_{name}")


class Door:
    """Where requests come in, and wait while the database is exchanged: a page that was closed may still send its last
    word, and whoever has the old file open would spoil the new one.
    """

    def __init__(self) -> None:
        self._inside, self._shut, self._moved = 0, False, threading.Condition()

    @contextmanager
    def inside(self) -> Iterator[None]:
        with self._moved:
            self._moved.wait_for(lambda: not self._shut)
            self._inside += 1
        try:
            yield
        finally:
            with self._moved:
                self._inside -= 1
                self._moved.notify_all()

    @contextmanager
    def shut(self) -> Iterator[None]:
        """Nobody is inside, and nobody comes in."""
        with self._moved:
            self._shut = True
            self._moved.wait_for(lambda: not self._inside, timeout=30)
        try:
            yield
        finally:
            with self._moved:
                self._shut = False
                self._moved.notify_all()


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
        self._renew(MIGRATED)
        with self.app.app_context():
            db.engine.dispose()  # what a browser sent last, when it was closed, may have opened the database before
            try:
                yield self.app
            finally:
                self._disconnect()

    def furnish(self, name: str, write: Callable[[], None]) -> None:
        """Has the database of this test hold what `write` writes, which is done once in each process and then copied.

        For what many tests only read. name: another one for each library.
        """
        if name not in self.kept:
            write()
            self._disconnect()
            self.place.keep(name)
            self.kept.add(name)
        db.session.remove()
        self._renew(name)

    def _renew(self, name: str) -> None:
        with self.door.shut():
            with self.app.app_context():
                db.engine.dispose()
            self.place.renew(name)
        for seen in ("crossway_health", "crossway_figures"):  # of the database before
            self.app.extensions.pop(seen, None)
        self.app.extensions["crossway_cache"].clear()

    def _disconnect(self) -> None:
        db.session.remove()
        db.engine.dispose()


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
    return Site(app, place)


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
        self._open.callback(server.drop_all, database)
        return Database(server, folder, database)

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
        self._open.enter_context(served(site.app, port, site.door))
        return site


def free_port() -> int:
    """Of this machine, a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def served(application: "WSGIApplication", port: int, door: Door) -> Iterator[None]:
    """Answers at that port of this machine, each request in a thread of its own, behind the door."""
    server = make_server("127.0.0.1", port, _closed(application), threaded=True, request_handler=_handler(door))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _closed(application: "WSGIApplication") -> "WSGIApplication":
    """The same, and what it answers is closed even if the reader is gone: werkzeug's server looks first whether more
    of the request is to come, and where that fails, it leaves an open file to the garbage collector.
    """

    def answered(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterator[bytes]:
        answer = application(environ, start_response)
        with ExitStack() as open_:
            if hasattr(answer, "close"):
                open_.callback(answer.close)
            yield from answer

    return answered


def _handler(door: Door) -> type[WSGIRequestHandler]:
    """Says nothing about each request, and serves it behind the door."""

    class Handler(WSGIRequestHandler):
        def log(self, type: str, message: str, *args: Any) -> None:
            pass

        def run_wsgi(self) -> None:
            with door.inside():
                super().run_wsgi()

    return Handler
