"""/feed.atom is the JSON Feed told in Atom: RFC 4287, paged as RFC 5005 says."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import feedparser
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import a_full_document, a_guide, published_again
from tests.support.library import next_path, path_of, public, walk
from tests.support.screens import read

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def pages(client: FlaskClient, path: str = "/feed.atom") -> Iterator[Element]:
    """Every page, by its own links, which the Link of the answer repeats."""
    for answer in walk(client, path):
        assert answer.content_type == "application/atom+xml"
        assert b"<!DOCTYPE" not in answer.data
        feed = ElementTree.fromstring(answer.data)  # noqa: S314  # without a DTD there is nothing to expand
        following = link(feed, "next")
        assert (path_of(following) if following else "") == next_path(answer)
        yield feed


def link(feed: Element, rel: str) -> str:
    found = [one.get("href", "") for one in feed.findall(f"{ATOM}link") if one.get("rel") == rel]
    assert len(found) <= 1
    return found[0] if found else ""


def text(element: Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def items(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    """The same of the JSON Feed."""
    return [item for page in walk(client, path) for item in page.get_json(force=True)["items"]]


def test_tells_the_same_as_the_json_feed(sqlite_app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(DAY, tick=False) as clock:
        a_guide("published")
        guides = []
        for number in range(12):
            clock.shift(timedelta(minutes=number % 3))
            guides.append(public(number, tags=["night work"] if number % 2 else ["day work"], language="de"))
        published_again(guides[3].id, title="Another edition")
        for query in ("", "?tag=night+work&limit=2", "?order=updated", "?updated_since=2026-11-23T09:05:00Z", "?tag=x"):
            feeds = list(pages(client, f"/feed.atom{query}"))
            entries = [entry for feed in feeds for entry in feed.findall(f"{ATOM}entry")]
            told = [
                {
                    "id": text(entry, "id"),
                    "title": text(entry, "title"),
                    "url": link(entry, "alternate"),
                    "date_published": text(entry, "published"),
                    "date_modified": text(entry, "updated"),
                    "content_html": text(entry, "content"),
                }
                for entry in entries
            ]
            same = items(client, f"/feed.json{query}")
            assert told == [{name: item[name] for name in one} for item, one in zip(same, told, strict=True)], query


def test_says_what_it_is_on_every_page(sqlite_app: Flask, client: FlaskClient) -> None:
    for number in range(3):
        public(number)
    first, *others = list(pages(client, "/feed.atom?limit=1&difficulty=challenging"))
    own = "http://guides.test/feed.atom?limit=1&difficulty=challenging"
    assert len(others) == 2
    assert text(first, "id") == own == link(first, "self")
    assert text(first, "title") == "Crossway: guides rated challenging"
    for feed in others:
        assert text(feed, "id") == own
        assert link(feed, "self").startswith(f"{own}&cursor=")
    for feed in (first, *others):
        assert link(feed, "alternate") == "http://guides.test/"
        assert text(feed, "updated") == max(text(entry, "updated") for entry in feed.findall(f"{ATOM}entry"))
        assert text(feed.find(f"{ATOM}author") or feed, "name") == "Crossway"


def test_is_a_feed_before_there_is_anything_in_it(sqlite_app: Flask, client: FlaskClient) -> None:
    [feed] = pages(client)
    assert feed.findall(f"{ATOM}entry") == []
    assert text(feed, "updated").endswith("Z")


def test_the_summary_view_leaves_the_content_out(sqlite_app: Flask, client: FlaskClient) -> None:
    public(1, summary="Mind <content type='html'>the gap</content> & go.")
    public(2)
    [feed] = pages(client, "/feed.atom?view=summary")
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}content") for entry in entries] == [None, None]
    assert [text(entry, "summary") for entry in entries] == [one["summary"] for one in items(client, "/feed.json")]
    assert all(link(entry, "alternate") for entry in entries)


def test_a_page_ends_before_it_gets_too_heavy(sqlite_app: Flask, client: FlaskClient) -> None:
    for number in range(4):
        public(number, a_full_document())
    found = list(walk(client, "/feed.atom"))
    assert len(found) > 1
    assert [
        len(answer.data) for answer in found if len(answer.data) > 900_000 and answer.data.count(b"<entry") > 1
    ] == []


def test_a_common_reader_reads_it(sqlite_app: Flask, client: FlaskClient) -> None:
    for number in range(3):
        public(number, title=f"Zügig & <b>klar</b> {number}")
    answer = client.get("/feed.atom")
    feed = feedparser.parse(answer.data)
    assert not feed.bozo
    assert feed.version == "atom10"
    same = read(client, "/feed.json")["items"]
    assert [(one.id, one.title, one.link) for one in feed.entries] == [
        (item["id"], item["title"], item["url"]) for item in same
    ]


def test_what_it_cannot_read_it_refuses(sqlite_app: Flask, client: FlaskClient) -> None:
    for query in ("limit=0", "limit=21", "cursor=x", "view=brief", "order=x", "updated_since=x", "limit=1&limit=2"):
        answer = client.get(f"/feed.atom?{query}")
        assert answer.status_code == 400, query
        assert query.partition("=")[0] in answer.text
