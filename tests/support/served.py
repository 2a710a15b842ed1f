"""An application that is served on this machine, by threads."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Door:
    """Where requests come in, and wait while the database is exchanged: a page that was closed may still send its last
    word, and whoever has the old file open would spoil the new one.
    """

    def __init__(self) -> None:
        self._inside, self._shut, self._moved = 0, False, threading.Condition()

    @contextmanager
    def inside(self) -> Iterator[None]:
        with self._moved:
            self._moved.wait_for(lambda: not self._shut)
            self._inside += 1
        try:
            yield
        finally:
            with self._moved:
                self._inside -= 1
                self._moved.notify_all()

    @contextmanager
    def shut(self) -> Iterator[None]:
        """Nobody is inside, and nobody comes in."""
        with self._moved:
            self._shut = True
            self._moved.wait_for(lambda: not self._inside, timeout=30)
        try:
            yield
        finally:
            with self._moved:
                self._shut = False
                self._moved.notify_all()


@contextmanager
def served(application: "WSGIApplication", port: int, door: Door) -> Iterator[None]:
    """Answers at that port of this machine, each request in a thread of its own, behind the door."""
    server = make_server("127.0.0.1", port, _closed(application), threaded=True, request_handler=_handler(door))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _closed(application: "WSGIApplication") -> "WSGIApplication":
    """The same, and what it answers is closed even if the reader is gone: werkzeug's server looks first whether more
    of the request is to come, and where that fails, it leaves an open file to the garbage collector.
    """

    def answered(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterator[bytes]:
        answer = application(environ, start_response)
        with ExitStack() as open_:
            if hasattr(answer, "close"):
                open_.callback(answer.close)
            yield from answer

    return answered


def _handler(door: Door) -> type[WSGIRequestHandler]:
    """Says nothing about each request, and serves it behind the door."""

    class Handler(WSGIRequestHandler):
        def log(self, type: str, message: str, *args: Any) -> None:
            pass

        def run_wsgi(self) -> None:
            with door.inside():
                super().run_wsgi()

    return Handler
