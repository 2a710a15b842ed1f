"""A process that answers readers, and lets in those who work.

python -m cms.cli.readers DESCRIPTOR --parent PROCESS, where DESCRIPTOR is of the socket that is listened on.
"""

import asyncio
import os
import resource
import signal
import socket
import sys
import time

import uvloop

from cms.cli import keeping, serving
from cms.web.connections import MOST, Connections
from cms.web.entrance import Entrance
from wsgi import app

_SECONDS_TO_ANSWER = 4  # of the five after which a process is killed
_WAITING = 1024  # connections that nobody took yet
_BESIDE = 640  # files and sockets for requests that are at work, and for all that a process has open by itself
_A_LOOK, _MUCH = 0.25, 0.125  # seconds between two looks, and of this thread between them
_FEWEST = 64  # connections, where a system is so narrow that both may not be had


def main(descriptor: int, parent: int) -> None:
    """Serves until a signal."""
    keeping.end_with(parent, lambda: os.kill(os.getpid(), signal.SIGTERM))
    uvloop.run(_serve(serving.entrance(app), socket.socket(fileno=descriptor)))


async def _serve(entrance: Entrance, listening: socket.socket) -> None:
    everybody, stop = Connections(entrance, most=_most()), asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    watch = loop.create_task(everybody.watch())
    server = await loop.create_server(everybody, sock=listening, backlog=_WAITING)
    taking_turns = loop.create_task(_come_first_while_little_is_asked())
    await stop.wait()
    server.close()
    await everybody.stop(_SECONDS_TO_ANSWER)
    watch.cancel()
    taking_turns.cancel()


async def _come_first_while_little_is_asked() -> None:
    """In a flood it takes turns with others: else the system would stop it for a twentieth of each second."""
    spent = time.thread_time()
    while True:
        before, spent = spent, time.thread_time()
        keeping.come_first(first=spent - before < _MUCH)
        await asyncio.sleep(_A_LOOK)


def _most() -> int:
    """Connections for which there are files. Asks the system for more than it gives unasked, which is often 1024.

    Without a file for it nobody's connection can be taken, and no database be opened.
    """
    wanted, unlimited = MOST + _BESIDE, resource.RLIM_INFINITY
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != unlimited and soft < wanted:
        soft = wanted if hard == unlimited else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MOST if soft == unlimited else max(_FEWEST, min(MOST, soft - _BESIDE))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[3]))
