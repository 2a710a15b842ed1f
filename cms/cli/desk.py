"""The process that does the editors' work, beside those that answer readers.

python -m cms.cli.desk SOCKET --parent PROCESS
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from cms.cli import keeping

_THREADS = 4  # one may wait for the database without holding up the others
_SECONDS_TO_STOP = 5
_LONGEST_HEAD = 2 * 65536  # bytes: what a process for readers lets in, written by it anew


def main(path: Path, parent: int) -> None:
    """Serves on a socket that only this user may open, until it is told to end, or its parent is no more."""
    keeping.end_with(parent, lambda: os.kill(os.getpid(), signal.SIGTERM))
    path.unlink(missing_ok=True)  # of one before, which was killed
    os.environ.pop(keeping.DESK, None)  # it would send the work on to itself
    keeping.give_way(keeping.AFTER_READERS)
    os.environ[keeping.DESK_PARENT] = str(os.getpid())
    # granian's own process begins with its parent's ears: until it has loaded the application, it would hear nothing.
    os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))
    server = Server(
        "cms.cli.desk_app:app", interface=Interfaces.WSGI, blocking_threads=_THREADS, uds=path, uds_permissions=0o600,
        respawn_failed_workers=True, workers_kill_timeout=_SECONDS_TO_STOP, websockets=False,
        http=HTTPModes.http1, http1_settings=HTTP1Settings(max_buffer_size=_LONGEST_HEAD),
        log_level=LogLevels.warning, log_dictconfig={"loggers": {}},  # lines of its own would be written twice
    )  # fmt: skip
    try:
        server.serve()
    finally:
        if os.getppid() != parent:  # which would have removed its folder
            shutil.rmtree(path.parent, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[3]))
