"""Waiting for what another thread does, and doing what needs one."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def wait_until(happened: Callable[[], bool], *, seconds: float = 30) -> None:
    """Looks again and again; fails when it does not happen in time, which is long enough for any machine.

    Between two looks it rests the longer, the dearer a look is: what it waits for needs the processor.
    """
    last = time.monotonic() + seconds
    while True:
        spent = time.process_time()
        if happened():
            return
        if time.monotonic() > last:
            raise AssertionError(f"it did not happen within {seconds} seconds")
        time.sleep(min(max(0.01, 20 * (time.process_time() - spent)), 0.5))


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """What it returns, by an event loop of its own: where a browser is open in this process, the thread has one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
