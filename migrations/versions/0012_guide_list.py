"""Guides in the order of their titles and by who wrote them; views that people keep; acts on many guides at once."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("guide", sa.Column("title_key", sa.Text(), server_default="", nullable=False))
    op.execute("UPDATE guide SET title_key = lower(substr(title, 1, 200))")
    op.create_index("ix_guide_title_key", "guide", ["title_key", "id"])
    op.drop_index("ix_guide_state", "guide")
    op.create_index("ix_guide_state", "guide", ["state", "updated_at", "id"])
    op.drop_index("ix_guide_updated_at", "guide")
    op.create_index("ix_guide_updated_at", "guide", ["updated_at", "id"])
    op.create_index("ix_guide_owner_id", "guide", ["owner_id", "updated_at"])
    op.create_index("ix_guide_language", "guide", ["language"])
    op.create_index("ix_revision_author", "revision", ["author_id", "guide_id", "number"])
    op.create_index("ix_review_open", "review", ["closed_at", "guide_id"])
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        sa.UniqueConstraint("owner_id", "name", name="uq_saved_view_owner_id_name"),
    )
    op.create_table(
        "bulk_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("action", sa.String(length=30), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("back", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_run"),
    )
    op.create_table(
        "bulk_row",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["bulk_run.id"], name="fk_bulk_row_run_id"),
        sa.PrimaryKeyConstraint("run_id", "place", name="pk_bulk_row"),
    )


def downgrade() -> None:
    op.drop_table("bulk_row")
    op.drop_table("bulk_run")
    op.drop_table("saved_view")
    op.drop_index("ix_review_open", "review")
    op.drop_index("ix_revision_author", "revision")
    op.drop_index("ix_guide_language", "guide")
    op.drop_index("ix_guide_owner_id", "guide")
    op.drop_index("ix_guide_updated_at", "guide")
    op.create_index("ix_guide_updated_at", "guide", ["updated_at"])
    op.drop_index("ix_guide_state", "guide")
    op.create_index("ix_guide_state", "guide", ["state"])
    op.drop_index("ix_guide_title_key", "guide")
    op.drop_column("guide", "title_key")
