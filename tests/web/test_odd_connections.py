"""Connections that break the rules, or try anybody's patience."""

import re
import select
import socket
import threading

import pytest

from cms.web.connections import Patience
from cms.web.front import Front
from tests.support.readers import Reached, all_of, reached
from tests.support.threads import wait_until
from tests.web.test_connection import HOST, KEPT, LAST, LONG, UPGRADE, Application, app, front, server, status

__all__ = ["app", "front", "server"]

AT_ONCE = Patience(-1, -1, -1, -1)


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        (b"GET /a HTTP/1.1\r\n\r\n", 400),
        (b"GET /a HTTP/1.1\r\nHost:\r\n\r\n", 400),
        (b"GET /kept HTTP/1.1\r\nHost: theirs\r\n" + LAST, 400),
        (b"GET a HTTP/1.1\r\n" + LAST, 400),
        (b"GET ftp://ours/a HTTP/1.1\r\n" + LAST, 400),
        (b"CONNECT ours:443 HTTP/1.1\r\n" + LAST, 400),
        (b"GET * HTTP/1.1\r\n" + LAST, 400),
        (b"GET http://ours/a HTTP/1.1\r\n\r\n", 400),
        (b"GET http://ours/a HTTP/1.1\r\n" + HOST + LAST, 400),
        (b"GET http://somebody@ours/a HTTP/1.1\r\n" + LAST, 400),
        (b"GET /a HTTP/1.2\r\n" + LAST, 400),
        (b"GET /a HTTP/2.0\r\n" + LAST, 505),
        (b"GET /a HTTP/0.9\r\n" + LAST, 505),
        (b"BREW /a HTTP/1.1\r\n" + LAST, 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"GET /a HTTP/1.1\nHost: ours\n\n", 400),
        (b"GET /a HTTP/1.1\r\nX: 1\r\n 2\r\n" + LAST, 400),
        (b"GET /a HTTP/1.1\r\nX : 1\r\n" + LAST, 400),
        (b"GET /a HTTP/1.1\r\nX: 1\x002\r\n" + LAST, 400),
        (b"POST /a HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n" + LAST + b"0\r\n\r\n", 400),
        (b"POST /a HTTP/1.1\r\nContent-Length: 4\r\nContent-Length: 4\r\n" + LAST + b"said", 400),
        (b"POST /a HTTP/1.1\r\nContent-Length: +4\r\n" + LAST + b"said", 400),
        (b"POST /a HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n" + LAST, 400),
        (b"POST /a HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n" + LAST + b"0\r\n\r\n", 501),
        (b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked, identity\r\n" + LAST + b"0\r\n\r\n", 400),
        (b"POST /a HTTP/1.1\r\nTransfer-Encoding: \xa0chunked\r\n" + LAST + b"0\r\n\r\n", 501),
        (b"POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n" + LAST + b"0\r\n\r\n", 400),
        (b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + LAST + b"x\r\n\r\n", 400),
        (b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + UPGRADE + HOST + b"\r\nx\r\n\r\n", 400),
        (b"POST /a HTTP/1.1\r\nContent-Length: x\r\n" + UPGRADE + HOST + b"\r\nx\r\n\r\n", 400),
        (b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + LAST + b"1\r\nab\r\n0\r\n\r\n", 400),
        (b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + LAST + b"0\r\nContent-Length: 1\r\n\r\n", 400),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + LAST, 431),
        (b"GET /a HTTP/1.1\r\nX: " + b"a" * 300_000, 431),
        (b"GET /a HTTP/1.1\r\n" + b"X: aaaaaaaa\r\n" * 30_000 + LAST, 431),
    ],
)  # fmt: skip
def test_what_breaks_the_rules_is_refused_and_reaches_nobody(
    server: Reached, app: Application, said: bytes, refused: int
) -> None:
    with server.connect() as connection:
        connection.sendall(said)
        answer = all_of(connection)
    assert (status(answer), app.seen, server.refused) == (refused, [], [refused])
    assert b"\r\nConnection: close\r\n" in answer
    assert b"\r\nX-Request-ID: 1\r\n" in answer
    assert answer.count(b"HTTP/1.1 ") == 1


def test_what_follows_a_refusal_or_a_last_request_is_not_heard(server: Reached, app: Application) -> None:
    smuggled = b"GET /b HTTP/1.1\r\n" + LAST
    assert server.ask(b"BREW /a HTTP/1.1\r\n" + HOST + b"\r\n" + smuggled).count(b"HTTP/1.1 ") == 1
    assert server.ask(b"GET /a HTTP/1.1\r\n" + LAST + smuggled).count(b"HTTP/1.1 200") == 1
    assert server.ask(b"GET /kept HTTP/1.1\r\n" + LAST + smuggled).count(b"HTTP/1.1 200") == 1
    assert app.seen == ["/a"]


