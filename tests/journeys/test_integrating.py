"""The programs of docs/integrating.md, as they stand there, run against the live site."""

import json
import re
import runpy
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from cms import clock
from tests.factories import ROOT, a_guide, act, published_again
from tests.support import node

SITE = "https://guides.example.org"
_BLOCK = re.compile(r"^```(\w+) (\S+)\n(.*?)^```$", re.M | re.S)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def programs() -> dict[str, str]:
    """Every fenced block, by the name of its file."""
    text = (ROOT / "docs" / "integrating.md").read_text("utf-8")
    blocks = {name: program for _, name, program in _BLOCK.findall(text)}
    assert text.count("\n```") == 2 * len(blocks), "a block without the name of a file is never run"
    return blocks


def placed(name: str, folder: Path, live_server: str) -> Path:
    """The program in a file, asking this site instead of the one it names."""
    program = programs()[name]
    (folder / name).write_text(program.replace(SITE, live_server), "utf-8")
    return folder / name


def run(*command: str | Path, folder: Path, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=folder, env={"PATH": "/usr/bin:/bin", **environment}, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def run_node(*arguments: str | Path, folder: Path) -> str:
    if node.find() is None:
        pytest.skip(node.NO_NODE)
    done = node.run(*arguments, folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def guides(count: int) -> list[Any]:
    return [a_guide("published") for _ in range(count)]


def test_runs_every_program_that_is_shown() -> None:
    assert sorted(programs()) == ["feed.mjs", "guides.mjs", "mirror.py", "newest.sh", "webhook.py"]
    assert all(len(program.splitlines()) <= 24 for program in programs().values())


def test_a_mirror_holds_exactly_what_is_public(live_server: str, tmp_path: Path) -> None:
    program = placed("mirror.py", tmp_path, live_server)
    first, second, third = guides(3)

    def mirrored() -> dict[str, int]:
        run(sys.executable, program, folder=tmp_path)
        found = [json.loads(file.read_text("utf-8"))["_guide"] for file in (tmp_path / "mirror").glob("*.json")]
        return {one["guide_id"]: one["version"] for one in found}

    ids = [str(guide.id) for guide in (first, second, third)]
    assert mirrored() == dict.fromkeys(ids, 1)
    published_again(second.id, overview="Another text.")
    act(third.id, "takedown", "managing_editor", removal="withdrawn", reason="It is wrong.")
    fourth = str(a_guide("published").id)
    assert mirrored() == {ids[0]: 1, ids[1]: 2, fourth: 1}
    assert mirrored() == {ids[0]: 1, ids[1]: 2, fourth: 1}


def test_a_script_reads_the_feed_to_its_end(live_server: str, tmp_path: Path) -> None:
    slugs = {guide.slug for guide in guides(3)}
    program = placed("feed.mjs", tmp_path, live_server)
    program.write_text(program.read_text().replace("view=summary", "view=summary&limit=2"))
    lines = run_node(program, folder=tmp_path).splitlines()
    assert {line.rpartition("/guides/")[2] for line in lines} == slugs
    assert lines[0].startswith("Bus Driver → Planner 3: From Bus Driver to Planner 3")


def test_a_site_generator_gets_every_document(live_server: str, tmp_path: Path) -> None:
    titles = {f"From Bus Driver to Planner {number}: A 6–9-Month Plan" for number in (1, 2, 3)}
    guides(3)
    program = placed("guides.mjs", tmp_path, live_server)
    program.write_text(program.read_text().replace("limit=100", "limit=2"))
    (tmp_path / "site.mjs").write_text(
        'import guides from "./guides.mjs";\nconsole.log(JSON.stringify(await guides()));'
    )
    found = json.loads(run_node("site.mjs", folder=tmp_path))
    assert {one["document"]["title"] for one in found} == {one["title"] for one in found} == titles
    assert all(one.keys() == {"id", "url", "title", "document"} for one in found)


def test_a_cron_job_exchanges_its_file_only_for_something_new(live_server: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl: install Debian’s package curl")
    program = placed("newest.sh", tmp_path, live_server)
    newest = tmp_path / "newest.json"

    def titles() -> list[str]:
        run("/bin/sh", program, folder=tmp_path, GUIDES_FOLDER=str(tmp_path))
        return [item["title"] for item in json.loads(newest.read_text("utf-8"))["items"]]

    guides(1)
    assert len(titles()) == 1
    kept = newest.stat()
    assert len(titles()) == 1
    assert newest.stat().st_ino == kept.st_ino
    guides(1)
    assert len(titles()) == 2


@pytest.mark.parametrize(
    ("change", "genuine"),
    [({}, True), ({"body": b"{}"}, False), ({"age": 400}, False), ({"secret": "whsec_" + "A" * 32}, False)],
)
def test_a_receiver_tells_our_webhooks_from_others(tmp_path: Path, change: dict[str, Any], genuine: bool) -> None:
    receiver = placed("webhook.py", tmp_path, SITE)
    is_genuine = runpy.run_path(str(receiver))["is_genuine"]
    body = b'{"type": "guide.published", "data": {"slug": "stra\xc3\x9fe"}}'
    at = clock.now() - timedelta(seconds=change.get("age", 0))
    ours = Webhook(SECRET).sign("msg_1", at, body.decode())
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": f"v1,{'A' * 43}= {ours}",
    }
    assert is_genuine(change.get("secret", SECRET), headers, change.get("body", body)) is genuine
