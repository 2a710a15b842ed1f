"""Readers while people work: the quiet figures beside those while someone saves and publishes once a second.

    python -m bench.busy [--seconds 10] [--runs 3] [--workers 1]

Readers come in a stream of some thousands a second, not a flood: how long an answer takes when the machine has no time
left says nothing about who is in whose way. A follower reads another guide's JSON and its page all the while. Nothing
that it reads may be older than half a second after the answer to `publish`, and each is wholly of one version.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench import load, servers
from bench.delivery import GZIP, prepare, table
from bench.load import Figures
from bench.servers import ROOT

_POLITE = 10  # of this thread alone: on two cores, whoever measures must not stand in the way of what is measured
_OLDEST_ALLOWED = 0.5  # seconds
_A_STREAM = "function delay() return math.random(0, 10) end"  # milliseconds before each request of a connection
_GUIDE = "accountant-to-data-analyst"


@dataclass
class Press:
    """Someone who saves and publishes one guide again and again. published: version and when its answer came."""

    origin: str
    tokens: dict[str, str]
    published: list[tuple[int, float]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        os.nice(_POLITE)
        with httpx.Client(base_url=self.origin, trust_env=False, timeout=30) as http:
            path = f"/api/v1/editorial/guides/{self._guide(http)}"
            while not self._stop.is_set():
                began = time.monotonic()
                self._once(http, path)
                self._stop.wait(max(0.0, 1.0 - (time.monotonic() - began)))

    def stop(self) -> None:
        self._stop.set()

    def _guide(self, http: httpx.Client) -> str:
        return str(http.get(f"/guides/{_GUIDE}.json").json()["_guide"]["guide_id"])

    def _once(self, http: httpx.Client, path: str) -> None:
        found = http.get(path, headers=self._as("author")).json()
        document = {**found["document"], "summary": f"Written anew at {time.monotonic_ns()}."}
        saved = self._send(http, "PUT", f"{path}/document", "author", found["revision"], document)
        if saved is None:
            return
        revision = saved["revision"]
        warnings = http.get(f"{path}/findings", headers=self._as("author")).json()["findings"]
        reasons = [
            {"rule": one["rule"], "path": one["path"], "reason": "Measured so."}
            for one in warnings
            if one["severity"] == "warning"
        ]
        said = {"change_note": "Measured", "major": False, "acknowledge": reasons}
        for action, role, body in (
            ("submit", "author", said),
            ("approve", "reviewer", {}),
            ("publish", "publisher", {}),
        ):
            if self._send(http, "POST", f"{path}/actions/{action}", role, revision, body) is None:
                return
        answered = time.monotonic()
        self.published.append((http.get(f"/guides/{_GUIDE}.json").json()["_guide"]["version"], answered))

    def _send(
        self, http: httpx.Client, method: str, path: str, role: str, base: int, body: object
    ) -> dict[str, int] | None:
        answer = http.request(method, path, json=body, headers={**self._as(role), "If-Match": f'"{base}"'})
        if answer.status_code >= 400:
            self.problems.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
            return None
        found: dict[str, int] = answer.json()
        return found

    def _as(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[role]}"}


@dataclass
class Follower:
    """Reads one guide over and over. seen: version and when the request for it was sent."""

    origin: str
    seen: list[tuple[int, float]] = field(default_factory=list)
    mixed: int = 0
    errors: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        os.nice(_POLITE)
        with httpx.Client(base_url=self.origin, trust_env=False) as http:
            while not self._stop.wait(0.02):
                asked = time.monotonic()
                answer = http.get(f"/guides/{_GUIDE}.json")
                if answer.status_code != 200:
                    self.errors += 1
                    continue
                body = answer.json()
                self.seen.append((body["_guide"]["version"], asked))
                page = http.get(f"/guides/{_GUIDE}").text
                again = http.get(f"/guides/{_GUIDE}.json").json()
                if again["_guide"]["version"] == body["_guide"]["version"] and body["summary"] not in page:
                    self.mixed += 1

    def stop(self) -> None:
        self._stop.set()


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=int, default=10)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--workers", default="1")
    options = asked.parse_args()
    load.needed("wrk")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        slug = prepare(folder, None)
        script = folder / "readers.lua"
        script.write_text(_A_STREAM)
        with servers.product(folder, CMS_WORKERS=options.workers, CMS_WORKER="1") as ours:
            tokens = {role: _token(folder, f"{role}@example.org") for role in ("author", "reviewer", "publisher")}
            quiet, busy = list[Figures](), list[Figures]()
            oldest, news, problems = 0.0, 0, list[str]()
            for _ in range(options.runs):
                press, follower = Press(ours.origin, tokens), Follower(ours.origin)
                threads = [threading.Thread(target=one.run) for one in (follower, press)]
                for thread, figures in zip(threads, (quiet, busy), strict=True):  # the press comes for the second
                    thread.start()
                    page = f"{ours.origin}/guides/{slug}"
                    figures.append(
                        load.run(page, ours.pids, GZIP, seconds=options.seconds, script=script, from_afar=True)
                    )
                press.stop()
                follower.stop()
                for thread in threads:
                    thread.join()
                oldest = max(oldest, age(press, follower))
                news += len(press.published)
                problems += press.problems + [f"{follower.mixed} mixed, {follower.errors} errors"] * bool(
                    follower.mixed or follower.errors
                )
    table({"quiet": load.median(quiet), "busy": load.median(busy)})
    print(f"p99 busy to quiet: {load.median(busy).p99 / load.median(quiet).p99:.2f}")
    print(f"{news} publications; oldest byte {oldest:.3f} s after the answer; problems: {problems or 'none'}")
    sys.exit(bool(problems) or oldest > _OLDEST_ALLOWED)


def age(press: Press, follower: Follower) -> float:
    """How long after the answer to `publish` an earlier version was still asked for and given, at most."""
    late = [
        asked - answered
        for version, answered in press.published
        for seen, asked in follower.seen
        if seen < version and asked > answered
    ]
    return max(late, default=0.0)


def _token(folder: Path, email: str) -> str:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "tokens", "issue", email, "--name", "bench"]
    environment = {**os.environ, "CMS_DATA_DIR": str(folder)}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    return done.stdout.strip().splitlines()[-1]


if __name__ == "__main__":
    main()
