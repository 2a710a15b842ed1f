"""Pages of the feed that are not in memory: wrk walks cursors at random, and the cache may keep nothing.

python -m bench.walking [--guides 1000] [--seconds 5] [--runs 3]
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from bench import load, servers
from bench.delivery import table
from bench.servers import ROOT

_SCRIPT = """
local paths = {%s}
local at = 0
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
"""


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--guides", type=int, default=1000)
    asked.add_argument("--seconds", type=int, default=5)
    asked.add_argument("--runs", type=int, default=3)
    options = asked.parse_args()
    load.needed("wrk")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port = servers.free_port()  # the same throughout: with another address everything would be rendered again
        fill(folder, options.guides, f"http://127.0.0.1:{port}")
        with servers.product(folder, port=port, CMS_CACHE_BYTES="0") as ours:
            paths = walk(ours.origin)
            script = folder / "paths.lua"
            script.write_text(_SCRIPT % ", ".join(f'"{path}"' for path in paths))
            size = len(httpx.get(f"{ours.origin}{paths[0]}", trust_env=False).content)
            runs = [
                load.run(f"{ours.origin}/feed.json", ours.pids, {}, seconds=options.seconds, script=script)
                for _ in range(options.runs)
            ]
        with servers.product(folder, port=port) as ours:
            with httpx.Client(base_url=ours.origin, trust_env=False, headers={"Accept-Encoding": "gzip"}) as http:
                for number in range(options.guides):
                    http.get(f"/guides/pattern-guide-{number}").raise_for_status()
            memory = max(map(load.memory_megabytes, ours.pids))
    table({f"feed page, {size:,} bytes": load.median(runs)})
    print(
        f"{len(paths)} pages; one web process after every page of {options.guides:,} guides was read: {memory:.0f} MB"
    )


def fill(folder: Path, guides: int, origin: str) -> None:
    """Small live guides in this data folder, for a server with this address."""
    program = (
        "from bench import filling\nfrom cms.cli import database\nfrom wsgi import app\n"
        f"with app.app_context():\n    database.migrate()\n    filling.fill({guides})\n"
    )
    environment = {**os.environ, "CMS_DATA_DIR": str(folder), "CMS_BASE_URL": origin}
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True)  # noqa: S603


def walk(origin: str) -> list[str]:
    """The paths of all pages of the feed."""
    paths, path = [], "/feed.json"
    with httpx.Client(base_url=origin, trust_env=False) as http:
        while path:
            paths.append(path)
            path = str(http.get(path).json().get("next_url", "")).removeprefix(origin)
    return paths


if __name__ == "__main__":
    main()
