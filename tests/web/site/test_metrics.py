"""Figures for Prometheus: that they count what happened, under names nobody can multiply, and tell nothing else."""

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, Response, g
from flask.testing import FlaskClient
from prometheus_client import values
from prometheus_client.parser import text_string_to_metric_families

from cms import clock
from cms.store import outbox, workers
from cms.store.db import transaction
from cms.store.webhook_deliveries import WebhookAttempt
from cms.web.metrics import FOLDER, Metrics
from tests.factories import a_document, a_guide
from tests.support.people import PEOPLE
from tests.web.test_errors import silent_database

Sample = tuple[str, tuple[tuple[str, str], ...]]
CANARY = "Quetzalcoatlus"


@dataclass
class Cache:
    """What the response cache counts."""

    hits: int = 0
    not_modified: int = 0
    misses: int = 0
    evictions: int = 0
    bytes: int = 0
    entries: int = 0


def read(text: str) -> dict[Sample, float]:
    """Every sample, by name and labels."""
    families = text_string_to_metric_families(text)
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def scrape(client: FlaskClient) -> dict[Sample, float]:
    answer = client.get("/metrics")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.headers["Cache-Control"] == "no-store"
    return read(answer.text)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The clock stands still; later(): a second goes by."""
    at = 0

    def later() -> None:
        nonlocal at
        at += 1

    monkeypatch.setattr("cms.clock.monotonic", lambda: at)
    return later


# Requests


def test_counts_requests_by_the_rule_of_their_route(sqlite_app: Flask, client: FlaskClient) -> None:
    before = scrape(client)
    for path in ("/guides/a", "/guides/b", "/guides/c.json", "/healthz"):
        client.get(path)
    client.post("/guides/a")
    after = scrape(client)

    def more(method: str, route: str, status: str) -> float:
        sample = ("crossway_requests_total", (("method", method), ("route", route), ("status", status)))
        return after[sample] - before.get(sample, 0)

    assert more("GET", "/guides/<slug>", "404") == 2
    assert more("GET", "/guides/<slug>.json", "404") == 1
    assert more("GET", "/healthz", "200") == 1
    assert more("POST", "unmatched", "405") == 1
    assert more("GET", "/metrics", "200") == 1
    timed = ("crossway_request_seconds_count", (("route", "/guides/<slug>"),))
    assert after[timed] - before.get(timed, 0) == 2
    assert after["crossway_request_seconds_sum", (("route", "/guides/<slug>"),)] > 0


def test_grows_by_no_name_that_a_reader_makes_up(sqlite_app: Flask, client: FlaskClient) -> None:
    for path, method in (
        ("/x", "GET"),
        ("/x", "BREW"),
        ("/guides/x", "GET"),
        ("/guides/x", "BREW"),
        ("/metrics", "GET"),
    ):
        client.open(path, method=method)
    before = set(scrape(client))
    for number in range(20):
        client.open(f"/x{number}", method=f"BREW{number}")
        client.get(f"/guides/x{number}?q={number}", headers={"User-Agent": str(number)})
    assert set(scrape(client)) == before


# The database


def test_says_how_much_is_public_and_what_is_still_to_be_done(
    app: Flask, client: FlaskClient, later: Callable[[], None]
) -> None:
    a_guide("draft")
    a_guide("published")
    empty = scrape(client)
    assert ("crossway_worker_seen_seconds", ()) not in empty
    before = empty["crossway_public_seq", ()]
    a_guide("published", a_document(slug="another-way", title="From Baker to Nurse"))
    waiting = empty["crossway_outbox_waiting", ()]
    with transaction() as act:
        jobs = [outbox.add("tests", {}, due_at=clock.now() + timedelta(minutes=one)) for one in (-3, -2, -1, 5)]
        workers.beat("a worker")
        for job, status in zip(jobs, (200, 204, 500, None), strict=True):
            act.flush()
            act.add(
                WebhookAttempt(
                    job_id=job.id, number=1, at=clock.now(), took_ms=1, request_headers={}, status=status, answer=None,
                    error=None,
                )
            )  # fmt: skip
        jobs[2].state, jobs[2].finished_at = outbox.DEAD, clock.now()
        jobs[1].state, jobs[1].started_at, jobs[1].finished_at = outbox.DONE, clock.now(), clock.now()
    assert scrape(client)["crossway_public_seq", ()] == before, "the database was asked twice within a second"
    later()
    found = scrape(client)
    assert found["crossway_public_seq", ()] > before
    assert (empty["crossway_guides_live", ()], found["crossway_guides_live", ()]) == (1, 2)
    assert found["crossway_outbox_waiting", ()] >= waiting + 2
    assert found["crossway_outbox_dead", ()] == 1
    assert 180 <= found["crossway_outbox_oldest_seconds", ()] < 240
    assert 120 <= found["crossway_outbox_lateness_seconds", ()] < 180
    assert 0 <= found["crossway_worker_seen_seconds", ()] < 60
    assert found["crossway_database_up", ()] == 1
    assert {outcome: found["crossway_deliveries_total", (("outcome", outcome),)] for outcome in (
        "delivered", "refused", "unreachable"
    )} == {"delivered": 2, "refused": 1, "unreachable": 1}  # fmt: skip


def test_answers_while_the_database_is_away(sqlite_app: Flask, client: FlaskClient, later: Callable[[], None]) -> None:
    with silent_database():
        found = scrape(client)
    assert found["crossway_database_up", ()] == 0
    assert ("crossway_guides_live", ()) not in found
    later()
    assert scrape(client)["crossway_database_up", ()] == 1


def test_tells_numbers_and_nothing_else(
    sqlite_app: Flask, client: FlaskClient, client_for: Callable[[str], FlaskClient]
) -> None:
    guide = a_guide("published", a_document(title=f"From Bus Driver to {CANARY}", slug="some-way"))
    client_for("author").get(f"/editor/guides/{guide.id}")
    client.get("/guides/some-way")
    text = client.get("/metrics").text
    told = (CANARY, "some-way", str(guide.id), str(PEOPLE["author"].id), PEOPLE["author"].name, "Python")
    assert [word for word in told if word in text] == []


def test_counts_what_was_refused_before_it_entered(
    sqlite_app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    metrics = Metrics()
    monkeypatch.setitem(sqlite_app.extensions, "crossway_metrics", metrics)
    for status in (400, 408, 400):
        metrics.refused(status)
    found = {labels: value for (name, labels), value in scrape(client).items() if name == "crossway_refusals_total"}
    assert found == {(("status", "400"),): 2, (("status", "408"),): 1}


# The cache of responses


def test_carries_over_what_the_cache_counted(
    sqlite_app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(hits=7, not_modified=3, misses=2, evictions=1, bytes=900, entries=4)
    monkeypatch.setitem(sqlite_app.extensions, "crossway_metrics", Metrics())
    monkeypatch.setitem(sqlite_app.extensions, "crossway_cache", cache)
    scrape(client)
    cache.hits, cache.bytes, cache.entries = 9, 0, 0
    found = {name: value for (name, _), value in scrape(client).items() if name.startswith("crossway_cache_")}
    assert found == {
        "crossway_cache_hits_total": 9, "crossway_cache_not_modified_total": 3, "crossway_cache_misses_total": 2,
        "crossway_cache_evictions_total": 1, "crossway_cache_bytes": 0, "crossway_cache_entries": 0,
    }  # fmt: skip


# Several processes


def counting(app: Flask, metrics: Metrics, hits: int) -> None:
    """What one process does: answers a request, and reports what its cache counted."""
    with app.test_request_context("/healthz"):
        g.began = clock.monotonic()
        metrics.count(Response())
    metrics.flush(Cache(hits=hits, bytes=100, entries=1))


def test_adds_up_what_several_processes_counted_under_the_same_names(
    sqlite_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = Metrics()
    counting(sqlite_app, alone, hits=5)
    one_process = read(alone.exposition().decode())
    monkeypatch.setattr(values, "ValueClass", values.ValueClass)
    monkeypatch.setenv(FOLDER, str(tmp_path))
    metrics = Metrics()  # before the processes part, as the server has it
    parted = multiprocessing.get_context("fork")
    children = [parted.Process(target=counting, args=(sqlite_app, metrics, hits)) for hits in (5, 7)]
    for child in children:
        child.start()
    for child in children:
        child.join()
        assert child.exitcode == 0
    counting(sqlite_app, metrics, hits=1)
    several = read(metrics.exposition().decode())
    assert set(several) == set(one_process)
    answered = ("crossway_requests_total", (("method", "GET"), ("route", "/healthz"), ("status", "200")))
    assert (one_process[answered], several[answered]) == (1, 3)
    assert several["crossway_cache_hits_total", ()] == 13
    assert several["crossway_request_seconds_count", (("route", "/healthz"),)] == 3
    # What was in the memory of those that ended is gone with them.
    assert several["crossway_cache_bytes", ()] == 100
    assert [file.name for file in tmp_path.glob("gauge_*")] == [f"gauge_livesum_{os.getpid()}.db"]
