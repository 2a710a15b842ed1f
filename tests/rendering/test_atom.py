"""Atom: an entry for each guide, and the feed that joins them, read by a second program."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import example as tried
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.rendering.atom import FeedHead, entry
from tests.rendering.support import AT, NAMES, RENDERER, SITE, example, guide_of
from tests.support.documents import SMALL

URL = f"{SITE.base_url}/feed.atom"
HEAD = FeedHead(identity=URL, page_url=f"{URL}?cursor=a&limit=2", updated=AT, next_url=f"{URL}?cursor=b&limit=2")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("name", NAMES)
def test_entry_says_what_the_feed_item_says(name: str) -> None:
    guide = guide_of(example(name))
    item = RENDERER.feed_item(guide)
    parsed = feedparser.parse(RENDERER.atom_feed(HEAD, [RENDERER.atom_entry(guide)]))
    assert not parsed.bozo
    [found] = parsed.entries
    assert found.id == item["id"]
    assert found.title == item["title"]
    assert found.summary == item["summary"]
    assert found.link == item["url"]
    assert (found.published, found.updated) == (item["date_published"], item["date_modified"])
    assert [tag.term for tag in found.tags] == item["tags"]
    assert [author.name for author in found.authors] == [author["name"] for author in item["authors"]]
    [body] = found.content
    assert (body.type, body.language) == ("text/html", guide.language)


def test_entry_carries_the_same_article_as_html() -> None:
    guide = guide_of(SMALL)
    root = ElementTree.fromstring(RENDERER.atom_entry(guide))  # noqa: S314  # our own
    content = root.find(f"{ATOM}content")
    assert content is not None
    assert content.attrib == {"type": "html"}
    assert content.text == RENDERER.content_html(guide)
    author = root.find(f"{ATOM}author")
    assert author is not None
    assert [child.text for child in author] == ["Amira Haddad", "https://people.example.org/amira"]


def test_feed_names_itself_its_site_and_the_page_that_follows() -> None:
    entries = [RENDERER.atom_entry(guide_of(SMALL)), RENDERER.atom_entry(guide_of(SMALL, guide_id="b"))]
    text = RENDERER.atom_feed(HEAD, entries)
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"')
    assert "<!DOCTYPE" not in text
    feed = feedparser.parse(text).feed
    assert (feed.id, feed.title, feed.updated) == (URL, SITE.name, "2026-11-20T09:30:00Z")
    assert {link.rel: link.href for link in feed.links} == {
        "self": HEAD.page_url, "alternate": f"{SITE.base_url}/", "next": HEAD.next_url,
    }  # fmt: skip
    assert [child.tag for child in ElementTree.fromstring(text)].count(f"{ATOM}entry") == 2  # noqa: S314  # our own


def test_last_page_has_no_next_and_an_empty_feed_is_a_feed() -> None:
    parsed = feedparser.parse(RENDERER.atom_feed(FeedHead(URL, URL, AT), []))
    assert not parsed.bozo
    assert parsed.entries == []
    assert "next" not in {link.rel for link in parsed.feed.links}


def test_entry_without_author_leaves_it_to_the_feed() -> None:
    guide = guide_of({**SMALL, "authors": []}, default_authors=())
    assert "<author>" not in RENDERER.atom_entry(guide)
    assert "<author><name>Crossway</name>" in RENDERER.atom_feed(HEAD, [RENDERER.atom_entry(guide)])


@given(text=st.text(st.characters() | st.sampled_from("<>&\"']]>\x00\x0b\ufffe\ud800"), min_size=1))
@tried("</content><entry>]]>&lt;\x1b[0m")
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_document(text: str) -> None:
    document = {**SMALL, "title": text, "summary": text, "tags": [text]}
    written = entry(guide_of(document, modified_at=datetime(2026, 11, 21, tzinfo=UTC)), SITE, text)
    root = ElementTree.fromstring(written.encode())  # noqa: S314  # our own
    assert [child.tag.removeprefix(ATOM) for child in root] == [
        "id", "title", "link", "published", "updated", "author", *["category"] * 3, "summary", "content",
    ]  # fmt: skip
    kept = re.sub(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]", "", text
    )
    title = root.findtext(f"{ATOM}title")
    assert (title or "").replace("\r", "") == kept.replace("\r", "")
