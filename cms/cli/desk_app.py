"""The WSGI entry of the process for work: what it is asked came by way of a process for readers."""

import os
import signal

from cms.cli import keeping
from cms.web.forwarding import Arrived
from wsgi import app

# What started this may be killed, and would leave it behind.
keeping.end_with(int(os.environ[keeping.DESK_PARENT]), lambda: os.kill(os.getpid(), signal.SIGTERM))
app.wsgi_app = Arrived(app.wsgi_app)  # type: ignore[method-assign]

__all__ = ["app"]
