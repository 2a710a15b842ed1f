"""Second factors: the sealed secret of a person's codes, the step of the last one taken, hashes of recovery codes."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user", sa.Column("tf_primary_method", sa.String(length=20), nullable=True))
    op.add_column("user", sa.Column("tf_totp_secret", sa.Text(), nullable=True))
    op.add_column("user", sa.Column("totp_counter", sa.BigInteger(), nullable=True))
    op.add_column("user", sa.Column("mf_recovery_codes", sa.Text(), nullable=True))


def downgrade() -> None:
    for name in ("mf_recovery_codes", "totp_counter", "tf_totp_secret", "tf_primary_method"):
        op.drop_column("user", name)
