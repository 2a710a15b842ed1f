"""Live guides are found by their roles without looking at all of them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LIVE = sa.text("ended_at IS NULL")
_ROAD = ["language", "slug", "guide_id", "translation_key", "region", "ended_at"]


def upgrade() -> None:
    for first, second in (("from", "to"), ("to", "from")):
        op.create_index(
            f"ix_publication_{first}", "publication", [f"{first}_slug", f"{second}_slug", *_ROAD],
            sqlite_where=_LIVE, postgresql_where=_LIVE,
        )  # fmt: skip


def downgrade() -> None:
    for first in ("to", "from"):
        op.drop_index(f"ix_publication_{first}", "publication")
