"""Waiting for what another thread does."""

import time
from collections.abc import Callable


def wait_until(happened: Callable[[], bool], *, seconds: float = 30) -> None:
    """Looks again and again; fails when it does not happen in time, which is long enough for any machine."""
    last = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > last:
            raise AssertionError(f"it did not happen within {seconds} seconds")
        time.sleep(0.01)
