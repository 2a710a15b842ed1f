"""What each answer costs as guides grow in number: 100, 1,000, 10,000 small ones, and 100,000 with --all.

    python -m bench.growth [--database ADDRESS] [--all]

Milliseconds of this process's CPU, medians; nothing is in memory when it is asked for. `publish` is wall time, from
the call to its return. The last page of the feed and of the lists is reached by walking there.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from bench import filling, load
from cms.app import create_app
from cms.cli import database
from cms.content import json_text
from cms.settings import Settings

_SIZES = (100, 1_000, 10_000)
_RUNS = 40
Row = dict[str, float]


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--database", default="")
    asked.add_argument("--all", action="store_true")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=folder, database_url=options.database, secret_key="measuring" * 5, seed=False)
        app = create_app(settings)
        with app.app_context():
            database.migrate()
        sizes = [*_SIZES, *([100_000] if options.all else [])]
        found = {}
        for size in sizes:
            with app.app_context():
                filling.fill(size)
            found[size] = measured(app, size)
    names = list(found[sizes[0]])
    print(f"{'':34}" + "".join(f"{size:>12,}" for size in sizes) + f"{'last/first':>12}")
    for name in names:
        values = [found[size][name] for size in sizes]
        print(f"{name:34}" + "".join(f"{value:12.2f}" for value in values) + f"{values[-1] / values[0]:12.2f}")


def measured(app: Flask, size: int) -> Row:
    client = app.test_client()
    ends = {path: _last(client, path) for path in ("/feed.json?limit=20", "/api/v1/guides?limit=100")}
    changes = _last_change(client)
    cold = _cold(app, client)
    return {
        "page, ms": cold(f"/guides/pattern-guide-{size // 2}"),
        "feed, first page, ms": cold("/feed.json"),
        "feed, last page, ms": cold(ends["/feed.json?limit=20"]),
        "feed of one role, ms": cold("/feed.json?from_role=bus-driver-7"),
        "list, first page, ms": cold("/api/v1/guides"),
        "list, last page, ms": cold(ends["/api/v1/guides?limit=100"]),
        "changes, from the beginning, ms": cold("/api/v1/changes"),
        "changes, last page, ms": cold(changes),
        "index, ms": cold("/"),
        "publish, ms": _publishing(app, size),
        "memory, MB": load.memory_megabytes(os.getpid()),
    }


def _cold(app: Flask, client: FlaskClient) -> Callable[[str], float]:
    cache = app.extensions["crossway_cache"]

    def median_of(path: str) -> float:
        taken = []
        for _ in range(_RUNS):
            cache.clear()
            began = time.process_time()
            answer = client.get(path)
            taken.append((time.process_time() - began) * 1000)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status}")
        return statistics.median(taken)

    return median_of


def _last(client: FlaskClient, path: str) -> str:
    """The address of the last page of a walk."""
    while True:
        found: dict[str, Any] = json_text.parse(client.get(path).data)
        following = found.get("next_url")
        if following is None and found.get("next_cursor"):
            following = f"/api/v1/guides?limit=100&cursor={found['next_cursor']}"
        if following is None:
            return path
        path = following.removeprefix("http://127.0.0.1:8000")


def _last_change(client: FlaskClient) -> str:
    path = "/api/v1/changes?limit=1000"
    while True:
        found: dict[str, Any] = json_text.parse(client.get(path).data)
        if not found["has_more"]:
            return path
        path = f"/api/v1/changes?limit=1000&cursor={found['cursor']}"


def _publishing(app: Flask, size: int) -> float:
    taken = []
    with app.app_context():
        for run in range(_RUNS // 2):
            guide_id = filling.approved(f"{size}-{run}")
            began = time.perf_counter()
            filling.publish(guide_id)
            taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
