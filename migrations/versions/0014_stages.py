"""Stages of a review that people configure, and what a review keeps of them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_stage",
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=36), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_review_stage"),
    )
    op.add_column("review", sa.Column("carried", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("review", sa.Column("counted", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("review", sa.Column("due_on", sa.Date(), nullable=True))


def downgrade() -> None:
    for column in ("due_on", "counted", "carried"):
        op.drop_column("review", column)
    op.drop_table("review_stage")
