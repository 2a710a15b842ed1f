"""The process that does the editors' work, beside those that answer readers.

python -m cms.cli.desk SOCKET --parent PROCESS
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from granian.constants import Interfaces

from cms.cli import granian_server, keeping

_THREADS = 4  # one may wait for the database without holding up the others


def main(path: Path, parent: int) -> None:
    """Serves on a socket that only this user may open, until it is told to end, or its parent is no more."""
    keeping.end_with(parent, lambda: os.kill(os.getpid(), signal.SIGTERM))
    path.unlink(missing_ok=True)  # of one before, which was killed
    os.environ.pop(keeping.DESK, None)  # it would send the work on to itself
    os.nice(keeping.AFTER_READERS)
    os.environ[keeping.DESK_PARENT] = str(os.getpid())
    try:
        granian_server.serve(
            "cms.cli.desk_app:app",
            interface=Interfaces.WSGI,
            blocking_threads=_THREADS,
            uds=path,
            uds_permissions=0o600,
        )
    finally:
        if os.getppid() != parent:  # which would have removed its folder
            shutil.rmtree(path.parent, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[3]))
