"""The two promises of the README: a section is one line, and a state is a few rows.

Each is kept in a copy of the product with just those lines inserted, by a program that walks through it.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("cms", "templates", "migrations", "tests")

SECTIONS = """\
    portfolio = Items("Portfolio pieces", rows.PortfolioPiece, noun="piece", prefix="piece", at_least=2, at_most=12)
    motto = Line("Words to remember", max_length=80)
    mentors = Lines("Who can help", noun="person", max_length=80)
"""
ROW = """\
class PortfolioPiece(Shape):
    id = row_id("piece")
    title = Line("What to show", max_length=120, required=True)
    hours = Amount("Hours", minimum=1)


"""
STATE = """\
    LEGAL_CHECK = "legal_check", "With the lawyers"
"""
ROWS = """\
    T("send_to_lawyers", "Send to the lawyers", {APPROVED}, State.LEGAL_CHECK, PUBLISHER, needs=("reason",)),
    T("lawyers_agree", "The lawyers agree", {State.LEGAL_CHECK}, APPROVED, PUBLISHER),
    T("lawyers_object", "The lawyers object", {State.LEGAL_CHECK}, CHANGES_REQUESTED, PUBLISHER, needs=("comment",)),
"""


def insert(file: Path, lines: str, *, before: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(before) == 1, f"{before!r} is not there once, so nothing can be inserted before it"
    file.write_text(text.replace(before, lines + before), "utf-8")


def walk(copy: Path, name: str) -> dict[str, Any]:
    """What the program met in the copy."""
    folder = copy / "data"
    folder.mkdir()
    command = [sys.executable, "-m", "tests.house.extended", name, str(folder)]
    ran = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr[-3000:]
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    assert told["from"] == str(copy / "cms"), "it walked through another copy"
    return told


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_shows_a_declared_section_everywhere(copy: Path) -> None:
    insert(copy / "cms" / "content" / "guide.py", SECTIONS, before="    faq = Items(\n")
    insert(copy / "cms" / "content" / "rows.py", ROW, before="class Byline(Shape):\n")
    met = walk(copy, "section")

    assert {"portfolio-0-title", "portfolio-0-hours", "motto"} <= set(met["fields"])
    assert met["order"] == ["portfolio", "faq", "resources"]
    assert {"portfolio-0-title", "portfolio-1-title"} <= set(met["blank"])  # as many rows as review will ask for

    assert met["wrong"]["status"] == met["told"]["status"] == 422
    assert met["wrong"]["kept"]
    [[place, complaint]] = met["wrong"]["complaints"]
    assert place == "portfolio-0-hours"
    assert "This must be a number." in complaint
    assert met["told"]["errors"] == [{"path": "portfolio[0].hours", "message": "This must be a number."}]

    [finding] = met["findings"]
    assert (finding["rule"], finding["severity"], finding["path"]) == ("S01", "error", "portfolio")
    assert finding["message"] == "Portfolio pieces needs at least 2; there is 1."

    assert met["saved"]["status"] == 303
    document = met["saved"]["document"]
    assert document["portfolio"] == [
        {"id": "piece-1", "title": "A map of my own street", "hours": 12},
        {"id": "piece-2", "title": "Three late trips, explained"},
    ]
    assert document["motto"] == "Ask the depot first."
    assert document["mentors"] == ["A planner of the council", "The driver’s union"]

    labels = {"portfolio": "Portfolio pieces", "motto": "Words to remember", "mentors": "Who can help"}
    assert met["compared"] == labels
    said = ["A map of my own street", "Three late trips, explained", "Ask the depot first.", "The driver’s union"]
    for form in ("page", "content_html", "content_text"):
        assert [words for words in (*labels.values(), *said) if words not in met[form]] == [], form
    assert [words for words in (*labels.values(), *said[1:]) if words not in met["compare_page"]] == []

    for served in (met["served"], met["fed"]):
        assert {name: served[name] for name in labels} == {name: document[name] for name in labels}
    assert met["served_without"]["mentors"] == []
    assert "motto" not in met["served_without"]


def test_works_with_a_declared_state_everywhere(copy: Path) -> None:
    insert(copy / "cms" / "workflow" / "states.py", STATE, before='    SCHEDULED = "scheduled", "Scheduled"\n')
    insert(copy / "cms" / "workflow" / "transitions.py", ROWS, before="    # Publishing\n")
    met = walk(copy, "state")

    assert "legal_check" in met["states"]
    assert met["offered"] == [True, False]
    assert "Send to the lawyers" in met["why_not"]
    assert "is done by a publisher" in met["why_not"]
    assert met["refused"] == [422, "Give a reason: it is kept in the log."]
    assert met["sent"] == 303

    assert "With the lawyers" in met["there"]["text"]
    assert {"lawyers_agree", "lawyers_object"} <= set(met["there"]["forms"])
    assert met["frozen"] == 409
    standing = met["standing"]
    assert standing["state"] == "legal_check"
    assert standing["actions"]["lawyers_agree"]
    assert "publish" not in standing["actions"]
    [gate] = standing["gates"]
    assert gate["code"] == "not_approved"
    assert "“The lawyers agree”" in gate["who_can_clear"]
    assert "With the lawyers" in met["desk"]

    assert (met["back"]["state"], met["live"]["public_status"]) == ("approved", "live")
    log = {one["action"]: one for one in met["events"]}
    assert (log["send_to_lawyers"]["from_state"], log["send_to_lawyers"]["to_state"]) == ("approved", "legal_check")
    assert log["send_to_lawyers"]["reason"] == "It names a company."
    assert "chose “Send to the lawyers”" in met["log"]
    assert met["objected"] == ["changes_requested", "published"]
    assert "approved --> legal_check : send_to_lawyers" in met["drawn"]