def test_what_was_asked_before_it_is_answered(server: Reached, app: Application) -> None:
    app.may_answer.set()
    answers = server.ask(b"GET /wait HTTP/1.1\r\n" + HOST + b"\r\nnonsense\r\n\r\n")
    assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [b"200", b"400"]


def test_a_body_that_ends_early_is_nobodys(server: Reached, app: Application) -> None:
    with server.connect(b"POST /a HTTP/1.1\r\nContent-Length: 50\r\n" + HOST + b"\r\nhalf") as connection:
        connection.shutdown(socket.SHUT_WR)
        assert status(all_of(connection)) == 408
    server.connect(b"POST /a HTTP/1.1\r\nContent-Length: 50\r\n" + HOST + b"\r\nhalf").close()
    wait_until(lambda: not server.has_one(lambda _: True))
    assert app.seen == []


def test_a_body_behind_another_request_waits_outside(server: Reached, app: Application) -> None:
    long = b"POST /a HTTP/1.1\r\nContent-Length: 3000000\r\n" + LAST + bytes(3_000_000)
    with server.connect(b"GET /wait HTTP/1.1\r\n" + HOST + b"\r\n") as connection:
        sending = threading.Thread(target=connection.sendall, args=(long,))
        sending.start()
        wait_until(lambda: server.has_one(lambda one: one.is_paused))
        [waiting] = server.within(lambda: [one._queue[0].body.waiting for one in server.everybody._open])
        assert waiting < 1_000_000
        app.may_answer.set()
        assert b'"length": 3000000' in all_of(connection)
        sending.join()


@pytest.mark.parametrize(("said", "expected"), [(b"GET /a HT", b"HTTP/1.1 408"), (b"", b"")])
def test_who_says_nothing_for_long_is_not_waited_for(
    app: Application, front: Front, said: bytes, expected: bytes
) -> None:
    with reached(front, patience=AT_ONCE) as server, server.connect(said) as connection:
        wait_until(lambda: server.has_one(lambda one: one._listener.is_heading is bool(said)))
        server.within(server.everybody.look)
        assert all_of(connection)[:12] == expected


def test_who_begins_again_after_a_refusal_is_refused_once(
    app: Application, front: Front, caplog: pytest.LogCaptureFixture
) -> None:
    said = b"GET /a HTTP/1.1\r\nHost:\r\n\r\nGET /b"
    with reached(front, patience=AT_ONCE) as server, server.connect(said) as connection:
        answer = connection.recv(65536)
        wait_until(lambda: server.has_one(lambda one: one.is_idle))
        server.within(server.everybody.look)
        assert (answer + all_of(connection)).count(b"HTTP/1.1 ") == 1
    assert (server.refused, caplog.text) == ([400], "")


def test_who_does_not_take_an_answer_is_not_waited_for(app: Application, front: Front) -> None:
    with (
        reached(front, patience=AT_ONCE) as server,
        server.connect(b"GET /long HTTP/1.1\r\n" + LAST) as connection,
    ):
        wait_until(lambda: server.has_one(lambda one: not one._flows.is_set()))
        server.within(server.everybody.look)
        wait_until(lambda: not server.has_one(lambda _: True))
        assert len(all_of(connection)) < len(LONG)


def test_who_waits_for_an_answer_is_waited_for(app: Application, front: Front) -> None:
    with reached(front, patience=AT_ONCE) as server, server.connect(b"GET /wait HTTP/1.1\r\n" + LAST) as connection:
        wait_until(lambda: app.seen == ["/wait"])
        server.within(server.everybody.look)
        app.may_answer.set()
        assert status(all_of(connection)) == 200


def test_where_too_many_are_connected_who_asked_nothing_for_long_goes(app: Application, front: Front) -> None:
    with reached(front, most=3) as server, server.connect(b"GET /wait HTTP/1.1\r\n" + LAST) as busy:
        wait_until(lambda: app.seen == ["/wait"])
        idle = [server.connect() for _ in range(2)]
        wait_until(lambda: server.within(lambda: len(server.everybody._open) == 3))
        assert server.ask(b"GET /kept HTTP/1.1\r\n" + LAST).endswith(KEPT)
        app.may_answer.set()
        assert status(all_of(busy)) == 200
        [gone], _, _ = select.select(idle, [], [], 30)
        assert gone.recv(1) == b""
        for one in idle:
            one.close()


def test_when_it_stops_what_was_asked_is_answered(app: Application, front: Front) -> None:
    asks = b"GET /wait HTTP/1.1\r\n" + HOST + b"\r\n"
    with reached(front) as server, server.connect() as idle, server.connect(asks) as busy:
        wait_until(lambda: app.seen == ["/wait"])
        stopped = server.stops(30)
        assert idle.recv(1) == b""
        assert not stopped.done()
        app.may_answer.set()
        answer = all_of(busy)
        stopped.result(30)
    assert status(answer) == 200
    assert b"\r\nConnection: close\r\n" in answer
