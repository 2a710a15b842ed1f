"""Deleting for good: events outlive their guide, and what was written once may go with a guide that its log lets go."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_COLUMNS = (
    "id, guide_id, number, action, actor_id, from_state, to_state, from_public, to_public, revision_number, "
    "publication_number, said, seq, at, previous_hash, hash"
)
_INDEXES = {
    "ix_event_at": ["at", "id"],
    "ix_event_actor_id": ["actor_id", "at", "id"],
    "ix_event_action": ["action", "at", "id"],
}
_PURGED = "EXISTS (SELECT 1 FROM event WHERE guide_id = OLD.guide_id AND action = 'purge')"
# An autosave that is neither the newest text nor what somebody reviewed, published or did something about.
_STAYS = """(OLD.cause <> 'autosave'
    OR EXISTS (SELECT 1 FROM guide WHERE id = OLD.guide_id AND newest = OLD.number)
    OR EXISTS (SELECT 1 FROM review WHERE guide_id = OLD.guide_id AND revision_number = OLD.number)
    OR EXISTS (SELECT 1 FROM publication WHERE guide_id = OLD.guide_id AND revision_number = OLD.number)
    OR EXISTS (SELECT 1 FROM event WHERE guide_id = OLD.guide_id AND revision_number = OLD.number))"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER revision_delete")  # it names the table that is built anew
        op.execute("DROP TRIGGER decision_delete")
        _build_events_anew(outlives=True)
        _refuse_on_sqlite("revision", f"WHEN {_STAYS} AND NOT {_PURGED} ")
        _refuse_on_sqlite("decision", f"WHEN NOT {_PURGED} ")
    else:
        op.drop_constraint("fk_event_guide_id", "event", type_="foreignkey")
        op.alter_column("event", "to_state", nullable=True)
        _refuse_to_forget(f"{_STAYS} AND NOT {_PURGED}")
        op.execute(
            "CREATE FUNCTION refuse_unless_purged() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NOT {_PURGED} THEN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END IF; RETURN OLD; END $$"
        )
        _guard_decisions("UPDATE", lasting=True)
    with op.batch_alter_table("origin") as origin:
        origin.alter_column("source_id", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    """Where every event needs its guide, those of guides that are no more cannot stay."""
    op.execute("DELETE FROM origin WHERE source_id IS NULL")
    with op.batch_alter_table("origin") as origin:
        origin.alter_column("source_id", existing_type=sa.Uuid(), nullable=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER revision_delete")
        op.execute("DROP TRIGGER decision_delete")
        _build_events_anew(outlives=False)
        _refuse_on_sqlite("revision", f"WHEN {_STAYS} ")
        _refuse_on_sqlite("decision", "")
        return
    op.execute("DROP TRIGGER decision_lasting ON decision")
    _guard_decisions("UPDATE OR DELETE", lasting=False)
    op.execute("DROP FUNCTION refuse_unless_purged()")
    _refuse_to_forget(_STAYS)
    op.execute("ALTER TABLE event DISABLE TRIGGER event_append_only")
    op.execute("DELETE FROM event WHERE guide_id NOT IN (SELECT id FROM guide)")
    op.execute("ALTER TABLE event ENABLE TRIGGER event_append_only")
    op.alter_column("event", "to_state", nullable=False)
    op.create_foreign_key("fk_event_guide_id", "event", "guide", ["guide_id"], ["id"])


def _build_events_anew(*, outlives: bool) -> None:
    """SQLite changes no constraint in place. The old table goes with its own triggers and indexes."""
    needs_guide = [] if outlives else [sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name="fk_event_guide_id")]
    op.create_table(
        "event_anew",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=30), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=True),
        sa.Column("to_state", sa.String(length=20), nullable=outlives),
        sa.Column("from_public", sa.String(length=20), nullable=True),
        sa.Column("to_public", sa.String(length=20), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("publication_number", sa.Integer(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        *needs_guide,
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.UniqueConstraint("guide_id", "number", name="uq_event_guide_id_number"),
        sa.UniqueConstraint("seq", name="uq_event_seq"),
    )
    kept = "" if outlives else " WHERE guide_id IN (SELECT id FROM guide)"
    op.execute(f"INSERT INTO event_anew ({_COLUMNS}) SELECT {_COLUMNS} FROM event{kept}")  # noqa: S608  # our own names
    op.drop_table("event")
    op.rename_table("event_anew", "event")
    for name, columns in _INDEXES.items():
        op.create_index(name, "event", columns)
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER event_{change.lower()} BEFORE {change} ON event "
            "BEGIN SELECT RAISE(ABORT, 'event is append-only'); END"
        )


def _refuse_on_sqlite(table: str, when: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _refuse_to_forget(stays: str) -> None:
    op.execute(
        f"CREATE OR REPLACE FUNCTION refuse_to_forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {stays} "
        "THEN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END IF; RETURN OLD; END $$"
    )


def _guard_decisions(refused: str, *, lasting: bool) -> None:
    op.execute("DROP TRIGGER decision_append_only ON decision")
    op.execute(
        f"CREATE TRIGGER decision_append_only BEFORE {refused} ON decision "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    if lasting:
        op.execute(
            "CREATE TRIGGER decision_lasting BEFORE DELETE ON decision "
            "FOR EACH ROW EXECUTE FUNCTION refuse_unless_purged()"
        )
