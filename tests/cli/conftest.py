"""A shell: `flask("users", "list")` runs a command and gives its exit code and output."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from tests.support.clients import CommandLine

Shell = Callable[..., Result]
Writer = Callable[..., Path]


@pytest.fixture
def flask(app: Flask) -> Shell:
    """flask("users", "add", …, typed="…") runs a command; typed: its standard input. None ever shows a traceback."""
    runner = app.test_cli_runner()
    assert isinstance(runner, CommandLine)

    def run(*words: object, typed: str | None = None) -> Result:
        done = runner.invoke(args=[str(word) for word in words], input=typed)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.output
        return done

    return run


@pytest.fixture
def written(tmp_path: Path) -> Writer:
    """written("a.json", value) is a file that holds the value as JSON; text and bytes are written as they are."""

    def write(name: str, value: Any) -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        data = value if isinstance(value, bytes) else (value if isinstance(value, str) else json.dumps(value)).encode()
        file.write_bytes(data)
        return file

    return write


def lines(done: Result) -> list[list[str]]:
    """The columns of each line on standard output."""
    return [line.split("\t") for line in done.stdout.splitlines()]
