"""Work goes to a process of its own, so that no reader shares an interpreter with it: the one half of the way.

A request that works, by its method or its address, is passed on over a socket that only this user may open; what comes
back is passed on as it is. Hop by hop fields stay behind (RFC 9110, section 7.6.1). While the other process is away,
this one does the work itself, for it can do all that the other does.
"""

import logging
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from http.client import HTTPConnection, HTTPException, HTTPResponse
from string import ascii_letters, digits, punctuation
from threading import BoundedSemaphore
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Flask
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.http import is_hop_by_hop_header

from cms.web import http

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOR_READERS = frozenset({"site", "public", "reference", "static", "bootstrap"})  # the first part of their endpoints
_PEER = "X-Crossway-Peer"  # the address the request came from, as only the process in front knows it
_PEER_KEY = "HTTP_X_CROSSWAY_PEER"
# What a client may call a field with another separator, which would then be said twice, and what we answer ourselves.
_KEPT_BACK = frozenset({_PEER_KEY, "HTTP_CONTENT_LENGTH", "HTTP_CONTENT_TYPE", "HTTP_EXPECT"})
_READING = ("GET", "HEAD")
_VISIBLE = ascii_letters + digits + punctuation
_TOO_MUCH = "Much is being done at this moment, and this was not. Send it again."
_UNKNOWN = "Whether this was done is not known. Look before you send it again."
_PIECE = 65536
_SECONDS = 300  # an import of the largest files takes some
_LOOK = 0.1  # seconds
_STANDSTILL = 1.0  # seconds without any work being done: whoever waited on would take a thread from those who read
_log = logging.getLogger(__name__)


def places_of_work(app: Flask) -> tuple[str, ...]:
    """What addresses begin with that nobody reads who is not at work."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] not in FOR_READERS]
    starts = sorted({rule.rule.partition("<")[0] for rule in rules})
    return tuple(one for one in starts if not any(one != other and one.startswith(other) for other in starts))


class Forward:
    """The WSGI application in front of all others in a process for readers.

    path: of the socket. places: of work. then: called when something may have changed, before it is answered, so that
    whoever publishes reads it at once. ways: how many requests may be on their way at once; the server needs as many
    threads more than it has for readers, for each of these waits in one, be it for a slow sender or for the database.
    always: fields of every answer.
    """

    def __init__(
        self, inner: "WSGIApplication", path: str, places: tuple[str, ...], then: Callable[[], None], ways: int,
        always: Sequence[tuple[str, str]],
    ) -> None:  # fmt: skip
        self._inner, self._path, self._places, self._then, self._always = inner, path, places, then, always
        self._ways, self._moved = BoundedSemaphore(ways), monotonic()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        reads = environ["REQUEST_METHOD"] in _READING
        if reads and not environ["PATH_INFO"].startswith(self._places):
            return self._inner(environ, start_response)
        if not self._finds_a_way():
            _log.warning("as much work is on its way as may be, and none of it is done")
            return self._refused(_TOO_MUCH, environ, start_response)
        try:
            return self._passed_on(environ, start_response, reads)
        finally:
            self._moved = monotonic()
            self._ways.release()

    def _finds_a_way(self) -> bool:
        """Waits its turn while others come through."""
        while not self._ways.acquire(timeout=_LOOK):
            if monotonic() - self._moved > _STANDSTILL:
                return False
        self._moved = monotonic()
        return True

    def _passed_on(self, environ: "WSGIEnvironment", start_response: "StartResponse", reads: bool) -> Iterable[bytes]:
        connection = _Connection(self._path)
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            _log.warning("the process for work is away, so a process for readers does it: %s", type(error).__name__)
            return self._inner(environ, start_response)
        try:
            answer = _asked(connection, environ)
        except (OSError, HTTPException) as error:
            connection.close()
            _log.warning("the process for work left a request without an answer: %s", type(error).__name__)
            return self._inner(environ, start_response) if reads else self._refused(_UNKNOWN, environ, start_response)
        if not reads:
            self._then()
        kept = [(name, value) for name, value in answer.getheaders() if not is_hop_by_hop_header(name)]
        start_response(f"{answer.status} {answer.reason}", kept)
        return _pieces(answer, connection)

    def _refused(self, why: str, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Not by a page of ours, which would ask the database who looks at it."""
        for_programs = environ["PATH_INFO"].startswith("/api/")
        refusal = ServiceUnavailable(why)
        answer = http.problem(503, refusal.name, why) if for_programs else refusal.get_response(environ)
        answer.headers.update([*self._always, ("Cache-Control", "no-store"), ("Retry-After", "1")])
        return answer(environ, start_response)


class Arrived:
    """The WSGI application in front of all others in the process for work: requests come from where they came from."""

    def __init__(self, inner: "WSGIApplication") -> None:
        self._inner = inner

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = environ.pop(_PEER_KEY, "")
        return self._inner(environ, start_response)


class _Connection(HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def _asked(connection: _Connection, environ: "WSGIEnvironment") -> HTTPResponse:
    target = quote(environ["PATH_INFO"].encode("latin-1"), safe="/~!$&'()*+,;=:@")
    if query := environ.get("QUERY_STRING"):
        target += "?" + quote(query.encode("latin-1"), safe=_VISIBLE)
    connection.putrequest(environ["REQUEST_METHOD"], target, skip_host=True, skip_accept_encoding=True)
    for name, value in _fields(environ):
        connection.putheader(name, value)
    told = environ.get("CONTENT_LENGTH") or environ["REQUEST_METHOD"] in _READING
    chunked = not told and environ.get("wsgi.input_terminated", False)  # HTTP/2 has no field that says so
    if chunked:
        connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    try:
        for piece in _body(environ, None if chunked else int(environ.get("CONTENT_LENGTH") or 0)):
            connection.send(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
        if chunked:
            connection.send(b"0\r\n\r\n")
    except (BrokenPipeError, ConnectionResetError):
        pass  # refused before it was read: the answer says why
    return connection.getresponse()


def _fields(environ: "WSGIEnvironment") -> Iterator[tuple[str, str]]:
    yield _PEER, environ.get("REMOTE_ADDR", "")
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            yield name.replace("_", "-"), environ[name]
    for_this_hop = {one.strip().upper() for one in environ.get("HTTP_CONNECTION", "").split(",")}
    for key, value in environ.items():
        name = key[len("HTTP_") :].replace("_", "-")
        ends_here = name in for_this_hop or is_hop_by_hop_header(name)
        if key.startswith("HTTP_") and key not in _KEPT_BACK and not ends_here:
            yield name, value


def _body(environ: "WSGIEnvironment", length: int | None) -> Iterator[bytes]:
    """length: None for what ends by itself."""
    stream: Any = environ["wsgi.input"]
    while (length is None or length > 0) and (piece := stream.read(min(_PIECE, length or _PIECE))):
        yield piece
        length = None if length is None else length - len(piece)
    if length:
        raise ConnectionAbortedError("a request ended early")  # the other process would wait for the rest of it


def _pieces(answer: HTTPResponse, connection: _Connection) -> Iterator[bytes]:
    try:
        while piece := answer.read(_PIECE):
            yield piece
    finally:
        connection.close()
