"""Passkeys: the keys that people sign in with, beside their password."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.Text(), nullable=True),
        sa.Column("extensions", sa.Text(), nullable=True),
        sa.Column("usage", sa.String(length=20), nullable=False),
        sa.Column("device_type", sa.String(length=40), nullable=False),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("lastuse_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_passkey_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_passkey"),
        sa.UniqueConstraint("credential_id", name="uq_passkey_credential_id"),
    )
    op.create_index("ix_passkey_user_id", "passkey", ["user_id"])
    op.add_column("user", sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=True))
    op.create_index("ix_user_fs_webauthn_user_handle", "user", ["fs_webauthn_user_handle"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_user_fs_webauthn_user_handle", "user")
    op.drop_column("user", "fs_webauthn_user_handle")
    op.drop_table("passkey")
