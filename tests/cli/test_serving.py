"""What must hold before anyone is served, and how a start that must not be is refused."""

import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import click
import pytest
from flask import Flask
from flask.cli import ScriptInfo

from cms.cli.run import _count_together, _free_port
from cms.cli.serving import refuse_open_doors
from cms.settings import SettingsError
from cms.web.metrics import FOLDER
from tests.cli.conftest import Shell
from tests.cli.test_worker import started
from tests.factories import ROOT
from tests.support.sites import File, make_app


def in_production(app: Flask) -> None:
    parts = app.extensions["crossway"]
    app.extensions["crossway"] = replace(parts, settings=replace(parts.settings, env="production"))


def test_production_does_not_start_with_demonstration_people(
    flask: Shell, sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sqlite_app.extensions, "crossway", sqlite_app.extensions["crossway"])
    flask("seed")
    refuse_open_doors(sqlite_app)
    in_production(sqlite_app)
    with pytest.raises(SettingsError, match="demonstration people"):
        refuse_open_doors(sqlite_app)
    with click.Context(click.Command("users"), info_name="users", obj=ScriptInfo()):
        refuse_open_doors(sqlite_app)  # else nobody could disable them
    for server in (("run", ScriptInfo()), ("granian", None)):
        context = click.Context(click.Command("serve"), info_name=server[0], obj=server[1])
        with context, pytest.raises(SettingsError, match="demonstration people"):
            refuse_open_doors(sqlite_app)
    assert flask("users", "add", "somebody@example.org", "--role", "admin").exit_code == 0  # the last one stays
    for name in ("author", "reviewer", "second-reviewer", "publisher", "managing-editor", "admin"):
        assert flask("users", "disable", f"{name}@example.org").exit_code == 0
    refuse_open_doors(sqlite_app)


def test_a_database_without_tables_is_no_reason_to_refuse(tmp_path: Path) -> None:
    app = make_app(File(tmp_path))
    in_production(app)
    refuse_open_doors(app)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"CMS_ENV": "production"}, "Error: CMS_SECRET_KEY is missing or shorter than 32 characters.\n"),
        ({"CMS_WORKERS": "many"}, "Error: CMS_WORKERS must be a whole number, not “many”.\n"),
    ],
)
def test_settings_that_must_not_be_served_are_told_in_a_sentence(
    tmp_path: Path, variables: dict[str, str], sentence: str
) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CMS_", "COVERAGE", "FLASK"))}
    environment = {**kept, "CMS_DATA_DIR": str(tmp_path), "PYTHONUTF8": "1", **variables}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "users", "list"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)


@pytest.mark.parametrize("port", ["", "0", "65536", "http", "-1", "８０００"])
def test_a_port_that_is_none_is_wrong_usage(port: str) -> None:
    with pytest.raises(click.UsageError, match="PORT must be a number"):
        _free_port(port)


@pytest.mark.parametrize(("workers", "desk", "shared"), [("1", "0", False), ("2", "0", True), ("1", "1", True)])
def test_several_processes_count_in_a_folder_of_this_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: str, desk: str, shared: bool
) -> None:
    leftover = tmp_path / "metrics" / "counter_1.db"
    leftover.parent.mkdir()
    leftover.touch()
    monkeypatch.setenv(FOLDER, "unset again afterwards")
    monkeypatch.delenv(FOLDER)
    monkeypatch.setenv("CMS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CMS_WORKERS", workers)
    monkeypatch.setenv("CMS_DESK", desk)
    _count_together()
    assert os.environ.get(FOLDER) == (str(tmp_path / "metrics") if shared else None)
    assert leftover.exists() != shared


def test_a_port_that_is_taken_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with started(tmp_path, "cms.cli.server", str(port)) as server:
            assert server.wait(timeout=120) == 1
        said = (tmp_path / "said").read_text()
        assert said == f"Error: Port {port} cannot be used: Address already in use. Choose another.\n"
        with pytest.raises(click.ClickException, match=f"Port {port} cannot be used"):
            _free_port(str(port))
    assert _free_port(str(port)) == port
