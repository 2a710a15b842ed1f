"""Heads of HTTP/1.1 messages (RFC 9112): a request in the words of WSGI (PEP 3333), and how an answer begins.

Bytes beyond ASCII are kept as latin-1, as both standards have it.
"""

import sys
from collections.abc import Iterable
from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

import httptools

KEEPS, ENDS, STAYS = b"", b"Connection: close\r\n", b"Connection: keep-alive\r\n"  # the last one for HTTP/1.0
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_WITHOUT_BODY = (204, 304)
_OURS = ("content-length", "date", "connection", "transfer-encoding")
_SHORT = 500  # bytes of a target, or of a field's name, that are remembered
_NAMES = 512  # of fields
_TOLD_ONCE = ("CONTENT_LENGTH", "CONTENT_TYPE")


class Odd(Exception):
    """A head that is understood, and must be refused. status: of the answer."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class _Keys(dict[bytes, str]):
    def __missing__(self, name: bytes) -> str:
        key = name.decode("latin-1").upper().replace("-", "_")
        key = "" if b"_" in name else key if key in _TOLD_ONCE else f"HTTP_{key}"
        if len(self) < _NAMES and len(name) < _SHORT:
            self[name] = key
        return key


# Of fields in a WSGI environment; empty for one with an underscore, which would pass for one with a hyphen.
KEYS = _Keys()


def add(environ: dict[str, str], key: str, value: bytes) -> None:
    """One more value of a field that was there already. A second host makes the head odd: marked by none at all."""
    if key == "HTTP_HOST":
        environ[key] = ""
    elif key not in _TOLD_ONCE:
        environ[key] += ("; " if key == "HTTP_COOKIE" else ",") + value.decode("latin-1")


def read(environ: dict[str, str], method: bytes, target: bytes, version: str) -> None:
    """Adds what the first line says to the fields. Raises Odd for what cannot be answered, or must not be."""
    environ["REQUEST_METHOD"], environ["SERVER_PROTOCOL"] = method.decode("ascii"), "HTTP/" + version
    host = environ.get("HTTP_HOST")  # of the field: the target's own does not stand in for it
    if not target.startswith(b"/"):
        target = _target(environ, target)
    split = _split_often if len(target) < _SHORT else _split
    environ["PATH_INFO"], environ["QUERY_STRING"] = split(target)
    if version not in ("1.1", "1.0"):
        raise Odd(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
    if host == "" or (host is None and version == "1.1"):
        raise Odd(HTTPStatus.BAD_REQUEST)
    if coding := environ.get("HTTP_TRANSFER_ENCODING"):
        if version == "1.0":  # its length is anybody's guess
            raise Odd(HTTPStatus.BAD_REQUEST)
        if coding.lower() != "chunked":
            raise Odd(HTTPStatus.NOT_IMPLEMENTED)


def _split(target: bytes) -> tuple[str, str]:
    """Path and query."""
    path, _, query = target.partition(b"#")[0].partition(b"?")
    return (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1"), query.decode("latin-1")


_split_often = lru_cache(maxsize=1024)(_split)


def _target(environ: dict[str, str], target: bytes) -> bytes:
    """What is asked as if of a proxy names the host by itself (RFC 9112, section 3.2.2)."""
    if target == b"*" and environ["REQUEST_METHOD"] == "OPTIONS":
        return target
    try:
        url = httptools.parse_url(target)
    except httptools.HttpParserInvalidURLError:
        raise Odd(HTTPStatus.BAD_REQUEST) from None
    if not (url.schema and url.schema.lower() in (b"http", b"https") and url.host) or url.userinfo:
        raise Odd(HTTPStatus.BAD_REQUEST)
    host = url.host.decode("latin-1")
    environ["HTTP_HOST"] = (f"[{host}]" if ":" in host else host) + (f":{url.port}" if url.port else "")
    return (url.path or b"/") + (b"?" + url.query if url.query else b"")


def waits(environ: dict[str, str]) -> bool:
    """Whether the body is sent only when somebody wants it (RFC 9110, section 10.1.1)."""
    return environ.get("HTTP_EXPECT", "").lower() == "100-continue" and environ["SERVER_PROTOCOL"] == "HTTP/1.1"


def has_body(environ: dict[str, str]) -> bool:
    return "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ


def of_body(environ: dict[str, str]) -> bytes:
    """The head of some request with a body like this one's."""
    length = environ.get("CONTENT_LENGTH")
    field = f"Content-Length: {length}" if length else "Transfer-Encoding: chunked"
    return f"POST / HTTP/1.1\r\n{field}\r\n\r\n".encode("latin-1")


def whole(said: dict[str, str], server: tuple[Any, ...], client: tuple[Any, ...]) -> dict[str, Any]:
    """A WSGI environment without a body. server, client: addresses and ports, nothing where the client has left."""
    return {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/", "QUERY_STRING": "", "HTTP_HOST": "",
        "SERVER_NAME": str(server[0]) if server else "", "SERVER_PORT": str(server[1]) if server else "",
        "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": str(client[0]) if client else "",
        "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": BytesIO(), "wsgi.errors": sys.stderr,
        "wsgi.input_terminated": True, "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
        **said,
    }  # fmt: skip


def may_have_body(method: str, status: int) -> bool:
    """Whether an answer may (RFC 9110, section 6.4.1)."""
    return method != "HEAD" and status not in _WITHOUT_BODY


def of_answer(method: str, status: int, fields: Iterable[tuple[str, str]], length: int) -> bytes:
    """The head of an answer whose body has this many bytes. What is said of the length without one is left as it is."""
    sent = may_have_body(method, status)
    ours = _OURS if sent or status == HTTPStatus.NO_CONTENT else _OURS[1:]
    kept = [one for one in fields if one[0].lower() not in ours]
    return head(status, [*kept, ("Content-Length", str(length))] if sent else kept)


def head(status: int, fields: Iterable[tuple[str, str]]) -> bytes:
    """Of an answer, still without its end: whether the connection stays, and the date, are said last.

    Raises ValueError for a field that would begin another.
    """
    lines = [f"HTTP/1.1 {status} {_phrase(status)}", *(f"{name}: {value}" for name, value in fields), ""]
    text = "\r\n".join(lines)
    if text.count("\n") != len(lines) - 1 or text.count("\r") != len(lines) - 1 or "\0" in text:
        raise ValueError("a field of an answer has more than one line")
    return text.encode("latin-1")


@lru_cache(maxsize=64)
def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
