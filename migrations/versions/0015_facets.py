"""What live guides can be chosen by, counted as they come and go."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_NEW = ("language", "difficulty")
_COUNTED = "('from_role', 'to_role', 'language', 'difficulty')"


def upgrade() -> None:
    op.create_table(
        "facet",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=400), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("guides", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", name="pk_facet"),
    )
    op.create_index("ix_facet_most_used", "facet", ["kind", "guides", "value"])
    for name in _NEW:
        op.execute(
            "INSERT INTO term (guide_id, kind, value, label, detail) "  # noqa: S608  # our names
            f"SELECT guide_id, '{name}', {name}, {name}, '{{}}' FROM publication "
            f"WHERE ended_at IS NULL AND {name} <> ''"
        )
    op.execute(
        "INSERT INTO facet (kind, value, label, guides) "  # noqa: S608
        f"SELECT kind, value, max(label), count(*) FROM term WHERE kind IN {_COUNTED} GROUP BY kind, value"
    )


def downgrade() -> None:
    op.drop_table("facet")
    op.execute("DELETE FROM term WHERE kind IN ('language', 'difficulty')")
