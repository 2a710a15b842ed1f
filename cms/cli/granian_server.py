"""The server program, as it is set up for both kinds of process: those that answer readers, and the one for work."""

import logging
from typing import Any

from granian.constants import HTTPModes
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

_SECONDS_TO_STOP = 5
_LONGEST_HEAD = 32768  # bytes, up to twice as many; granian's own 400 kB take more than a second to understand


def serve(target: str, **how: Any) -> None:
    """Serves an application until a signal. how: interface, threads, address and port or a socket.

    By HTTP/1.1 alone. Of a body that comes by HTTP/2, granian does not tell whether it ended or broke off.
    """
    logging.getLogger("_granian").addFilter(_not_about_tasks)
    Server(
        target, **how, respawn_failed_workers=True, workers_kill_timeout=_SECONDS_TO_STOP, log_level=LogLevels.warning,
        websockets=False, http=HTTPModes.http1, http1_settings=HTTP1Settings(max_buffer_size=_LONGEST_HEAD),
        log_dictconfig={"loggers": {}},  # no lines of its own on standard output: ours take them too
    ).serve()  # fmt: skip


def _not_about_tasks(record: logging.LogRecord) -> bool:
    """That granian's own are new: what needs a task of asyncio makes one (`web/entrance.py`)."""
    return "Rust task implementation" not in record.getMessage()
