"""What a client says on its connection, request by request, as llhttp reads it (HTTP/1.1, RFC 9112)."""

import logging
from http import HTTPStatus
from string import printable
from typing import Protocol
from urllib.parse import quote

from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpRequestParser

from cms.web import heads
from cms.web.exchanges import Incoming

_LONGEST_HEAD = 65536  # bytes
_log = logging.getLogger(__name__)


class Told(Protocol):
    """Whoever is told what was said."""

    def begins(self) -> None:
        """A request begins."""

    def asked(self, environ: dict[str, str], stays: bytes) -> Incoming | None:
        """Its head is complete, and odd in no way. Returns where its body goes, if somebody wants it."""

    def refuse(self, status: HTTPStatus, environ: dict[str, str]) -> None:
        """It cannot be taken. Nothing is heard from here on."""

    def comes(self) -> None:
        """Some of its body came."""


class Listener:
    """is_heading: in the midst of a head. is_deaf: nothing that is said from now on counts."""

    def __init__(self, told: Told) -> None:
        self._told, self._parser = told, HttpRequestParser(self)
        self._environ: dict[str, str] = {}
        self._target = b""
        self._came = 0  # bytes since this head began
        self.body: Incoming | None = None  # the one that is coming
        self.is_heading = self.is_deaf = self.is_last = False

    def hear(self, data: bytes) -> None:
        if self.is_deaf:
            return
        if not (self.is_heading or self.body or data.isascii()):
            data = _escaped(data)
        self._came = len(data) + (self._came if self.is_heading else 0)
        self._parse(data)
        if self.is_heading and self._came > _LONGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def ends(self) -> None:
        """No more will be said."""
        if self.body:
            self.body.break_off()

    def tires(self) -> None:
        """The rest of a head is waited for no longer."""
        self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _parse(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as upgrade:
            self._go_on_without_upgrade(data[upgrade.args[0] :])
        except HttpParserError as error:
            self._misunderstood(error)

    def _go_on_without_upgrade(self, rest: bytes) -> None:
        """As if nobody had asked for another protocol. llhttp reads no body then, so another parser does."""
        has_body = heads.has_body(self._environ)
        self._parser = HttpRequestParser(_OnlyABody(self) if has_body else self)
        if has_body:
            self._parse(heads.of_body(self._environ) + rest)
        else:
            self.on_message_complete()

    def _misunderstood(self, error: HttpParserError) -> None:
        is_ours = isinstance(error, HttpParserCallbackError)
        if is_ours:
            _log.error("a request could not be taken", exc_info=error)
        if self.body:
            self.is_deaf = True
            self.body.break_off()  # who reads it answers
        elif not self.is_deaf:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR if is_ours else HTTPStatus.BAD_REQUEST)

    def _refuse(self, status: HTTPStatus) -> None:
        self.is_deaf, self.is_heading = True, False
        self._told.refuse(status, self._environ)

    # What the parser tells.

    def on_message_begin(self) -> None:
        self._environ, self._target, self.is_heading = {}, b"", True
        self._told.begins()

    def on_url(self, url: bytes) -> None:
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        key = heads.key_of(name)
        if not key or not self.is_heading:  # nobody here reads trailers
            return
        if key in self._environ:
            heads.add(self._environ, key, value)
        else:
            self._environ[key] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self.is_heading = False
        if self.is_deaf:
            return
        environ, parser = self._environ, self._parser
        version = parser.get_http_version()
        if self._came > _LONGEST_HEAD and sum(map(len, environ.values())) + len(self._target) > _LONGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            return
        try:
            heads.read(environ, parser.get_method(), self._target, version)
        except heads.Odd as odd:
            self._refuse(odd.status)
            return
        self.is_last = not parser.should_keep_alive() or parser.should_upgrade()
        stays = heads.ENDS if self.is_last else heads.KEEPS if version == "1.1" else heads.STAYS
        self.body = self._told.asked(environ, stays)

    def on_body(self, piece: bytes) -> None:
        if self.body and not self.is_deaf:
            self.body.add(piece)
            self._told.comes()

    def on_message_complete(self) -> None:
        if self._parser.should_upgrade():  # it only seems so
            return
        if self.body and not self.is_deaf:
            self.body.end()
        self.body = None
        self.is_deaf = self.is_deaf or self.is_last


def _escaped(data: bytes) -> bytes:
    """Some type addresses with letters beyond ASCII, and curl sends them so; llhttp takes none."""
    line, end, rest = data.partition(b"\r\n")
    return quote(line, safe=printable).encode() + end + rest


class _OnlyABody:
    """What a parser tells that is given a head which was read before."""

    def __init__(self, listener: Listener) -> None:
        self.on_body, self.on_message_complete = listener.on_body, listener.on_message_complete
