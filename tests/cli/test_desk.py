"""The process for work that the server keeps beside those for readers."""

import os
import signal
import socket
from contextlib import ExitStack
from pathlib import Path

import httpx

from tests.cli.test_worker import started
from tests.support.processes import all_below, below, command_of, is_alive
from tests.support.sites import free_port
from tests.support.threads import wait_until


def desks(server: int) -> list[int]:
    return [one for one in below(server) if "cms.cli.desk" in command_of(one)]


def listening(server: int) -> bool:
    return any(below(desk) for desk in desks(server))


def answers(origin: str, path: str) -> bool:
    try:
        return httpx.get(f"{origin}{path}", trust_env=False, timeout=60).status_code == 200
    except httpx.TransportError:
        return False


def test_work_is_done_beside_the_readers_and_by_them_while_nobody_else_does(tmp_path: Path) -> None:
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    with started(tmp_path, "cms.cli.run", PORT=str(port), CMS_WORKER="0") as server:
        wait_until(lambda: answers(origin, "/healthz") and listening(server.pid), seconds=120)
        assert answers(origin, "/login")
        counted = httpx.get(f"{origin}/metrics", trust_env=False).text  # of all processes together
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


def test_it_ends_with_a_server_that_was_killed(tmp_path: Path) -> None:
    port = free_port()
    with started(tmp_path, "cms.cli.run", PORT=str(port), CMS_WORKER="0") as server:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}", "/healthz") and listening(server.pid), seconds=120)
        [desk] = desks(server.pid)
        folder = Path(command_of(desk).split("\0")[3]).parent
        work, others = [desk, *all_below(desk)], [one for one in below(server.pid) if one != desk]
        assert folder.is_dir()
        server.kill()
        server.wait()
        for process in others:  # those for readers, whom nobody told
            os.kill(process, signal.SIGKILL)
        wait_until(lambda: not any(map(is_alive, work)), seconds=60)
        assert not folder.exists()


def test_readers_do_not_wait_for_work_that_hangs(tmp_path: Path) -> None:
    port = free_port()
    origin, host = f"http://127.0.0.1:{port}", f"Host: 127.0.0.1:{port}\r\n"
    with started(tmp_path, "cms.cli.run", PORT=str(port), CMS_WORKER="0") as server, ExitStack() as open_:
        wait_until(lambda: answers(origin, "/healthz") and listening(server.pid), seconds=120)
        [desk] = desks(server.pid)
        for process in (desk, *all_below(desk)):
            os.kill(process, signal.SIGSTOP)
            open_.callback(os.kill, process, signal.SIGCONT)
        for _ in range(20):
            stuck = open_.enter_context(socket.create_connection(("127.0.0.1", port)))
            stuck.sendall(f"GET /login HTTP/1.1\r\n{host}\r\n".encode())
        assert httpx.get(f"{origin}/feed.json", trust_env=False, timeout=20).status_code == 200


def test_a_setting_says_that_there_is_none(tmp_path: Path) -> None:
    port = free_port()
    with started(tmp_path, "cms.cli.run", PORT=str(port), CMS_WORKER="0", CMS_DESK="0") as server:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}", "/login"), seconds=120)
        assert desks(server.pid) == []
