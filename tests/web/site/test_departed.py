"""Addresses of guides that left: withdrawn, redirected, gone; and of those that came back."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.store.guides import Guide
from tests.factories import a_document, a_guide, act, published_again
from tests.support.screens import elements, read

WHY, TOLD = "Paula is wrong about this.", "Ask the <b>licensing office</b> instead."
DATA = (".json", ".md", ".ics", ".png")
LISTS = ("/", "/feed.json", "/feed.json?view=summary", "/feed.json?order=updated", "/feed.atom", "/api/v1/guides",
         "/api/v1/roles", "/api/v1/graph", "/sitemap.xml")  # fmt: skip


def removed(guide: Guide, kind: str, **said: Any) -> None:
    act(guide.id, "request_removal", "author", removal=kind, reason=WHY, **said)
    act(guide.id, "confirm_removal", "publisher")


def back(guide: Guide) -> None:
    act(guide.id, "reinstate", "publisher")


def status(client: FlaskClient, path: str) -> tuple[int, str | None]:
    """Asked twice: from the database and from what is kept."""
    first, second = client.get(path), client.get(path)
    assert (first.status_code, first.location, first.data) == (second.status_code, second.location, second.data)
    return first.status_code, first.location


def everywhere(client: FlaskClient, *guides: Guide) -> dict[str, tuple[int, str | None]]:
    """What each address of these guides answers."""
    paths = [f"/guides/{guide.slug}{more}" for guide in guides for more in ("", *DATA, "/plan")]
    paths += [f"/api/v1/guides/{key}" for guide in guides for key in (guide.id, guide.slug)]
    return {path: status(client, path) for path in paths}


def named_in(client: FlaskClient, guide: Guide) -> list[str]:
    """The lists that name the guide, by its address, its id or its role."""
    said = (f"/guides/{guide.slug}", str(guide.id), "to-be-removed")
    return [path for path in LISTS if any(one in client.get(path).text for one in said)]


def pair() -> tuple[Guide, Guide]:
    """A guide about to leave, which once had another address, and one that stays."""
    role = {"slug": "to-be-removed", "label": "To be removed"}
    stays = a_guide("published")
    guide = a_guide("published", a_document(slug="first-address", translation_key=None, to_role=role))
    published_again(guide.id, slug="leaving")
    return act(guide.id, "reaffirm", "author", evidence="Seen."), stays


@pytest.mark.parametrize("kind", ["withdrawn", "gone", "redirect"])
def test_answers_each_address_in_one_way_and_as_before_once_it_is_back(
    sqlite_app: Flask, client: FlaskClient, kind: str
) -> None:
    guide, other = pair()
    before, lists = everywhere(client, guide), named_in(client, guide)
    assert set(lists) == set(LISTS)
    removed(guide, kind, **({"target": other.slug} if kind == "redirect" else {}))
    expected: dict[str, tuple[int, str | None]]
    if kind == "redirect":
        expected = {
            path: (301, path.replace("leaving", other.slug).replace(str(guide.id), other.slug)) for path in before
        }
    else:
        expected = dict.fromkeys(before, (410, None))
        if kind == "withdrawn":
            expected[f"/guides/{guide.slug}"] = (200, None)
    assert everywhere(client, guide) == expected
    for suffix in ("", ".json"):
        at_first = {
            "withdrawn": (301, f"/guides/leaving{suffix}"),
            "gone": (410, None),
            "redirect": (301, f"/guides/{other.slug}{suffix}"),
        }
        assert status(client, f"/guides/first-address{suffix}") == at_first[kind]
    assert named_in(client, guide) == []
    back(guide)
    assert everywhere(client, guide) == before
    assert named_in(client, guide) == lists
    assert status(client, "/guides/first-address") == (301, "/guides/leaving")


def test_leaves_a_withdrawn_page_with_its_banner_for_nobody_to_find(sqlite_app: Flask, client: FlaskClient) -> None:
    guide, _ = pair()
    live = client.get("/guides/leaving")
    removed(guide, "withdrawn", public_text=TOLD)
    page = client.get("/guides/leaving", headers={"If-None-Match": live.headers["ETag"]})
    assert page.status_code == 200
    assert "licensing office&lt;/b&gt; instead." in page.text
    metas = {one.get("name"): one.get("content") for one in elements(page.text) if one.tag == "meta"}
    assert "noindex" in (metas["robots"] or "")
    again = client.get("/guides/leaving", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    for path in (*LISTS, "/guides/leaving", "/guides/leaving.json", "/api/v1/changes"):
        assert WHY not in client.get(path).text, "the reason is not for readers"


@pytest.mark.parametrize("kind", ["withdrawn", "gone"])
def test_tells_programs_why_there_is_nothing(sqlite_app: Flask, client: FlaskClient, kind: str) -> None:
    guide, _ = pair()
    removed(guide, kind)
    for path in ("/guides/leaving.json", "/guides/leaving.md", f"/api/v1/guides/{guide.id}"):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (410, "application/problem+json")
        told = answer.get_json(force=True)
        assert told["status"] == 410
        assert told["_guide"] == {"guide_id": str(guide.id), "slug": "leaving", "status": kind}


def test_shows_other_guides_where_one_is_gone(sqlite_app: Flask, client: FlaskClient) -> None:
    guide, other = pair()
    assert f"/guides/{other.slug}" in client.get("/guides/leaving").text
    removed(guide, "gone")
    page = client.get("/guides/leaving")
    assert page.status_code == 410
    assert list(elements(page.text))
    assert "noindex" in page.text
    assert f"/guides/{other.slug}" in page.text


def test_keeps_no_redirect_that_has_become_another(sqlite_app: Flask, client: FlaskClient) -> None:
    """Whichever guide on the way comes, goes or moves: one step, and to where it leads now."""
    first, second, third = (a_guide("published") for _ in range(3))

    def sent(guide: Guide) -> str | None:
        return status(client, f"/guides/{guide.slug}")[1]

    removed(first, "redirect", target=second.slug)
    assert sent(first) == f"/guides/{second.slug}"
    removed(second, "redirect", target=third.slug)
    assert sent(first) == sent(second) == f"/guides/{third.slug}"
    back(second)
    assert sent(first) == f"/guides/{second.slug}"
    assert status(client, f"/guides/{second.slug}") == (200, None)
    published_again(second.id, slug="moved-since")
    assert sent(first) == "/guides/moved-since"
    removed(second, "redirect", target=third.slug)
    published_again(third.id, slug="moved-too")
    assert sent(first) == sent(second) == "/guides/moved-too"
    removed(third, "gone")
    assert sent(first) == "/guides/moved-too"
    assert status(client, "/guides/moved-too") == (410, None)
    back(first)
    assert sent(first) is None


def test_lets_a_follower_of_the_changes_end_with_what_is_public(app: Flask, client: FlaskClient) -> None:
    guides = [a_guide("published") for _ in range(5)]
    one, two, three, four, five = guides
    held: dict[str, str | None] = {}
    cursor = ""

    def follow() -> None:
        nonlocal cursor
        told = read(client, f"/api/v1/changes?cursor={cursor}" if cursor else "/api/v1/changes")
        for change in told["changes"]:
            if change["type"] == "upsert":
                held[change["guide_id"]] = change["content_hash"]
            else:
                held.pop(change["guide_id"], None)
        cursor = told["cursor"]

    def public() -> dict[str, str]:
        items = read(client, "/api/v1/guides")["items"]
        return {item["_guide"]["guide_id"]: item["_guide"]["content_hash"] for item in items}

    follow()
    removed(one, "gone")
    removed(two, "redirect", target=three.slug)
    act(three.id, "takedown", "managing_editor", removal="withdrawn", reason=WHY)
    follow()
    assert held == public()
    assert held.keys() == {str(four.id), str(five.id)}
    back(two)
    removed(four, "withdrawn")
    act(five.id, "reaffirm", "author", evidence="Seen.")
    published_again(five.id, summary="Newer.")
    follow()
    assert held == public()
    assert held.keys() == {str(two.id), str(five.id)}
    redirected = read(client, "/api/v1/changes")["changes"]
    assert [change["redirect_to"] for change in redirected] == [None] * 5
    removed(two, "redirect", target=five.slug)
    [change] = [change for change in read(client, "/api/v1/changes")["changes"] if change["guide_id"] == str(two.id)]
    assert change["redirect_to"].endswith(f"/guides/{five.slug}")
    assert "content_html" not in change


def test_says_on_its_page_when_it_was_last_verified(sqlite_app: Flask, client: FlaskClient) -> None:
    guide = a_guide("published")
    before = client.get(f"/guides/{guide.slug}")
    told = read(client, f"/guides/{guide.slug}.json")
    act(guide.id, "reaffirm", "author", evidence="Seen on the site of the office.")
    after = client.get(f"/guides/{guide.slug}", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Last verified" in after.text
    assert "site of the office" not in after.text
    now = read(client, f"/guides/{guide.slug}.json")
    for name in ("version", "content_hash"):
        assert now["_guide"][name] == told["_guide"][name]
    assert client.get("/feed.json").get_json(force=True)["items"][0]["date_modified"].endswith("Z")
