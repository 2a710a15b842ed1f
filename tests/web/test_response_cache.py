"""Published bytes in memory: what is kept, for how long it is true, and what happens when the database is away."""

import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from cms.store.db import db
from cms.store.public_clock import Moves
from cms.web.front import Front
from cms.web.representation import Prepared, Representation
from cms.web.response_cache import NOTHING_SEEN, ResponseCache, Seen
from tests.factories import a_guide, published_again

AT = datetime(2026, 11, 22, tzinfo=UTC)


class Clock:
    """Stands in for the row in the database, and for its absence."""

    def __init__(self) -> None:
        self.seen, self.moved, self.away = Seen(1, 1, "first"), list[str](), False

    def __call__(self, generation: int) -> tuple[Seen, Iterable[str]]:
        if self.away:
            raise OperationalError("SELECT", {}, Exception("away"))
        return self.seen, self.moved

    def move(self, *guide_ids: str) -> None:
        self.seen = Seen(self.seen.seq + 1, self.seen.generation + 1, self.seen.epoch)
        self.moved = list(guide_ids)


@pytest.fixture
def row() -> Clock:
    return Clock()


@pytest.fixture
def cache(row: Clock) -> ResponseCache:
    made = ResponseCache(100_000, row)
    made.refresh()
    return made


def prepared(size: int = 100, *tags: str) -> Prepared:
    return Prepared(Representation(b"x" * size, "image/png", AT, tags=tags), [])


def keep(cache: ResponseCache, key: str, *tags: str, size: int = 100) -> Prepared:
    one = prepared(size, *tags)
    cache.put(key, one, cache.seen)
    return one


def test_forgets_the_guides_that_moved_and_every_list(cache: ResponseCache, row: Clock) -> None:
    keep(cache, "/guides/a", "guide:1", "guide:2")
    keep(cache, "/guides/b", "guide:3")
    keep(cache, "/feed.json", "guides")
    keep(cache, "/feed.json?limit=3", "guides")
    assert [cache.get(key) is None for key in ("/guides/a", "/guides/b", "/feed.json")] == [False] * 3
    row.move("2")
    assert [cache.get(key) is None for key in ("/guides/a", "/guides/b", "/feed.json")] == [True, False, True]
    assert cache.get("/feed.json?limit=3") is None
    assert cache.entries == 1


def test_keeps_nothing_that_was_read_before_the_clock_moved(cache: ResponseCache, row: Clock) -> None:
    seen = cache.seen
    row.move()
    cache.refresh()
    cache.put("/guides/a", prepared(), seen)
    assert cache.get("/guides/a") is None
    cache.put("/guides/a", prepared(), NOTHING_SEEN)
    assert cache.get("/guides/a") is None


@pytest.mark.parametrize("now", [Seen(1, 1, "restored"), Seen(0, 0, "first")])
def test_forgets_everything_when_another_database_is_there(cache: ResponseCache, row: Clock, now: Seen) -> None:
    keep(cache, "/guides/a", "guide:1")
    row.seen = now
    assert cache.get("/guides/a") is None
    assert (cache.entries, cache.bytes) == (0, 0)


def test_stays_within_its_bytes_and_gives_up_what_was_least_read(cache: ResponseCache) -> None:
    for number in range(40):
        keep(cache, f"/guides/{number}", f"guide:{number}", size=1000)
        cache.get("/guides/0")
        assert cache.bytes <= 100_000
    assert cache.get("/guides/0")
    assert cache.get("/guides/1") is None
    assert cache.evictions == 40 - cache.entries


def test_does_not_let_queries_push_the_pages_out(cache: ResponseCache) -> None:
    keep(cache, "/guides/a", "guide:1", size=1000)
    for number in range(200):
        keep(cache, f"/?q={number}", "guides", size=1000)
    assert cache.get("/guides/a")
    assert cache.bytes <= 100_000 // 4 + 5000
    assert cache.get("/?q=199")


def test_gives_up_what_is_greater_than_all_there_is(cache: ResponseCache) -> None:
    keep(cache, "/guides/a", size=1_000_000)
    assert (cache.entries, cache.bytes) == (0, 0)


def test_serves_on_while_the_clock_cannot_be_read(cache: ResponseCache, row: Clock) -> None:
    one = keep(cache, "/guides/a", "guide:1")
    row.away = True
    assert cache.get("/guides/a") is one
    assert cache.degraded
    row.away = False
    row.move("1")
    assert cache.get("/guides/a") is None
    assert not cache.degraded


def test_looks_at_once_when_this_process_moved_the_clock_though_a_thread_is_watching(
    cache: ResponseCache, row: Clock
) -> None:
    cache.watch()
    one = keep(cache, "/guides/a", "guide:1")
    assert cache.get("/guides/a") is one  # begins to watch
    row.move("1")
    Moves.note()
    assert cache.get("/guides/a") is None


