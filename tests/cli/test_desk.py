"""The process for work that the server keeps beside those for readers."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from tests.cli.test_worker import answered, started
from tests.factories import ROOT
from tests.support.processes import all_below, below, command_of, is_alive
from tests.support.sites import free_port
from tests.support.threads import wait_until


def desks(server: int) -> list[int]:
    return [one for one in below(server) if "cms.cli.desk" in command_of(one)]


def listening(server: int) -> bool:
    return any(below(desk) for desk in desks(server))


def answers(origin: str, path: str) -> bool:
    try:
        return answered(urlsplit(origin).port or 80, path)[0] == 200
    except (OSError, HTTPException):
        return False


def test_work_is_done_beside_the_readers_and_by_them_while_nobody_else_does(tmp_path: Path) -> None:
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    with started(tmp_path, "cms.cli.run", PORT=str(port), CMS_WORKER="0") as server:
        wait_until(lambda: answers(origin, "/healthz") and listening(server.pid), seconds=120)
        assert answers(origin, "/login")
        counted = answered(port, "/metrics")[1]  # of all processes together
        assert 'crossway_requests_total{method="GET",route="/login",status="200"}' in counted
        [first] = desks(server.pid)
        for process in (first, *all_below(first)):
            os.kill(process, signal.SIGKILL)
        assert answers(origin, "/login")
        wait_until(lambda: desks(server.pid) not in ([], [first]) and listening(server.pid), seconds=120)
        assert answers(origin, "/login")
        [second] = desks(server.pid)
        work = [second, *all_below(second)]
        server.terminate()
        server.wait(timeout=60)
        wait_until(lambda: not any(map(is_alive, work)), seconds=60)
    assert "process for work ended" in (tmp_path / "said").read_text()


def test_readers_do_not_wait_for_work_that_hangs_and_it_ends_with_a_server_that_was_killed(tmp_path: Path) -> None:
    port = free_port()
    with started(tmp_path, "cms.cli.run", PORT=str(port), CMS_WORKER="0") as server:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}", "/healthz") and listening(server.pid), seconds=120)
        [desk] = desks(server.pid)
        folder = Path(command_of(desk).split("\0")[3]).parent
        work, others = [desk, *all_below(desk)], [one for one in below(server.pid) if one != desk]
        with ExitStack() as hanging:
            for process in work:
                os.kill(process, signal.SIGSTOP)
                hanging.callback(os.kill, process, signal.SIGCONT)
            for _ in range(20):
                stuck = hanging.enter_context(socket.create_connection(("127.0.0.1", port)))
                stuck.sendall(f"GET /login HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            assert answered(port, "/feed.json", seconds=20)[0] == 200
        assert folder.is_dir()
        server.kill()
        server.wait()
        for process in others:  # those for readers, whom nobody told
            os.kill(process, signal.SIGKILL)
        wait_until(lambda: not any(map(is_alive, work)), seconds=60)
        assert not folder.exists()


def test_one_that_is_ended_while_it_begins_does_not_wait_to_be_killed(tmp_path: Path) -> None:
    (tmp_path / "wsgi.py").write_text(
        "from pathlib import Path; from threading import Event; Path('begins').touch(); Event().wait()"
    )
    command = [sys.executable, "-m", "cms.cli.desk", str(tmp_path / "desk"), "--parent", str(os.getpid())]
    with subprocess.Popen(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True
    ) as desk:
        wait_until(lambda: (tmp_path / "begins").exists(), seconds=120)
        work = all_below(desk.pid)
        desk.terminate()
        said = desk.communicate(timeout=60)[1]
    assert work
    assert not any(map(is_alive, work))
    assert (desk.returncode, said) == (0, "")
