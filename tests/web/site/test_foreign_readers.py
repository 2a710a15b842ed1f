"""Readers of feeds that others wrote read every page of ours, and read the same in JSON Feed as in Atom."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import fastfeedparser
import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import a_document, a_guide, examples, published_again
from tests.support import node
from tests.support.library import public, walk

Read = tuple[str, str, str, datetime, datetime, str]  # id, title, address, published, updated, content
Reader = Callable[[bytes], list[Read]]
PROGRAM = """
import { readFileSync } from "node:fs"
import { parseAtomFeed, parseJsonFeed } from "%s"
const pages = process.argv.slice(2).map((name) => readFileSync(name, "utf-8"))
console.log(JSON.stringify(pages.map((text) => (text.startsWith("{") ? parseJsonFeed(text) : parseAtomFeed(text)))))
"""


@pytest.fixture
def pages(sqlite_app: Flask, client: FlaskClient) -> dict[str, list[bytes]]:
    """Every page of each feed of a library that was written to be hard to read."""
    for number, document in enumerate(examples().values()):
        public(number, document)
    titles = ["<b>Tom & Jerry</b>", "“Quoted” \\ 'title' ]]>", "Zur Ärztin 🚌", "من سائق إلى مخطط", "&amp; &lt; 100%"]
    for number, title in enumerate(titles, start=10):
        guide = public(number, a_document(title=title), summary=f"{title} once more.")
        if number % 4 == 0:
            published_again(guide.id, overview=f"Changed: {title}")
    a_guide("approved")
    feeds = (
        "/feed.json?limit=4",
        "/feed.atom?limit=4",
        "/feed.json?view=summary&limit=5",
        "/feed.json?order=updated&limit=3",
    )
    return {path: [answer.data for answer in walk(client, path)] for path in feeds}


def ours(page: bytes) -> list[Read]:
    items = json.loads(page)["items"]
    return [
        (
            item["id"], item["title"], item["url"], datetime.fromisoformat(item["date_published"]),
            datetime.fromisoformat(item["date_modified"]), item.get("content_html", ""),
        )
        for item in items
    ]  # fmt: skip


def fast(page: bytes) -> list[Read]:
    """fastfeedparser, which reads both."""
    return [
        (
            one["id"], one["title"], one["link"], datetime.fromisoformat(one["published"]),
            datetime.fromisoformat(one["updated"]),
            "".join(part["value"] for part in one.get("content", []) if part["type"] in ("html", "text/html")),
        )
        for one in fastfeedparser.parse(page).entries
    ]  # fmt: skip


def universal(page: bytes) -> list[Read]:
    """feedparser, which reads Atom, and cleans what it reads."""
    feed = feedparser.parse(page, sanitize_html=False, resolve_relative_uris=False)
    assert not feed.bozo
    return [
        (
            one.id, one.title, one.link, datetime.fromisoformat(one.published), datetime.fromisoformat(one.updated),
            one.content[0].value,
        )
        for one in feed.entries
    ]  # fmt: skip


def test_readers_in_python_agree_with_what_we_sent(pages: dict[str, list[bytes]]) -> None:
    atom, told = pages.pop("/feed.atom?limit=4"), [ours(page) for page in pages["/feed.json?limit=4"]]
    assert len(told) > 1
    for path, sent in pages.items():
        for page in sent:
            assert fast(page) == ours(page), path
    for reader in (fast, universal):
        assert [reader(page) for page in atom] == told


def test_a_reader_in_node_agrees_with_what_we_sent(pages: dict[str, list[bytes]], tmp_path: Path) -> None:
    if (package := node.reader()) is None or node.find() is None:
        pytest.skip(node.NO_READER)
    named = [(path, page) for path, sent in pages.items() for page in sent]
    files = [tmp_path / str(number) for number, _ in enumerate(named)]
    for file, (_, page) in zip(files, named, strict=True):
        file.write_bytes(page)
    program = tmp_path / "read.mjs"
    program.write_text(PROGRAM % (package / "dist" / "index.mjs").as_uri())
    done = node.run(program, *files, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    atom = []
    for (path, page), read in zip(named, json.loads(done.stdout), strict=True):
        if "atom" in path:
            atom.append(list(_from_atom(read)))
        else:
            assert list(_from_json(read)) == ours(page), path
    assert atom == [ours(page) for page in pages["/feed.json?limit=4"]]


def _from_json(feed: dict[str, Any]) -> Iterator[Read]:
    for one in feed["items"]:
        dates = (datetime.fromisoformat(one[name]) for name in ("date_published", "date_modified"))
        yield (one["id"], one["title"], one["url"], *dates, one.get("content_html", ""))


def _from_atom(feed: dict[str, Any]) -> Iterator[Read]:
    for one in feed["entries"]:
        dates = (datetime.fromisoformat(one[name]) for name in ("published", "updated"))
        title, content = one["title"]["value"], one["content"]["value"]
        yield (one["id"], title, one["links"][0]["href"], *dates, content)
