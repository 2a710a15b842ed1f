"""Pages that save by themselves, and autosaves that may go once later ones say more."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# An autosave that is neither the newest text nor what somebody reviewed, published or did something about.
_STAYS = """OLD.cause <> 'autosave'
    OR EXISTS (SELECT 1 FROM guide WHERE id = OLD.guide_id AND newest = OLD.number)
    OR EXISTS (SELECT 1 FROM review WHERE guide_id = OLD.guide_id AND revision_number = OLD.number)
    OR EXISTS (SELECT 1 FROM publication WHERE guide_id = OLD.guide_id AND revision_number = OLD.number)
    OR EXISTS (SELECT 1 FROM event WHERE guide_id = OLD.guide_id AND revision_number = OLD.number)"""


def upgrade() -> None:
    op.create_table(
        "open_page",
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("tab", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name="fk_open_page_guide_id"),
        sa.PrimaryKeyConstraint("guide_id", "author_id", "tab", name="pk_open_page"),
    )
    op.create_index("ix_open_page_at", "open_page", ["at"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER revision_delete")
        op.execute(
            f"CREATE TRIGGER revision_delete BEFORE DELETE ON revision WHEN {_STAYS} "
            "BEGIN SELECT RAISE(ABORT, 'revision is append-only'); END"
        )
        return
    op.execute("DROP TRIGGER revision_append_only ON revision")
    op.execute(
        "CREATE TRIGGER revision_append_only BEFORE UPDATE ON revision FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE FUNCTION refuse_to_forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {_STAYS} "
        "THEN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER revision_lasting BEFORE DELETE ON revision FOR EACH ROW EXECUTE FUNCTION refuse_to_forget()"
    )


def downgrade() -> None:
    op.drop_table("open_page")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER revision_delete")
        op.execute(
            "CREATE TRIGGER revision_delete BEFORE DELETE ON revision "
            "BEGIN SELECT RAISE(ABORT, 'revision is append-only'); END"
        )
        return
    op.execute("DROP TRIGGER revision_lasting ON revision")
    op.execute("DROP FUNCTION refuse_to_forget()")
    op.execute("DROP TRIGGER revision_append_only ON revision")
    op.execute(
        "CREATE TRIGGER revision_append_only BEFORE UPDATE OR DELETE ON revision "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
