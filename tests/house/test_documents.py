"""What is written beside the code agrees with it, and nothing is left lying about."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from cms.workflow import mermaid

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 300
# Written in two halves, so that this file does not find itself.
LEFTOVERS = re.compile(rf"\b(?:TO{'DO'}|FIX{'ME'}|XX{'X'})\b")
MACHINE_PATHS = re.compile(rf"(?<![\w.}}\])])/(?:wo{'rk'}|ro{'ot'}|ho{'me'}/\w+)/")
PINNED = re.compile(r"[a-z0-9][a-z0-9._-]*(?:\[[a-z,]+\])?==[0-9][\w.+!-]*(?: ; .+)?")


@cache
def kept() -> list[Path]:
    """Every file of the repository, those not yet added included."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    """Those that are text: name and content."""
    found = []
    for path in kept():
        data = path.read_bytes()
        if b"\0" not in data:
            found.append((str(path.relative_to(ROOT)), data.decode("utf-8")))
    return found


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_looks_at_the_whole_repository() -> None:
    names = {name for name, _ in texts()}
    assert {"README.md", "cms/app.py", "templates/public/guide.html", "tests/house/test_documents.py"} <= names


def test_draws_the_workflow_in_the_readme_as_it_is() -> None:
    [block] = re.findall(r"```mermaid\n(.*?)\n```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert block == mermaid()


def test_numbers_the_decisions_without_a_gap() -> None:
    text = (ROOT / "cms" / "DECISIONS.md").read_text("utf-8")
    headings = re.findall(r"^## .*$", text, re.MULTILINE)
    assert headings
    for number, heading in enumerate(headings, 1):
        assert re.fullmatch(rf"## {number}\. .+ \(\d{{4}}-\d\d-\d\d\)", heading), heading
    for part in ("*Context.*", "*Decision.*", "*Consequences.*"):
        assert text.count(part) == len(headings), part


def test_keeps_every_module_to_a_length_one_can_read() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in ROOT.glob("cms/**/*.py")
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_leaves_nothing_for_later_in_the_text() -> None:
    assert lines_with(LEFTOVERS) == []


def test_names_no_folder_of_the_machine_it_was_written_on() -> None:
    assert lines_with(MACHINE_PATHS) == []


def test_pins_versions_without_saying_where_they_come_from() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert lines
    assert [line for line in lines if line and not line.startswith("#") and not PINNED.fullmatch(line)] == []
    assert [line for line in lines if "://" in line] == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (LEFTOVERS, f"# TO{'DO'}: later"),
        (LEFTOVERS, f"FIX{'ME'}"),
        (MACHINE_PATHS, f"open('/wo{'rk'}/var/x')"),
        (MACHINE_PATHS, f"cd /ro{'ot'}/x"),
    ],
)
def test_would_find_what_it_looks_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)
