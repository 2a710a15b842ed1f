"""Connections as clients make them: what is said by the rules is answered in order, anything else refused."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from cms.web.front import Front
from cms.web.representation import Prepared, Representation
from cms.web.response_cache import ResponseCache
from tests.support.readers import LONGEST, Reached, all_of, reached
from tests.support.threads import wait_until
from tests.web.test_response_cache import AT, Clock

KEPT = b"kept " * 20_000
LONG = bytes(range(256)) * 40_000
HOST = b"Host: ours\r\n"
LAST = HOST + b"Connection: close\r\n\r\n"
UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"


class Application:
    """Says what it was asked. may_answer: whether `/wait` ends. seen: the paths that it was asked for."""

    def __init__(self) -> None:
        self.may_answer, self.seen = threading.Event(), list[str]()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        path = environ["PATH_INFO"]
        self.seen.append(path)
        if path == "/wait":
            assert self.may_answer.wait(30)
        if path == "/fault":
            raise RuntimeError("a fault")
        fields = [("X-Two", "1\r\nX-Three: 1")] if path == "/two" else [("Content-Type", "application/json")]
        start_response({"/204": "204 No Content", "/304": "304 Not Modified"}.get(path, "200 OK"), fields)
        if path in ("/204", "/304") or environ["REQUEST_METHOD"] == "HEAD":
            return []
        body = environ["wsgi.input"].read()
        said = {key: value for key, value in environ.items() if isinstance(value, str)}
        return [LONG] if path == "/long" else [json.dumps({**said, "length": len(body)}).encode()]


@pytest.fixture
def app() -> Application:
    return Application()


@pytest.fixture
def front(app: Application) -> Front:
    cache = ResponseCache(1_000_000, Clock())
    cache.refresh()
    cache._watched = True  # as if a thread looked on, of which none would end with the test
    front = Front(app, cache, ["ours"], {})
    kept = Prepared(Representation(KEPT, "text/plain", AT), [("X-Kept", "yes")])
    kept.answer({"REQUEST_METHOD": "GET"})
    cache.put("/kept", kept, cache.seen)
    return front


@pytest.fixture
def server(app: Application, front: Front) -> Iterator[Reached]:
    with reached(front) as made:
        yield made
        app.may_answer.set()


def status(answer: bytes) -> int:
    return int(answer[9:12])


def asked(answer: bytes) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(answer.partition(b"\r\n\r\n")[2])
    return said


def test_a_request_arrives_as_wsgi_has_it(server: Reached) -> None:
    target = b"/a%20b/%C3%A9%2F?q=%C3%A9&r=+"
    said = asked(
        server.ask(
            b"GET " + target + b" HTTP/1.1\r\nX-A: 1\r\nx-a: 2\r\nX_A: 3\r\nCookie: a=1\r\nCookie: b=2\r\n" + LAST
        )
    )
    assert (said["REQUEST_METHOD"], said["PATH_INFO"], said["QUERY_STRING"]) == (
        "GET", "/a b/é/".encode().decode("latin-1"), "q=%C3%A9&r=+",
    )  # fmt: skip
    assert (said["HTTP_X_A"], said["HTTP_COOKIE"], said["HTTP_HOST"]) == ("1,2", "a=1; b=2", "ours")
    assert (said["SERVER_NAME"], said["SERVER_PORT"]) == ("127.0.0.1", str(server.port))
    assert (said["REMOTE_ADDR"], said["SERVER_PROTOCOL"]) == ("127.0.0.1", "HTTP/1.1")


def test_what_is_kept_is_answered_without_the_application(server: Reached, app: Application) -> None:
    answer = server.ask(b"GET /kept HTTP/1.1\r\n" + LAST)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert (body, app.seen) == (KEPT, [])
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nX-Kept: yes\r\n" in head
    assert re.search(rb"\r\nConnection: close\r\nDate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\Z", head)


def test_answers_come_in_the_order_of_their_questions(server: Reached, app: Application) -> None:
    with server.connect(b"GET /wait HTTP/1.1\r\n" + HOST + b"\r\nGET /kept HTTP/1.1\r\n" + LAST) as connection:
        wait_until(lambda: app.seen == ["/wait"])
        app.may_answer.set()
        answers = all_of(connection)
    assert answers.index(b"/wait") < answers.index(b"kept kept")


def test_whoever_asks_and_never_listens_is_kept_waiting(server: Reached, app: Application) -> None:
    many = 3000
    with server.connect() as connection:
        sending = threading.Thread(
            target=connection.sendall, args=((b"GET /kept HTTP/1.1\r\n" + HOST + b"\r\n") * many,)
        )
        sending.start()
        wait_until(lambda: server.has_one(lambda one: one.is_paused))
        [waiting] = server.within(lambda: [one._transport.get_write_buffer_size() for one in server.everybody._open])
        assert waiting < 3 * len(KEPT)
        came = 0
        while came < many * len(KEPT):
            came += len(connection.recv(1_000_000))
        sending.join()


def test_a_long_answer_comes_whole_and_at_its_readers_pace(server: Reached) -> None:
    with server.connect(b"GET /long HTTP/1.1\r\n" + LAST) as connection:
        wait_until(lambda: server.has_one(lambda one: not one._flows.is_set()))
        [waiting] = server.within(lambda: [one._transport.get_write_buffer_size() for one in server.everybody._open])
        assert waiting < 1_000_000
        assert all_of(connection).partition(b"\r\n\r\n")[2] == LONG


@pytest.mark.parametrize(
    ("said", "stays"),
    [
        (b"GET /a HTTP/1.1\r\n" + HOST, b""),
        (b"GET /a HTTP/1.1\r\nConnection: Close\r\n" + HOST, b"close"),
        (b"GET /a HTTP/1.0\r\n", b"close"),
        (b"GET /kept HTTP/1.0\r\n" + HOST, b"close"),
        (b"GET /a HTTP/1.0\r\nConnection: keep-alive\r\n", b"keep-alive"),
        (b"GET /kept HTTP/1.0\r\nConnection: keep-alive\r\n" + HOST, b"keep-alive"),
        (b"GET /a HTTP/1.1\r\n" + UPGRADE + HOST, b"close"),
        (b"POST /a HTTP/1.1\r\nContent-Length: 0\r\n" + UPGRADE + HOST, b"close"),
    ],
)  # fmt: skip
def test_a_connection_stays_as_long_as_both_want(server: Reached, said: bytes, stays: bytes) -> None:
    with server.connect(said + b"\r\n") as connection:
        head = connection.recv(100_000).partition(b"\r\n\r\n")[0]
        told = re.search(rb"\r\nConnection: ([a-z-]+)", head)
        assert (told[1] if told else b"") == stays
        if stays != b"close":
            connection.sendall(b"GET /b HTTP/1.1\r\n" + LAST)
        assert (b"/b" in all_of(connection)) is (stays != b"close")


@pytest.mark.parametrize("told", [b"Content-Length: 11\r\n\r\nsaid of old", b"Transfer-Encoding: chunked\r\n\r\n"
                                  b"5;x=1\r\nsaid \r\n6\r\nof old\r\n0\r\nX-Late: 1\r\n\r\n"])  # fmt: skip
@pytest.mark.parametrize("asks", [b"", UPGRADE])
def test_a_body_arrives_by_length_and_in_pieces(server: Reached, told: bytes, asks: bytes) -> None:
    said = asked(server.ask(b"POST /a HTTP/1.1\r\n" + HOST + asks + (b"" if asks else b"Connection: close\r\n") + told))
    assert (said["length"], said["CONTENT_LENGTH"], "HTTP_X_LATE" in said) == (11, "11", False)


def test_a_body_that_waits_to_be_asked_for_is_asked_for(server: Reached) -> None:
    more = b"Expect: 100-continue\r\nContent-Length: 4\r\n"
    with server.connect(b"POST /a HTTP/1.1\r\n" + more + LAST) as connection:
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"said")
        assert asked(all_of(connection))["length"] == 4
    far_too_long = f"Expect: 100-continue\r\nContent-Length: {LONGEST * 9}\r\n".encode()
    assert b"100 Continue" not in server.ask(b"POST /a HTTP/1.1\r\n" + far_too_long + LAST)


@pytest.mark.parametrize("method", [b"GET /204", b"GET /304", b"HEAD /a", b"HEAD /kept"])
def test_an_answer_without_a_body_has_none(server: Reached, method: bytes) -> None:
    answers = server.ask(method + b" HTTP/1.1\r\n" + HOST + b"\r\nGET /b HTTP/1.1\r\n" + LAST)
    assert re.match(rb"HTTP/1.1 [^{]*?\r\n\r\nHTTP/1.1 200 OK\r\n", answers)


def test_who_says_no_more_is_answered(server: Reached, app: Application) -> None:
    with server.connect(b"GET /wait HTTP/1.1\r\n" + HOST + b"\r\n") as connection:
        connection.shutdown(socket.SHUT_WR)
        wait_until(lambda: app.seen == ["/wait"])
        app.may_answer.set()
        assert status(all_of(connection)) == 200
    with server.connect() as silent:
        silent.shutdown(socket.SHUT_WR)
        assert silent.recv(1) == b""


def test_a_host_in_the_first_line_counts(server: Reached) -> None:
    said = asked(server.ask(b"GET http://theirs:81/a?b HTTP/1.1\r\n" + LAST))
    assert (said["HTTP_HOST"], said["PATH_INFO"], said["QUERY_STRING"]) == ("theirs:81", "/a", "b")
    assert asked(server.ask(b"GET http://[::1]:81/a HTTP/1.1\r\n" + LAST))["HTTP_HOST"] == "[::1]:81"
    assert asked(server.ask(b"OPTIONS * HTTP/1.1\r\n" + LAST))["PATH_INFO"] == "*"


@pytest.mark.parametrize(
    ("path", "expected"), [(b"/fault", b"HTTP/1.1 500 "), (b"/two", b"")], ids=["a fault", "a field of two lines"]
)
def test_a_fault_is_no_answer_to_build_on(
    server: Reached, caplog: pytest.LogCaptureFixture, path: bytes, expected: bytes
) -> None:
    assert server.ask(b"GET " + path + b" HTTP/1.1\r\n" + LAST)[:13] == expected
    assert "was not answered" in caplog.text or "could not be sent" in caplog.text
