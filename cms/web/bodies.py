"""Bodies on their way through a process: gathered before anybody waits for them, in a file when they are long.

A slow sender or receiver takes a little memory then, and neither a thread nor the time of whoever works.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

_IN_MEMORY = 256 * 1024  # bytes
_SILENCE = 20  # seconds
_TIMES_HEARD_OUT = 8
_PIECE = 65536


class BrokeOff(Exception):
    """Whoever was sending left, or fell silent."""


class Garbled(Exception):
    """What comes breaks the rules of HTTP, so that nobody knows where it ends."""


@dataclass(frozen=True)
class Body:
    """length: bytes that were told or came. is_whole: else the file is empty, for more was told than may come."""

    file: IO[bytes]
    length: int = 0
    is_whole: bool = True

    def pieces(self) -> Iterable[bytes]:
        self.file.seek(0)
        while piece := self.file.read(_PIECE):
            yield piece


@dataclass(frozen=True)
class Answer:
    """What goes back to a client. body: whoever sends it closes it."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: IO[bytes]
    length: int


def kept_if_done() -> AbstractContextManager[IO[bytes]]:
    """A new file, closed if something goes wrong."""
    return closed_if_it_fails(SpooledTemporaryFile(max_size=_IN_MEMORY))


@contextmanager
def closed_if_it_fails(file: IO[bytes]) -> Iterator[IO[bytes]]:
    try:
        yield file
    except BaseException:
        file.close()
        raise


async def received(pieces: AsyncIterator[bytes], told: int | None, most: int) -> Body:
    """A request's body. told: its length in bytes, None when only its end says so. most: bytes that may come.

    A body that is too long is not kept: what is made of its length refuses it. It is heard out all the same, unless it
    is far too long, for many senders listen only when they are done. Raises BrokeOff and Garbled.
    """
    length, heard_out = told or 0, most * _TIMES_HEARD_OUT
    with kept_if_done() as file:
        if length > heard_out:
            return Body(file, length, is_whole=False)
        came = 0
        while came <= heard_out and (piece := await _next(pieces)):
            came += len(piece)
            if max(came, length) <= most:
                file.write(piece)
        if max(came, length) > most:
            file.seek(0)
            file.truncate()
            return Body(file, max(came, length), is_whole=False)
        if told is not None and came != told:
            raise BrokeOff("it ended early")
        file.seek(0)
        return Body(file, came)


async def _next(pieces: AsyncIterator[bytes]) -> bytes:
    """Empty at the end."""
    try:
        async with asyncio.timeout(_SILENCE):
            return await anext(pieces, b"")
    except TimeoutError:
        raise BrokeOff("a sender fell silent") from None


def answered(app: "WSGIApplication", environ: "WSGIEnvironment") -> Answer:
    """What a WSGI application answers, the whole of it."""
    said: list[tuple[int, list[tuple[str, str]]]] = []
    with kept_if_done() as file:

        def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> object:
            said[:] = [(int(status[:3]), headers)]
            return file.write

        pieces = app(environ, start_response)  # type: ignore[arg-type]
        try:
            file.writelines(pieces)
        finally:
            if close := getattr(pieces, "close", None):
                close()
        return Answer(*said[0], file, file.tell())
