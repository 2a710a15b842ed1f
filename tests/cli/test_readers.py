"""The processes for readers that the server keeps."""

import os
import resource
import signal
import subprocess
import sys
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


def first_come() -> int:
    """How those are scheduled who answer from memory: before all others where this system allows anybody to be."""
    trying = "import os; os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))"
    allowed = subprocess.run([sys.executable, "-c", trying], capture_output=True).returncode == 0
    return os.SCHED_RR if allowed else os.SCHED_OTHER


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
        wait_until(lambda: os.sched_getscheduler(second) & ~os.SCHED_RESET_ON_FORK == first_come())
        others = {int(one) for one in os.listdir(f"/proc/{second}/task")} - {second}
        assert others
        assert {os.sched_getscheduler(one) for one in others} == {os.SCHED_OTHER}, "what takes long comes before nobody"
        counted = httpx.get(f"{origin}/metrics", trust_env=False, timeout=60).text
        assert 'crossway_requests_total{method="GET",route="/healthz",status="200"}' in counted  # by the first
    assert "the web process ended and is started again" in (tmp_path / "said").read_text()
