"""An answer that costs something, asked for by anyone who likes."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from cms import clock

Answer = TypeVar("Answer")


class OnceASecond(Generic[Answer]):
    """Asks at most once a second, however many want to know; whoever comes meanwhile gets the answer before."""

    def __init__(self, ask: Callable[[], Answer]) -> None:
        self._ask = ask
        self._lock = Lock()
        self._kept: tuple[float, Answer] | None = None

    def __call__(self) -> Answer:
        with self._lock:
            if self._kept is None or clock.monotonic() - self._kept[0] >= 1:
                answer = self._ask()
                self._kept = (clock.monotonic(), answer)
            return self._kept[1]
