"""/feed.json as feed readers meet it."""

import json
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from cms.services import rendering
from cms.store import public_clock, publications
from cms.store.db import transaction
from tests.factories import a_full_document, a_guide, examples, published_again, revise
from tests.support.feed_rules import check, parsed
from tests.support.library import path_of, public
from tests.support.screens import elements, read

DAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def pages(client: FlaskClient, path: str = "/feed.json") -> Iterator[dict[str, Any]]:
    """Every page of the feed, by its own links."""
    seen = set()
    while path:
        assert path not in seen, "no page names itself or one before it"
        seen.add(path)
        feed = parsed(client.get(path).data)
        yield feed
        path = path_of(feed.get("next_url", ""))


def ids(feeds: Iterator[dict[str, Any]]) -> list[str]:
    return [item["id"] for feed in feeds for item in feed["items"]]


def test_it_is_a_json_feed_before_there_is_anything_in_it(sqlite_app: Flask, client: FlaskClient) -> None:
    answer = client.get("/feed.json")
    assert answer.content_type == "application/feed+json"
    feed = parsed(answer.data)
    check(feed)
    assert feed["items"] == []
    assert "next_url" not in feed
    assert feed["feed_url"] == "http://guides.test/feed.json"


def test_it_is_a_json_feed_of_all_that_is_live(sqlite_app: Flask, client: FlaskClient) -> None:
    a_guide("draft")
    a_guide("approved")
    a_guide("published")
    for number, document in enumerate(examples().values()):
        public(number, document)
    walk = list(pages(client))
    feed, items = walk[0], [item for page in walk for item in page["items"]]
    assert len(items) == 4
    for page in walk:
        check(page)
    for item in items:
        assert client.get(urlsplit(item["url"]).path).mimetype == "text/html"
        for attachment in item["attachments"]:
            sent = client.get(path_of(attachment["url"]))
            assert len(sent.data) == attachment["size_in_bytes"]
            assert sent.mimetype == attachment["mime_type"]
        assert client.get(path_of(item["image"])).mimetype == "image/png"
        member = item["_guide"]
        assert member["guide_id"] == item["id"].removeprefix("urn:uuid:")
        links = dict(zip(("json", "ics", "md"), (one["url"] for one in item["attachments"]), strict=True))
        assert member["links"] == {"html": item["url"], **links}
        resource = read(client, path_of(links["json"]))
        assert member["document"] == {name: value for name, value in resource.items() if name != "_guide"}
    for name, smallest in (("icon", 512), ("favicon", 64)):
        picture = client.get(urlsplit(feed[name]).path)
        assert picture.mimetype == "image/png"
        width, height = struct.unpack(">II", picture.data[16:24])
        assert width == height >= smallest, name


