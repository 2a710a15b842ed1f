"""A receiver of webhooks on this machine, as faulty as one likes, that remembers all that came."""

import contextlib
import gzip
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Received:
    """One request. headers: by their names in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


class Exchange(BaseHTTPRequestHandler):
    """One connection; what a behaviour plays on."""

    server: "_Server"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        one = Received("POST", self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.server.receiver.take(one)(self)

    def do_GET(self) -> None:
        self.server.receiver.take(Received("GET", self.path, dict(self.headers), b""))(self)

    def say(self, status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def reset(self) -> None:
        """Ends the connection as a crash would, without a word."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # the other side has gone, as it may
            super().finish()


Behaviour = Callable[[Exchange], None]


@dataclass
class Receiver:
    """behave: chooses what is done with each request; None for 200."""

    port: int = 0
    behave: Callable[[Received], Behaviour] | None = None
    received: list[Received] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def take(self, one: Received) -> Behaviour:
        with self._lock:
            self.received.append(one)
        return self.behave(one) if self.behave else ok

    def ids(self) -> list[str]:
        return [one.id for one in self.received]

    def always(self, behaviour: Behaviour) -> None:
        self.behave = lambda _: behaviour


class _Server(ThreadingHTTPServer):
    receiver: Receiver
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # the other side has gone, as it may


@contextmanager
def receiving(behaviour: Behaviour | None = None, *, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    receiver = Receiver()
    if behaviour:
        receiver.always(behaviour)
    server = _Server(("127.0.0.1", 0), Exchange)
    server.receiver = receiver
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.socket.close()  # and does not wait for exchanges that hang


# Behaviours


def ok(exchange: Exchange) -> None:
    exchange.say(200, body=b"thank you")


def answering(status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Behaviour:
    return lambda exchange: exchange.say(status, headers, body)


def hanging(until: threading.Event) -> Behaviour:
    """Says nothing before `until` is set."""

    def hang(exchange: Exchange) -> None:
        until.wait(60)
        exchange.say(200)

    return hang


def dripping(until: threading.Event, *, head: bool = False) -> Behaviour:
    """A byte every fiftieth of a second, for ten seconds: of the body, or of the head."""

    def drip(exchange: Exchange) -> None:
        said = b"HTTP/1.1 200 OK\r\n" + (b"" if head else b"content-length: 1000000\r\n\r\n")
        exchange.wfile.write(said)
        for _ in range(500):
            exchange.wfile.write(b"x")
            if until.wait(0.02):
                break

    return drip


def flooding(exchange: Exchange) -> None:
    """Fifty megabytes."""
    exchange.send_response(200)
    exchange.send_header("content-length", str(50 * MEGABYTE))
    exchange.end_headers()
    for _ in range(50):
        exchange.wfile.write(b"x" * MEGABYTE)


def bombing(exchange: Exchange) -> None:
    """Fifty kilobytes that unpack to fifty megabytes."""
    exchange.say(200, {"content-encoding": "gzip"}, gzip.compress(b"\0" * 50 * MEGABYTE))


def resetting(exchange: Exchange) -> None:
    """Takes the request and breaks off without an answer."""
    exchange.reset()


def resetting_in_body(exchange: Exchange) -> None:
    """Says 200 and breaks off in the body."""
    exchange.send_response(200)
    exchange.send_header("content-length", "100")
    exchange.end_headers()
    exchange.wfile.write(b"half")
    exchange.reset()


def babbling(exchange: Exchange) -> None:
    """Says what is no HTTP."""
    exchange.wfile.write(b"220 mail.example.org ESMTP\r\n")
