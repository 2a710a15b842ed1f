"""Workers in processes of their own, side by side and killed half-way."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise

import time_machine
from flask import Flask
from sqlalchemy import insert

from cms.clock import now
from cms.store.db import transaction
from cms.store.outbox import DONE, WAITING, Job
from tests.factories import ROOT
from tests.support.receivers import Behaviour, Exchange, Received, ok, receiving
from tests.worker.posts import a_worker, an_endpoint, attempts, happened, jobs

KILLED, JOBS = (100, 2000) if os.environ.get("CMS_SOAK") else (1, 200)


@contextmanager
def processes(app: Flask, number: int) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.worker.process", app.config["SQLALCHEMY_DATABASE_URI"], str(number)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, process_group=0) as started:
        yield started


def test_four_processes_do_every_job_once(app: Flask) -> None:
    with transaction() as act:
        at = now()
        act.execute(
            insert(Job),
            [
                {
                    "kind": "test", "lane": f"lane {number % 50}" if number % 2 else "", "subject": f"{number % 7}",
                    "payload": {"number": number}, "urgent": False, "state": WAITING, "attempts": 0, "created_at": at,
                    "due_at": at,
                }
                for number in range(JOBS)
            ],
        )  # fmt: skip
    with processes(app, 4) as started:
        said = started.communicate(timeout=300)[0].split()
    assert started.returncode == 0
    assert sorted(map(int, said)) == list(range(JOBS))
    assert {(job.state, job.attempts) for job in jobs()} == {(DONE, 1)}
    for lane_number in range(1, 50, 2):
        in_lane = [int(one) for one in said if int(one) % 50 == lane_number]
        assert in_lane == sorted(in_lane)
    lanes: dict[str, list[Job]] = {}
    for job in sorted(jobs(), key=lambda job: job.id):
        if job.lane:
            lanes.setdefault(job.lane, []).append(job)
    assert len(lanes) == 25
    for lane in lanes.values():  # by the database's own record: none began before the one before it was done
        for earlier, later in pairwise(lane):
            assert earlier.finished_at
            assert later.started_at
            assert earlier.finished_at <= later.started_at


def test_what_a_killed_worker_had_sent_is_sent_again_when_its_lease_is_over(sqlite_app: Flask) -> None:
    """With CMS_SOAK=1 a hundred times."""
    with receiving() as receiver:
        endpoint = an_endpoint(receiver.url())
        for _ in range(KILLED):
            name = happened(endpoint, lane="guide")
            already = len(receiver.received)
            with processes(sqlite_app, 1) as started:

                def killing(exchange: Exchange, victim: int = started.pid) -> None:
                    os.killpg(os.getpgid(victim), signal.SIGKILL)

                def behave(one: Received, already: int = already, first: Behaviour = killing) -> Behaviour:
                    return first if len(receiver.received) == already + 1 else ok

                receiver.behave = behave
                assert started.wait(timeout=120) == -signal.SIGKILL
            assert jobs()[-1].leased_by
            worker = a_worker(sqlite_app)
            assert worker.run_once() == 0
            with time_machine.travel(now() + timedelta(seconds=60), tick=False):
                assert worker.run_once() == 1
            first, second = receiver.received[already:]
            assert (first.id, second.id) == (name, name)
            assert first.body == second.body
            job = jobs()[-1]
            assert (job.state, job.attempts) == (DONE, 1)
            assert [one.number for one in attempts() if one.job_id == job.id] == [1]
