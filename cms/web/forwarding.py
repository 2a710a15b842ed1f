"""Work goes to a process of its own, so that no reader shares an interpreter with it: the one half of the way.

A request that works, by its method or its address, is passed on over a socket that only this user may open; what comes
back is passed on as it is. Hop by hop fields stay behind (RFC 9110, section 7.6.1).
"""

import asyncio
import logging
import socket
from collections.abc import Iterable, Iterator
from string import ascii_letters, digits, punctuation
from typing import TYPE_CHECKING
from urllib.parse import quote

import h11
from flask import Flask
from werkzeug.http import is_hop_by_hop_header

from cms.web.bodies import Answer, Body, kept_if_done
from cms.web.front import READING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOR_READERS = frozenset({"site", "public", "reference", "static", "bootstrap"})  # the first part of their endpoints
_PEER = "X-Crossway-Peer"  # the address the request came from, as only the process in front knows it
_PEER_KEY = "HTTP_X_CROSSWAY_PEER"
_KEPT_BACK = frozenset({_PEER_KEY, "HTTP_EXPECT"})  # ours to say, and answered already
_VISIBLE = ascii_letters + digits + punctuation
_PIECE = 65536
_LONGEST_HEAD = 65536
_SECONDS = 300  # an import of the largest files takes some
_log = logging.getLogger(__name__)


class Unanswered(Exception):
    """The process for work has the request, or may have it, and says nothing."""


class Unsayable(Exception):
    """A request that cannot be passed on: it asks for a tunnel, or keeps its host to this hop."""


def places_of_work(app: Flask) -> tuple[str, ...]:
    """What addresses begin with that nobody reads who is not at work."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] not in FOR_READERS]
    starts = sorted({rule.rule.partition("<")[0] for rule in rules})
    return tuple(one for one in starts if not any(one != other and one.startswith(other) for other in starts))


class Forward:
    """The way to the process for work. path: of its socket. places: of work."""

    def __init__(self, path: str, places: tuple[str, ...]) -> None:
        self._path, self._places = path, places

    def is_work(self, environ: "WSGIEnvironment") -> bool:
        return environ["REQUEST_METHOD"] not in READING or environ["PATH_INFO"].startswith(self._places)

    async def ask(self, environ: "WSGIEnvironment", body: Body) -> Answer | None:
        """None while that process is away. Raises Unanswered, and Unsayable before anybody was asked."""
        loop = asyncio.get_running_loop()
        protocol = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        head = _head(protocol, environ)
        with socket.socket(socket.AF_UNIX) as way:
            way.setblocking(False)
            try:
                await loop.sock_connect(way, self._path)
            except OSError as error:
                _log.warning("the process for work is away, so a process for readers does it: %s", type(error).__name__)
                return None
            sending = asyncio.create_task(_send(way, protocol, head, body))
            try:
                async with asyncio.timeout(_SECONDS):
                    return await _answer(way, protocol)
            except (OSError, h11.ProtocolError) as error:  # TimeoutError is an OSError
                _log.warning("the process for work left a request without an answer: %s", type(error).__name__)
                raise Unanswered from error
            finally:
                sending.cancel()
                await asyncio.wait([sending])  # it must let go of the socket before that is closed


class Arrived:
    """The WSGI application in front of all others in the process for work: requests come from where they came from."""

    def __init__(self, inner: "WSGIApplication") -> None:
        self._inner = inner

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = environ.pop(_PEER_KEY, "")
        return self._inner(environ, start_response)


def _head(protocol: h11.Connection, environ: "WSGIEnvironment") -> bytes:
    target = quote(environ["PATH_INFO"].encode("latin-1"), safe="/~!$&'()*+,;=:@")
    if query := environ.get("QUERY_STRING"):
        target += "?" + quote(query.encode("latin-1"), safe=_VISIBLE)
    try:
        fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in _fields(environ)]
        request = h11.Request(method=environ["REQUEST_METHOD"], target=target, headers=fields)
        return protocol.send(request) or b""
    except h11.LocalProtocolError as error:
        raise Unsayable from error


async def _send(way: socket.socket, protocol: h11.Connection, head: bytes, body: Body) -> None:
    """A body that is too long stays here: its length is refused."""
    loop = asyncio.get_running_loop()
    try:
        await loop.sock_sendall(way, head)
        for piece in body.pieces():
            await loop.sock_sendall(way, protocol.send(h11.Data(data=piece)) or b"")
        if body.is_whole:
            protocol.send(h11.EndOfMessage())
    except OSError:
        pass  # refused before it was read: the answer says why


def _fields(environ: "WSGIEnvironment") -> Iterator[tuple[str, str]]:
    yield _PEER, environ.get("REMOTE_ADDR", "")
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            yield name.replace("_", "-"), environ[name]
    for_this_hop = {one.strip().upper() for one in environ.get("HTTP_CONNECTION", "").split(",")}
    for key, value in environ.items():
        name = key[len("HTTP_") :].replace("_", "-")
        ends_here = name in for_this_hop or is_hop_by_hop_header(name)
        if key == "HTTP_COOKIE":  # with one beyond ASCII the server there would lose all of them, ours too
            value = "; ".join(pair for one in value.split(";") if (pair := one.strip()).isascii())
        if key.startswith("HTTP_") and key not in _KEPT_BACK and not ends_here:
            yield name, value


async def _answer(way: socket.socket, protocol: h11.Connection) -> Answer:
    loop = asyncio.get_running_loop()
    status, headers = 502, h11.Response(status_code=502, headers=[]).headers
    with kept_if_done() as file:
        while not isinstance(event := protocol.next_event(), h11.EndOfMessage):
            if event is h11.NEED_DATA:
                protocol.receive_data(await loop.sock_recv(way, _PIECE))
            elif isinstance(event, h11.Response):
                status, headers = event.status_code, event.headers
            elif isinstance(event, h11.Data):
                file.write(event.data)
            elif isinstance(event, h11.ConnectionClosed):
                raise ConnectionAbortedError
        named = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.raw_items()]
        return Answer(status, [one for one in named if _is_passed_on(one[0])], file, file.tell())


def _is_passed_on(name: str) -> bool:
    return not is_hop_by_hop_header(name) and name.lower() != "server"
