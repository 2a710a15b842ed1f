"""Names that people give to revisions, and a way to the merged and restored ones among many."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "revision_name",
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["guide_id", "number"], ["revision.guide_id", "revision.number"], name="fk_revision_name_guide_id_number"
        ),
        sa.PrimaryKeyConstraint("guide_id", "number", name="pk_revision_name"),
    )
    op.create_index("ix_revision_cause", "revision", ["guide_id", "cause", "number"])


def downgrade() -> None:
    op.drop_index("ix_revision_cause", "revision")
    op.drop_table("revision_name")
