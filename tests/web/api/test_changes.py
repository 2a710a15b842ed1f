"""/api/v1/changes: whoever folds it has what is public, wherever they stopped, and whoever publishes meanwhile."""

import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import cycle
from random import Random
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms import clock
from cms.store import public_clock
from cms.store.db import session, transaction
from tests import factories
from tests.support.library import public, rows
from tests.support.mirror import MEMBERS, Mirror, public_now
from tests.support.screens import read

# Writers, the rounds that each makes at least, and how long they write.
WRITERS, ROUNDS, SECONDS = (4, 1, 60) if os.environ.get("CMS_SOAK") else (2, 2, 0)


def take_down(guide_id: UUID, removal: str = "withdrawn") -> None:
    factories.act(guide_id, "takedown", "managing_editor", removal=removal, reason="It misleads.")


def redirect(guide_id: UUID, target: str) -> None:
    factories.act(guide_id, "request_removal", "author", removal="redirect", target=target, reason="The same again.")
    factories.act(guide_id, "confirm_removal", "publisher")


def reinstate(guide_id: UUID) -> None:
    factories.act(guide_id, "reinstate", "publisher", reason="It was right.")


def test_folding_every_change_gives_the_list(app: Flask, client: FlaskClient) -> None:
    a, b, c, d, e = (public(number) for number in range(5))
    old = Mirror(limit=2)
    old.poll(client)
    before = Mirror().catch_up(client)
    factories.published_again(a.id, title="Another edition")
    factories.published_again(b.id, slug="elsewhere")
    take_down(c.id)
    redirect(d.id, "elsewhere")
    take_down(e.id, "gone")
    reinstate(c.id)
    factories.a_guide("approved")
    expected = public_now(client)
    assert {slug for slug, _, _ in expected.values()} == {"guide-0", "elsewhere", "guide-2"}
    for limit in (1, 2, 3, 100):
        mirror = Mirror(limit).catch_up(client)
        assert mirror.guides == expected
        assert len(mirror.seen) == 5, "the last change of each guide alone"
    assert old.catch_up(client).guides == expected
    assert before.catch_up(client).guides == expected
    assert {item["_guide"]["guide_id"] for item in rows(client, "/feed.json")} == set(expected)


def test_a_change_says_what_happened_and_nothing_of_the_text(app: Flask, client: FlaskClient) -> None:
    target, moved, gone, sent = (public(number) for number in range(4))
    factories.published_again(moved.id, slug="elsewhere")
    take_down(gone.id, "gone")
    redirect(sent.id, "guide-0")
    changes = {one["guide_id"]: one for one in read(client, "/api/v1/changes")["changes"]}
    for change in changes.values():
        assert list(change) == MEMBERS
        assert datetime.fromisoformat(change["at"]) <= clock.now()
        assert change["url"] == f"http://guides.test/guides/{change['slug']}"
        assert change["json_url"] == f"{change['url']}.json"
    told = changes[str(moved.id)]
    resource = read(client, "/guides/elsewhere.json")["_guide"]
    assert (told["type"], told["slug"], told["previous_slugs"], told["redirect_to"]) == (
        "upsert", "elsewhere", ["guide-1"], None,
    )  # fmt: skip
    assert (told["version"], told["content_hash"]) == (resource["version"], resource["content_hash"])
    assert (changes[str(gone.id)]["type"], changes[str(gone.id)]["redirect_to"]) == ("gone", None)
    left = changes[str(sent.id)]
    assert (left["type"], left["redirect_to"]) == ("redirected", "http://guides.test/guides/guide-0")
    assert client.get("/guides/guide-2.json").status_code == 410
    assert str(target.id) in changes


def test_the_end_is_told_with_a_cursor_to_come_back_with(sqlite_app: Flask, client: FlaskClient) -> None:
    nothing = read(client, "/api/v1/changes")
    assert (nothing["changes"], nothing["has_more"]) == ([], False)
    public(1)
    first = read(client, f"/api/v1/changes?cursor={nothing['cursor']}")
    assert [one["slug"] for one in first["changes"]] == ["guide-1"]
    for _ in range(2):
        end = read(client, f"/api/v1/changes?cursor={first['cursor']}")
        assert (end["changes"], end["has_more"], end["cursor"]) == ([], False, first["cursor"])
    public(2)
    assert [one["slug"] for one in read(client, f"/api/v1/changes?cursor={end['cursor']}")["changes"]] == ["guide-2"]


