"""What went wrong in workers, beside when each was last at work."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("worker_beat", sa.Column("faults", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("worker_beat", sa.Column("fault_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("worker_beat", "fault_at")
    op.drop_column("worker_beat", "faults")
