"""What happens to the site, in a chain of its own; and the ways to look through both logs."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _guard() -> list[str]:
    if op.get_bind().dialect.name == "sqlite":
        return [
            f"CREATE TRIGGER site_event_{event.lower()} BEFORE {event} ON site_event "
            "BEGIN SELECT RAISE(ABORT, 'site_event is append-only'); END"
            for event in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE TRIGGER site_event_append_only BEFORE UPDATE OR DELETE ON site_event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER site_event_kept BEFORE TRUNCATE ON site_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]


def upgrade() -> None:
    op.create_table(
        "site_event",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("action", sa.String(length=30), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=36), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_site_event"),
    )
    op.create_index("ix_site_event_at", "site_event", ["at", "number"])
    op.create_index("ix_site_event_actor_id", "site_event", ["actor_id", "at"])
    op.create_index("ix_event_at", "event", ["at", "id"])
    op.create_index("ix_event_actor_id", "event", ["actor_id", "at", "id"])
    op.create_index("ix_event_action", "event", ["action", "at", "id"])
    for statement in _guard():
        op.execute(statement)


def downgrade() -> None:
    for index in ("ix_event_action", "ix_event_actor_id", "ix_event_at"):
        op.drop_index(index, "event")
    op.drop_table("site_event")
