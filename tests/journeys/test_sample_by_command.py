"""A real guide of another publisher, brought in and made public by one command, without losing a word."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from cms import content
from cms.content import Document
from cms.content.document import walk
from cms.content.kinds import Amount, Choice, Lines, References, Text
from cms.content.row_ids import given_ids
from tests.factories import mended_sample, sample_guide
from tests.support.clients import CommandLine
from tests.support.screens import Screen, read

pytestmark = pytest.mark.usefixtures("sqlite_app")

REASON = "Checked by its publisher already."


def written(folder: Path, document: Document) -> Path:
    file = folder / "guide-as-it-came.json"
    file.write_text(json.dumps(document), "utf-8")
    return file


def flattened(text: str) -> str:
    return " ".join(text.split())


def said(document: Document) -> Iterator[str]:
    """What a reader finds for each value: texts as they are, numbers with their unit, the words of enumerations."""
    for where, kind, value in walk(document):
        if value is None or not kind.shown or isinstance(kind, References):
            continue
        if isinstance(kind, Lines):
            yield from value
        elif isinstance(kind, Choice):
            yield from () if where[-1] == "unit" else (kind.options[value],)
        elif isinstance(kind, Text) and kind.kind in ("line", "prose"):
            yield from (flattened(part) for part in value.split("\n\n"))
        elif where[-1] == "duration":
            yield f"{value['value']} {value['unit']}s"
        elif isinstance(kind, Amount) and where[-1] in ("min_percent", "max_percent"):
            yield f"{value:+d}%".replace("-", "−")
        elif where == ("timeline",):
            yield f"{value['min']}–{value['max']} {value['unit']}s"
        elif where[-1] == "cost" and not value["amount"]:
            yield "Free"
    yield from document["intros"].values()


def test_it_publishes_the_whole_guide(flask: CommandLine, client: FlaskClient, tmp_path: Path) -> None:
    sample = mended_sample()
    document = content.draft(sample)
    slug, digest = document["slug"], content.digest(document)

    made = flask.invoke(args=["guides", "import", str(written(tmp_path, sample)), "--publish", "--reason", REASON])
    assert (made.exit_code, made.stdout.split("\t")[:2]) == (0, ["created", slug]), made.output

    expected = [flattened(text) for text in said(document)]
    assert len(expected) > 150
    page = Screen(client.get(f"/guides/{slug}"))
    assert page.status == 200
    assert [text for text in expected if text not in page.text] == []

    [item] = read(client, "/feed.json")["items"]
    told = flattened(item["content_text"])
    assert [text for text in expected if text not in told] == []
    assert item["_guide"]["status"] == "live_unreviewed"
    assert "reviewed_on" not in item["_guide"], "nobody of ours has reviewed it"
    assert item["_guide"]["content_hash"] == content.content_hash(document)

    resource = read(client, f"/guides/{slug}.json")
    del resource["_guide"]
    for served in (resource, item["_guide"]["document"]):
        assert content.digest(content.draft(served)) == digest, "slugs and ids included"
    assert given_ids(resource) == given_ids(document) >= {"step-4", "framer-university", "faq-1"}

    out = tmp_path / "out"
    assert flask.invoke(args=["guides", "export", slug, "--to", str(out)]).exit_code == 0
    kept = json.loads((out / f"{slug}.json").read_text("utf-8"))
    assert list(kept) == list(document), "in the declared order"
    assert kept == document
    assert content.digest(kept) == digest

    again = flask.invoke(args=["guides", "import", str(out), "--publish", "--reason", REASON])
    assert again.stdout.startswith(f"unchanged\t{slug}\t"), again.output
    assert Screen(client.get(f"/guides/{slug}")).html == page.html


def test_a_second_look_is_owed_and_shown(
    flask: CommandLine, client_for: Any, client: FlaskClient, tmp_path: Path
) -> None:
    file = written(tmp_path, mended_sample())
    flask.invoke(args=["guides", "import", str(file), "--publish", "--reason", REASON])
    desk = Screen(client_for("reviewer").get("/editor/"))
    assert "Second looks you can give" in desk.text
    [guide] = {link for link in desk.links if link.startswith("/editor/guides/")}
    assert Screen(client_for("reviewer").get(guide)).offers("/actions/clear_debt")
    assert REASON in Screen(client_for("reviewer").get(f"{guide}/log")).text
    assert REASON not in client.get("/feed.json").text


def test_an_answer_without_its_question_is_refused_whole(
    flask: CommandLine, client: FlaskClient, client_for: Any, tmp_path: Path
) -> None:
    sample = sample_guide()
    file = written(tmp_path, sample)
    before = client.get("/").data
    refused = flask.invoke(args=["guides", "import", str(file), "--publish", "--reason", REASON])
    assert refused.exit_code == 1
    outcome, slug, why = refused.stdout.rstrip("\n").split("\t")
    assert (outcome, slug) == ("refused", sample["slug"])
    assert "FAQ has an answer but no question" in why
    assert "S02" in why

    assert client.get("/").data == before
    assert client.get(f"/guides/{slug}").status_code == 404
    assert read(client, "/feed.json")["items"] == []
    assert "No guides yet" in Screen(client_for("author").get("/editor/")).text
