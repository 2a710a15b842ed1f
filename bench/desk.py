"""What the editors' lists cost: 10,000 guides with 20 revisions each.

    python -m bench.desk [--database ADDRESS] [--guides NUMBER]

Without an address it measures SQLite, and PostgreSQL too where the tests find one. Milliseconds of server time, from
the request to its last byte, and of them this process's CPU; medians. The ratio compares with answering /healthz.
"""

import argparse
import statistics
import tempfile
import time
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import text

from bench import filling, history
from cms.app import create_app
from cms.cli import database
from cms.services import accounts
from cms.settings import Settings
from cms.store.db import db, read_by_default, transaction
from cms.workflow import Role
from tests.support import postgres

_RUNS = 40
_OTHERS = 12  # who write too
_EMAIL, _PASSWORD = "measurer@example.org", "a pass phrase for measuring"
_PAGES = {
    "list": "/editor/guides",
    "list by title": "/editor/guides?sort=title",
    "list, drafts I wrote": "/editor/guides?state=draft&author={author}",
    "list, reviews I can do": "/editor/guides?wants=my_review",
    "list of a role": "/editor/guides?role=bus-driver-7",
    "search, a word in few": "/editor/guides?q=planner+4321",
    "search, a word in all": "/editor/guides?q=passenger",
    "search, a beginning": "/editor/guides?q=pl",
    "search, nothing": "/editor/guides?q=zebra",
    "search, in another order": "/editor/guides?q=passenger&sort=title",
    "search, narrowed": "/editor/guides?q=passenger&state=in_review&language=en",
    "desk": "/editor/",
    "compare, live and draft": "/editor/guides/{guide}/compare",
    "public search, a word in all": "/?q=passenger",
}


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--database", default="")
    asked.add_argument("--guides", type=int, default=10_000)
    options = asked.parse_args()
    if options.database:
        _measure("given", options.database, options.guides)
        return
    _measure("SQLite", "", options.guides)
    source = postgres.find()
    if source is None:
        print(f"PostgreSQL left out: {postgres.NOT_FOUND}")
        return
    with postgres.serve(source) as server:
        server.create("bench_desk")
        _measure("PostgreSQL", server.address("bench_desk"), options.guides)


def _measure(name: str, address: str, number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=folder, database_url=address, secret_key="measuring" * 5, seed=False)
        app = create_app(settings, WTF_CSRF_ENABLED=False)
        with app.app_context():
            read_by_default(False)  # a request of the application before may have left it otherwise
            database.migrate()
            author, guide = _library(number)
        client = app.test_client()
        client.post("/login", data={"email": _EMAIL, "password": _PASSWORD})
        print(f"\n{name}, {number:,} guides with {history.REVISIONS} revisions{'ms':>12}{'CPU ms':>10}")
        for label, path in {"answer /healthz": "/healthz", **_PAGES}.items():
            wall, cpu = _median(app, client, path.format(author=author, guide=guide))
            print(f"{label:52}{wall:10.1f}{cpu:10.1f}")
        with app.app_context():
            db.engine.dispose()


def _library(number: int) -> tuple[str, str]:
    roles = [Role.AUTHOR, Role.REVIEWER, Role.PUBLISHER]
    hashed = hash_password(_PASSWORD)
    person = accounts.add_person(email=_EMAIL, name="Measurer", roles=roles, password_hash=hashed)
    others = [
        accounts.add_person(
            email=f"writer-{one}@example.org", name=f"Writer {one}", roles=[Role.AUTHOR], password_hash=None
        )
        for one in range(_OTHERS)
    ]
    author = str(person.id)
    filling.fill(number)
    history.grow([person.id, *(one.id for one in others)])
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # As PostgreSQL's own cleaning does, which the server of the tests leaves out.
        connection.execute(text("ANALYZE" if connection.dialect.name == "sqlite" else "VACUUM ANALYZE"))
    with transaction() as act:
        guide = act.execute(text("SELECT id FROM guide ORDER BY id LIMIT 1 OFFSET 40")).scalar()
    return author, str(UUID(str(guide)))


def _median(app: Flask, client: FlaskClient, path: str) -> tuple[float, float]:
    wall, cpu = [], []
    for _ in range(_RUNS):
        app.extensions["crossway_cache"].clear()
        began, worked = time.perf_counter(), time.process_time()
        answer = client.get(path)
        body = answer.data
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - worked) * 1000)
        if answer.status_code != 200 or not body:
            raise RuntimeError(f"{path}: {answer.status}")
    return statistics.median(wall), statistics.median(cpu)


if __name__ == "__main__":
    main()
