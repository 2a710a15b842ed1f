"""Whose turn it is: no subject, such as an endpoint that hangs, may take all the threads of a worker."""

from collections import Counter
from collections.abc import Collection

_MOST_EACH = 2
_SLOW_SECONDS = 2.0


class Turns:
    """Who must wait, because enough threads of this worker are busy with them.

    A subject has two jobs in flight at most, one when its last took long; all of those together half of the threads, so
    that however many endpoints hang, the others find a thread. Jobs about nobody ("") have half of the threads too.
    """

    def __init__(self, threads: int) -> None:
        self._half = max(1, threads // 2)
        self._slow: set[str] = set()

    def ended(self, subject: str, seconds: float) -> None:
        """seconds: how long the job took."""
        if subject and seconds > _SLOW_SECONDS:
            self._slow.add(subject)
        else:
            self._slow.discard(subject)

    def busy(self, flying: Collection[str]) -> set[str]:
        """flying: the subject of each job that is being done."""
        full = {subject for subject, jobs in Counter(flying).items() if jobs >= self._most(subject)}
        if sum(subject in self._slow for subject in flying) >= self._half:
            return full | self._slow
        return full

    def _most(self, subject: str) -> int:
        if not subject:
            return self._half
        return 1 if subject in self._slow else _MOST_EACH
