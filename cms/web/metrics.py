"""What this process counts for Prometheus. Where there are several web processes, one answers for all of them.

With PROMETHEUS_MULTIPROC_DIR set, the numbers lie in files of that folder, one set a process, and are added up when
they are read. The names are the same either way.
"""

import os
from pathlib import Path
from threading import Lock
from typing import Protocol

from flask import Flask, Response, request
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
    multiprocess,
    values,
)
from prometheus_client.registry import Collector

from cms.web import request_log

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"))
_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)  # seconds

disable_created_metrics()  # type: ignore[no-untyped-call]  # which the files of several processes do not have


class Counted(Protocol):
    """The cache of responses. It counts in plain numbers, because a lock for each hit would cost more than the hit."""

    hits: int
    not_modified: int
    misses: int
    evictions: int
    bytes: int

    @property
    def entries(self) -> int: ...


class Metrics:
    """The counters of one application in this process."""

    def __init__(self) -> None:
        values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]  # the environment as it is now, not as it was at the import
        self._registry = kept = CollectorRegistry()
        self._requests = Counter(
            "crossway_requests", "Requests that entered Flask.", ["method", "route", "status"], registry=kept
        )
        self._seconds = Histogram(
            "crossway_request_seconds", "How long they took.", ["route"], registry=kept, buckets=_BUCKETS
        )
        self._refusals = Counter(
            "crossway_refusals", "Requests that were refused before they entered Flask.", ["status"], registry=kept
        )
        self._counters = {
            "hits": Counter("crossway_cache_hits", "Answers from memory, 304 included.", registry=kept),
            "not_modified": Counter("crossway_cache_not_modified", "Those of them that were a 304.", registry=kept),
            "misses": Counter("crossway_cache_misses", "Answers that had to be made.", registry=kept),
            "evictions": Counter("crossway_cache_evictions", "Answers dropped for want of room.", registry=kept),
        }
        self._gauges = {
            name: Gauge(f"crossway_cache_{name}", about, registry=kept, multiprocess_mode="livesum")
            for name, about in (("bytes", "Size of the answers in memory."), ("entries", "Answers in memory."))
        }
        self._flushed = dict.fromkeys(self._counters, 0)
        self._flushing = Lock()

    def count(self, response: Response) -> Response:
        """The request that ends with this response. Routes are named by their rule: readers cannot make up new ones."""
        route = request.url_rule.rule if request.url_rule else "unmatched"
        method = request.method if request.method in _METHODS else "other"
        self._requests.labels(method, route, str(response.status_code)).inc()
        self._seconds.labels(route).observe(request_log.seconds())
        return response

    def refused(self, status: int) -> None:
        """A request to which nobody but the server answered: it broke the rules or off, or came at a bad moment."""
        self._refusals.labels(str(status)).inc()

    def flush(self, cache: Counted) -> None:
        """Adds what the cache counted since the last time. To be called about once a second in each process."""
        with self._flushing:
            for name, counter in self._counters.items():
                total = getattr(cache, name)
                counter.inc(total - self._flushed[name])
                self._flushed[name] = total
            for name, gauge in self._gauges.items():
                gauge.set(getattr(cache, name))

    def exposition(self, *more: Collector) -> bytes:
        """Everything in Prometheus' text format, with what further collectors say."""
        if folder := os.environ.get(FOLDER):
            _bury_the_dead(Path(folder))
            everything = CollectorRegistry()
            multiprocess.MultiProcessCollector(everything, folder)  # type: ignore[no-untyped-call]
            text = generate_latest(everything)
        else:
            text = generate_latest(self._registry)
        for one in more:
            registry = CollectorRegistry()
            registry.register(one)
            text += generate_latest(registry)
        return text


def register(app: Flask) -> None:
    made = app.extensions["crossway_metrics"] = Metrics()
    app.after_request(made.count)


def _bury_the_dead(folder: Path) -> None:
    """Forgets what was in the memory of processes that have ended; what they counted stays."""
    for pid in {int(file.stem.rpartition("_")[2]) for file in folder.glob("gauge_live*_*.db")}:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            multiprocess.mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
