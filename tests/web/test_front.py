"""What is at hand: answers for which nobody waits, neither for the database nor until they are compressed."""

from collections.abc import Iterator
from typing import Any

import pytest

from cms.store.public_clock import Moves
from cms.web.front import Front
from cms.web.representation import Prepared, Representation
from cms.web.response_cache import ResponseCache
from tests.web.test_response_cache import AT, Clock

TEXT = b"In words. " * 100


@pytest.fixture
def cache() -> ResponseCache:
    made = ResponseCache(100_000, Clock())
    made.refresh()
    made._watched = True  # as if a thread looked on, of which none would end with the test
    return made


def told(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    pytest.fail("goes on to the application")


def asked(path: str = "/guides/a", coding: str = "", **more: str) -> dict[str, str]:
    given = {"HTTP_HOST": "ours", "HTTP_ACCEPT_ENCODING": coding, "QUERY_STRING": "", **more}
    return {"REQUEST_METHOD": "GET", "PATH_INFO": path, **given}


def a_front(cache: ResponseCache, *, is_embedded: bool = False) -> Front:
    front = Front(told, cache, ["ours"], {}, is_embedded=is_embedded)
    front.shortcuts = {"/short": lambda path, query: prepared()}
    return front


def prepared() -> Prepared:
    return Prepared(Representation(TEXT, "text/plain", AT), [])


def test_what_is_in_memory_is_at_hand_in_the_codings_that_were_made(cache: ResponseCache) -> None:
    front, kept = a_front(cache), prepared()
    assert front.at_hand(asked()) is None
    cache.put("/guides/a", kept, cache.seen)
    found = front.at_hand(asked())
    assert found
    assert found[0].startswith(b"HTTP/1.1 200 OK\r\n")
    assert found[1] == TEXT
    assert front.at_hand(asked(coding="gzip")) is None
    kept.answer(asked(coding="gzip"))
    compressed = front.at_hand(asked(coding="gzip"))
    assert compressed
    assert b"\r\nContent-Encoding: gzip\r\n" in compressed[0]


def test_a_304_is_counted(cache: ResponseCache) -> None:
    front, kept = a_front(cache), prepared()
    cache.put("/guides/a", kept, cache.seen)
    tag = dict(kept.answer(asked())[1])["ETag"]
    found = front.at_hand(asked(HTTP_IF_NONE_MATCH=tag))
    assert found
    assert found[0].startswith(b"HTTP/1.1 304 Not Modified\r\n")
    assert found[1] == b""
    assert cache.not_modified == 1


@pytest.mark.parametrize("more", [{"HTTP_HOST": "theirs"}, {"REQUEST_METHOD": "POST"}, {"QUERY_STRING": "a=é"}])
def test_whatever_is_unusual_goes_the_usual_way(cache: ResponseCache, more: dict[str, str]) -> None:
    cache.put("/guides/a", prepared(), cache.seen)
    assert a_front(cache).at_hand({**asked(), **more}) is None


def test_an_escaped_question_mark_begins_no_query(cache: ResponseCache) -> None:
    front = Front(told, cache, ["ours"], {"/list": frozenset({"page"})})
    cache.put(front.key("/list", "page=2"), prepared(), cache.seen)
    assert front.at_hand(asked("/list", QUERY_STRING="page=2"))
    assert front.at_hand(asked("/list?page=2")) is None
    assert len({front.key(*one) for one in [("/list", "page=2"), ("/list?page=2", ""), ("/list", "")]}) == 3


def test_what_is_no_date_counts_as_not_said(cache: ResponseCache) -> None:
    heard: list[dict[str, Any]] = []

    def hears(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        heard.append(environ)
        return []

    front = Front(hears, cache, ["ours"], {})
    for never in (f"Mon, 01 Jan {10**20} 00:00:00 GMT", "yesterday"):
        given = asked("/file", HTTP_IF_MODIFIED_SINCE=never, HTTP_IF_RANGE=never, HTTP_RANGE="bytes=0-1")
        front(given, lambda *_: print)
    for tag in ('"a"', 'W/"a"', "Sun, 29 Nov 2026 10:00:00 GMT"):
        front(asked("/file", HTTP_IF_RANGE=tag, HTTP_RANGE="bytes=0-1"), lambda *_: print)
    conditions = [[key for key in one if key.startswith("HTTP_") and key.endswith(("SINCE", "RANGE"))] for one in heard]
    assert conditions == [[], []] + 3 * [["HTTP_IF_RANGE", "HTTP_RANGE"]]


def test_nothing_is_at_hand_that_may_have_moved(cache: ResponseCache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put("/guides/a", prepared(), cache.seen)
    monkeypatch.setattr(Moves, "seen", Moves.seen + 1)
    assert a_front(cache, is_embedded=True).at_hand(asked()) is None


def test_nothing_is_at_hand_before_somebody_watches_the_clock() -> None:
    unwatched = ResponseCache(100_000, Clock())
    assert a_front(unwatched, is_embedded=True).at_hand(asked("/short")) is None


def test_a_short_way_is_at_hand_where_the_database_is_a_file(cache: ResponseCache) -> None:
    assert a_front(cache).at_hand(asked("/short")) is None
    front = a_front(cache, is_embedded=True)
    assert front.at_hand(asked("/short", "br")) is None  # to compress takes longer, and it is kept meanwhile
    assert cache.get("/short")
    assert front.at_hand(asked("/short"))
