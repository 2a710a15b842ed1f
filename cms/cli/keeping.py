"""The worker that `make run` keeps beside the server."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cms import logs

_SECONDS_TO_STOP = 5
_LONGEST_PAUSE = 30
_A_LIFE = 60
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
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--parent", str(os.getpid())]
    pause = 1
    while not stop.is_set():
        began = time.monotonic()
        # In a session of its own, so that Ctrl-C reaches this process alone and everything ends in good order.
        child = subprocess.Popen(command, start_new_session=True)  # noqa: S603
        while child.poll() is None and not stop.wait(0.5):
            pass
        if child.poll() is None:
            _end(child)
            return
        pause = 1 if time.monotonic() - began > _A_LIFE else min(2 * pause, _LONGEST_PAUSE)
        _log.warning("the worker ended and is started again", code=child.returncode, seconds=pause)
        stop.wait(pause)


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.terminate()
    try:
        child.wait(_SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
