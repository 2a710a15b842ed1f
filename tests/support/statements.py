"""What the database is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from cms.store.db import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """Each statement that the application of this test sends, as it is sent."""
    heard: list[str] = []

    def hear(*said: Any) -> None:
        heard.append(said[2])

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
