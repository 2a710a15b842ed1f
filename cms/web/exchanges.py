"""A request on its way in: its head, and its body as it comes."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from cms.web import heads
from cms.web.bodies import BrokeOff, Garbled

MUCH = 65536  # bytes that wait to be read; a sender waits while there are more


class Incoming:
    """A body. wanted: called when somebody begins to read what did not come yet.

    moved: when some of it came, or was read.
    """

    def __init__(self, wanted: Callable[[], None] | None, moved: Callable[[], None]) -> None:
        self._wanted, self._moved = wanted, moved
        self._pieces: deque[bytes] = deque()
        self._news = asyncio.Event()
        self._broke_off = self._is_garbled = False
        self.is_complete = False
        self.waiting = 0  # bytes

    def add(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self.waiting += len(piece)
        self._moved()
        self._news.set()

    def end(self) -> None:
        self.is_complete = True
        self._news.set()

    def break_off(self) -> None:
        self._broke_off = not self.is_complete
        self._news.set()

    def garble(self) -> None:
        self._is_garbled = not self.is_complete
        self._news.set()

    async def pieces(self) -> AsyncIterator[bytes]:
        """None of them empty. Raises BrokeOff and Garbled."""
        if self._wanted and not self.is_complete:
            self._wanted()
        while True:
            while self._pieces:
                piece = self._pieces.popleft()
                self.waiting -= len(piece)
                self._moved()
                yield piece
            if self.is_complete:
                return
            if self._is_garbled:
                raise Garbled
            if self._broke_off:
                raise BrokeOff("it ended early")
            self._news.clear()
            await self._news.wait()


@dataclass(frozen=True)
class Exchange:
    """A request. stays: what its answer says about the connection, if that may stay.

    refused: the answer's status, where nobody needs to be asked.
    """

    environ: dict[str, Any]
    body: Incoming
    stays: bytes = heads.ENDS
    refused: HTTPStatus | None = None
