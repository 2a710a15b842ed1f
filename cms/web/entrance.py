"""What becomes of a request that is not answered from memory: nobody waits for it who asked for something else.

Work is done by the process for work, what readers ask in a few threads, and what is long is kept in a file.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import BadRequest, HTTPException, RequestTimeout, ServiceUnavailable, default_exceptions

from cms.web import http
from cms.web.bodies import Answer, Body, BrokeOff, Garbled, answered, closed_if_it_fails, received
from cms.web.forwarding import Forward, Unanswered, Unsayable
from cms.web.front import READING, Front

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

# Requests whose bodies are coming to one process, and as many that are at work: each takes up to three sockets and
# files together, and many systems give a process a thousand.
_MOST = 128
_WITHOUT_DATABASE = ("/static/", "/bootstrap/static/", "/healthz")
_TOO_MUCH = "Much is being done at this moment, and this was not. Send it again."
_UNKNOWN = "Whether this was done is not known. Look before you send it again."
_log = logging.getLogger(__name__)


class Entrance:
    """The WSGI application, entered asynchronously. at_hand: the answers for which nobody has to wait.

    work: the way to the process for work, None where there is none. threads: for what is done here. after_work: called
    when something may have changed elsewhere, before that is answered, so that whoever publishes reads it at once.
    refuses: called with the status of each refusal that is not the application's, and the id that the request came
    with; returns the one that it has. always: fields of every answer.
    longest: bytes of a request's body.
    """

    def __init__(
        self, app: "WSGIApplication", front: Front, work: Forward | None, *, threads: int,
        after_work: Callable[[], None], refuses: Callable[[int, str], str], always: Sequence[tuple[str, str]],
        longest: int,
    ) -> None:  # fmt: skip
        self._app, self.at_hand, self._work = app, front.at_hand, work
        self._after_work, self._refuses, self._always, self._longest = after_work, refuses, always, longest
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="beside")
        self._apart = ThreadPoolExecutor(1, thread_name_prefix="apart")
        self._working = 0
        self._coming: dict[asyncio.Timeout, None] = {}  # the oldest first

    async def answer(self, environ: "WSGIEnvironment", pieces: AsyncIterator[bytes]) -> Answer:
        """environ: of WSGI, without a body. pieces: of the body, none of them empty; BrokeOff where that ends early, or
        Garbled.
        """
        is_work = self._work is not None and self._work.is_work(environ)
        if not is_work and environ["REQUEST_METHOD"] in READING:
            return await self._here(environ)
        try:
            body = await self._body(environ, pieces)
            return await self._worked(environ, body, self._work if is_work else None)
        except BrokeOff as error:
            return self._refused(RequestTimeout(f"This was not done, because {error}."), environ)
        except (Garbled, Unsayable):
            return self._refused(BadRequest(), environ)

    def refused(self, status: HTTPStatus, environ: "WSGIEnvironment") -> Answer:
        """The answer to a request that must not be passed on to anybody."""
        return self._refused(default_exceptions[status](), environ)

    async def _body(self, environ: "WSGIEnvironment", pieces: AsyncIterator[bytes]) -> Body:
        told = environ.get("CONTENT_LENGTH", "")
        body = await self._in_turn(received(pieces, int(told) if told.isdecimal() else None, self._longest))
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ["wsgi.input"] = body.file
        if told or body.length or environ["REQUEST_METHOD"] not in READING:
            environ["CONTENT_LENGTH"] = str(body.length)
        return body

    async def _in_turn(self, receiving: Coroutine[Any, Any, Body]) -> Body:
        """Whoever sends slowly makes room for those who come later: a few hundred could keep everybody out."""
        limit = asyncio.timeout(None)
        try:
            async with limit:
                self._coming[limit] = None
                if len(self._coming) > _MOST:
                    oldest = next(iter(self._coming))
                    del self._coming[oldest]
                    oldest.reschedule(0)
                return await receiving
        except TimeoutError:
            raise BrokeOff("it came slowly, and others were waiting") from None
        finally:
            self._coming.pop(limit, None)

    async def _worked(self, environ: "WSGIEnvironment", body: Body, work: Forward | None) -> Answer:
        with body.file:
            if self._working >= _MOST:
                _log.warning("as much work is on its way as may be")
                return self._refused(ServiceUnavailable(_TOO_MUCH), environ)
            self._working += 1
            try:
                return await self._asked(environ, body, work)
            finally:
                self._working -= 1

    async def _asked(self, environ: "WSGIEnvironment", body: Body, work: Forward | None) -> Answer:
        reads = environ["REQUEST_METHOD"] in READING
        try:
            answer = await work.ask(environ, body) if work else None
        except Unanswered:
            if not reads:
                return self._refused(ServiceUnavailable(_UNKNOWN), environ)
            answer = None
        if answer is None:
            return await self._here(environ)
        if not reads:
            with closed_if_it_fails(answer.body):
                await asyncio.get_running_loop().run_in_executor(self._threads, self._after_work)
        return answer

    async def _here(self, environ: "WSGIEnvironment") -> Answer:
        """What needs no database has its own thread: pages in memory keep their style while that does not answer."""
        threads = self._apart if environ["PATH_INFO"].startswith(_WITHOUT_DATABASE) else self._threads
        work = threads.submit(answered, self._app, environ)
        try:
            return await asyncio.wrap_future(work)
        except asyncio.CancelledError:
            work.add_done_callback(_discard)
            raise

    def _refused(self, refusal: HTTPException, environ: "WSGIEnvironment") -> Answer:
        """Not by a page of ours, which would ask the database who looks at it."""
        for_programs = environ["PATH_INFO"].startswith("/api/")
        status, why = refusal.code or 503, refusal.description or ""
        request_id = self._refuses(status, environ.get("HTTP_X_REQUEST_ID", ""))
        answer = http.problem(status, refusal.name, why) if for_programs else refusal.get_response(environ)
        answer.headers.update(
            [*self._always, ("Cache-Control", "no-store"), ("Retry-After", "1"), ("X-Request-ID", request_id)]
        )
        return answered(answer, environ)


def _discard(work: "Future[Answer]") -> None:
    """What nobody waits for any longer."""
    if not work.cancelled() and not work.exception():
        work.result().body.close()
