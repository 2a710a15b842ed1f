"""Commands that only read, while somebody writes: they ask for no lock, so neither waits for the other."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from cms.store.db import db, sqlite_driver
from tests import factories
from tests.cli.conftest import Shell
from tests.support.people import PEOPLE, Person


@pytest.fixture
def somebody_writes(sqlite_app: Flask, people: Mapping[str, Person]) -> Iterator[None]:
    """Another process has begun to write, and has not come to an end."""
    factories.a_guide("published")
    with closing(sqlite_driver().connect(db.engine.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize(
    "command",
    [
        ("guides", "export"), ("audit", "verify"), ("users", "list"), ("tokens", "list", PEOPLE["author"].email),
        ("webhooks", "list"), ("stages", "show"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_it_waits_for_nobody(flask: Shell, somebody_writes: None, command: tuple[str, ...], tmp_path: Path) -> None:
    out = ("--to", tmp_path) if command == ("guides", "export") else ()
    done = flask(*command, *out)
    assert (done.exit_code, done.stderr) == (0, "")