def test_knows_which_parameters_make_a_difference(cache: ResponseCache) -> None:
    front = Front(lambda environ, start: [], cache, ["here"], {"/feed.json": frozenset({"limit", "tag"})})
    assert front.key("/guides/a", "utm_source=x") == "/guides/a"
    assert front.key("/feed.json", "utm_source=x") == "/feed.json"
    assert front.key("/feed.json", "tag=b&limit=3&x=1&tag=a") == front.key("/feed.json", "limit=3&tag=b&tag=a")
    assert front.key("/feed.json", "tag=a&tag=b") != front.key("/feed.json", "tag=b&tag=a")
    assert front.key("/feed.json", "limit=") != front.key("/feed.json", "")
    assert front.key("/feed.json", "tag=a%26limit%3D3") != front.key("/feed.json", "tag=a&limit=3")
    assert front.key("/feed.json", "%ff=%ff&tag=%ff")


# With the product around it


@pytest.fixture
def kept(app: Flask) -> ResponseCache:
    found: ResponseCache = app.extensions["crossway_cache"]
    return found


@pytest.fixture
def statements(app: Flask) -> Iterable[list[str]]:
    """What was asked of the database."""
    said: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield said
    event.remove(db.engine, "before_cursor_execute", note)


def test_answers_the_second_reader_from_memory(app: Flask, client: FlaskClient, kept: ResponseCache) -> None:
    slug = a_guide("published").slug
    first = client.get(f"/guides/{slug}?utm_source=x")
    hits = kept.hits
    second = client.get(f"/guides/{slug}")
    assert kept.hits == hits + 1
    assert second.data == first.data
    assert second.headers["ETag"] == first.headers["ETag"]
    assert [name for name, _ in first.headers if name != "Date"] == [name for name, _ in second.headers]
    head = client.head(f"/guides/{slug}")
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(first.data)))


def test_shows_the_new_text_to_the_next_reader(app: Flask, client: FlaskClient) -> None:
    guide = a_guide("published")
    addresses = [f"/guides/{guide.slug}", f"/guides/{guide.slug}.json", "/feed.json", "/"]
    before = {address: client.get(address) for address in addresses}
    published_again(guide.id, title="From Bus Driver to Planner, anew: A 6–9-Month Plan")
    for address, old in before.items():
        new = client.get(address, headers={"If-None-Match": old.headers["ETag"]})
        assert new.status_code == 200, address
        assert "anew" in new.text, address


def test_follows_a_guide_to_its_new_address(app: Flask, client: FlaskClient) -> None:
    guide = a_guide("published")
    first = guide.slug
    assert client.get(f"/guides/{first}").status_code == 200
    published_again(guide.id, slug="moved-here")
    for suffix in ("", ".json", ".md", ".ics", ".png"):
        answer = client.get(f"/guides/{first}{suffix}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/guides/moved-here{suffix}")
    published_again(guide.id, slug="moved-on")
    assert client.get(f"/guides/{first}.json").headers["Location"] == "/guides/moved-on.json"


def test_never_answers_a_foreign_host_or_another_method_from_memory(app: Flask, client: FlaskClient) -> None:
    path = f"/guides/{a_guide('published').slug}"
    assert client.get(path).status_code == 200
    assert client.get(path, headers={"Host": "evil.example"}).status_code == 400
    assert client.post(path).status_code == 405
    assert client.get(path, headers={"X-Forwarded-Host": "evil.example"}).status_code == 200


def test_asks_the_database_for_no_more_than_the_clock(app: Flask, client: FlaskClient, statements: list[str]) -> None:
    path = f"/guides/{a_guide('published').slug}"
    client.get(path)
    statements.clear()
    client.get(path)
    assert [one for one in statements if one.startswith("SELECT")] == [
        one for one in statements if "public_clock" in one
    ]


def test_keeps_no_error_and_nothing_private(
    app: Flask, client: FlaskClient, kept: ResponseCache, client_for: Any
) -> None:
    client.get("/guides/nowhere")
    client.get("/feed.json?limit=nonsense")
    client.get("/healthz")
    client_for("author").get("/editor/")
    assert kept.entries == 0


def test_tells_head_first_what_get_tells_later(app: Flask, client: FlaskClient) -> None:
    path = f"/guides/{a_guide('published').slug}"
    head = client.head(path)
    get = client.get(path)
    assert head.headers["Content-Length"] == get.headers["Content-Length"] == str(len(get.data))


def test_tells_the_first_reader_unchanged_as_it_tells_the_second(app: Flask, client: FlaskClient) -> None:
    path = f"/guides/{a_guide('published').slug}"
    known = {"If-None-Match": client.get(path).headers["ETag"]}
    second = client.get(path, headers=known)
    app.extensions["crossway_cache"].clear()
    first = client.get(path, headers=known)
    assert (first.status_code, sorted(first.headers.keys())) == (304, sorted(second.headers.keys()))
    assert "Last-Modified" in first.headers


def test_never_takes_one_query_for_another(app: Flask, client: FlaskClient) -> None:
    for one, other in (("/?q=caf%E9", "/?q=caf%E8"), ("/feed.json?tag=a%FF", "/feed.json?tag=a%FE")):
        assert client.get(one).data != client.get(other).data


def test_survives_many_threads(row: Clock) -> None:
    cache = ResponseCache(50_000, row)
    cache.refresh()
    failed: list[BaseException] = []

    def work(start: int) -> None:
        try:
            for number in range(start, start + 400):
                keep(cache, f"/?q={number % 60}", "guides", size=500)
                keep(cache, f"/guides/{number % 60}", f"guide:{number}", size=500)
                cache.get(f"/?q={(number * 7) % 60}")
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert cache.bytes <= 50_000
