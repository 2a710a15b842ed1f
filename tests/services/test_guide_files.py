"""Files as values: what they say, whose they are, and that a rehearsal leaves nothing. Commands: tests/cli."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from cms.content import Severity
from cms.errors import Unreadable
from cms.rendering import Renderer
from cms.services import guide_files
from cms.services.editorial import Rules
from cms.services.guide_files import Forced
from cms.store import guides, public_clock
from cms.store.db import session
from cms.workflow import OPERATOR
from tests import factories

TODAY = date(2026, 11, 22)


def written(folder: Path, value: Any, name: str = "a.json") -> Path:
    file = folder / name
    file.write_text(json.dumps(value), "utf-8")
    return file


def test_reading_leaves_out_what_the_site_added(tmp_path: Path) -> None:
    assert guide_files.read(written(tmp_path, {"title": "A", "_guide": {"id": 1}})) == {"title": "A"}
    assert guide_files.read(written(tmp_path, ["_guide"])) == ["_guide"]
    (tmp_path / "bom.json").write_bytes(b'\xef\xbb\xbf{"title": "A"}')
    assert guide_files.read(tmp_path / "bom.json") == {"title": "A"}
    with pytest.raises(Unreadable, match="cannot be read"):
        guide_files.read(tmp_path)


def test_the_sample_has_one_flaw(tmp_path: Path) -> None:
    def errors(document: Any) -> list[tuple[str, str]]:
        found = guide_files.judge(written(tmp_path, document), TODAY)
        return [(one.rule, one.path) for one in found if one.severity is Severity.ERROR]

    assert errors(factories.sample_guide()) == [("S02", "faq[0]")]
    assert errors(factories.mended_sample()) == []


def test_a_rehearsal_sees_itself_and_leaves_nothing(
    app: Flask, tmp_path: Path, renderer: Renderer, rules: Rules
) -> None:
    file = written(tmp_path, factories.a_document())
    forced = Forced("Checked.", renderer, rules)
    with guide_files.rehearsal():
        outcomes = [guide_files.bring_in(file, actor=OPERATOR, forced=forced).outcome for _ in range(2)]
    assert outcomes == ["created", "unchanged"]
    session().rollback()
    assert guides.listing(limit=1)[1] == 0
    assert public_clock.read().seq == 0
    with guide_files.rehearsal():
        pass
    assert guide_files.bring_in(file, actor=OPERATOR).outcome == "created"


def test_a_rehearsal_that_breaks_leaves_nothing_either(app: Flask, tmp_path: Path) -> None:
    file = written(tmp_path, factories.a_document())

    def break_off() -> None:
        with guide_files.rehearsal():
            guide_files.bring_in(file, actor=OPERATOR)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    session().rollback()
    assert guides.listing(limit=1)[1] == 0


def test_what_was_refused_in_a_rehearsal_hides_nothing(
    app: Flask, tmp_path: Path, renderer: Renderer, rules: Rules
) -> None:
    """A file refused half-way must not be there for the file after it."""
    document = factories.a_document()
    half = written(tmp_path, {**document, "faq": [{"answer": "Nobody asked."}]}, "half.json")
    whole = written(tmp_path, document)
    forced = Forced("Checked.", renderer, rules)
    with guide_files.rehearsal():
        outcomes = [guide_files.bring_in(file, actor=OPERATOR, forced=forced).outcome for file in (half, whole)]
    assert outcomes == ["refused", "created"]


def test_a_file_named_like_another_guide_is_about_the_guide_of_its_slug(
    sqlite_app: Flask, people: Any, tmp_path: Path
) -> None:
    one, other = factories.a_guide(), factories.a_guide()
    document = guides.revision(one.id, one.newest).document
    made = guide_files.bring_in(
        written(tmp_path, {**document, "summary": "New."}, f"{other.slug}.json"), actor=OPERATOR
    )
    assert (made.outcome, made.slug) == ("updated", one.slug)


def test_an_earlier_address_still_finds_its_guide(sqlite_app: Flask, people: Any, tmp_path: Path) -> None:
    guide = factories.a_guide("published")
    earlier = guides.revision(guide.id, guide.newest).document
    factories.published_again(guide.id, slug="moved-house")
    made = guide_files.bring_in(written(tmp_path, {**earlier, "summary": "Once more."}), actor=OPERATOR)
    assert (made.outcome, made.slug) == ("updated", "moved-house")
