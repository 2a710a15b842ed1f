"""The web addresses that guides name, and whether they still answer."""

import json
from datetime import UTC, datetime
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_GUIDE = sa.table("guide", sa.column("id", sa.Uuid()), sa.column("newest", sa.Integer()))
_REVISION = sa.table(
    "revision", sa.column("guide_id", sa.Uuid()), sa.column("number", sa.Integer()), sa.column("document", sa.Text())
)


def upgrade() -> None:
    checks = op.create_table(
        "link_check",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_link_check"),
    )
    op.create_index("ix_link_check_due_at", "link_check", ["due_at"])
    links = op.create_table(
        "guide_link",
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name="fk_guide_link_guide_id"),
        sa.ForeignKeyConstraint(["key"], ["link_check.key"], name="fk_guide_link_key"),
        sa.PrimaryKeyConstraint("guide_id", "key", name="pk_guide_link"),
    )
    op.create_index("ix_guide_link_key", "guide_link", ["key"])
    _note_what_is_there(checks, links)


def downgrade() -> None:
    op.drop_table("guide_link")
    op.drop_table("link_check")


def _note_what_is_there(checks: sa.Table, links: sa.Table) -> None:
    """Only texts that are saved from now on would be noted otherwise."""
    connection = op.get_bind()
    newest = sa.and_(_REVISION.c.guide_id == _GUIDE.c.id, _REVISION.c.number == _GUIDE.c.newest)
    now, known = datetime.now(UTC), set()
    for guide_id, text in connection.execute(
        sa.select(_GUIDE.c.id, _REVISION.c.document).join(_REVISION, newest)
    ).all():
        for url in sorted({one["url"] for one in json.loads(text).get("resources", []) if one.get("url")}):
            key = sha256(url.encode()).hexdigest()
            if key not in known:
                known.add(key)
                connection.execute(checks.insert().values(key=key, url=url, due_at=now, failures=0))
            connection.execute(links.insert().values(guide_id=guide_id, key=key))
