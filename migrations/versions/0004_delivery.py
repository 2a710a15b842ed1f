"""What delivery stands on: renditions, the feed of changes, removals, terms, the outbox and webhooks."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_LIVE = sa.text("ended_at IS NULL")
_LISTED = ["guide_id", "number", "language", "difficulty", "ended_at"]
_OPEN = sa.text("state = 'waiting'")
_ASKED = sa.text("confirmed_at IS NULL AND ended_at IS NULL")
_STANDS = sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL")
_FORMS = ("page", "feed_item", "resource")
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment(name: str, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "rendition",
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guide_id", "number"], ["publication.guide_id", "publication.number"], name="fk_rendition_guide_id_number"
        ),
        sa.PrimaryKeyConstraint("guide_id", "number", "form", name="pk_rendition"),
    )
    for form in _FORMS:
        op.execute(
            f"INSERT INTO rendition (guide_id, number, form, body) SELECT guide_id, number, '{form}', {form} "  # noqa: S608
            "FROM publication"
        )
        op.drop_column("publication", form)
    # Whatever was rendered before lacks forms: the fingerprint no longer fits, so the next start renders it again.
    op.execute("UPDATE publication SET rendered_with = ''")
    op.add_column("publication", sa.Column("verified_on", sa.Date(), nullable=True))
    op.add_column("publication", sa.Column("generation", sa.BigInteger(), nullable=False, server_default="0"))
    if op.get_bind().dialect.name != "sqlite":  # which cannot change a column; the default does no harm there
        op.alter_column("publication", "generation", server_default=None)
    op.create_index("ix_publication_generation", "publication", ["generation"])
    op.drop_index("ix_publication_feed", "publication")
    for name, columns in (
        ("ix_publication_feed", ["first_published_at", *_LISTED, "modified_at"]),
        ("ix_publication_updated", ["modified_at", *_LISTED]),
    ):
        op.create_index(name, "publication", columns, sqlite_where=_LIVE, postgresql_where=_LIVE)
    op.add_column("debt", sa.Column("kind", sa.String(length=20), nullable=False, server_default="publication"))
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("debt", "kind", server_default=None)
    _public_records()
    _outbox()
    _webhooks()


def _public_records() -> None:
    op.create_table(
        "change",
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=71), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        _moment("at"),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name="fk_change_guide_id"),
        sa.ForeignKeyConstraint(["target_id"], ["guide.id"], name="fk_change_target_id"),
        sa.PrimaryKeyConstraint("guide_id", name="pk_change"),
        sa.UniqueConstraint("seq", name="uq_change_seq"),
    )
    op.execute(
        "INSERT INTO change (guide_id, seq, type, slug, version, content_hash, at) "
        "SELECT p.guide_id, e.seq, 'upsert', p.slug, p.number, p.content_hash, e.at FROM publication p JOIN event e "
        "ON e.guide_id = p.guide_id AND e.seq = (SELECT MAX(l.seq) FROM event l WHERE l.guide_id = p.guide_id) "
        "WHERE p.ended_at IS NULL"
    )
    op.create_table(
        "removal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("public_text", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        _moment("asked_at"),
        sa.Column("confirmed_by", sa.String(length=36), nullable=True),
        _moment("confirmed_at", nullable=True),
        _moment("ended_at", nullable=True),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name="fk_removal_guide_id"),
        sa.ForeignKeyConstraint(["target_id"], ["guide.id"], name="fk_removal_target_id"),
        sa.PrimaryKeyConstraint("id", name="pk_removal"),
    )
    op.create_index("ix_removal_guide_id", "removal", ["guide_id"])
    op.create_index("ix_removal_target_id", "removal", ["target_id"])
    for name, which in (("uq_removal_asked", _ASKED), ("uq_removal_stands", _STANDS)):
        op.create_index(name, "removal", ["guide_id"], unique=True, sqlite_where=which, postgresql_where=which)
    op.create_table(
        "term",
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=400), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name="fk_term_guide_id"),
        sa.PrimaryKeyConstraint("guide_id", "kind", "value", name="pk_term"),
    )
    op.create_index("ix_term_kind_value", "term", ["kind", "value", "guide_id"])
    op.create_table(
        "pointer",
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name="fk_pointer_guide_id"),
        sa.ForeignKeyConstraint(["target_id"], ["guide.id"], name="fk_pointer_target_id"),
        sa.PrimaryKeyConstraint("guide_id", "target_id", name="pk_pointer"),
    )
    op.create_index("ix_pointer_target_id", "pointer", ["target_id"])


def _outbox() -> None:
    op.create_table(
        "outbox_job",
        sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("lane", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("due_at"),
        _moment("started_at", nullable=True),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        _moment("leased_until", nullable=True),
        _moment("finished_at", nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_job"),
    )
    op.create_index("ix_outbox_job_due", "outbox_job", ["due_at"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_outbox_job_lane", "outbox_job", ["lane", "id"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_outbox_job_subject", "outbox_job", ["subject", "id"])
    op.create_index("ix_outbox_job_finished", "outbox_job", ["state", "finished_at"])
    op.create_table(
        "worker_beat",
        sa.Column("name", sa.String(length=80), nullable=False),
        _moment("started_at"),
        _moment("seen_at"),
        sa.PrimaryKeyConstraint("name", name="pk_worker_beat"),
    )


def _webhooks() -> None:
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("types", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("previous_secret", sa.Text(), nullable=True),
        _moment("previous_until", nullable=True),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        _moment("created_at"),
        _moment("failing_since", nullable=True),
        _moment("disabled_at", nullable=True),
        sa.Column("disabled_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_endpoint"),
    )
    op.create_table(
        "webhook_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("guide_id", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        _moment("at"),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name="fk_webhook_event_guide_id"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_event"),
    )
    op.create_index("ix_webhook_event_at", "webhook_event", ["at"])
    op.create_table(
        "webhook_attempt",
        sa.Column("job_id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        _moment("at"),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("request_headers", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["outbox_job.id"], name="fk_webhook_attempt_job_id"),
        sa.PrimaryKeyConstraint("job_id", "number", name="pk_webhook_attempt"),
    )


def downgrade() -> None:
    """What left meanwhile was never publishable before; its pages go with its renditions."""
    for table in (
        "webhook_attempt", "webhook_event", "webhook_endpoint", "worker_beat", "outbox_job", "pointer", "term",
        "removal", "change",
    ):  # fmt: skip
        op.drop_table(table)
    op.drop_column("debt", "kind")
    op.drop_index("ix_publication_updated", "publication")
    op.drop_index("ix_publication_feed", "publication")
    op.create_index(
        "ix_publication_feed", "publication", ["first_published_at", "guide_id"],
        sqlite_where=_LIVE, postgresql_where=_LIVE,
    )  # fmt: skip
    op.drop_index("ix_publication_generation", "publication")
    op.drop_column("publication", "generation")
    op.drop_column("publication", "verified_on")
    for form in _FORMS:
        op.add_column("publication", sa.Column(form, sa.Text(), nullable=False, server_default=""))
        op.execute(
            f"UPDATE publication SET {form} = COALESCE((SELECT body FROM rendition r WHERE r.form = '{form}' "  # noqa: S608
            "AND r.guide_id = publication.guide_id AND r.number = publication.number), '')"
        )
    op.drop_table("rendition")
