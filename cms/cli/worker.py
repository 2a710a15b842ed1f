"""flask worker; and the one that `make run` keeps beside the server."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask, current_app

from cms import logs
from cms.cli.telling import with_database
from cms.services import announcing, webhooks
from cms.web.accounts import signing_keys
from cms.web.parts import parts
from cms.worker import Delivery, Handler, HttpClient, Rendering, Worker

_SECONDS_TO_STOP = 5
_LONGEST_PAUSE = 30
_A_LIFE = 60
_log = logs.logger(__name__)


@click.command("worker")
@click.option("--once", is_flag=True, help="Does what is due and ends.")
@click.option("--parent", type=int, hidden=True, help="Ends when that process is no longer the one that started it.")
@with_database
def worker(once: bool, parent: int | None) -> None:
    """Send webhooks and render guides again, until stopped. Several may run at once."""
    made = _worker(current_app._get_current_object())  # type: ignore[attr-defined]
    if once:
        done = 0
        while found := made.run_once():
            done += found
        click.echo(f"{done} tried." if done else "Nothing was due.")
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent, stop), daemon=True).start()
    made.run(stop)


def _worker(app: Flask) -> Worker:
    settings = parts().settings
    client = HttpClient(allow_private=settings.allow_private_addresses, https_only=settings.production)
    delivery = Delivery(client, keys=signing_keys(app), schedule=settings.webhook_retry_seconds)
    handlers: dict[str, Handler] = {announcing.RENDER: Rendering(parts().renderer), webhooks.DELIVER: delivery}
    name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"  # a process id may come again
    return Worker(name, handlers, context=app.app_context)


def _end_with(parent: int, stop: threading.Event) -> None:
    while os.getppid() == parent and not stop.wait(1):
        pass
    stop.set()


@contextmanager
def beside() -> Iterator[None]:
    """Keeps one worker running as a child of this process, which it does not outlive."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(stop,), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _keep(stop: threading.Event) -> None:
    """What ends begins again, after a pause that grows while none lives for a minute."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--parent", str(os.getpid())]
    pause = 1
    while not stop.is_set():
        began = time.monotonic()
        # In a session of its own, so that Ctrl-C reaches this process alone and everything ends in good order.
        child = subprocess.Popen(command, start_new_session=True)  # noqa: S603
        while child.poll() is None and not stop.wait(0.5):
            pass
        if child.poll() is None:
            _end(child)
            return
        pause = 1 if time.monotonic() - began > _A_LIFE else min(2 * pause, _LONGEST_PAUSE)
        _log.warning("the worker ended and is started again", code=child.returncode, seconds=pause)
        stop.wait(pause)


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.terminate()
    try:
        child.wait(_SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
