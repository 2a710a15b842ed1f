"""What reviewers have read, and what they ticked when they approved."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "look",
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name="fk_look_guide_id"),
        sa.PrimaryKeyConstraint("guide_id", "person_id", name="pk_look"),
    )
    op.add_column("decision", sa.Column("checklist", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("decision", "checklist")
    op.drop_table("look")