def test_it_may_be_kept_but_must_be_asked_about(sqlite_app: Flask, client: FlaskClient) -> None:
    public(1)
    answer = client.get("/api/v1/changes?limit=1")
    assert answer.content_type == "application/json"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Surrogate-Key"] == "guides"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    same = client.get("/api/v1/changes?limit=1", headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304
    head = client.head("/api/v1/changes?limit=1")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", answer.headers["ETag"])
    public(2)
    new = client.get("/api/v1/changes?limit=1", headers={"If-None-Match": answer.headers["ETag"]})
    assert (new.status_code, new.get_json()["has_more"]) == (200, True)
    assert 'rel="next"' in new.headers["Link"]
    assert client.post("/api/v1/changes").status_code == 405


@pytest.mark.parametrize(
    "query",
    [
        "cursor=", "cursor=x", "cursor=MTIz", "cursor=%ED%A0%80", "cursor=" + "A" * 5000, "limit=0", "limit=1001",
        "limit=-1", "limit=abc", "limit=1e9", "limit=%D9%A3", "limit=1&limit=2", "since=1", "limit=1%00",
    ],
)  # fmt: skip
def test_what_it_cannot_read_it_refuses(sqlite_app: Flask, client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/v1/changes?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert query.partition("=")[0] in answer.get_json()["detail"]


def test_a_cursor_is_signed_whole(sqlite_app: Flask, client: FlaskClient) -> None:
    public(1)
    cursor = read(client, "/api/v1/changes")["cursor"]
    for place in range(0, len(cursor), 7):
        damaged = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        assert client.get(f"/api/v1/changes?cursor={damaged}").status_code == 400, damaged
    assert client.get(f"/api/v1/changes?cursor={cursor}&cursor={cursor}").status_code == 400


def test_a_restored_backup_makes_readers_start_again(sqlite_app: Flask, client: FlaskClient) -> None:
    public(1)
    cursor = read(client, "/api/v1/changes")["cursor"]
    with transaction():
        public_clock.wait_for_turn().epoch = "another"
        public_clock.tick(public_change=False)
    answer = client.get(f"/api/v1/changes?cursor={cursor}")
    assert (answer.status_code, answer.mimetype) == (410, "application/problem+json")
    problem = answer.get_json()
    assert "start again without a cursor" in problem["detail"]
    assert problem["restart"] == "http://guides.test/api/v1/changes"
    assert len(read(client, "/api/v1/changes")["changes"]) == 1
    with transaction():
        clock_row = public_clock.wait_for_turn()
        clock_row.seq -= 1  # a copy that was taken earlier, and put back by hand with the epoch of today
        public_clock.tick(public_change=False)
    ahead = read(client, "/api/v1/changes")["cursor"]
    assert client.get(f"/api/v1/changes?cursor={ahead}").status_code == 400, "a change that has not happened"


def test_readers_who_stop_and_resume_during_writing_end_with_what_is_public(app: Flask) -> None:
    """The one test that finds numbers given in another order than commits. With CMS_SOAK=1 for a minute."""
    standing = [public(number).id for number in range(2 * WRITERS)]
    session().rollback()
    over = threading.Event()
    start = threading.Barrier(WRITERS + 3)
    until = time.monotonic() + SECONDS

    def write(own: Sequence[UUID], base: int) -> int:
        """Round after round of a guide that changes, moves and leaves, and a new one; returns how many rounds."""
        with app.app_context():
            start.wait()
            for turn, guide_id in enumerate(cycle(own), 1):
                factories.published_again(guide_id, title=f"Edition {turn}")
                factories.published_again(guide_id, slug=f"moved-{base + turn}")
                public(base + turn)
                take_down(guide_id, "gone" if turn % 2 else "withdrawn")
                reinstate(guide_id)
                if turn >= ROUNDS and time.monotonic() >= until:
                    return turn
        raise AssertionError("somebody has guides")

    def follow(limit: int) -> Mirror:
        client, whims = app.test_client(), Random(limit)  # noqa: S311  # whims, no secrets
        start.wait()
        mirror = Mirror(limit)
        while not over.is_set():
            mirror.poll(client)
            over.wait(whims.choice((0, 0, 0, whims.random() / 4)))
        return mirror.catch_up(client)

    with ThreadPoolExecutor(WRITERS + 3) as threads:
        following = [threads.submit(follow, limit) for limit in (1, 2, 100)]
        writers = [threads.submit(write, standing[nth::WRITERS], 10_000 * (nth + 1)) for nth in range(WRITERS)]
        try:
            rounds = sum(one.result() for one in writers)
        finally:
            over.set()
        mirrors = [one.result() for one in following]
    client = app.test_client()
    expected = public_now(client)
    print(f"{rounds} rounds of 4 public changes; changes read: {[len(mirror.seen) for mirror in mirrors]}")
    assert len(expected) == len(standing) + rounds
    assert Mirror().catch_up(client).guides == expected
    for mirror in mirrors:
        assert mirror.guides == expected
