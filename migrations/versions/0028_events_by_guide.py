"""Events of webhooks by guide: what is sent again goes guide by guide, in portions."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_webhook_event_guide_id", "webhook_event", ["guide_id", "at"])


def downgrade() -> None:
    op.drop_index("ix_webhook_event_guide_id", "webhook_event")