def test_a_walk_meets_everyone_once(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(DAY, tick=False) as clock:
        guides = []
        for number in range(25):
            guides.append(public(number))
            clock.shift(timedelta(minutes=number % 3))  # some went public at the very same moment
        walk = list(pages(client))
        assert [len(feed["items"]) for feed in walk] == [10, 10, 5]
        for feed in walk:
            check(feed)
        found = ids(iter(walk))
        assert len(set(found)) == 25
        assert set(found) == {f"urn:uuid:{guide.id}" for guide in guides}
        dates = [item["date_published"] for feed in walk for item in feed["items"]]
        assert dates == sorted(dates, reverse=True)
        assert ids(pages(client)) == found
        assert ids(pages(client, "/feed.json?limit=7")) == found
        assert [len(feed["items"]) for feed in pages(client, "/feed.json?limit=20")] == [20, 5]

        first = walk[0]
        clock.shift(timedelta(hours=1))
        published_again(guides[3].id, summary="Read again.")
        newcomer = public(99)
        assert ids(iter([first, *pages(client, path_of(first["next_url"]))])) == found, (
            "pages do not shift while one reads"
        )
        assert ids(pages(client)) == [f"urn:uuid:{newcomer.id}", *found]


@pytest.mark.parametrize(
    "query",
    [
        "cursor=", "cursor=x", "cursor=%ED%A0%80", "cursor=WyJhIiwiYiJd.AAAA", "cursor=a.b.c", "cursor=" + "9" * 3000,
        "limit=1&limit=1", "cursor=x&cursor=x", "order=newest", "order=", "view=all", "view=full&view=full",
        "updated_since=", "updated_since=yesterday", "updated_since=2026-11-22", "updated_since=2026-11-22T10:00:00",
        "updated_since=2026-02-30T10:00:00Z", "updated_since=0001-01-01T00:00:00%2B23:59", "limit=21&view=full",
        "limit=101&view=summary", "difficulty=impossible", "tag=%00", "language=%E2%80%AE", "skill=%EF%BF%BE",
        "role=" + "&role=".join(map(str, range(51))),
        "limit=0", "limit=21", "limit=-1", "limit=ten", "limit=", "limit=1e1", "limit=%C2%B2", "limit=" + "9" * 5000,
    ],
)  # fmt: skip
def test_what_it_cannot_read_it_refuses(sqlite_app: Flask, client: FlaskClient, query: str) -> None:
    answer = client.get(f"/feed.json?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    problem = answer.get_json()
    assert query.partition("=")[0] in problem["detail"]
    assert "Traceback" not in answer.text


def test_a_cursor_is_good_for_nothing_but_its_own_list(sqlite_app: Flask, client: FlaskClient) -> None:
    for number in range(2):
        public(number)
    feed = read(client, "/feed.json?limit=1")
    cursor = urlsplit(feed["next_url"]).query.partition("cursor=")[2].partition("&")[0]
    damaged = cursor[:-4] + ("AAAA" if not cursor.endswith("AAAA") else "BBBB")
    assert client.get(f"/feed.json?cursor={damaged}").status_code == 400
    assert len(cursor) <= 512
    for other in ("view=summary", "order=updated", "role=role-0", "language=en", "updated_since=2026-01-01T00:00:00Z"):
        assert client.get(f"/feed.json?cursor={cursor}&{other}").status_code == 400, other
    for path in ("/feed.atom", "/api/v1/guides", "/api/v1/changes", "/api/v1/roles"):
        assert client.get(f"{path}?cursor={cursor}").status_code == 400, path
    for more in ("", "&unknown=1", "&limit=7", "&tag=&role="):
        assert client.get(f"/feed.json?cursor={cursor}{more}").status_code == 200, more


def test_bytes_stay_the_same_until_something_public_happens(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(DAY, tick=False) as clock:
        guide = a_guide("published")
        first = client.get("/feed.json")
        clock.shift(timedelta(days=40))
        assert client.get("/feed.json").data == first.data, "no clock in it"
        revise(guide.id, title="A draft")
        a_guide("in_review")
        again = client.get("/feed.json")
        assert (again.data, again.headers["ETag"], again.headers["Last-Modified"]) == (
            first.data, first.headers["ETag"], first.headers["Last-Modified"],
        )  # fmt: skip
        published_again(guide.id, title="A second edition")
        second = client.get("/feed.json")
        assert second.headers["ETag"] != first.headers["ETag"]
        assert second.headers["Last-Modified"] != first.headers["Last-Modified"]


def test_rendering_again_moves_no_version_and_no_date(sqlite_app: Flask, client: FlaskClient, renderer: Any) -> None:
    guide = a_guide("published")
    [before] = read(client, "/feed.json")["items"]
    with transaction():
        publication = publications.live(guide.id)
        assert publication
        rendering.render_again(guide, publication, renderer)
        public_clock.tick(public_change=False)
    assert read(client, "/feed.json")["items"] == [before]


@pytest.mark.parametrize(
    "path",
    [
        "/feed.json", "/feed.atom", "/guides/{slug}", "/guides/{slug}.json", "/guides/{slug}.md", "/guides/{slug}.ics",
        "/", "/?q=bus&page=1", "/sitemap.xml", "/robots.txt", "/api/v1/guides?limit=1", "/api/v1/guides/{slug}",
        "/api/v1/roles", "/api/v1/graph",
    ],
)  # fmt: skip
def test_who_has_it_already_is_told_so(sqlite_app: Flask, client: FlaskClient, path: str) -> None:
    path = path.format(slug=a_guide("published").slug)
    answer = client.get(path)
    etag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
    assert not etag.startswith("W/")
    later = "Sun, 22 Nov 2099 08:00:00 GMT"
    tags = (etag, f'"x", {etag}', "*", f"W/{etag}")
    kept = [{"If-None-Match": one} for one in tags] + [{"If-Modified-Since": one} for one in (modified, later)]
    for headers in kept:
        same = client.get(path, headers=headers)
        assert (same.status_code, same.data) == (304, b""), headers
        assert same.headers["ETag"] == etag
        assert same.headers["Cache-Control"] == answer.headers["Cache-Control"]
        assert same.headers["Vary"] == "Accept-Encoding"
    fresh = [{"If-None-Match": '"x"'}, {"If-None-Match": '"x"', "If-Modified-Since": later}]
    fresh += [{"If-Modified-Since": one} for one in ("Sun, 22 Nov 1998 08:00:00 GMT", "yesterday", "")]
    for headers in fresh:
        assert client.get(path, headers=headers).status_code == 200, headers
    head = client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Length", "Cache-Control", "Vary"):
        assert head.headers[name] == answer.headers[name], name
    assert client.head(path, headers={"If-None-Match": etag}).status_code == 304


def test_readers_of_other_origins_may_have_it(sqlite_app: Flask, client: FlaskClient) -> None:
    slug = a_guide("published").slug
    forms = [f"/guides/{slug}.{form}" for form in ("json", "md", "ics")]
    lists = [f"/api/v1/{name}" for name in ("guides", "changes", "roles", "skills", "resources", "graph")]
    for path in ("/feed.json", "/feed.atom", *forms, *lists, *forms):  # the last ones from what is kept
        headers = client.get(path).headers
        assert headers["Access-Control-Allow-Origin"] == "*", path
        assert "ETag" in headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in headers
    assert "Access-Control-Allow-Origin" not in client.get(f"/guides/{slug}").headers


def test_every_page_says_where_it_is(sqlite_app: Flask, client: FlaskClient) -> None:
    slug = a_guide("published").slug
    for path in ("/", f"/guides/{slug}", "/guides/nothing-here"):
        feeds = [
            element
            for element in elements(client.get(path).text)
            if element.tag == "link" and element.get("type") == "application/feed+json"
        ]
        assert [(one.get("rel"), one.get("href")) for one in feeds] == [("alternate", "http://guides.test/feed.json")]
        assert feeds[0].get("title")


def test_a_page_ends_before_it_gets_too_heavy(sqlite_app: Flask, client: FlaskClient) -> None:
    for number in range(3):
        public(number, a_full_document())
    walk = list(pages(client))
    assert len(ids(iter(walk))) == 3
    assert len(walk) > 1
    for feed in walk:
        assert len(json.dumps(feed, ensure_ascii=False).encode()) < 950_000 or len(feed["items"]) == 1


def test_the_summary_view_is_short_and_says_where_the_rest_is(sqlite_app: Flask, client: FlaskClient) -> None:
    for number in range(51):
        public(number)
    walk = list(pages(client, "/feed.json?view=summary"))
    assert [len(feed["items"]) for feed in walk] == [50, 1]
    for feed in walk:
        check(feed, summary=True)
        assert feed["feed_url"] == "http://guides.test/feed.json?view=summary"
        for item in feed["items"]:
            assert item["content_text"] == item["summary"]
            assert "content_html" not in item
            assert "document" not in item["_guide"]
    full = {item["id"]: item for feed in pages(client) for item in feed["items"]}
    for feed in walk:
        for item in feed["items"]:
            same = {name: item[name] for name in ("url", "title", "date_published", "date_modified", "authors", "tags")}
            assert same.items() <= full.pop(item["id"]).items()
    assert not full
    assert [len(feed["items"]) for feed in pages(client, "/feed.json?view=summary&limit=100")] == [51]


def test_order_updated_is_a_feed_of_its_own(sqlite_app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(DAY, tick=False) as clock:
        guides = []
        for number in range(4):
            guides.append(public(number))
            clock.shift(timedelta(hours=1))
        published_again(guides[1].id, title="Another edition")
        path = "/feed.json?order=updated&limit=3"
        walk = list(pages(client, path))
        assert ids(iter(walk)) == [f"urn:uuid:{guides[number].id}" for number in (1, 3, 2, 0)]
        assert {feed["feed_url"] for feed in walk} == {"http://guides.test/feed.json?limit=3&order=updated"}
        since = walk[0]["items"][0]["date_modified"]
        assert ids(pages(client, f"/feed.json?updated_since={since}")) == [f"urn:uuid:{guides[1].id}"], "inclusive"
        later = since.replace("13:00:00Z", "13:00:01Z")
        assert later != since
        assert ids(pages(client, f"/feed.json?updated_since={later}")) == []
        for same in ("2026-11-23T14:00:00%2B01:00", "2026-11-23T14:00:00+01:00", "2026-11-23t13:00:00.000z"):
            assert len(ids(pages(client, f"/feed.json?updated_since={same}"))) == 1, same


def test_a_filtered_feed_says_what_it_is(sqlite_app: Flask, client: FlaskClient) -> None:
    for number in range(3):
        public(number, tags=["night work"])
    feed = read(client, "/feed.json?tag=night+work&role=role-1&role=role-2&utm_source=x&limit=1&language=")
    check(feed)
    assert feed["title"] == "Crossway: guides from or to role-1 or role-2, tagged night work"
    own = "http://guides.test/feed.json?limit=1&role=role-1&role=role-2&tag=night+work"
    assert feed["feed_url"] == own
    assert feed["next_url"].startswith(f"{own}&cursor=")
    same = read(client, "/feed.json?role=role-2&limit=1&tag=night+work&role=role-1&role=role-2")
    assert same == feed, "however it is asked for"
    assert client.get("/feed.json?role=role-1&skill=map-making&skill=a%0Ab").status_code == 200
    tags = client.get("/feed.json?role=role-1&skill=map-making&skill=a%0Ab").headers["Surrogate-Key"]
    assert tags == "guides role:role-1 skill:map-making"
