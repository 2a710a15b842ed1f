"""Work on its way to the process for work: nothing of it changes, and where that process is away nothing is lost."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wsgi import get_input_stream

from cms.web.forwarding import FOR_READERS, Arrived, Forward, places_of_work
from tests.support.threads import wait_until

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
    thread = threading.Thread(target=server.serve_forever)
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

    def __init__(self, path: Path) -> None:
        self.looked = 0
        self._app = Forward(here, str(path), ("/editor/", "/login"), self._look, ways=2, always=ALWAYS)

    def ask(self, *words: Any, **more: Any) -> tuple[bytes, str, Any]:
        builder = EnvironBuilder(*words, **more)
        found, status, headers = run_wsgi_app(self._app, {**builder.get_environ(), "REMOTE_ADDR": "192.0.2.7"})
        return b"".join(found), status, headers

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
        headers=[("Cookie", "a=1; b=2"), ("If-Match", '"7"'), ("Host", "example.org"), ("X-Forwarded-For", "1.2.3.4"),
                 ("X-Crossway-Peer", "203.0.113.1"), ("Connection", "close"), ("Expect", "100-continue")],
    )  # fmt: skip
    [seen] = beyond.seen
    expected = EnvironBuilder("/editor/é %2F;=", query_string="a=%ff&b=é&c=+").get_environ()
    assert seen["PATH_INFO"] == expected["PATH_INFO"]
    assert seen["QUERY_STRING"] == "a=%ff&b=%C3%A9&c=+"
    assert (seen["REQUEST_METHOD"], seen["CONTENT_TYPE"], beyond.bodies) == ("PUT", "application/x", [BIG])
    assert (seen["HTTP_COOKIE"], seen["HTTP_IF_MATCH"], seen["HTTP_HOST"]) == ("a=1; b=2", '"7"', "example.org")
    assert (seen["REMOTE_ADDR"], seen["HTTP_X_FORWARDED_FOR"]) == ("192.0.2.7", "1.2.3.4")
    assert not {"HTTP_EXPECT", "HTTP_X_CROSSWAY_PEER"} & seen.keys()


def test_fields_that_are_for_this_hop_alone_end_here(beyond: Beyond, way: Way) -> None:
    named = {"Connection": "close, X-One,x-two , X-Crossway-Peer, Content-Length", "X-One": "1", "X-Two": "2"}
    way.ask("/editor/", method="POST", data=b"said", headers={**named, "X-Three": "3"})
    [seen] = beyond.seen
    assert not {"HTTP_X_ONE", "HTTP_X_TWO"} & seen.keys()
    assert (seen["HTTP_X_THREE"], seen["REMOTE_ADDR"], beyond.bodies) == ("3", "192.0.2.7", [b"said"])


@pytest.mark.parametrize("said", [{"HTTP_TRANSFER_ENCODING": "chunked"}, {"SERVER_PROTOCOL": "HTTP/2"}])
def test_a_body_of_unknown_length_arrives_whole(beyond: Beyond, way: Way, said: dict[str, str]) -> None:
    terminated = {"wsgi.input_terminated": True, **said}
    builder = EnvironBuilder("/editor/", method="POST", input_stream=BytesIO(BIG), environ_base=terminated)
    builder.content_length = None
    environ = builder.get_environ()
    environ.pop("CONTENT_LENGTH", None)
    assert run_wsgi_app(way._app, environ)[1] == "200 OK"
    assert beyond.bodies == [BIG]


def test_a_request_that_breaks_off_is_waited_for_by_nobody(beyond: Beyond, way: Way) -> None:
    builder = EnvironBuilder("/editor/", method="POST", input_stream=BytesIO(b"half of it"))
    environ = {**builder.get_environ(), "CONTENT_LENGTH": "20"}
    assert run_wsgi_app(way._app, environ)[1] == "503 SERVICE UNAVAILABLE"


def test_what_is_answered_comes_back_as_it_is(beyond: Beyond, way: Way) -> None:
    beyond.status, beyond.body = "409 CONFLICT", [BIG, BIG]
    beyond.headers = [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    body, status, headers = way.ask("/editor/", method="POST", data=b"x")
    assert (body, status, headers.getlist("Set-Cookie")) == (BIG + BIG, "409 CONFLICT", ["a=1", "b=2"])
    assert not {"connection", "transfer-encoding"} & {name.lower() for name, _ in headers}


@pytest.mark.parametrize(("method", "status"), [("HEAD", "200 OK"), ("GET", "304 NOT MODIFIED")])
def test_an_answer_without_a_body_ends(beyond: Beyond, way: Way, method: str, status: str) -> None:
    beyond.status, beyond.body = status, []
    assert way.ask("/editor/", method=method)[:2] == (b"", status)


def test_a_length_in_a_name_that_only_looks_like_it_is_not_passed_on(beyond: Beyond, way: Way) -> None:
    environ = EnvironBuilder("/editor/", method="POST", data=b"abc").get_environ()
    found = run_wsgi_app(way._app, {**environ, "HTTP_CONTENT_LENGTH": "5000", "HTTP_CONTENT_TYPE": "text/x"})
    assert (found[1], beyond.bodies, beyond.seen[0]["CONTENT_LENGTH"]) == ("200 OK", [b"abc"], "3")


def test_a_body_that_is_refused_unread_gets_the_refusal(beyond: Beyond, way: Way) -> None:
    beyond.reads, beyond.status = False, "413 REQUEST ENTITY TOO LARGE"
    assert way.ask("/editor/", method="POST", data=BIG * 20)[1] == "413 REQUEST ENTITY TOO LARGE"


def test_whoever_changes_something_reads_it_at_once(beyond: Beyond, way: Way) -> None:
    way.ask("/editor/")
    assert way.looked == 0
    way.ask("/editor/", method="POST")
    assert way.looked == 1


def test_while_no_work_comes_through_readers_are_answered_and_further_work_is_refused(beyond: Beyond, way: Way) -> None:
    beyond.may_answer.clear()
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(way.ask, "/editor/", method="POST") for _ in range(2)]
        wait_until(lambda: len(beyond.seen) == 2)
        assert way.ask("/guides/a")[0] == b"here"
        _, status, headers = way.ask("/editor/", method="POST")
        assert (status, headers["Retry-After"]) == ("503 SERVICE UNAVAILABLE", "1")
        beyond.may_answer.set()
        assert [one.result()[0] for one in waiting] == [b"done", b"done"]
    assert way.ask("/editor/", method="POST")[0] == b"done"
    assert len(beyond.seen) == 3


def test_while_work_comes_through_more_of_it_waits_its_turn(beyond: Beyond, way: Way) -> None:
    beyond.at_most = 0.3
    beyond.may_answer.clear()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(way.ask, "/editor/", method="POST") for _ in range(8)]
        assert [one.result()[0] for one in asked] == [b"done"] * 8


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_while_the_other_is_away_work_is_done_here(way: Way, method: str) -> None:
    assert way.ask("/editor/", method=method)[0] == b"here"


@pytest.mark.parametrize(("path", "kind"), [("/api/v1/x", "application/problem+json"), ("/editor/", "text/html")])
def test_refuses_as_the_application_does(beyond: Beyond, way: Way, path: str, kind: str) -> None:
    environ = EnvironBuilder(path, method="POST", data=b"half").get_environ()
    _, status, headers = run_wsgi_app(way._app, {**environ, "CONTENT_LENGTH": "20"})
    assert (status, headers["Retry-After"], headers["Cache-Control"]) == ("503 SERVICE UNAVAILABLE", "1", "no-store")
    assert (headers["Content-Type"].partition(";")[0], headers["X-Content-Type-Options"]) == (kind, "nosniff")


@pytest.mark.parametrize(("method", "status"), [("GET", "200 OK"), ("POST", "503 SERVICE UNAVAILABLE")])
def test_what_got_no_answer_is_asked_again_only_where_that_does_nothing(
    tmp_path: Path, way: Way, method: str, status: str
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
