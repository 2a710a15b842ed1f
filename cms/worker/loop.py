"""The worker: claims what is due, hands it to its threads, and looks after what they could not finish."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError

from cms import clock, logs
from cms.errors import CrosswayError
from cms.store import outbox, retention, site_events, workers
from cms.store.db import read_by_default, transaction
from cms.store.outbox import Job
from cms.worker import backoff, reminders
from cms.worker.duties import AWAY, Duties, Duty
from cms.worker.schedule import Scheduler
from cms.worker.turns import Turns
from cms.workflow import SYSTEM

# An attempt lasts 15 seconds at most, so a lease is never renewed; what a killed worker held is free within a minute.
_LEASE = timedelta(seconds=50)
_PAUSE = 0.5  # seconds, as all of these
_LONGEST_PAUSE = 5.0
_BEAT = 5.0
_MINUTE = 60.0
_HOUR = 3600.0
_TO_FINISH = 20.0
_log = logs.logger(__name__)


class Handler(Protocol):
    """Does a job and settles it. When it raises, the loop settles: again after a wait of the schedule, or dead."""

    @property
    def schedule(self) -> Sequence[int]:
        """Seconds to wait after the first attempt that failed, the second, …"""

    def __call__(self, job: Job, worker: str) -> None: ...


class Worker:
    """handlers: by kind of job. context: gives each job, and each look at the outbox, a session of its own.

    name: of this process, unlike that of any other. scheduler: None where nothing is published by itself. order: looks
    for more to do once a minute.
    """

    def __init__(
        self, name: str, handlers: Mapping[str, Handler], *, context: Callable[[], AbstractContextManager[Any]],
        scheduler: Scheduler | None = None, order: Callable[[], object] | None = None, threads: int = 8,
    ) -> None:  # fmt: skip
        self.name = name
        self._handlers = handlers
        self._context = context
        self._scheduler = scheduler
        self._threads = threads
        self._turns = Turns(threads)
        self._flying: dict[Future[None], tuple[Job, float]] = {}
        self._published = 0
        ordering = [Duty("ordering", partial(self._inside, order), _MINUTE)] if order else []
        self._duties = Duties(
            Duty("publishing", self._publish_due),
            Duty("claiming", self._claim),
            Duty("saying that it is there", self._beat, _BEAT),
            Duty("forgetting", partial(self._inside, retention.forget), _HOUR),
            Duty("reminding", partial(self._inside, reminders.run_due), _HOUR),
            *ordering,
        )

    def run_once(self) -> int:
        """What is scheduled, then what is due, as much as there are threads for; returns how many that were.

        What goes wrong in one duty is raised when the others are done.
        """
        self._published = 0
        with ThreadPoolExecutor(self._threads) as self._pool:
            fault = self._duties.round()
            count = self._published + len(self._flying)
        self._land()
        if fault:
            raise fault
        return count

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set; then finishes what it has begun."""
        self._pool, pause = ThreadPoolExecutor(self._threads), _PAUSE
        _log.info("worker began", worker=self.name)
        while not stop.is_set():
            try:
                self._duties.round()
                pause = _PAUSE
            except AWAY as error:
                _log.warning("the database does not answer", error=_first_line(error))
                pause = min(2 * pause, _LONGEST_PAUSE)
            if self._flying:
                wait(self._flying, timeout=pause, return_when=FIRST_COMPLETED)
                self._land()
            else:
                stop.wait(pause)
        self._finish()

    def _finish(self) -> None:
        wait(self._flying, timeout=_TO_FINISH)
        self._pool.shutdown(wait=False)
        try:
            with self._context(), transaction():
                outbox.release(self.name)
        except SQLAlchemyError as error:
            _log.warning("the database does not answer; leases will run out", error=_first_line(error))
        _log.info("worker ended", worker=self.name)

    def _beat(self) -> None:
        with self._context(), transaction():
            workers.beat(self.name, faults=self._duties.faults, fault_at=self._duties.fault_at)

    def _inside(self, do: Callable[[], object]) -> None:
        with self._context():
            do()

    def _publish_due(self) -> None:
        if self._scheduler is not None:
            with self._context():
                self._published += self._scheduler.run_due()

    def _claim(self) -> None:
        """As many jobs as threads are free, and no more: what would wait here another worker could have begun."""
        flying = [job.subject for job, _ in self._flying.values()]
        taken: list[Job] = []
        with self._context(), transaction():
            while len(flying) < self._threads:
                job = outbox.claim(self.name, lease=_LEASE, busy=self._turns.busy(flying))
                if job is None:
                    break
                taken.append(job)
                flying.append(job.subject)
        for job in taken:
            self._flying[self._pool.submit(self._handle, job)] = (job, time.monotonic())

    def _land(self) -> None:
        for future in [one for one in self._flying if one.done()]:
            job, began = self._flying.pop(future)
            self._turns.ended(job.subject, time.monotonic() - began)

    def _handle(self, job: Job) -> None:
        """In a thread. A job that cannot even be settled is left to its lease."""
        try:
            with self._context():
                read_by_default(True)
                site_events.acting(SYSTEM.id)
                self._do(job)
        except Exception:
            _log.exception("a job was neither done nor settled", job=job.id, kind=job.kind)

    def _do(self, job: Job) -> None:
        handler = self._handlers.get(job.kind)
        if handler is None:
            with transaction():
                outbox.settle(job, self.name, state=outbox.DEAD, error=f"Nobody here does “{job.kind}”.")
            return
        try:
            handler(job, self.name)
        except Exception as error:
            _log.exception("a job failed", job=job.id, kind=job.kind)
            said = str(error) if isinstance(error, CrosswayError) else f"This failed inside: {type(error).__name__}."
            self._again(job, handler.schedule, said)

    def _again(self, job: Job, schedule: Sequence[int], said: str) -> None:
        pause = backoff.wait(job.attempts + 1, schedule)
        with transaction():
            if pause is None:
                outbox.settle(job, self.name, state=outbox.DEAD, error=said)
            else:
                outbox.settle(job, self.name, state=outbox.WAITING, error=said, due_at=clock.now() + pause)


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).partition("\n")[0]
