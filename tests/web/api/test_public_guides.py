"""/api/v1/guides: the list by pages, its fields, and one guide by id or slug; without a token."""

import json
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import a_full_document, a_guide, act, examples, published_again, revise
from tests.support.library import next_path, public, rows, walk
from tests.support.screens import read

MEMBERS = ["id", "url", "title", "summary", "date_published", "date_modified", "_guide"]


def test_lists_what_the_feed_has(app: Flask, client: FlaskClient) -> None:
    a_guide("approved")
    for number, document in enumerate(examples().values()):
        public(number, document)
    answer = client.get("/api/v1/guides")
    assert answer.content_type == "application/json"
    body = answer.get_json()
    assert list(body) == ["items", "next_cursor", "has_more"]
    assert (body["next_cursor"], body["has_more"], "Link" in answer.headers) == (None, False, False)
    feed = {item["id"]: item for item in rows(client, "/feed.json?limit=20")}
    assert len(body["items"]) == len(feed) == 3
    for item in body["items"]:
        assert list(item) == MEMBERS
        same = feed[item["id"]]
        member = dict(same["_guide"])
        document = member.pop("document")
        assert {**item, "_guide": member} == {name: {**same, "_guide": member}[name] for name in MEMBERS}
        assert read(client, f"/api/v1/guides/{member['guide_id']}") == {**document, "_guide": member}


def test_a_walk_meets_everyone_once_while_others_publish(app: Flask, client: FlaskClient) -> None:
    guides = [public(number) for number in range(5)]
    expected = [f"urn:uuid:{guide.id}" for guide in reversed(guides)]
    found, path = [], "/api/v1/guides?limit=2"
    while path:
        answer = client.get(path)
        body = answer.get_json()
        found += [item["id"] for item in body["items"]]
        assert body["has_more"] is (body["next_cursor"] is not None) is bool(next_path(answer))
        path = next_path(answer)
        if path:
            assert f"cursor={body['next_cursor']}" in path
            assert len(body["next_cursor"]) <= 512
        public(10 + len(found))
        published_again(guides[0].id, title=f"Edition {len(found)}")
    assert found == expected
    assert len(rows(client, "/api/v1/guides?limit=100")) == 8
    assert [len(page.get_json()["items"]) for page in walk(client, "/api/v1/guides?limit=3")] == [3, 3, 2]


def test_gives_the_fields_that_are_asked_for(sqlite_app: Flask, client: FlaskClient) -> None:
    public(1)
    public(2)
    whole = rows(client, "/api/v1/guides")
    for fields in (["title"], ["_guide", "id"], MEMBERS):
        found = rows(client, f"/api/v1/guides?limit=1&fields={','.join(fields)}")
        assert found == [{name: item[name] for name in MEMBERS if name in fields} for item in whole]
    for item in rows(client, "/api/v1/guides?fields=document,%20url"):
        assert list(item) == ["url", "document"]
        resource = read(client, item["url"].removeprefix("http://guides.test") + ".json")
        del resource["_guide"]
        assert item["document"] == resource
    for unknown in ("", "id,", "id;title", "_guide.slug", "search_text", "id,document,content_html", "%00", "*"):
        answer = client.get(f"/api/v1/guides?fields={unknown}")
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), unknown
        assert "fields" in answer.get_json()["detail"]
    assert client.get("/api/v1/guides?fields=id&fields=url").status_code == 400


def test_a_page_of_documents_ends_before_it_gets_too_heavy(sqlite_app: Flask, client: FlaskClient) -> None:
    for number in range(6):
        public(number, a_full_document())
    pages = list(walk(client, "/api/v1/guides?limit=100&fields=id,document"))
    assert len(pages) > 1
    sizes = [(len(page.get_json()["items"]), len(page.data)) for page in pages]
    assert sum(items for items, _ in sizes) == 6
    assert [size for items, size in sizes if items > 1 and size > 900_000] == []


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=101", "limit=-1", "limit=1e9", "limit=%D9%A1", "limit=", "cursor=", "cursor=x",
        "cursor=" + "x" * 600, "limit=1&limit=1", "cursor=a&cursor=a", "updated_since=x", "order=x", "difficulty=hard",
        "role=%00", "tag=%EF%BB%BF", "offset=10",
    ],
)  # fmt: skip
def test_what_it_cannot_read_it_refuses_by_name(sqlite_app: Flask, client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/v1/guides?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert query.partition("=")[0] in answer.get_json()["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_one_guide_is_found_by_id_and_by_slug_wherever_it_moved(app: Flask, client: FlaskClient) -> None:
    guide = public(1)
    for address in (str(guide.id), "guide-1"):
        answer = client.get(f"/api/v1/guides/{address}")
        assert answer.status_code == 200
        assert answer.data == client.get("/guides/guide-1.json").data
        assert f"guide:{guide.id}" in answer.headers["Surrogate-Key"].split()
    published_again(guide.id, slug="elsewhere")
    moved = client.get("/api/v1/guides/guide-1")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/api/v1/guides/elsewhere")
    for address in (str(guide.id), "elsewhere"):
        assert read(client, f"/api/v1/guides/{address}")["_guide"]["slug"] == "elsewhere"
    again = client.get("/api/v1/guides/guide-1")  # kept by now
    assert again.status_code == 301
    assert again.headers["Access-Control-Allow-Origin"] == "*", "a page of another site may follow it"


def test_nothing_tells_a_draft_from_what_is_not_there(sqlite_app: Flask, client: FlaskClient) -> None:
    draft, live = a_guide("approved"), public(1)
    revise(live.id, slug="wished-for")
    told = set()
    for address in (draft.id, draft.slug, "wished-for", uuid4(), "nothing", str(live.id).upper(), live.id.hex):
        answer = client.get(f"/api/v1/guides/{address}")
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json"), address
        told.add(json.dumps(answer.get_json()))
    assert len(told) == 1


def test_a_guide_that_left_says_how_by_id_as_by_slug(app: Flask, client: FlaskClient) -> None:
    target, sent, gone, withdrawn = (public(number) for number in range(4))
    act(sent.id, "request_removal", "author", removal="redirect", target="guide-0", reason="The same again.")
    act(sent.id, "confirm_removal", "publisher")
    for guide, removal in ((gone, "gone"), (withdrawn, "withdrawn")):
        act(guide.id, "takedown", "managing_editor", removal=removal, reason="It misleads.")
        for address in (guide.id, guide.slug):
            answer = client.get(f"/api/v1/guides/{address}")
            assert (answer.status_code, answer.mimetype) == (410, "application/problem+json")
            assert answer.get_json()["_guide"] == {"guide_id": str(guide.id), "slug": guide.slug, "status": removal}
    published_again(target.id, slug="elsewhere")
    for address in (sent.id, sent.slug):
        answer = client.get(f"/api/v1/guides/{address}")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/api/v1/guides/elsewhere")
    assert [item["url"] for item in rows(client, "/api/v1/guides")] == ["http://guides.test/guides/elsewhere"]
    assert [edge["slug"] for edge in rows(client, "/api/v1/graph", "edges")] == ["elsewhere"]
    assert {one["slug"] for one in rows(client, "/api/v1/roles")} == {"bus-driver", "role-0"}
