"""Those who send slowly, many at once: they keep nobody from work."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from werkzeug.test import EnvironBuilder

from cms.web import entrance
from tests.web.test_forwarding import Way


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

    assert asyncio.run(asyncio.wait_for(all_of_them(), 10)) == [408, 200, 200]
