"""Whether the process is alive, and whether it can serve."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from cms import clock
from cms.store import workers
from cms.store.db import session
from cms.store.workers import Health
from cms.web import http
from cms.web.access import public
from cms.web.once_a_second import OnceASecond

_STALE = 60  # seconds without a sign of life of any worker
_FAILING = timedelta(minutes=5)  # since something went wrong in one


@dataclass(frozen=True)
class _Look:
    """What was seen of the database. complaint: why it cannot be used; away: because it does not answer."""

    complaint: str = ""
    away: bool = False
    jobs: Health | None = None


@public
def healthz() -> Response:
    return http.json_answer({"status": "ok"})


@public
def readyz() -> Response:
    """200 while something can be served: `ok`, or `degraded` from memory alone; 503 while nothing can.

    The database is looked at at most once a second, so that asking here costs it nothing.
    """
    look: _Look = current_app.extensions.setdefault("crossway_health", OnceASecond(_look))()
    if look.jobs:
        return http.json_answer({"status": "ok", **_work(look.jobs)})
    warm = look.away and getattr(current_app.extensions.get("crossway_cache"), "entries", 0) > 0
    said = {"status": "degraded" if warm else "unavailable", "why": look.complaint}
    return http.json_answer(said, 200 if warm else 503)


def _look() -> _Look:
    try:
        found = session().scalar(text("SELECT version_num FROM alembic_version"))
        wanted = _newest_migration(Path(current_app.root_path).parent / "migrations" / "versions")
        if found != wanted:
            return _Look(f"migrations are missing: the database is at {found}, the program at {wanted}")
        return _Look(jobs=workers.health())
    except SQLAlchemyError:
        return _Look("the database does not answer", away=True)


@cache
def _newest_migration(folder: Path) -> str:
    """By the numbers in the names of the files: Alembic itself would be a tenth of this process's memory."""
    return max(path.name[:4] for path in folder.glob("*.py"))


def _work(jobs: Health) -> dict[str, Any]:
    """How the work in the background goes. It holds up nothing that readers get, so it never makes us unready."""
    now = clock.now()
    outbox_says: dict[str, Any] = {"waiting": jobs.waiting, "dead": jobs.dead}
    if jobs.oldest_due_at:
        outbox_says["oldest_seconds"] = round((now - jobs.oldest_due_at).total_seconds(), 1)
    if jobs.worker_seen_at is None:
        return {"worker": {"status": "none"}, "outbox": outbox_says}
    seen = round((now - jobs.worker_seen_at).total_seconds(), 1)
    failing = jobs.worker_fault_at is not None and now - jobs.worker_fault_at < _FAILING
    status = "stale" if seen > _STALE else "failing" if failing else "ok"
    faults = {"faults": jobs.worker_faults} if jobs.worker_faults else {}
    return {"worker": {"status": status, "seen_seconds": seen, **faults}, "outbox": outbox_says}
