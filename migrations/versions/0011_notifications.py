"""What people are told in the product, and how they want it by mail."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_UNREAD = sa.text("read_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "notification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("guide_id", sa.Uuid(), nullable=True),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["user.id"], name="fk_notification_person_id"),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name="fk_notification_guide_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notification"),
    )
    op.create_index("ix_notification_person_id", "notification", ["person_id", "id"])
    op.create_index(
        "ix_notification_unread", "notification", ["person_id"], sqlite_where=_UNREAD, postgresql_where=_UNREAD
    )
    op.create_index("ix_notification_guide_id", "notification", ["guide_id"])
    op.create_index("ix_notification_at", "notification", ["at"])
    op.create_table(
        "mail_choice",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["user.id"], name="fk_mail_choice_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_mail_choice"),
    )


def downgrade() -> None:
    op.drop_table("mail_choice")
    op.drop_table("notification")
