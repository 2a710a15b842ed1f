"""What JSON Feed 1.1 asks of a feed, and what readers of feeds have been seen to stumble over."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cms import clock
from tests.support.screens import elements

VERSION = "https://jsonfeed.org/version/1.1"
_FEED = {
    "version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon", "favicon",
    "authors", "language", "expired", "hubs", "items",
}  # fmt: skip
_ITEM = {
    "id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image",
    "date_published", "date_modified", "authors", "tags", "language", "attachments",
}  # fmt: skip
_FORBIDDEN = {"script", "iframe", "form", "style", "svg", "object", "embed", "link", "meta", "img", "input", "button"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def parsed(body: bytes) -> dict[str, Any]:
    """The feed in these bytes. Fails on what strict readers refuse."""
    assert not body.startswith(b"\xef\xbb\xbf")

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({name for name, _ in pairs}) == len(pairs), "no name twice"
        return dict(pairs)

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    feed: dict[str, Any] = json.loads(body.decode("utf-8"), object_pairs_hook=unique, parse_constant=refuse)
    return feed


def check(feed: Mapping[str, Any], *, summary: bool = False) -> None:
    """The feed and every item in it. summary: its items have no text but their summary."""
    assert next(iter(feed)) == "version"
    assert feed["version"] == VERSION
    assert feed["title"].strip()
    for name in ("home_page_url", "feed_url", "icon", "favicon"):
        assert _absolute(feed[name]), name
    assert all(isinstance(feed[name], str) for name in ("title", "description") if name in feed)
    assert _LANGUAGE.fullmatch(feed["language"])
    assert isinstance(feed["items"], list)
    assert "author" not in feed
    assert "expired" not in feed or feed["expired"] is False
    _members(feed, _FEED)
    _no_null(feed)
    for item in feed["items"]:
        _check_item(item, summary=summary)
    identities = [item["id"] for item in feed["items"]]
    assert len(set(identities)) == len(identities)
    assert "next_url" not in feed or _absolute(feed["next_url"])
    assert feed.get("next_url") != feed["feed_url"]


def _check_item(item: Mapping[str, Any], *, summary: bool) -> None:
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", item["id"])
    assert _absolute(item["url"])
    for name in ("title", "summary", "content_text", *(() if summary else ("content_html",))):
        assert isinstance(item[name], str), name
        assert item[name].strip(), name
    assert _LANGUAGE.fullmatch(item["language"])
    assert "author" not in item
    assert all(author.get("name") or author.get("url") for author in item["authors"])
    assert item["authors"]
    assert all(isinstance(tag, str) and tag for tag in item["tags"])
    _check_dates(item["date_published"], item["date_modified"])
    for attachment in item["attachments"]:
        assert _absolute(attachment["url"])
        assert re.fullmatch(r"[a-z]+/[a-z+.-]+", attachment["mime_type"])
        assert isinstance(attachment["size_in_bytes"], int)
    _members(item, _ITEM)
    assert "image" not in item or _absolute(item["image"])
    if not summary:
        _check_html(item["content_html"])


def _check_dates(published: str, modified: str) -> None:
    assert _MOMENT.fullmatch(published)
    assert _MOMENT.fullmatch(modified)
    first, last = (datetime.fromisoformat(text) for text in (published, modified))
    assert first <= last <= clock.now()


def _check_html(html: str) -> None:
    for element in elements(f"<!doctype html><title>x</title>{html}"):
        assert element.tag not in _FORBIDDEN, element.tag
        for name, value in element.attrib.items():
            assert not name.startswith("on"), name
            assert name in ("href", "dir", "lang", "rel"), name
            assert name != "href" or _absolute(value), value


def _members(value: Mapping[str, Any], known: set[str]) -> None:
    """Extensions begin with an underscore and are objects."""
    for name, extension in value.items():
        if name not in known:
            assert re.fullmatch(r"_[a-zA-Z][^.]*", name), name
            assert isinstance(extension, dict)
            assert not [inner for inner in extension if inner.startswith("_") or "." in inner]


def _no_null(value: Any) -> None:
    assert value is not None
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _no_null(inner)


def _absolute(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.netloc)
