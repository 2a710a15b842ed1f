"""The server program, as it is set up for both kinds of process: those that answer readers, and the one for work."""

import logging
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

_SECONDS_TO_STOP = 5


def serve(target: str, *, threads: int, workers: int = 1, **where: Any) -> None:
    """Serves the WSGI application `target` until a signal. where: address and port, or a socket."""
    logging.getLogger("_granian").addFilter(_not_about_threads)
    Server(
        target, interface=Interfaces.WSGI, workers=workers, blocking_threads=threads, **where,
        respawn_failed_workers=True, workers_kill_timeout=_SECONDS_TO_STOP, log_level=LogLevels.warning,
        log_dictconfig={"loggers": {}},  # no lines of its own on standard output: ours take them too
    ).serve()  # fmt: skip


def _not_about_threads(record: logging.LogRecord) -> bool:
    """That there are many: most of them wait for the process for work, without the interpreter."""
    return "Python threads" not in record.getMessage()
