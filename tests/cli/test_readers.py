"""The processes for readers that the server keeps."""

import os
import resource
import signal
from pathlib import Path

import httpx

from tests.cli.test_desk import answers
from tests.cli.test_worker import started
from tests.support.processes import below, command_of
from tests.support.sites import free_port
from tests.support.threads import wait_until

FEW = 300  # files


def readers(server: int) -> list[int]:
    return [one for one in below(server) if "cms.cli.readers" in command_of(one)]


def test_one_that_was_killed_is_started_again_and_whoever_comes_meanwhile_waits(tmp_path: Path) -> None:
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    with started(tmp_path, "cms.cli.run", PORT=str(port), CMS_WORKER="0", CMS_WORKERS="1") as server:
        wait_until(lambda: answers(origin, "/healthz"), seconds=120)
        _, most = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (FEW, most))
        [first] = readers(server.pid)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: first not in below(server.pid))
        assert httpx.get(f"{origin}/feed.json", trust_env=False, timeout=120).status_code == 200
        [second] = readers(server.pid)
        assert second != first
        # A connection is a file: where the system gives few unasked, it asks for more.
        assert resource.prlimit(second, resource.RLIMIT_NOFILE)[0] == min(most, 4096 + 640)
        counted = httpx.get(f"{origin}/metrics", trust_env=False, timeout=60).text
        assert 'crossway_requests_total{method="GET",route="/healthz",status="200"}' in counted  # by the first
    assert "the web process ended and is started again" in (tmp_path / "said").read_text()
