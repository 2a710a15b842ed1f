"""The lines of the log: one each, dated in UTC, without secrets and without anything a terminal would obey."""

import json
import logging
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
import time_machine

from cms import logs
from tests.factories import ROOT
from tests.support.logs import written

SECRET = "nine grey buses in the rain"
log = logs.logger("cms.tests")


def test_says_when_how_grave_what_and_where_before_the_facts() -> None:
    with written() as lines, time_machine.travel(datetime(2026, 3, 1, 12, 0, tzinfo=UTC), tick=False):
        log.info("saved", guide="7", number=3, part=None, ratio=0.5)
        logging.getLogger("library").warning("%s of %s", 1, 2)
    assert lines.lines == [
        '{"time": "2026-03-01T12:00:00.000+00:00", "level": "info", "event": "saved", "logger": "cms.tests", '
        '"guide": "7", "number": 3, "part": null, "ratio": 0.5}',
        '{"time": "2026-03-01T12:00:00.000+00:00", "level": "warning", "event": "1 of 2", "logger": "library"}',
    ]


def test_adds_to_every_line_what_holds_for_all_of_them() -> None:
    with written() as lines, structlog.contextvars.bound_contextvars(request_id="r1"):
        log.info("ours")
        logging.getLogger("library").error("theirs")
    assert [one["request_id"] for one in lines.events()] == ["r1", "r1"]


@pytest.mark.parametrize(
    "facts",
    [
        {"password": SECRET},
        {"new_password": SECRET, "PasswordHash": SECRET},
        {"headers": {"Authorization": SECRET, "Cookie": SECRET, "Set-Cookie": SECRET}},
        {"given": [{"csrf_token": SECRET}, {"api_key": SECRET, "client_secret": [SECRET]}]},
        {"why": "sent Authorization: Bearer " + SECRET.replace(" ", "_")},
        {"why": "no such token cw_" + SECRET.replace(" ", "_")},
        {"why": "postgresql+psycopg://crossway:" + SECRET.replace(" ", "_") + "@db/x does not answer"},
        {"what": Path("/x?token=cw_" + SECRET.replace(" ", "_"))},
    ],
)
def test_strikes_secrets_out(facts: dict[str, Any]) -> None:
    with written() as lines:
        log.info("said", **facts)
    [line] = lines.lines
    assert SECRET not in line
    assert SECRET.replace(" ", "_") not in line
    assert "[struck out]" in line


def test_keeps_what_is_no_secret() -> None:
    with written() as lines:
        log.info("said", address="https://example.org/a@b", account="7", path="/guides/bearer-of-news")
    assert {"address": "https://example.org/a@b", "account": "7", "path": "/guides/bearer-of-news"}.items() <= (
        lines.event("said").items()
    )


@pytest.mark.parametrize("as_json", [True, False], ids=["production", "development"])
def test_spells_out_what_would_break_a_line_or_deceive_its_reader(as_json: bool) -> None:
    hostile = "a\r\nb\x00\x1b[2J\x85\u2028\u202egnp.exe\u2066\u200f\udcff"
    with written(as_json=as_json) as lines:
        log.info("saved", path=hostile, all=[hostile])
        # Half a character could not travel from one of the test's processes to the other, where pytest keeps records.
        logging.getLogger("library").warning(hostile.replace("\udcff", ""))
    assert len(lines.lines) == 2
    for line in lines.lines:
        said = json.dumps(json.loads(line), ensure_ascii=False) if as_json else line
        assert not any(sign in said for sign in hostile if not (sign.isascii() and sign.isprintable()))
        assert "\\u202egnp" in said
        assert len(line.splitlines()) == 1


def test_tells_where_an_error_came_from_and_no_value_of_a_variable() -> None:
    def fail(password: str) -> None:
        try:
            raise ValueError("the first line\nDETAIL: Failing row contains (7, the whole row).")
        except ValueError as error:
            raise RuntimeError("it went wrong") from error

    with written() as lines:
        try:
            fail(SECRET)
        except RuntimeError as error:
            log.exception("failed")
            log.error("failed later", exc_info=error)
            logging.getLogger("library").exception("theirs")
    assert len(lines.lines) == 3
    for said in lines.events():
        assert [(one["type"], one["said"]) for one in said["error"]] == [
            ("RuntimeError", "it went wrong"),
            ("ValueError", "the first line"),
        ]
        assert "test_logs.py" in said["error"][0]["at"][-1]
        assert said["error"][0]["at"][-1].endswith(" fail")
    assert not any(word in line for line in lines.lines for word in (SECRET, "whole row"))


def test_goes_to_standard_error_alone(tmp_path: Path) -> None:
    """Of a program that is started as in production: whoever reads its output reads what it was asked for."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CMS_", "COVERAGE", "FLASK"))}
    environment = {
        **kept, "CMS_ENV": "production", "CMS_DATA_DIR": str(tmp_path), "CMS_BASE_URL": "https://guides.example.org",
        "CMS_SECRET_KEY": SECRET * 2,
    }  # fmt: skip
    program = (
        "import logging, warnings, wsgi; from cms import logs; print('asked for')\n"
        "logs.logger('cms.x').info('ours'); logging.getLogger('theirs').warning('theirs'); warnings.warn('careful')\n"
        "logging.getLogger('theirs').info('chatter'); logging.getLogger('werkzeug').info('GET /?q=secret')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "asked for\n"), done.stderr
    said = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(one["logger"], one["level"]) for one in said] == [
        ("cms.x", "info"), ("theirs", "warning"), ("py.warnings", "warning"),
    ]  # fmt: skip
