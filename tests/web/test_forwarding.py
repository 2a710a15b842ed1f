"""Work on its way to the process for work: nothing of it changes, and where that process is away nothing is lost."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.serving import make_server
from werkzeug.test import EnvironBuilder
from werkzeug.wsgi import get_input_stream

from cms.web import bodies, entrance, forwarding
from cms.web.bodies import BrokeOff
from cms.web.entrance import Entrance
from cms.web.forwarding import FOR_READERS, Arrived, Forward, places_of_work
from cms.web.front import Front
from cms.web.response_cache import ResponseCache
from tests.support.threads import run_apart, wait_until

ALWAYS = [("X-Content-Type-Options", "nosniff")]
BIG = bytes(range(256)) * 4096


class Beyond:
    """The process for work: keeps what arrives, and answers as it is told."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self.status, self.headers, self.body = "200 OK", [("Content-Type", "text/plain")], [b"done"]
        self.reads = True
        self.may_answer, self.at_most = threading.Event(), 30.0
        self.may_answer.set()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self.seen.append(environ)
        self.may_answer.wait(self.at_most)
        if self.reads:
            self.bodies.append(get_input_stream(environ).read())
        start_response(self.status, self.headers)
        return self.body


@pytest.fixture
def beyond(tmp_path: Path) -> Iterator[Beyond]:
    made = Beyond()
    server = make_server(f"unix://{tmp_path}/desk", 0, Arrived(made), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def here(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"here"]


class Way:
    """A process for readers in front. looked: how often it was told that something may have changed."""

    def __init__(self, path: Path, app: Callable[..., list[bytes]] = here) -> None:
        self.looked = 0
        front = Front(app, ResponseCache(0, lambda _: pytest.fail("asks the database")), [], {})
        work = Forward(str(path), ("/editor/", "/login"))
        self.entrance = Entrance(
            app,
            front,
            work,
            threads=2,
            after_work=self._look,
            refuses=lambda _, given: given,
            always=ALWAYS,
            longest=len(BIG),
        )

    def ask(self, *words: Any, breaks_off: bool = False, **more: Any) -> tuple[bytes, int, Headers]:
        environ = EnvironBuilder(*words, **more).get_environ()
        body = environ["wsgi.input"].read()
        return self.asked({**environ, "REMOTE_ADDR": "192.0.2.7"}, body, breaks_off=breaks_off)

    def asked(self, environ: dict[str, Any], body: bytes, *, breaks_off: bool = False) -> tuple[bytes, int, Headers]:
        async def pieces() -> AsyncIterator[bytes]:
            for at in range(0, len(body), 50_000):
                yield body[at : at + 50_000]
            if breaks_off:
                raise BrokeOff("it ended early")

        answer = run_apart(self.entrance.answer(environ, pieces()))
        with answer.body as file:
            file.seek(0)
            return file.read(), answer.status, Headers([*answer.headers])

    def _look(self) -> None:
        self.looked += 1


@pytest.fixture
def way(tmp_path: Path) -> Way:
    return Way(tmp_path / "desk")


def test_every_page_is_for_readers_or_at_a_place_of_work(sqlite_app: Flask) -> None:
    places = places_of_work(sqlite_app)
    for rule in sqlite_app.url_map.iter_rules():
        for_readers = rule.endpoint.partition(".")[0] in FOR_READERS
        assert rule.rule.startswith(places) is not for_readers, rule.rule


def test_readers_are_answered_here_and_work_there(beyond: Beyond, way: Way) -> None:
    assert way.ask("/guides/a")[0] == way.ask("/", method="HEAD")[0] == b"here"
    assert way.ask("/editor/")[0] == way.ask("/guides/a", method="POST")[0] == b"done"
    assert [one["REQUEST_METHOD"] for one in beyond.seen] == ["GET", "POST"]


def test_what_is_asked_arrives_as_it_was_sent(beyond: Beyond, way: Way) -> None:
    way.ask(
        "/editor/é %2F;=", query_string="a=%ff&b=é&c=+", method="PUT", data=BIG, content_type="application/x",
        headers=[("Cookie", "a=1; theirs=é; b=2"), ("If-Match", '"7"'), ("Host", "example.org"),
                 ("X-Forwarded-For", "1.2.3.4"), ("X-Crossway-Peer", "203.0.113.1"), ("Connection", "close"),
                 ("Expect", "100-continue"), ("User-Agent", "é")],
    )  # fmt: skip
    [seen] = beyond.seen
    expected = EnvironBuilder("/editor/é %2F;=", query_string="a=%ff&b=é&c=+").get_environ()
    assert seen["PATH_INFO"] == expected["PATH_INFO"]
    assert seen["QUERY_STRING"] == "a=%ff&b=%C3%A9&c=+"
    assert (seen["REQUEST_METHOD"], seen["CONTENT_TYPE"], beyond.bodies) == ("PUT", "application/x", [BIG])
    assert (seen["HTTP_COOKIE"], seen["HTTP_IF_MATCH"], seen["HTTP_HOST"]) == ("a=1; b=2", '"7"', "example.org")
    assert (seen["REMOTE_ADDR"], seen["HTTP_X_FORWARDED_FOR"]) == ("192.0.2.7", "1.2.3.4")
    assert seen["HTTP_USER_AGENT"] == "é"
    assert not {"HTTP_EXPECT", "HTTP_X_CROSSWAY_PEER"} & seen.keys()


def test_fields_that_are_for_this_hop_alone_end_here(beyond: Beyond, way: Way) -> None:
    named = {"Connection": "close, X-One,x-two , X-Crossway-Peer, Content-Length", "X-One": "1", "X-Two": "2"}
    way.ask("/editor/", method="POST", data=b"said", headers={**named, "X-Three": "3"})
    [seen] = beyond.seen
    assert not {"HTTP_X_ONE", "HTTP_X_TWO"} & seen.keys()
    assert (seen["HTTP_X_THREE"], seen["REMOTE_ADDR"], beyond.bodies) == ("3", "192.0.2.7", [b"said"])


@pytest.mark.parametrize(
    "odd",
    [
        {"REQUEST_METHOD": "CONNECT", "PATH_INFO": ""},
        {"HTTP_CONNECTION": "host"},
        {"REQUEST_METHOD": "POST", "HTTP_CONNECTION": "close, Host"},
    ],
)
def test_what_cannot_be_passed_on_is_refused_at_once(
    beyond: Beyond, way: Way, monkeypatch: pytest.MonkeyPatch, odd: dict[str, str]
) -> None:
    monkeypatch.setattr(forwarding, "_SECONDS", 1)
    assert way.asked({**EnvironBuilder("/editor/").get_environ(), **odd}, b"")[1] == 400
    assert beyond.seen == []


def test_a_body_of_unknown_length_arrives_whole(beyond: Beyond, way: Way) -> None:
    environ = EnvironBuilder("/editor/", method="POST").get_environ()
    environ.pop("CONTENT_LENGTH", None)
    assert way.asked({**environ, "HTTP_TRANSFER_ENCODING": "chunked"}, BIG)[1] == 200
    assert beyond.bodies == [BIG]


@pytest.mark.parametrize("told", [{"CONTENT_LENGTH": "20"}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_a_request_that_breaks_off_arrives_nowhere(beyond: Beyond, way: Way, told: dict[str, str]) -> None:
    environ = EnvironBuilder("/editor/", method="POST").get_environ()
    environ.pop("CONTENT_LENGTH", None)
    breaks_off = "CONTENT_LENGTH" not in told
    assert way.asked({**environ, **told}, b"half of it", breaks_off=breaks_off)[1] == 408
    assert beyond.seen == []


@pytest.mark.parametrize("told", [{"CONTENT_LENGTH": str(len(BIG) + 1)}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_a_body_that_is_too_long_is_refused_by_its_length(beyond: Beyond, way: Way, told: dict[str, str]) -> None:
    beyond.reads, beyond.status = False, "413 REQUEST ENTITY TOO LARGE"
    environ = EnvironBuilder("/editor/", method="POST").get_environ()
    environ.pop("CONTENT_LENGTH", None)
    assert way.asked({**environ, **told}, BIG + b"x")[1] == 413
    assert beyond.seen[0]["CONTENT_LENGTH"] == str(len(BIG) + 1)


def test_what_is_answered_comes_back_as_it_is(beyond: Beyond, way: Way) -> None:
    beyond.status, beyond.body = "409 CONFLICT", [BIG, BIG]
    beyond.headers = [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    body, status, headers = way.ask("/editor/", method="POST", data=b"x")
    assert (body, status, headers.getlist("Set-Cookie")) == (BIG + BIG, 409, ["a=1", "b=2"])
    assert not {"connection", "transfer-encoding"} & {name.lower() for name, _ in headers}


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 304)])
def test_an_answer_without_a_body_ends(beyond: Beyond, way: Way, method: str, status: int) -> None:
    beyond.status, beyond.body = f"{status} WHATEVER", []
    assert way.ask("/editor/", method=method)[:2] == (b"", status)


def test_a_body_that_is_refused_unread_gets_the_refusal(beyond: Beyond, way: Way) -> None:
    beyond.reads, beyond.status = False, "413 REQUEST ENTITY TOO LARGE"
    assert way.ask("/editor/", method="POST", data=BIG)[1] == 413


def test_whoever_changes_something_reads_it_at_once(beyond: Beyond, way: Way) -> None:
    way.ask("/editor/")
    assert way.looked == 0
    way.ask("/editor/", method="POST")
    assert way.looked == 1


def test_while_much_work_is_on_its_way_readers_are_answered_and_more_of_it_is_refused(
    beyond: Beyond, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "_MOST", 2)
    beyond.may_answer.clear()
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(way.ask, "/editor/", method="POST") for _ in range(2)]
        wait_until(lambda: len(beyond.seen) == 2)
        assert way.ask("/guides/a")[0] == b"here"
        _, status, headers = way.ask("/editor/", method="POST")
        assert (status, headers["Retry-After"]) == (503, "1")
        beyond.may_answer.set()
        assert [one.result()[0] for one in waiting] == [b"done", b"done"]
    assert way.ask("/editor/", method="POST")[0] == b"done"
    assert len(beyond.seen) == 3


def test_who_falls_silent_is_not_waited_for(beyond: Beyond, way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_SILENCE", 0.01)

    async def silent() -> AsyncIterator[bytes]:
        yield b"half of it"
        await asyncio.Event().wait()

    environ = EnvironBuilder("/editor/", method="POST", content_type="text/plain").get_environ()
    answer = run_apart(way.entrance.answer({**environ, "CONTENT_LENGTH": "20"}, silent()))
    with answer.body:
        assert (answer.status, beyond.seen) == (408, [])


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_while_the_other_is_away_work_is_done_here(way: Way, method: str) -> None:
    assert way.ask("/editor/", method=method)[0] == b"here"


@pytest.mark.parametrize(("path", "kind"), [("/api/v1/x", "application/problem+json"), ("/editor/", "text/html")])
def test_refuses_as_the_application_does(beyond: Beyond, way: Way, path: str, kind: str) -> None:
    _, status, headers = way.ask(path, method="POST", data=b"half", breaks_off=True)
    assert (status, headers["Retry-After"], headers["Cache-Control"]) == (408, "1", "no-store")
    assert (headers["Content-Type"].partition(";")[0], headers["X-Content-Type-Options"]) == (kind, "nosniff")


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("POST", 503)])
def test_what_got_no_answer_is_asked_again_only_where_that_does_nothing(
    tmp_path: Path, way: Way, method: str, status: int
) -> None:
    asked = []
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{tmp_path}/desk")
        listening.listen()

        def end_at_once() -> None:
            connection, _ = listening.accept()
            with connection:
                asked.append(connection.recv(10))

        thread = threading.Thread(target=end_at_once)
        thread.start()
        assert way.ask("/editor/", method=method)[1] == status
        thread.join()
    assert len(asked) == 1
