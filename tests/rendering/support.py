"""Guides as plain values, and small readers of HTML, for the tests of this package."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import html5lib

from cms.content import Document, content_hash, draft
from cms.rendering import ChangeNote, Neighbour, PublishedGuide, Renderer, Site

ROOT = Path(__file__).resolve().parent.parent.parent
DEMONSTRATION = ROOT / "cms" / "demonstration"
SAMPLE = ROOT / ".." / "shared" / "examples" / "sample-guide.json"  # another publisher's words: only ever an input
SITE = Site("Crossway", "https://guides.example.org", "en")
RENDERER = Renderer(SITE, ROOT / "templates")
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

FILES = [*sorted(DEMONSTRATION.glob("*.json")), *([SAMPLE] if SAMPLE.is_file() else [])]
NAMES = [path.stem for path in FILES]


def example(name: str) -> Document:
    """A whole document by the beginning of its file name."""
    path = next(path for path in FILES if path.stem.startswith(name))
    return draft(json.loads(path.read_text("utf-8")))


def guide_of(document: Document, **changes: Any) -> PublishedGuide:
    """`document` published, with history and neighbours unless `changes` say otherwise."""
    members: dict[str, Any] = {
        "guide_id": "0198c6a0-5a1e-7c3b-9f00-0123456789ab",
        "slug": document.get("slug", "a-guide"),
        "number": 3,
        "document": document,
        "content_hash": content_hash(document),
        "status": "live",
        "first_published_at": datetime(2026, 8, 1, 7, 0, tzinfo=UTC),
        "modified_at": AT,
        "published_at": AT,
        "reviewed_on": date(2026, 11, 19),
        "default_authors": ({"name": "Guide desk"},),
        "history": (ChangeNote(3, AT, "New pay figures.", True),),
        "translations": (Neighbour("ein-anderer-leitfaden", "Ein Leitfaden", "de"),),
        "related": (Neighbour("another-guide", "Another guide", "en", "What it says.", "Baker", "Teacher"),),
    }
    return PublishedGuide(**{**members, **changes})


def text_of(html: str) -> str:
    """What a reader sees of `html`: its text with single spaces, and no direction marks."""
    reader = _TextReader()
    reader.feed(html)
    return plain("".join(reader.parts))


def plain(text: str) -> str:
    for mark in ("\u200e", "\u200f"):
        text = text.replace(mark, "")
    return " ".join(text.replace("*", "").split())


def elements(html: str) -> Iterator[Any]:
    """Every element of a document, in order. Fails on anything that is not valid HTML5."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    yield from (element for element in tree.iter() if isinstance(element.tag, str))


def is_absolute(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).netloc)


class _TextReader(HTMLParser):
    _BLOCKS = frozenset({"p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "br", "div", "section", "option", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._BLOCKS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.handle_starttag(tag, [])

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
