"""Keeping house: the day by which a guide is to be looked at again, and who has claimed a review until when."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("guide", sa.Column("review_by", sa.Date(), nullable=True))
    op.add_column("review", sa.Column("claimed_by", sa.String(length=36), nullable=True))
    op.add_column("review", sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_guide_review_by", "guide", ["review_by"])


def downgrade() -> None:
    op.drop_index("ix_guide_review_by", "guide")
    op.drop_column("review", "claimed_until")
    op.drop_column("review", "claimed_by")
    op.drop_column("guide", "review_by")
