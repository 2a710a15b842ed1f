"""How Alembic runs here: all steps of one call in one transaction, and one migrator at a time."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

db = current_app.extensions["migrate"].db
_LOCK = 7_224_001  # any number, the same for every migrator of this database


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Our own types are written as what they are on disk, so that a migration never imports the product."""
    if kind == "type" and type(item).__module__.startswith("cms."):
        return f"sa.{item.impl!r}"
    return False


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """Left out of comparisons: the tables of the databases' own full text, which no model declares."""
    return kind != "table" or not (name or "").startswith(("draft_words", "live_words"))


with db.engine.connect() as connection, connection.begin():
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        include_name=include_name,
        transactional_ddl=True,
        compare_type=True,
        **{
            key: value
            for key, value in current_app.extensions["migrate"].configure_args.items()
            if key == "process_revision_directives"
        },
    )
    with context.begin_transaction():
        context.run_migrations()
