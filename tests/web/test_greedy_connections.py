"""Connections that want more than is theirs, and those that only seem to."""

import re
import socket
import threading
from contextlib import suppress

from cms.web import heads
from cms.web.connections import Patience
from cms.web.front import Front
from tests.support.readers import Reached, all_of, reached
from tests.support.threads import wait_until
from tests.web.test_connection import HOST, KEPT, LAST, Application, app, front, server, status
from tests.web.test_odd_connections import AT_ONCE

__all__ = ["app", "front", "server"]

NARROW = 4608  # bytes: the least that a system keeps for a socket


def narrow(server: Reached) -> socket.socket:
    """A connection on which hardly anything is on its way: what nobody takes waits in the process."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, NARROW)
    connection.settimeout(30)
    connection.connect(("127.0.0.1", server.port))
    wait_until(lambda: server.has_one(lambda _: True))
    server.within(lambda: [
        one._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, NARROW)
        for one in server.everybody._open
    ])  # fmt: skip
    return connection


def unsent(server: Reached) -> int:
    return server.within(lambda: sum(one._transport.get_write_buffer_size() for one in server.everybody._open))


def said_without_end(server: Reached, said: bytes) -> bytes:
    """What is answered to somebody who then goes on with one letter, for more than is on its way by itself."""
    with server.connect(said) as connection:
        answer: list[bytes] = []
        hearing = threading.Thread(target=lambda: answer.append(connection.recv(65536)))
        hearing.start()
        for _ in range(16):
            if answer:
                break
            connection.sendall(b"a" * 1024 * 1024)
        assert answer
        hearing.join()
        return answer[0]


def test_what_is_said_beside_a_body_has_an_end(server: Reached, app: Application) -> None:
    chunked = b"POST /a HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    assert status(said_without_end(server, chunked + b"1\r\na\r\n0\r\nX-Late: ")) == 400
    assert status(said_without_end(server, chunked + b"1;x=")) == 400
    assert app.seen == []


def test_requests_wait_for_one_before_as_they_came(server: Reached, app: Application) -> None:
    many = 5000
    with server.connect() as connection:
        said = b"GET /wait HTTP/1.1\r\n" + HOST + b"\r\n" + (b"HEAD /b HTTP/1.1\r\n" + HOST + b"\r\n") * many
        sending = threading.Thread(target=connection.sendall, args=(said + b"HEAD /c HTTP/1.1\r\n" + LAST,))
        sending.start()
        wait_until(lambda: app.seen == ["/wait"] and server.has_one(lambda one: one.is_paused))
        assert not server.has_one(lambda one: len(one._queue) > 200)
        app.may_answer.set()
        assert all_of(connection).count(b"HTTP/1.1 200 OK\r\n") == many + 2
        sending.join()
    assert app.seen == ["/wait", *["/b"] * many, "/c"]


def test_many_requests_at_once_are_no_long_head(server: Reached) -> None:
    said = b"HEAD /kept HTTP/1.1\r\n" + HOST + b"X: " + b"x" * 10_000 + b"\r\n\r\n"
    with server.connect(said * 30 + said[:10_000]) as connection:
        connection.sendall(said[10_000:-2] + b"Connection: close\r\n\r\n")
        assert re.findall(rb"HTTP/1.1 (\d+)", all_of(connection)) == [b"200"] * 31


def test_who_asks_for_more_meanwhile_is_waited_for_as_well(app: Application, front: Front) -> None:
    asks = b"GET /wait HTTP/1.1\r\n" + HOST + b"\r\n"
    with reached(front, patience=AT_ONCE) as server, server.connect(asks) as connection:
        wait_until(lambda: app.seen == ["/wait"])
        for piece in (b"GET /b HT", b"TP/1.1\r\n" + LAST):
            connection.sendall(piece)
            wait_until(lambda: server.has_one(lambda one: one._listener.is_heading or bool(one._queue)))
            server.within(server.everybody.look)
        app.may_answer.set()
        assert all_of(connection).count(b"HTTP/1.1 200") == 2


def test_who_leaves_the_end_of_a_last_answer_is_not_waited_for(app: Application, front: Front) -> None:
    slow = Patience(head=30, idle=-1, reader=-1, farewell=-1)
    with reached(front, patience=slow) as server, narrow(server) as connection:
        connection.sendall(b"GET /a HTTP/1.1\r\nX: " + b"x" * 50_000 + b"\r\n" + LAST)
        wait_until(lambda: server.has_one(lambda one: one._transport.is_closing()))
        assert 0 < unsent(server) < 65536
        server.within(server.everybody.look)
        wait_until(lambda: not server.has_one(lambda _: True))


def test_who_takes_an_answer_slowly_gets_it_whole(app: Application, front: Front) -> None:
    slow = Patience(head=30, idle=-1, reader=-1, farewell=-1)
    with reached(front, patience=slow) as server, narrow(server) as connection:
        connection.sendall(b"GET /kept HTTP/1.1\r\n" + LAST)
        wait_until(lambda: unsent(server) > 80_000)
        came = b""
        while len(came) < 55_000:
            came += connection.recv(65536)
        wait_until(lambda: unsent(server) < 50_000)
        server.within(server.everybody.look)
        assert (came + all_of(connection)).endswith(KEPT)


def test_what_is_too_long_to_come_again_is_not_remembered(server: Reached, front: Front) -> None:
    server.ask(b"GET /kept HTTP/1.1\r\n" + LAST)
    before = len(heads.KEYS), front._short_key.cache_info().currsize
    long = b"a" * 20_000
    assert server.ask(b"HEAD /kept HTTP/1.1\r\n" + long + b": 1\r\n" + LAST)[:12] == b"HTTP/1.1 200"
    assert server.ask(b"HEAD /" + long + b"?a HTTP/1.1\r\n" + LAST)[:12] == b"HTTP/1.1 200"
    assert (len(heads.KEYS), front._short_key.cache_info().currsize) == before


def test_where_nobody_is_idle_nobody_else_is_taken(app: Application, front: Front) -> None:
    with reached(front, most=1) as server, server.connect(b"GET /wait HTTP/1.1\r\n" + LAST) as busy:
        wait_until(lambda: app.seen == ["/wait"])
        with server.connect() as more:
            wait_until(lambda: server.within(lambda: len(server.everybody._open) == 1))
            with suppress(ConnectionResetError):
                assert more.recv(1) == b""
        app.may_answer.set()
        assert status(all_of(busy)) == 200
