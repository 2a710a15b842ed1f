"""flask guides check: the preflight, where there is no database at all."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from cms import content
from cms.app import create_app
from cms.settings import Settings
from tests import factories
from tests.cli.conftest import Writer


@pytest.fixture
def bare(tmp_path: Path) -> Flask:
    """An application whose database nobody ever made."""
    return create_app(Settings(data_dir=str(tmp_path / "data"), secret_key="x" * 40))


def check(app: Flask, *words: object) -> Result:
    done = app.test_cli_runner().invoke(args=["guides", "check", *map(str, words)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def found(app: Flask, file: Path, exit_code: int = 1) -> list[dict[str, str]]:
    """What the command says of a file, but for hints."""
    done = check(app, file, "--json")
    assert done.exit_code == exit_code
    values: list[dict[str, str]] = json.loads(done.stdout)
    assert all(set(one) == {"file", "rule", "severity", "path", "message"} for one in values)
    return [one for one in values if one["severity"] != "hint"]


def test_it_finds_but_hints_in_good_guides_and_makes_no_database(bare: Flask, tmp_path: Path) -> None:
    done = check(bare, factories.DEMONSTRATION)
    assert done.exit_code == 0
    assert all(" hint " in line for line in done.stdout.splitlines())
    assert list((tmp_path / "data").glob("*.sqlite3*")) == []


def test_it_tells_what_is_wrong(bare: Flask, written: Writer) -> None:
    file = written("half.json", factories.a_document(faq=[{"answer": "Nobody asked."}]))
    message = "Question 1 of the FAQ has an answer but no question."
    finding = {"file": str(file), "rule": "S02", "severity": "error", "path": "faq[0]", "message": message}
    assert found(bare, file) == [finding]
    lines = check(bare, file, "--today", "2026-11-22").stdout.splitlines()
    assert [line for line in lines if " hint " not in line] == [f"{file}: S02 error faq[0]: {message}"]


def test_it_tells_all_rules_that_need_nothing_from_outside(bare: Flask, written: Writer) -> None:
    document = factories.sample_guide()
    told = json.loads(check(bare, written("sample.json", document), "--today", "2026-11-22", "--json").stdout)
    judged = content.findings(content.draft(document), date(2026, 11, 22))
    assert [tuple(one[name] for name in ("rule", "severity", "path", "message")) for one in told] == [
        (one.rule, one.severity, one.path, one.message) for one in judged
    ]
    assert len({one["rule"] for one in told}) == 1 + 10 + 11


def test_warnings_alone_are_no_error(bare: Flask, written: Writer) -> None:
    text = "The same line."
    document = factories.a_document(reality_check={"love": [text], "miss": [text], "challenges": ["Another."]})
    [finding] = found(bare, written("twice.json", document), exit_code=0)
    assert (finding["rule"], finding["severity"]) == ("S12", "warning")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "Half\x00way"}, [("S09", "title")]),
        ({"overview": "Trust \u202eme"}, [("S09", "overview")]),
        ({"title": "x" * 641}, [("S10", "title")]),
        ({"tags": [str(number) for number in range(11)]}, [("S10", "tags")]),
        ({"faq": [{"question": "Why?", "answer": "y" * 6001}]}, [("S10", "faq[0].answer")]),
        ({"tags": ["fine", "b\ufeffad"]}, [("S09", "tags[1]")]),
        ({"timeline": {"min": "six", "max": 9, "unit": "month"}}, [("S00", "timeline.min")]),
        ({"timeline": 6}, [("S00", "timeline")]),
        ({"nonsense": 1}, [("S00", "nonsense")]),
        ({"schema_version": "2.0"}, [("S00", "schema_version")]),
        ({"title": "x" * 641 + "\x07", "nonsense": 1}, [("S09", "title"), ("S10", "title"), ("S00", "nonsense")]),
        ({"sources": [{"id": "s1", "title": "A"}, {"id": "s1", "title": "B"}]}, [("S00", "sources[1].id")]),
    ],
)
def test_what_even_a_draft_may_not_be_is_found_too(
    bare: Flask, written: Writer, changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    findings = found(bare, written("bad.json", {**factories.a_document(), **changes}))
    assert sorted((one["rule"], one["path"]) for one in findings) == sorted(expected)
    assert {one["severity"] for one in findings} == {"error"}
    assert all(one["message"] for one in findings)


@pytest.mark.parametrize(
    "text", ["{", "[]", "", '{"a": NaN}', "[" * 100_000, "\ud800".encode("utf-8", "surrogatepass")]
)
def test_what_is_no_document_is_one_finding(bare: Flask, written: Writer, text: Any) -> None:
    [finding] = found(bare, written("bad.json", text))
    assert (finding["rule"], finding["severity"]) == ("S00", "error")


def test_the_served_form_is_as_good(bare: Flask, written: Writer) -> None:
    assert found(bare, written("a.json", {**factories.a_document(), "_guide": {"id": 1}}), exit_code=0) == []


def test_wrong_usage_is_2(bare: Flask, written: Writer) -> None:
    file = written("a.json", factories.a_document())
    for words in ((), ("missing.json",), (file, "--today", "tomorrow"), (file, "--what")):
        assert check(bare, *words).exit_code == 2
