"""flask worker; and the one that `make run` keeps beside the server."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click
from flask import Flask, current_app

from cms import logs
from cms.cli.telling import with_database
from cms.services import announcing, webhooks
from cms.web.parts import parts
from cms.worker import Delivery, HttpClient, Rendering, Worker

_SECONDS_TO_STOP = 5
_LONGEST_PAUSE = 30
_log = logs.logger(__name__)


@click.command("worker")
@click.option("--once", is_flag=True, help="Does what is due and ends.")
@click.option("--parent", type=int, hidden=True, help="Ends when this process is no longer the one that started it.")
@with_database
def worker(once: bool, parent: int | None) -> None:
    """Send webhooks and render again what changed elsewhere, until stopped. Several may run at once."""
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    logs.to_standard_error(as_json=parts().settings.production)
    made = _worker(application)
    if once:
        done = 0
        while found := made.run_once():
            done += found
        click.echo(f"{done} done.")
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent, stop), daemon=True).start()
    made.run(stop)


def _worker(app: Flask) -> Worker:
    settings = parts().settings
    client = HttpClient(allow_private=settings.allow_private_addresses, https_only=settings.production)
    delivery = Delivery(client, keys=settings.signing_keys(), schedule=settings.webhook_retry_seconds)
    handlers = {announcing.RENDER: Rendering(parts().renderer), webhooks.DELIVER: delivery}
    name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"  # a number alone may be had again
    return Worker(name, handlers, context=app.app_context)


def _end_with(parent: int, stop: threading.Event) -> None:
    while os.getppid() == parent and not stop.wait(1):
        pass
    stop.set()
