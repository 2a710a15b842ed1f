"""Everybody who is connected to one process, the clock that they share, and how long each of them is waited for."""

import asyncio
import logging
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus

from cms.web.bodies import Answer
from cms.web.connection import Connection
from cms.web.entrance import Entrance
from cms.web.exchanges import Exchange

MOST = 4096  # connections; beyond them those go that have asked for nothing the longest
_TICK = 1  # seconds
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Patience:
    """Seconds. head: for all of a request's head; reader: for the next 48 kB of an answer that somebody takes slowly.

    farewell: for a client to stop sending what nobody reads.
    """

    head: float = 30
    idle: float = 75
    reader: float = 60
    farewell: float = 5


_PATIENCE = Patience()


class Connections:
    """Makes a protocol for each connection. now: the loop's clock, as of the last second."""

    def __init__(self, entrance: Entrance, *, most: int = MOST, patience: Patience = _PATIENCE) -> None:
        self.entrance, self.patience = entrance, patience
        self._most, self._open = most, set[Connection]()
        self._none_left = asyncio.Event()
        self._none_left.set()
        self.is_stopping = False
        self._tell_the_time()

    def __call__(self) -> Connection:
        return Connection(self)

    def add(self, one: Connection) -> None:
        self._open.add(one)
        self._none_left.clear()
        if len(self._open) > self._most:
            self._make_room(one)

    def remove(self, one: Connection) -> None:
        self._open.discard(one)
        if not self._open:
            self._none_left.set()

    def in_seconds(self, seconds: float) -> float:
        return self.now + seconds

    async def answer(self, exchange: Exchange) -> Answer:
        if not exchange.refused:
            try:
                return await self.entrance.answer(exchange.environ, exchange.body.pieces())
            except Exception:
                _log.exception("a request was not answered")
        status = exchange.refused or HTTPStatus.INTERNAL_SERVER_ERROR
        return self.entrance.refused(status, exchange.environ)

    async def watch(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            try:
                self.look()
            except Exception:  # it goes on: it also tells the date
                _log.exception("it was not seen who is waited for no longer")

    def look(self) -> None:
        """Whether somebody is waited for no longer."""
        self._tell_the_time()
        for one in [one for one in self._open if one.until < self.now]:
            one.expire()

    async def stop(self, seconds: float) -> None:
        """What was asked is answered, within these seconds; nothing else is."""
        self.is_stopping = True
        for one in tuple(self._open):
            one.leave()
        try:
            async with asyncio.timeout(seconds):
                await self._none_left.wait()
        except TimeoutError:
            for one in tuple(self._open):
                one.abort()

    def _tell_the_time(self) -> None:
        self.now = asyncio.get_running_loop().time()
        self.until_idle = self.now + self.patience.idle
        self.date = f"Date: {formatdate(usegmt=True)}\r\n\r\n".encode()

    def _make_room(self, newest: Connection) -> None:
        """A tenth at once, so that it does not have to be looked for with each that comes.

        Where all wait for an answer or take one there is none: more are as many files, and those are counted, too.
        """
        idle = sorted((one for one in self._open if one.is_idle and one is not newest), key=lambda one: one.until)
        for one in idle[: max(1, self._most // 10)] or [newest]:
            one.abort()
