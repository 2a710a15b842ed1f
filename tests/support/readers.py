"""What a process for readers is, in a thread of this one: real connections, over an application that a test chooses."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import uvloop

from cms.web.connection import Connection
from cms.web.connections import Connections, Patience
from cms.web.entrance import Entrance
from cms.web.front import Front

T = TypeVar("T")
LONGEST = 4 * 1024 * 1024


class Reached:
    """port: where it listens. everybody: who is connected; to be asked by `within` alone. refused: what was counted."""

    def __init__(self, port: int, everybody: Connections, loop: asyncio.AbstractEventLoop, refused: list[int]) -> None:
        self.port, self.everybody, self._loop, self.refused = port, everybody, loop, refused

    def within(self, what: Callable[[], T]) -> T:
        """What it gives in the thread that serves, after all that is at work there."""

        async def called() -> T:
            return what()

        return asyncio.run_coroutine_threadsafe(called(), self._loop).result(30)

    def has_one(self, that: Callable[[Connection], bool]) -> bool:
        """Whether that holds for somebody who is connected."""
        return self.within(lambda: any(map(that, self.everybody._open)))

    def stops(self, seconds: float) -> Any:
        return asyncio.run_coroutine_threadsafe(self.everybody.stop(seconds), self._loop)

    def connect(self, said: bytes = b"") -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sendall(said)
        return connection

    def ask(self, said: bytes) -> bytes:
        """All that is answered until the other side closes the connection."""
        with self.connect(said) as connection:
            return all_of(connection)


def all_of(connection: socket.socket) -> bytes:
    came = b""
    while piece := connection.recv(65536):
        came += piece
    return came


@contextmanager
def reached(front: Front, *, most: int = 4096, patience: Patience | None = None) -> Iterator[Reached]:
    listening = socket.create_server(("127.0.0.1", 0))
    made: list[Reached] = []
    refused: list[int] = []
    is_made, ended = threading.Event(), asyncio.Event()

    def refuses(status: int, given: str) -> str:
        refused.append(status)
        return f"{given}{len(refused)}"

    async def serve() -> None:
        entrance = Entrance(
            front, front, None, threads=2, after_work=lambda: None, refuses=refuses, always=[], longest=LONGEST
        )
        everybody, loop = Connections(entrance, most=most, patience=patience or Patience()), asyncio.get_running_loop()
        server = await loop.create_server(everybody, sock=listening)
        made.append(Reached(listening.getsockname()[1], everybody, loop, refused))
        is_made.set()
        await ended.wait()
        server.close()
        await everybody.stop(0)

    thread = threading.Thread(target=lambda: uvloop.run(serve()))
    thread.start()
    assert is_made.wait(30)
    try:
        yield made[0]
    finally:
        made[0].within(ended.set)
        thread.join()
