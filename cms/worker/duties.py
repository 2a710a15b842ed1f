"""What a worker does beside its jobs, each duty by itself: whatever goes wrong in one, the others go on.

While the database does not answer, they wait for it together.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from cms import clock, logs

AWAY = (OperationalError, InterfaceError, NoConnection)
_AGAIN = 0.5  # seconds, doubled each time it goes wrong
_AGAIN_AT_MOST = 60.0
_log = logs.logger(__name__)


class PartlyDone(Exception):
    """One thing of a duty, the cause, went wrong and waits by itself; all else is done, so the duty is not put off."""


@dataclass
class Duty:
    """every: seconds between two times, 0 for each round. due: by the monotonic clock. again: wait after a fault."""

    name: str
    do: Callable[[], object]
    every: float = 0.0
    due: float = 0.0
    again: float = _AGAIN


class Duties:
    """faults: how often one of them went wrong; fault_at: the last time. Who watches the workers is told of both."""

    def __init__(self, *duties: Duty) -> None:
        self._duties = duties
        self.faults = 0
        self.fault_at: datetime | None = None

    def round(self) -> Exception | None:
        """Does what is due, in order; returns the first fault, which is logged and counted. Raises one of AWAY."""
        first: Exception | None = None
        for duty in self._duties:
            at = time.monotonic()
            if at < duty.due:
                continue
            try:
                duty.do()
            except AWAY:
                self._put_off(duty, at)  # it may be that only this one is held up
                raise
            except PartlyDone as part:
                duty.due, duty.again = at + duty.every, _AGAIN
                fault = self._went_wrong(duty, part)
                first = first or fault
            except Exception as error:
                self._put_off(duty, at)
                fault = self._went_wrong(duty, error)
                first = first or fault
            else:
                duty.due, duty.again = at + duty.every, _AGAIN
        return first

    def _went_wrong(self, duty: Duty, error: Exception) -> Exception:
        self.faults, self.fault_at = self.faults + 1, clock.now()
        _log.error("a duty of the worker failed; the others go on", duty=duty.name, exc_info=error)
        return error

    @staticmethod
    def _put_off(duty: Duty, at: float) -> None:
        duty.due, duty.again = at + duty.again, min(2 * duty.again, _AGAIN_AT_MOST)
