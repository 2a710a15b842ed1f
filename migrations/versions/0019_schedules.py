"""Schedules: what goes live by itself, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_WAITS = sa.text("outcome IS NULL")
_FIXED = "id, guide_id, revision_number, digest, due_at, zone, by_hand, made_by, made_at"


def upgrade() -> None:
    op.create_table(
        "schedule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name="fk_schedule_guide_id"),
        sa.PrimaryKeyConstraint("id", name="pk_schedule"),
    )
    op.create_index("ix_schedule_guide_id", "schedule", ["guide_id"])
    op.create_index("ix_schedule_made_by", "schedule", ["made_by", "made_at"])
    op.create_index(
        "uq_schedule_waiting", "schedule", ["guide_id"], unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS
    )
    op.create_index("ix_schedule_due", "schedule", ["due_at", "id"], sqlite_where=_WAITS, postgresql_where=_WAITS)
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'schedule is append-only'); END"
        op.execute(f"CREATE TRIGGER schedule_fixed BEFORE UPDATE OF {_FIXED} ON schedule {refuse}")
        op.execute(f"CREATE TRIGGER schedule_ended BEFORE UPDATE ON schedule WHEN OLD.outcome IS NOT NULL {refuse}")
        return
    refuse = "EXECUTE FUNCTION refuse_change()"
    op.execute(f"CREATE TRIGGER schedule_fixed BEFORE UPDATE OF {_FIXED} ON schedule FOR EACH ROW {refuse}")
    op.execute(
        f"CREATE TRIGGER schedule_ended BEFORE UPDATE ON schedule FOR EACH ROW WHEN (OLD.outcome IS NOT NULL) {refuse}"
    )


def downgrade() -> None:
    op.drop_table("schedule")
