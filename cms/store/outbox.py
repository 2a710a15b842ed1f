"""The outbox: what must happen after a commit, written in the same transaction, done by whichever worker comes first.

A job is leased while it is worked on; a worker that dies lets the lease run out and another takes it. So everything
happens at least once.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Index,
    String,
    Text,
    Update,
    bindparam,
    case,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column
from sqlalchemy.sql.dml import ReturningUpdate

from cms.clock import now
from cms.store.column_types import SERIAL, JsonText, UtcTime
from cms.store.db import Base, Model, session

WAITING, DONE, DEAD = "waiting", "done", "dead"
_OPEN = "state = 'waiting'"


class Job(Model):
    """One thing to do. kind: who handles it. lane: of the jobs in one lane the next waits until the one before is done
    or dead; "" for none. subject: whom it is about, such as an endpoint, so that one busy subject cannot hold up the
    others. urgent: before all that is not. error: of the last attempt.
    """

    __tablename__ = "outbox_job"
    __table_args__ = (
        Index("ix_outbox_job_due", "due_at", info={"where": _OPEN}),
        Index("ix_outbox_job_lane", "lane", "id", info={"where": _OPEN}),
        Index("ix_outbox_job_subject", "subject", "id"),
        Index("ix_outbox_job_finished", "state", "finished_at"),
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(20))
    lane: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(JsonText)
    urgent: Mapped[bool]
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcTime)
    leased_by: Mapped[str | None] = mapped_column(String(80))
    leased_until: Mapped[datetime | None] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    error: Mapped[str | None] = mapped_column(Text)


# Made once: every public act asks these.
_JOBS = Base.metadata.tables[Job.__tablename__]
_ADD = insert(_JOBS)
_AT: BindParameter[datetime] = bindparam("at", type_=UtcTime)
_HURRIED = (
    update(_JOBS)
    .where(
        _JOBS.c.lane.in_(bindparam("lanes", expanding=True)), _JOBS.c.state == WAITING, _JOBS.c.leased_until.is_(None)
    )
    .values(due_at=case((_JOBS.c.due_at > _AT, _AT), else_=_JOBS.c.due_at))
    .returning(_JOBS.c.lane)
)


def add(
    kind: str, payload: dict[str, Any], *, lane: str = "", subject: str = "", urgent: bool = False,
    due_at: datetime | None = None,
) -> Job:  # fmt: skip
    """To be called in the transaction of the act that it follows."""
    job = Job(
        kind=kind, payload=payload, lane=lane, subject=subject, urgent=urgent, state=WAITING, attempts=0,
        created_at=now(), due_at=due_at or now(), started_at=None, leased_by=None, leased_until=None, finished_at=None,
        error=None,
    )  # fmt: skip
    session().add(job)
    return job


def add_each(kind: str, payloads: Mapping[str, dict[str, Any]]) -> None:
    """The same for many, in one statement. payloads: by the lane of each, in the order in which they are to be done."""
    at = now()
    rows = [
        {
            "kind": kind, "payload": payload, "lane": lane, "subject": "", "urgent": False, "state": WAITING,
            "attempts": 0, "created_at": at, "due_at": at,
        }
        for lane, payload in payloads.items()
    ]  # fmt: skip
    if rows:
        session().execute(_ADD, rows)


def unbegun(lanes: Collection[str]) -> set[str]:
    """Those of these lanes in which a job waits that nobody works on; it is due at once, however often it failed."""
    if not lanes:
        return set()
    return set(session().scalars(_HURRIED, {"lanes": sorted(lanes), "at": now()}))


def not_begun(lanes: Collection[str]) -> set[str]:
    """Those of these lanes in which a job waits that nobody ever worked on; no worker takes it before we commit.

    A job that another act holds just now is passed over, so that nobody waits for anybody here.
    """
    if not lanes:
        return set()
    query = select(Job.lane).where(Job.lane.in_(lanes), Job.state == WAITING, Job.started_at.is_(None))
    return set(session().scalars(query.with_for_update(skip_locked=True)))


def claim(worker: str, *, lease: timedelta, busy: Collection[str] = ()) -> Job | None:
    """Leases the next job that is due, urgent ones first. busy: subjects that have enough to do already."""
    at = now()
    said = {"at": at, "lease_ends": at + lease, "busy": sorted(busy), "worker": worker}
    return session().scalars(_claiming(), said).one_or_none()


@cache
def _claiming() -> ReturningUpdate[Job]:
    """One statement, so that of several workers each gets another job: PostgreSQL passes over rows that are locked,
    SQLite has one writer. The choice stands in a WITH, which PostgreSQL makes once; a subquery it may evaluate again.

    Made once: putting it together takes longer than running it.
    """
    at: BindParameter[datetime] = bindparam("at", type_=UtcTime)
    due = (
        select(Job.id)
        .where(
            *could_begin(at),
            Job.subject.not_in(bindparam("busy", expanding=True)),
        )
        .order_by(Job.urgent.desc(), Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        update(Job)
        .where(Job.id.in_(select(due.c.id)))
        .values(leased_by=bindparam("worker"), leased_until=bindparam("lease_ends", type_=UtcTime), started_at=at)
        .returning(Job)
        .execution_options(populate_existing=True, synchronize_session=False)
    )


def settle(job: Job, worker: str, *, state: str, error: str | None = None, due_at: datetime | None = None) -> bool:
    """Ends the lease and counts the attempt: DONE, DEAD, or WAITING for `due_at`.

    False when another worker has the job by now, or nobody knows it any more. An attempt that a worker did not live to
    settle is not counted: it must not cost the job one of its tries.
    """
    at = now()
    values = {
        "state": state, "error": error, "attempts": Job.attempts + 1, "leased_by": None, "leased_until": None,
        "finished_at": None if state == WAITING else at,
    }  # fmt: skip
    if due_at is not None:
        values["due_at"] = due_at
    held = update(Job).where(Job.id == job.id, Job.leased_by == worker, Job.state == WAITING).values(values)
    if not _changed(held):
        return False
    if state != WAITING and job.lane:  # the next of its lane could not begin before, and is not late
        _changed(update(Job).where(Job.lane == job.lane, Job.state == WAITING, Job.due_at < at).values(due_at=at))
    return True


def rewrite(job: Job, payload: dict[str, Any]) -> None:
    """Gives a job that its worker holds another payload."""
    _changed(update(Job).where(Job.id == job.id).values(payload=payload))
    job.payload = payload


def postpone(subject: str, until: datetime) -> None:
    """Nothing that waits for this subject begins before `until`."""
    waiting = update(Job).where(Job.subject == subject, Job.state == WAITING, Job.due_at < until)
    _changed(waiting.where(_is_free(now())).values(due_at=until))


def release(worker: str) -> None:
    """Whatever this worker leased and will not finish is anyone's from now on."""
    _changed(update(Job).where(Job.leased_by == worker, Job.state == WAITING).values(leased_by=None, leased_until=None))


def could_begin(at: datetime | BindParameter[datetime]) -> tuple[ColumnElement[bool], ...]:
    """What is true of a job that a worker may take."""
    return Job.state == WAITING, Job.due_at <= at, _is_free(at), _is_next_in_lane()


def _is_free(at: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return or_(Job.leased_until.is_(None), Job.leased_until < at)


def _is_next_in_lane() -> ColumnElement[bool]:
    earlier = aliased(Job)
    before = select(earlier.id).where(earlier.lane == Job.lane, earlier.state == WAITING, earlier.id < Job.id)
    return or_(Job.lane == "", ~before.exists())


def _changed(statement: Update) -> int:
    done = session().execute(statement.execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]
