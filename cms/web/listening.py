"""What a client says on its connection, request by request, as llhttp reads it (HTTP/1.1, RFC 9112)."""

import logging
from http import HTTPStatus
from string import printable
from typing import Protocol
from urllib.parse import quote

from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpRequestParser

from cms.web import heads
from cms.web.exchanges import Incoming

_LONGEST_HEAD = 65536  # bytes; also of what a body says beside itself: trailers, or about one of its pieces
_SIP = 4096  # bytes that are read at once: what waits is raw then, and not requests of a hundred times its size
_log = logging.getLogger(__name__)


class Told(Protocol):
    """Whoever is told what was said. is_paused: nothing more is to be told for now."""

    is_paused: bool

    def begins(self) -> None:
        """A request began, and the rest of its head is still to come."""

    def asked(self, environ: dict[str, str], stays: bytes) -> Incoming | None:
        """Its head is complete, and odd in no way. Returns where its body goes, if somebody wants it."""

    def refuse(self, status: HTTPStatus, environ: dict[str, str]) -> None:
        """It cannot be taken. Nothing is heard from here on."""


class Listener:
    """is_heading: in the midst of a head. is_deaf: nothing that is said from now on counts."""

    def __init__(self, told: Told) -> None:
        self._told, self._parser = told, HttpRequestParser(self)
        self._environ: dict[str, str] = {}
        self._target = b""
        self._came = 0  # bytes since this head began, or the last of a body came; a sip more or less
        self._rest = b""  # what is not read yet
        self.body: Incoming | None = None  # the one that is coming
        self.is_heading = self.is_deaf = self.is_last = self._is_begun = False

    def hear(self, data: bytes) -> None:
        if len(data) > _SIP:
            self._rest += data
            self.go_on()
            return
        if self.is_deaf:
            return
        if not (self.is_heading or self.body or data.isascii()):
            data = _escaped(data)
        self._came += len(data)
        self._parse(data)
        if self.is_heading and not self._is_begun:
            self._is_begun = True
            self._told.begins()
        if self._came > _LONGEST_HEAD:
            self._has_heard_enough()

    def go_on(self) -> None:
        """With what came while nothing was to be told."""
        while self._rest and not self._told.is_paused:
            sip, self._rest = self._rest[:_SIP], self._rest[_SIP:]
            self.hear(sip)

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

    def _has_heard_enough(self) -> None:
        if self.is_heading:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif self.body and not self.is_deaf:
            self._garble(self.body)

    def _garble(self, body: Incoming) -> None:
        self.is_deaf = True
        body.garble()  # who reads it answers

    def _misunderstood(self, error: HttpParserError) -> None:
        is_ours = isinstance(error, HttpParserCallbackError)
        if is_ours:
            _log.error("a request could not be taken", exc_info=error)
        if self.body:
            self._garble(self.body)
        elif not self.is_deaf:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR if is_ours else HTTPStatus.BAD_REQUEST)

    def _refuse(self, status: HTTPStatus) -> None:
        self.is_deaf, self.is_heading = True, False
        self._told.refuse(status, self._environ)

    # What the parser tells.

    def on_message_begin(self) -> None:
        self._environ, self._target, self._came, self._is_begun = {}, b"", 0, False
        self.is_heading = not self.is_deaf  # one that came along with what was refused is none

    def on_url(self, url: bytes) -> None:
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.is_heading:  # nobody here reads trailers
            return
        key, environ = heads.KEYS[name], self._environ
        if key in environ:
            heads.add(environ, key, value)
        elif key:
            environ[key] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self.is_heading = False
        if self.is_deaf:
            return
        environ, parser = self._environ, self._parser
        version = parser.get_http_version()
        came, self._came = self._came, 0
        if came > _LONGEST_HEAD:
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
        self._came = 0
        if self.body and not self.is_deaf:
            self.body.add(piece)

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
