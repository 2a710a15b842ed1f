"""The one guarded way out: every request that leaves this machine is made here.

The address is checked and connected to in one step, so that nothing can be put between the two (DNS rebinding); no
redirect is followed, no proxy or other setting of the environment heeded, no cookie kept, and certificates are
verified. An answer is read for 15 seconds and 64 KB, whichever ends first, and never unpacked.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit

import httpcore
import httpx
from ssrfguard import Policy, Resolver, SSRFGuardError, Target
from ssrfguard.httpx import SafeBackend

from cms.errors import CrosswayError
from cms.services import outgoing

SECONDS = 15.0
LONGEST_ANSWER = 64 * 1024
_SECONDS_TO_LOOK_UP = 5.0
_ADDRESSES_TRIED = 2
_SECONDS_TO_CONNECT = 2.5  # each of the addresses
_MOST_LOOKUPS = 32
_PIECE = 4096
_lookups = threading.BoundedSemaphore(_MOST_LOOKUPS)


class Failed(CrosswayError):
    """No answer that can be used. The sentence tells nothing of what our network looks like."""


class Refused(Failed):
    """Nothing was sent: the address is not one that we may reach. The sentence is that of one that does not answer."""


@dataclass(frozen=True)
class Answer:
    """What came back. headers: by their names in small letters. text: what was read of the body."""

    status: int
    headers: Mapping[str, str]
    text: str


class HttpClient:
    """allow_private: whether our own networks may be reached. https_only: as in production.

    resolver, seconds, trusted: for tests.
    """

    def __init__(
        self, *, allow_private: bool, https_only: bool, resolver: Resolver = socket.getaddrinfo,
        seconds: float = SECONDS, trusted: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        schemes = frozenset({"https"} if https_only else {"http", "https"})
        policy = outgoing.policy(allow_private=allow_private)
        self._policy = replace(policy, allowed_schemes=schemes, max_connection_attempts=_ADDRESSES_TRIED)
        self._resolver = resolver
        self._seconds = seconds
        self._trusted = trusted or httpx.create_ssl_context(trust_env=False)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises Refused, Failed."""
        return self._send("POST", url, body, headers)

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Raises Refused, Failed."""
        return self._send("GET", url, b"", headers)

    def _send(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        ends = time.monotonic() + self._seconds
        try:
            target = self._policy.check_url(url)
            with self._pool(ends) as pool:
                return _read(pool, method, _address(target, url), body, [("host", _host(target)), *headers.items()])
        except SSRFGuardError:
            raise Refused(outgoing.UNREACHABLE) from None
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise Failed(_of_connecting(error)) from None
        except httpcore.TimeoutException:
            raise Failed(f"There was no whole answer within {self._seconds:g} seconds.") from None
        except (httpcore.NetworkError, httpcore.ProtocolError):
            raise Failed("There was no whole answer: the connection broke off, or what came was not HTTP.") from None

    def _pool(self, ends: float) -> httpcore.ConnectionPool:
        backend = _Hurried(self._policy, self._resolver, ends)
        return httpcore.ConnectionPool(ssl_context=self._trusted, network_backend=backend, keepalive_expiry=0)


def _read(
    pool: httpcore.ConnectionPool, method: str, url: httpcore.URL, body: bytes, headers: list[tuple[str, str]]
) -> Answer:
    headers = [*headers, ("accept-encoding", "identity"), ("connection", "close")]
    with pool.stream(method, url, headers=headers, content=body) as answer:
        read = b""
        for piece in answer.iter_stream():
            read += piece
            if len(read) >= LONGEST_ANSWER:
                break
    said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
    return Answer(answer.status, said, read[:LONGEST_ANSWER].decode(errors="replace"))


def _address(target: Target, url: str) -> httpcore.URL:
    """Built from what was checked: a second reading of the address could understand another host."""
    parts = urlsplit(url)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._")
    whole = f"{path}?{query}" if query else path
    return httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=whole)


def _host(target: Target) -> str:
    name = f"[{target.host}]" if ":" in target.host else target.host
    return name if target.port == {"http": 80, "https": 443}[target.scheme] else f"{name}:{target.port}"


def _of_connecting(error: Exception) -> str:
    if isinstance(error.__cause__ or error.__context__, ssl.SSLError):
        return "The certificate of this address could not be verified."
    return outgoing.UNREACHABLE


class _Hurried(httpcore.NetworkBackend):
    """Connections that all end at one moment, however slowly the other side drips: while the name is looked up, while
    connecting, greeting, sending and reading.
    """

    def __init__(self, policy: Policy, resolver: Resolver, ends: float) -> None:
        self._resolver = resolver
        self._ends = ends
        self._guarded = SafeBackend(policy=policy, resolver=self._look_up)

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        stream = self._guarded.connect_tcp(host, port, min(_SECONDS_TO_CONNECT, _left(self._ends)))
        return _HurriedStream(stream, self._ends)

    def _look_up(self, *args: Any) -> Iterable[Any]:
        """By a thread that may be left behind: nothing else can end the platform's own look-up early."""
        found: list[Any] = []
        seconds = min(_SECONDS_TO_LOOK_UP, _left(self._ends))
        if not _lookups.acquire(timeout=seconds):
            raise socket.gaierror("too many names are being looked up")

        def ask() -> None:
            try:
                found.append(self._resolver(*args))
            except (OSError, UnicodeError) as error:  # the latter from names that cannot be written for DNS
                found.append(error)
            finally:
                _lookups.release()

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(seconds)
        if not found or isinstance(found[0], Exception):
            raise socket.gaierror("the name was not found in time")
        answers: Iterable[Any] = found[0]
        return answers


class _HurriedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, ends: float) -> None:
        self._stream = stream
        self._ends = ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._ends))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            self._stream.write(buffer[start : start + _PIECE], _left(self._ends))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _HurriedStream(self._stream.start_tls(ssl_context, server_hostname, _left(self._ends)), self._ends)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is over")
    return left
