"""The server itself, which everything was made ready for: web processes, and those that are kept beside them.

python -m cms.cli.server PORT
"""

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from granian.constants import Interfaces, Loops, TaskImpl

from cms.cli import granian_server, keeping
from cms.settings import Settings

HOST = "127.0.0.1"
# A tenth more answers a second than with a task of asyncio for each; granian has them for older Pythons only.
_TASKS = TaskImpl.rust if sys.version_info < (3, 12) else TaskImpl.asyncio


def main(port: int) -> None:
    """Serves until a signal. Each web process loads the application for itself."""
    settings = Settings.from_environment()
    with contextlib.ExitStack() as beside:
        if settings.worker:
            beside.enter_context(keeping.a_child("worker", "flask", "--app", "wsgi", "worker"))
        if settings.desk:
            path = Path(beside.enter_context(tempfile.TemporaryDirectory(prefix="crossway-"))) / "desk"
            beside.enter_context(keeping.a_child("process for work", "cms.cli.desk", str(path)))
            os.environ[keeping.DESK] = str(path)  # of the web processes, not of that one
        granian_server.serve(
            "cms.cli.readers_app:app_for_readers",
            interface=Interfaces.RSGI,
            workers=settings.workers,
            address=HOST,
            port=port,
            loop=Loops.uvloop,
            task_impl=_TASKS,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
