"""The workers: when each was last at work, and how far behind all of them are with what waits in the outbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from cms.clock import now
from cms.store.column_types import UtcTime
from cms.store.db import Model, session
from cms.store.outbox import DEAD, DONE, WAITING, Job, could_begin


class WorkerBeat(Model):
    """When each worker was last at work. name: host and process id. faults: of its duties, and when the last was."""

    __tablename__ = "worker_beat"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    faults: Mapped[int] = mapped_column(default=0)
    fault_at: Mapped[datetime | None] = mapped_column(UtcTime)


@dataclass(frozen=True)
class Health:
    """How far behind the workers are. lateness: the most that a job of the last five minutes began after its time.

    worker_faults: of their duties, in workers that were at work within a day; worker_fault_at: the last one.
    """

    waiting: int
    oldest_due_at: datetime | None  # of those that could begin
    dead: int
    worker_seen_at: datetime | None
    lateness: timedelta
    worker_faults: int = 0
    worker_fault_at: datetime | None = None


def beat(worker: str, *, faults: int = 0, fault_at: datetime | None = None) -> None:
    """It is at work. faults: of its duties since it began; fault_at: the last one."""
    found = session().get(WorkerBeat, worker) or WorkerBeat(name=worker, started_at=now())
    found.seen_at, found.faults, found.fault_at = now(), faults, fault_at
    session().add(found)


def seen_at() -> datetime | None:
    """When any worker was last at work."""
    return session().scalar(select(func.max(WorkerBeat.seen_at)))


def health() -> Health:
    at = now()
    open_jobs = select(func.count()).select_from(Job).where(Job.state == WAITING)
    oldest = select(func.min(Job.due_at)).where(*could_begin(at))
    late = select(Job.started_at, Job.due_at).where(Job.state == DONE, Job.finished_at > at - timedelta(minutes=5))
    faults, fault_at = session().execute(select(func.sum(WorkerBeat.faults), func.max(WorkerBeat.fault_at))).one()
    delays = [started - due for started, due in session().execute(late.limit(1000)) if started and started > due]
    return Health(
        waiting=session().scalar(open_jobs) or 0,
        oldest_due_at=session().scalar(oldest),
        dead=session().scalar(select(func.count()).select_from(Job).where(Job.state == DEAD)) or 0,
        worker_seen_at=seen_at(),
        lateness=max(delays, default=timedelta()),
        worker_faults=faults or 0,
        worker_fault_at=fault_at,
    )
