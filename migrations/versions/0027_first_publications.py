"""First publications in the order of the feed: what readers had on a day is read along it."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_FIRST = sa.text("number = 1")


def upgrade() -> None:
    op.create_index(
        "ix_publication_first", "publication", ["first_published_at", "guide_id"],
        sqlite_where=_FIRST, postgresql_where=_FIRST,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_publication_first", "publication")
