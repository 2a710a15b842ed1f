"""The server itself, which everything was made ready for: web processes, and those that are kept beside them.

python -m cms.cli.server PORT
"""

import contextlib
import os
import signal
import socket
import sys
import tempfile
import threading
from pathlib import Path

from cms.cli import keeping
from cms.settings import Settings

HOST = "127.0.0.1"
_ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def main(port: int) -> None:
    """Serves until a signal. Each web process loads the application for itself."""
    stop = threading.Event()
    for one in _ENDS:
        signal.signal(one, lambda *_: stop.set())
    settings = Settings.from_environment()
    with contextlib.ExitStack() as beside:
        listening = beside.enter_context(_listening(port))  # before anything is begun that would have to be ended
        if settings.worker:
            beside.enter_context(keeping.children("worker", "flask", "--app", "wsgi", "worker"))
        if settings.desk:
            path = Path(beside.enter_context(tempfile.TemporaryDirectory(prefix="crossway-"))) / "desk"
            beside.enter_context(keeping.children("process for work", "cms.cli.desk", str(path)))
            os.environ[keeping.DESK] = str(path)  # of the web processes, not of that one
        descriptor = listening.fileno()
        words = ("web process", "cms.cli.readers", str(descriptor))
        beside.enter_context(keeping.children(*words, count=settings.workers, descriptors=[descriptor]))
        stop.wait()
        listening.close()  # whoever comes from now on hears so at once, and not when all have ended


def _listening(port: int) -> socket.socket:
    """Kept here, so that who comes while a web process is started again waits for it."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(1024)
    except OSError as error:
        sys.exit(f"Error: Port {port} cannot be used: {error.strerror}. Choose another.")
    return listening


if __name__ == "__main__":
    main(int(sys.argv[1]))
