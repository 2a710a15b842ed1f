"""The processes that the server keeps beside its own: the worker, and the one for the editors' work."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from cms import logs

AFTER_READERS = 5  # of niceness: where there is less than a core for each process, readers come first …
AFTER_ALL = 10  # … and what nobody waits for last
DESK = "CROSSWAY_DESK_SOCKET"  # in the environment of processes for readers: where the one for work listens
DESK_PARENT = "CROSSWAY_DESK_PARENT"  # in the environment of the one for work: the id of what started it
_SECONDS_TO_STOP = 5
_LONGEST_PAUSE = 30
_A_LIFE = 60
_LOOK = 0.5
_log = logs.logger(__name__)


@contextmanager
def children(name: str, *words: str, count: int = 1, descriptors: Sequence[int] = ()) -> Iterator[None]:
    """Keeps as many `python -m …` running as children of this process, which they do not outlive.

    words: the module and what it is told; it is also told `--parent` and the id of this process, with which it ends.
    descriptors: of files that are open here, and are to be there.
    """
    stop = threading.Event()
    keepers = [threading.Thread(target=_keep, args=(stop, name, words, descriptors)) for _ in range(count)]
    for keeper in keepers:
        keeper.start()
    try:
        yield
    finally:
        stop.set()
        for keeper in keepers:
            keeper.join()


def give_way(niceness: int) -> None:
    """Lets other processes come first. Linux weighs sessions against each other first, and processes in each."""
    os.nice(niceness)
    with suppress(OSError):  # not every kernel does (autogroup, sched(7))
        Path("/proc/self/autogroup").write_text(str(niceness))


def come_first(*, first: bool) -> None:
    """Lets this thread, and none that it begins, go before all others, where the system allows a process that; or not.

    For one that takes microseconds at a time: whoever else is at work is interrupted, not awaited.
    """
    with suppress(OSError, AttributeError):  # neither is every process allowed to, nor does every system know it
        policy = os.SCHED_RR if first else os.SCHED_OTHER
        os.sched_setscheduler(0, policy | os.SCHED_RESET_ON_FORK, os.sched_param(1 if first else 0))


def end_with(parent: int, end: Callable[[], None]) -> None:
    """Calls `end` once `parent` is no longer the process that started this one: it was killed, and ended nobody.

    And again every second, for a process that has only begun may not hear a signal yet.
    """

    def watch() -> None:
        while True:
            time.sleep(1)
            if os.getppid() != parent:
                end()

    threading.Thread(target=watch, daemon=True).start()


def _keep(stop: threading.Event, name: str, words: Sequence[str], descriptors: Sequence[int]) -> None:
    """What ends begins again, after a pause that grows while none lives for a minute."""
    pause = 1
    while not stop.is_set():
        began, code = time.monotonic(), _lived(stop, words, descriptors)
        if code is None:
            return
        pause = 1 if time.monotonic() - began > _A_LIFE else min(2 * pause, _LONGEST_PAUSE)
        _log.warning(f"the {name} ended and is started again", code=code, seconds=pause)
        stop.wait(pause)


def _lived(stop: threading.Event, words: Sequence[str], descriptors: Sequence[int]) -> int | None:
    """The exit code of a process that ended by itself, or could not be started; None once there is to be none."""
    try:
        child = _start(words, descriptors)
    except OSError:  # no memory, or too many processes, at this moment
        _log.exception("a process could not be started")
        return os.EX_OSERR
    while (code := _exit_code(child)) is None and not stop.wait(_LOOK):
        pass
    if code is None:
        _end(child)
    return code


def _start(words: Sequence[str], descriptors: Sequence[int]) -> int:
    """In a session of its own, so that Ctrl-C reaches this process alone and everything ends in good order."""
    command = [sys.executable, "-m", *words, "--parent", str(os.getpid())]
    kept = [(os.POSIX_SPAWN_DUP2, one, one) for one in descriptors]  # onto itself: it stays open there
    return os.posix_spawn(sys.executable, command, os.environ, file_actions=kept, setsid=True)


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
