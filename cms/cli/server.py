"""The server itself, which everything was made ready for: web processes, and the worker beside them.

python -m cms.cli.server PORT
"""

import contextlib
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from cms.cli import keeping
from cms.settings import Settings

HOST = "127.0.0.1"
_SECONDS_TO_STOP = 5


def main(port: int) -> None:
    """Serves until a signal. Each web process loads the application for itself."""
    settings = Settings.from_environment()
    server = Granian(
        "wsgi:app", address=HOST, port=port, interface=Interfaces.WSGI, workers=settings.workers,
        blocking_threads=settings.threads,
        respawn_failed_workers=True, workers_kill_timeout=_SECONDS_TO_STOP, log_level=LogLevels.warning,
        log_dictconfig={"loggers": {}},  # no lines of its own on standard output: ours take them too
    )  # fmt: skip
    with keeping.a_worker() if settings.worker else contextlib.nullcontext():
        server.serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
