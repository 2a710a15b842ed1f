"""Readers against the machine's limit: the product beside nginx with the same bytes, and a bare WSGI function.

    python -m bench.delivery [GUIDE.json] [--seconds 5] [--runs 3]

GUIDE.json is imported and published for the run; without one, the first demonstration guide is read. All servers have
one process, one after the other, in every run; the figures are medians of the runs. nginx answers with its own few
headers, and once with all of ours, for each costs something to send.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from bench import load, servers
from bench.load import Figures
from bench.servers import ROOT, Server

GZIP = {"Accept-Encoding": "gzip"}
Cases = dict[str, tuple[str, dict[str, str]]]


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("guide", nargs="?", type=Path)
    asked.add_argument("--seconds", type=int, default=5)
    asked.add_argument("--runs", type=int, default=3)
    options = asked.parse_args()
    load.needed("nginx"), load.needed("wrk")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        slug = prepare(folder, options.guide)
        compare(folder, slug, options.seconds, options.runs)


def prepare(folder: Path, guide: Path | None) -> str:
    """A data folder with something published in it; returns the slug to read."""
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    environment = {**os.environ, "CMS_DATA_DIR": str(folder)}
    subprocess.run([*flask, "seed"], cwd=ROOT, env=environment, check=True, capture_output=True)  # noqa: S603
    if guide is None:
        return "registered-nurse-to-health-informatics-specialist"
    command = [*flask, "guides", "import", str(guide.resolve()), "--publish", "--reason", "To be measured"]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    return done.stdout.split("\t")[1]


def compare(folder: Path, slug: str, seconds: int, runs: int) -> None:
    with servers.product(folder) as ours:
        answered = httpx.get(f"{ours.origin}/guides/{slug}", headers=GZIP, trust_env=False)
        page, headers = answered.content, dict(answered.headers)
        feed = httpx.get(f"{ours.origin}/feed.json", trust_env=False).content
        found: dict[str, list[Figures]] = {}
        with (
            servers.nginx({"page.html": page, "feed.json": feed}) as theirs,
            servers.nginx({"page.html": page}, headers) as alike,
            servers.bare(page) as bare,
        ):
            print(f"page {len(page):,} bytes, feed {len(feed):,} bytes; {load.CONNECTIONS} connections, one process")
            cases: list[tuple[str, Server, str, dict[str, str]]] = []
            for label, path, file in (("page", f"/guides/{slug}", "page.html"), ("feed", "/feed.json", "feed.json")):
                cases += [(f"{label} gzip", ours, path, GZIP), (f"{label} gzip, nginx", theirs, f"/{file}", GZIP)]
            cases += [
                ("page gzip, nginx, our headers", alike, "/page.html", GZIP),
                ("page gzip, bare", bare, "/", GZIP),
                ("page 304", ours, f"/guides/{slug}", _known(ours, f"/guides/{slug}")),
                ("page 304, nginx", theirs, "/page.html", _known(theirs, "/page.html")),
                ("page plain", ours, f"/guides/{slug}", {}),
                ("page plain, nginx", theirs, "/page.html", {}),
            ]
            for _ in range(runs):
                for label, server, path, headers in cases:
                    figures = load.run(f"{server.origin}{path}", server.pids, headers, seconds=seconds)
                    found.setdefault(label, []).append(figures)
        memory = max(map(load.memory_megabytes, ours.pids))
    table({label: load.median(figures) for label, figures in found.items()})
    print(f"memory of the web process: {memory:.0f} MB")


def table(figures: dict[str, Figures]) -> None:
    """Each figure, and beside nginx's the ratio of ours to it."""
    print(f"{'':32}{'per s':>10}{'p50 ms':>9}{'p99 ms':>9}{'CPU s/1,000':>13}{'errors':>8}   ours to it: per s, CPU")
    for label, one in figures.items():
        ours = figures.get(label.partition(",")[0])
        beside = f"   {ours.rate / one.rate:.2f}  {ours.cpu / one.cpu:.2f}" if ours and ours is not one else ""
        print(f"{label:32}{one.rate:10,.0f}{one.p50:9.2f}{one.p99:9.2f}{one.cpu:13.4f}{one.errors:8}{beside}")


def _known(server: Server, path: str) -> dict[str, str]:
    answer = httpx.get(f"{server.origin}{path}", headers=GZIP, trust_env=False)
    return {**GZIP, "If-None-Match": answer.headers["ETag"]}


if __name__ == "__main__":
    main()
