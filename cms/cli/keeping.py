"""The worker that `make run` keeps beside the server."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cms import logs

_SECONDS_TO_STOP = 5
_LONGEST_PAUSE = 30
_A_LIFE = 60
_LOOK = 0.5
_log = logs.logger(__name__)


@contextmanager
def a_worker() -> Iterator[None]:
    """Keeps one worker running as a child of this process, which it does not outlive."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(stop,), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _keep(stop: threading.Event) -> None:
    """What ends begins again, after a pause that grows while none lives for a minute."""
    pause = 1
    while not stop.is_set():
        began, child = time.monotonic(), _start()
        while (code := _exit_code(child)) is None and not stop.wait(_LOOK):
            pass
        if code is None:
            _end(child)
            return
        pause = 1 if time.monotonic() - began > _A_LIFE else min(2 * pause, _LONGEST_PAUSE)
        _log.warning("the worker ended and is started again", code=code, seconds=pause)
        stop.wait(pause)


def _start() -> int:
    """In a session of its own, so that Ctrl-C reaches this process alone and everything ends in good order.

    Not by subprocess, which waits on a pipe: a web process that the server forks at that moment would hold it open.
    """
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--parent", str(os.getpid())]
    return os.posix_spawn(sys.executable, command, os.environ, setsid=True)


def _exit_code(child: int) -> int | None:
    """None while it is running."""
    ended, status = os.waitpid(child, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def _end(child: int) -> None:
    os.kill(child, signal.SIGTERM)
    last = time.monotonic() + _SECONDS_TO_STOP
    while _exit_code(child) is None:
        if time.monotonic() > last:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return
        time.sleep(0.05)
