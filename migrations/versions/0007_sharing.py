"""Working with others: links to a draft, who is here, and where a guide's first text came from."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment(name: str, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "share_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        _moment("made_at"),
        _moment("expires_at"),
        sa.Column("revoked_by", sa.String(length=36), nullable=True),
        _moment("revoked_at", nullable=True),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name="fk_share_link_guide_id"),
        sa.PrimaryKeyConstraint("id", name="pk_share_link"),
        sa.UniqueConstraint("hash", name="uq_share_link_hash"),
    )
    op.create_index("ix_share_link_guide_id", "share_link", ["guide_id"])
    op.create_table(
        "share_view",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        _moment("at"),
        sa.ForeignKeyConstraint(["link_id"], ["share_link.id"], name="fk_share_view_link_id"),
        sa.PrimaryKeyConstraint("id", name="pk_share_view"),
    )
    op.create_index("ix_share_view_link_id", "share_view", ["link_id", "at"])
    op.create_table(
        "origin",
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("source_revision", sa.Integer(), nullable=False),
        sa.Column("contributors", sa.Text(), nullable=False),
        sa.Column("compared", sa.Text(), nullable=False),
        _moment("at"),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name="fk_origin_guide_id"),
        sa.ForeignKeyConstraint(["source_id"], ["guide.id"], name="fk_origin_source_id"),
        sa.PrimaryKeyConstraint("guide_id", name="pk_origin"),
    )
    op.create_index("ix_origin_source_id", "origin", ["source_id"])
    op.create_table(
        "presence",
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("tab", sa.String(length=40), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        _moment("since"),
        _moment("seen_at"),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name="fk_presence_guide_id"),
        sa.PrimaryKeyConstraint("guide_id", "person_id", "tab", name="pk_presence"),
    )
    op.create_index("ix_presence_seen_at", "presence", ["seen_at"])


def downgrade() -> None:
    for table in ("presence", "origin", "share_view", "share_link"):
        op.drop_table(table)
