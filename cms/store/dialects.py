"""What the two databases say differently. Nothing of a dialect is imported before a database of its kind is asked:
PostgreSQL's takes two megabytes of every web process.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlalchemy.types import UserDefinedType

from cms.store.db import session

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.dialects.sqlite import Insert  # PostgreSQL's has the same methods

    from cms.store.db import Base


def dialect() -> str:
    """`sqlite` or `postgresql`."""
    return session().get_bind().dialect.name


def is_sqlite() -> bool:
    return dialect() == "sqlite"


def inserting(into: "type[Base] | Table") -> "Insert":
    """An INSERT of this database's own kind, which knows ON CONFLICT."""
    made: Insert = import_module(f"sqlalchemy.dialects.{dialect()}").insert(into)
    return made


class TsQuery(UserDefinedType[str]):
    """PostgreSQL's type of what is looked for in a `tsvector`, for casts."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "tsquery"
