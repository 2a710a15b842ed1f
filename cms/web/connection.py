"""A client's connection: answers in the order in which they were asked for (HTTP/1.1, RFC 9112, section 9).

What is at hand is answered within the call that brought the request; everything else by a task, one at a time.
"""

import asyncio
import logging
from collections import deque
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from cms.web import heads
from cms.web.bodies import Answer
from cms.web.exchanges import MUCH, Exchange, Incoming
from cms.web.listening import Listener

if TYPE_CHECKING:
    from cms.web.connections import Connections

_PIECE = 65536  # bytes
_STEP = 49152  # bytes
_FOR_EVER = float("inf")
_log = logging.getLogger(__name__)


class Connection(asyncio.Protocol):
    """until: when this connection is given up, by the clock of the loop, unless something happens.

    is_paused: whether the client is kept waiting.
    """

    _transport: asyncio.Transport

    def __init__(self, everybody: "Connections") -> None:
        self._everybody, self._at_hand = everybody, everybody.entrance.at_hand
        self._listener = Listener(self)
        self._queue: deque[Exchange] = deque()
        self._task: asyncio.Task[None] | None = None
        self._has_ended = self.is_paused = False  # whether the client says no more
        self._unsent = 0  # bytes, when the client was last seen to take some
        self._flows = asyncio.Event()  # whether the client takes what is sent
        self._flows.set()
        self.until = everybody.in_seconds(everybody.patience.head)

    # What the loop tells.

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._everybody.add(self)

    def data_received(self, data: bytes) -> None:
        self._listener.hear(data)

    def eof_received(self) -> bool:
        """Whoever says no more may still be waiting for an answer."""
        self._has_ended = True
        self._listener.ends()
        return bool(self._task or self._queue)

    def connection_lost(self, _error: Exception | None) -> None:
        self._everybody.remove(self)
        self._listener.is_deaf = True
        self._listener.ends()
        self._queue.clear()
        self._flows.set()

    def pause_writing(self) -> None:
        self._flows.clear()
        self._watch_what_is_sent()
        self._mind_reading()

    def resume_writing(self) -> None:
        self._flows.set()
        self.until = _FOR_EVER if self._task else self._everybody.in_seconds(self._everybody.patience.idle)
        self._mind_reading()

    # What the listener tells.

    def begins(self) -> None:
        if self._is_free:  # else somebody waits for an answer, or takes one, and this is not looked at before
            self.until = self._everybody.in_seconds(self._everybody.patience.head)

    def asked(self, environ: dict[str, str], stays: bytes) -> Incoming | None:
        if self._is_free and not heads.has_body(environ) and (ready := self._at_hand(environ)):
            if self._everybody.is_stopping:
                stays = heads.ENDS
            head = b"".join((ready.head, stays, self._everybody.date))
            if ready.body:
                self._transport.writelines((head, ready.body))  # it may be long, and need not be copied
            else:
                self._transport.write(head)
            self.until = self._everybody.until_idle
            if stays is heads.ENDS:
                self._end(is_heard=True)
            return None
        body = Incoming(self._invite if heads.waits(environ) else None, self._mind_reading)
        self._queue.append(Exchange(self._whole(environ), body, stays))
        self._go_on()
        return body

    def refuse(self, status: HTTPStatus, environ: dict[str, str]) -> None:
        self._queue.append(Exchange(self._whole(environ), Incoming(None, self._mind_reading), refused=status))
        self._go_on()

    # What follows from it.

    def _invite(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(heads.CONTINUE)

    @property
    def _is_free(self) -> bool:
        return not (self._task or self._queue) and self._flows.is_set()

    def _whole(self, environ: dict[str, str]) -> dict[str, Any]:
        about = self._transport.get_extra_info
        return heads.whole(environ, about("sockname") or (), about("peername") or ())

    def _go_on(self) -> None:
        if self._queue and not self._task:
            self._task = asyncio.get_running_loop().create_task(self._respond(self._queue.popleft()))
            if self._flows.is_set():
                self.until = _FOR_EVER
        self._mind_reading()

    def _mind_reading(self) -> None:
        """A client waits while others of its requests do, while it does not take answers, or its body is not taken."""
        body, may = self._listener.body, not self._listener.is_deaf
        waits = may and bool(self._queue or not self._flows.is_set() or (body and body.waiting > MUCH))
        if waits is not self.is_paused and not self._transport.is_closing():
            self.is_paused = waits
            (self._transport.pause_reading if waits else self._transport.resume_reading)()
            self._listener.go_on()

    async def _respond(self, exchange: Exchange) -> None:
        try:
            answer = await self._everybody.answer(exchange)
            with answer.body:
                ends = await self._send(exchange, answer)
        except Exception:
            _log.exception("an answer could not be sent")
            self.abort()
        self._task = None
        if self._transport.is_closing():
            return
        if ends or (self._has_ended and not self._queue):
            self._end(is_heard=exchange.body.is_complete)
        else:
            if self._flows.is_set():
                self.until = self._everybody.in_seconds(self._everybody.patience.idle)
            self._go_on()

    async def _send(self, exchange: Exchange, answer: Answer) -> bool:
        """Returns whether nothing may follow on this connection."""
        method = exchange.environ["REQUEST_METHOD"]
        ends = exchange.stays is heads.ENDS or not exchange.body.is_complete or self._everybody.is_stopping
        head = heads.of_answer(method, answer.status, answer.headers, answer.length)
        answer.body.seek(0)
        piece = answer.body.read(_PIECE) if heads.may_have_body(method, answer.status) else b""
        more = b"".join((head, heads.ENDS if ends else exchange.stays, self._everybody.date, piece))
        while more and not self._transport.is_closing():
            self._transport.write(more)
            await self._flows.wait()
            more = piece and answer.body.read(_PIECE)
        return ends

    def _end(self, *, is_heard: bool) -> None:
        """Whoever is still sending reads an answer only if the connection stays open meanwhile (RFC 9112, 9.6)."""
        self._listener.is_deaf = True
        self._queue.clear()
        if is_heard or self._has_ended:
            self._watch_what_is_sent()
            self._transport.close()
        else:
            self._transport.write_eof()
            self.until = self._everybody.in_seconds(self._everybody.patience.farewell)
            self._mind_reading()

    def _watch_what_is_sent(self) -> None:
        self._unsent = self._transport.get_write_buffer_size()
        self.until = self._everybody.in_seconds(self._everybody.patience.reader)

    # What everybody is told.

    @property
    def is_idle(self) -> bool:
        """Nothing was asked that is not answered."""
        return self._is_free and not self._listener.body

    def leave(self) -> None:
        """If it is idle."""
        if self.is_idle and not self._listener.is_heading:
            self._transport.close()

    def expire(self) -> None:
        if self._listener.is_heading and self.is_idle:
            self._listener.tires()
        elif 0 < self._transport.get_write_buffer_size() <= self._unsent - _STEP:
            self._watch_what_is_sent()
        else:
            self.abort()

    def abort(self) -> None:
        self._transport.abort()
