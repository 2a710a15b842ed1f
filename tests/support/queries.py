"""What the database is asked for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from cms.store.db import db, session


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent while this lasts, without those that only begin a transaction."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *others: Any) -> None:
        if statement.partition(" ")[0] not in ("BEGIN", "PRAGMA", "SET"):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def plan_of(ask: Callable[[], object]) -> list[str]:
    """How the database goes about the last statement of `ask`, line by line."""
    said: list[tuple[str, Any]] = []
    connection = session().connection()
    if connection.dialect.name == "postgresql":  # a table this small is read as a whole otherwise
        for way in ("seqscan", "bitmapscan"):
            connection.exec_driver_sql(f"SET enable_{way} = off")
    event.listen(connection, "before_cursor_execute", lambda c, cursor, query, values, *_: said.append((query, values)))
    ask()
    query, values = said[-1]
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return [str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {query}", values)]
