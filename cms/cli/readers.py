"""A process that answers readers, and lets in those who work.

python -m cms.cli.readers DESCRIPTOR --parent PROCESS, where DESCRIPTOR is of the socket that is listened on.
"""

import asyncio
import os
import signal
import socket
import sys

import uvloop

from cms.cli import keeping, serving
from cms.web.connections import Connections
from cms.web.entrance import Entrance
from wsgi import app

_SECONDS_TO_ANSWER = 4  # of the five after which a process is killed
_WAITING = 1024  # connections that nobody took yet


def main(descriptor: int, parent: int) -> None:
    """Serves until a signal."""
    keeping.end_with(parent, lambda: os.kill(os.getpid(), signal.SIGTERM))
    uvloop.run(_serve(serving.entrance(app), socket.socket(fileno=descriptor)))


async def _serve(entrance: Entrance, listening: socket.socket) -> None:
    everybody, stop = Connections(entrance), asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    watch = loop.create_task(everybody.watch())
    server = await loop.create_server(everybody, sock=listening, backlog=_WAITING)
    await stop.wait()
    server.close()
    await everybody.stop(_SECONDS_TO_ANSWER)
    watch.cancel()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[3]))
