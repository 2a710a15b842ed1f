"""What the database is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from cms.store.db import db


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
