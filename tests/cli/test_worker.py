"""flask worker, and the worker that `make run` keeps beside the server."""

import http.client
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from flask import Flask

from cms.services import outgoing
from cms.store import outbox
from cms.store.db import transaction
from cms.web.accounts import signing_keys
from tests.cli.conftest import Shell
from tests.factories import ROOT
from tests.support.processes import all_below, command_of, is_alive
from tests.support.receivers import receiving
from tests.support.sites import free_port
from tests.support.threads import wait_until
from tests.worker.posts import an_endpoint, attempts, happened, jobs


def test_does_what_is_due_and_ends(flask: Shell, app: Flask) -> None:
    assert flask("worker", "--once").stdout == "Nothing was due.\n"
    with receiving() as receiver:
        happened(an_endpoint(receiver.url(), signing_keys(app)))
        with transaction():
            outbox.add("unheard of", {})
        assert flask("worker", "--once").stdout == "2 tried.\n"
        assert receiver.received == []  # this machine is a private address, which only a setting allows
    assert [one.error for one in attempts()] == [outgoing.UNREACHABLE]
    assert [job.state for job in jobs()] == [outbox.WAITING, outbox.DEAD]


@contextmanager
def started(folder: Path, *command: str, **variables: str) -> Iterator["subprocess.Popen[bytes]"]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CMS_", "COVERAGE", "FLASK"))}
    environment = {**kept, "CMS_DATA_DIR": str(folder), "CMS_SEED": "0", "PYTHONUTF8": "1", **variables}
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=said, stderr=said
        )
        try:
            yield process
        finally:
            process.terminate()  # a server that is killed leaves its web processes behind
            process.wait(timeout=60)


def answered(port: int, path: str, *, seconds: float = 60) -> tuple[int, str]:
    """The status and the body. Raises OSError or HTTPException where nobody answers."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def workers(folder: Path) -> list[int]:
    """The process ids of those that were ever there, latest last."""
    file = folder / "crossway.sqlite3"
    if not file.exists():
        return []
    with sqlite3.connect(file) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'worker_beat'").fetchone():
            return []
        names = connection.execute("SELECT name FROM worker_beat ORDER BY started_at").fetchall()
    return [int(name.split(":")[1]) for (name,) in names]


def test_make_run_keeps_one_worker_and_takes_it_along(tmp_path: Path) -> None:
    """Without the process for work, as a setting says: then those for readers do it."""
    port = free_port()
    with started(tmp_path, "cms.cli.run", PORT=str(port), CMS_DESK="0") as server:
        wait_until(lambda: len(workers(tmp_path)) == 1, seconds=120)
        [first] = workers(tmp_path)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: len(workers(tmp_path)) == 2, seconds=120)
        second = workers(tmp_path)[1]
        assert answered(port, "/login")[0] == 200
        assert not [one for one in all_below(server.pid) if "cms.cli.desk" in command_of(one)]
        server.terminate()
        server.wait(timeout=60)
        assert not is_alive(second)
    assert "worker ended" in (tmp_path / "said").read_text()  # of itself, not killed


def test_a_worker_whose_parent_has_gone_ends(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with started(tmp_path, "flask", "--app", "wsgi", "worker", "--parent", str(gone.pid)) as worker:
        assert worker.wait(timeout=120) == 0
    assert len(workers(tmp_path)) <= 1
