"""Several people acting at the same moment, and everything that a database holds."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import Select, select, text

from cms.errors import CrosswayError
from cms.store.db import Base, session

Row = tuple[Any, ...]


def at_once(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """What came of each act: what it returned, or the refusal. Each has a thread and a session of its own."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        with app.app_context():
            start.wait(timeout=30)
            try:
                return act()
            except CrosswayError as refusal:
                return refusal

    session().rollback()  # what was read before is out of date afterwards, and on no account may it hold a lock
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def somebody_waits(app: Flask) -> bool:
    """Whether somebody is held up by another’s lock, on PostgreSQL."""
    with app.app_context():
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(session().scalar(text(waiting)))


def everything() -> dict[str, list[Row]]:
    """Every row of every table in the order of its key, as it is in the database now."""
    session().rollback()
    connection = session().connection()  # without the session's own part, which costs as much as the database
    held = {name: [tuple(row) for row in connection.execute(query)] for name, query in _rows().items()}
    session().rollback()
    return held


@cache
def _rows() -> dict[str, Select[Any]]:
    return {name: select(table).order_by(*table.primary_key) for name, table in Base.metadata.tables.items()}
