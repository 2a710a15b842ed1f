"""flask guides export: what is written comes back as it was."""

import json
from pathlib import Path
from typing import Any

import pytest

from cms import content
from cms.store import guides
from tests import factories
from tests.cli.conftest import Shell, Writer, lines

pytestmark = pytest.mark.usefixtures("sqlite_app")


def test_it_writes_the_normal_form(flask: Shell, written: Writer, tmp_path: Path) -> None:
    document = factories.a_document()
    flask("guides", "import", written("any-name.json", {**document, "region": None, "tags": []}))
    done = flask("guides", "export", "--to", tmp_path / "out")
    file = tmp_path / "out" / f"{document['slug']}.json"
    assert (done.exit_code, done.stdout) == (0, f"{file}\n")
    normal = content.draft({**document, "region": None, "tags": []})
    assert file.read_bytes() == (json.dumps(normal, ensure_ascii=False, indent=2) + "\n").encode()


def test_importing_an_export_changes_nothing(flask: Shell, people: Any, tmp_path: Path) -> None:
    """Drafts, live guides, guides being reviewed, and one whose text wishes for the address of another."""
    factories.a_guide("published")
    factories.a_guide("in_review")
    kept = factories.a_guide()
    wishing = factories.a_guide()
    factories.revise(wishing.id, slug=kept.slug)
    without = factories.a_guide()
    factories.revise(without.id, slug=None, title=None)
    odd = factories.a_guide()
    factories.revise(odd.id, slug="No Slug Yet")
    factories.act(factories.a_guide().id, "discard", "author")

    assert flask("guides", "export", "--to", tmp_path).exit_code == 0
    files = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert len(files) == 6
    again = flask("guides", "import", tmp_path)
    assert [line[0] for line in lines(again)] == ["unchanged"] * 6, again.output
    flask("guides", "export", "--to", tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == files
    assert guides.listing(limit=99)[1] == 7


def test_it_writes_those_named(flask: Shell, people: Any, tmp_path: Path) -> None:
    one, _ = factories.a_guide(), factories.a_guide()
    done = flask("guides", "export", one.slug, "--to", tmp_path)
    assert done.exit_code == 0
    assert [file.name for file in tmp_path.iterdir()] == [f"{one.slug}.json"]


def test_it_writes_nothing_when_one_is_unknown(flask: Shell, people: Any, tmp_path: Path) -> None:
    one = factories.a_guide()
    done = flask("guides", "export", one.slug, "unheard-of", "--to", tmp_path)
    assert done.exit_code == 1
    assert "no guide with the address “unheard-of”" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_wrong_usage_is_2_and_a_folder_that_cannot_be_is_a_sentence(flask: Shell, people: Any, written: Writer) -> None:
    factories.a_guide()
    assert flask("guides", "export").exit_code == 2
    inside = written("file.json", "{}") / "folder"
    done = flask("guides", "export", "--to", inside)
    assert done.exit_code == 1
    assert "Not a directory" in done.stderr
