"""Those who send slowly, many at once, and a database that does not answer: they keep nobody waiting who need not."""

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import EnvironBuilder

from cms.web import entrance
from tests.support.threads import run_apart
from tests.web.test_forwarding import Way

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


async def whole() -> AsyncIterator[bytes]:
    yield b"all of it"


def test_the_slowest_make_room_for_who_comes_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrance, "_MOST", 2)
    way = Way(tmp_path / "nobody")

    async def status_of(pieces: AsyncIterator[bytes]) -> int:
        environ = EnvironBuilder("/editor/", method="POST", content_type="text/plain").get_environ()
        environ["CONTENT_LENGTH"] = "9"
        answer = await way.entrance.answer(environ, pieces)
        with answer.body:
            return answer.status

    async def slow(begun: asyncio.Event, goes_on: asyncio.Event) -> AsyncIterator[bytes]:
        begun.set()
        await goes_on.wait()
        async for piece in whole():
            yield piece

    async def all_of_them() -> list[int]:
        goes_on, sending = asyncio.Event(), []
        for _ in range(2):
            begun = asyncio.Event()
            sending.append(asyncio.create_task(status_of(slow(begun, goes_on))))
            await begun.wait()
        later = await status_of(whole())
        first = await sending[0]
        goes_on.set()
        return [first, await sending[1], later]

    assert run_apart(asyncio.wait_for(all_of_them(), 10)) == [408, 200, 200]


def test_what_needs_no_database_is_answered_while_everything_waits_for_it(tmp_path: Path) -> None:
    goes_on, waiting = threading.Event(), threading.Semaphore(0)

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        if environ["PATH_INFO"] == "/guides/new":
            waiting.release()
            goes_on.wait(30)
        start_response("200 OK", [])
        return [b"done"]

    way = Way(tmp_path / "nobody", app)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(way.ask, "/guides/new") for _ in range(2)]
        assert all(waiting.acquire(timeout=30) for _ in asked)
        try:
            for path in ("/static/public.css", "/bootstrap/static/icons/bootstrap-icons.svg", "/healthz"):
                assert way.ask(path)[:2] == (b"done", 200)
            assert not any(one.done() for one in asked)
        finally:
            goes_on.set()
        assert [one.result()[0] for one in asked] == [b"done"] * 2
