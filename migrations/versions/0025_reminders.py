"""Reminders: from which day on readers get figures that are past their time, and what people were last reminded of."""

import json
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_GUIDE = sa.table("guide", sa.column("id", sa.Uuid()), sa.column("stale_on", sa.Date()))
_REVISION = sa.table(
    "revision", sa.column("guide_id", sa.Uuid()), sa.column("number", sa.Integer()), sa.column("document", sa.Text())
)
_PUBLICATION = sa.table(
    "publication", sa.column("guide_id", sa.Uuid()), sa.column("revision_number", sa.Integer()),
    sa.column("verified_on", sa.Date()), sa.column("ended_at", sa.DateTime(timezone=True)),
)  # fmt: skip


def upgrade() -> None:
    op.add_column("guide", sa.Column("stale_on", sa.Date(), nullable=True))
    op.create_index("ix_guide_stale_on", "guide", ["stale_on"])
    op.create_table(
        "reminder",
        sa.Column("guide_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("step_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name="fk_reminder_guide_id"),
        sa.PrimaryKeyConstraint("guide_id", "about", name="pk_reminder"),
    )
    _reckon_what_is_live()


def downgrade() -> None:
    op.drop_table("reminder")
    op.drop_index("ix_guide_stale_on", "guide")
    op.drop_column("guide", "stale_on")


def _reckon_what_is_live() -> None:
    connection = op.get_bind()
    text = sa.and_(
        _REVISION.c.guide_id == _PUBLICATION.c.guide_id, _REVISION.c.number == _PUBLICATION.c.revision_number
    )
    live = sa.select(_PUBLICATION.c.guide_id, _PUBLICATION.c.verified_on, _REVISION.c.document).join(_REVISION, text)
    for guide_id, verified_on, document in connection.execute(live.where(_PUBLICATION.c.ended_at.is_(None))).all():
        if day := _stale_on(json.loads(document), verified_on):
            connection.execute(_GUIDE.update().where(_GUIDE.c.id == guide_id).values(stale_on=day))


def _stale_on(document: dict[str, Any], verified_on: date | None) -> date | None:
    """As of this migration: sources last for 24 months, pay for 18."""
    days = [(row.get("published_on") or row.get("accessed_on"), 24) for row in document.get("sources", ())]
    days += [(document.get(name, {}).get("as_of"), 18) for name in ("salary_from", "salary_to")]
    return min((_past(date.fromisoformat(day), months, verified_on) for day, months in days if day), default=None)


def _past(day: date, months: int, verified_on: date | None) -> date:
    after = max(day, verified_on or day) + timedelta(days=1)
    year, month = divmod(after.year * 12 + after.month - 1 + months, 12)
    try:
        return date(year, month + 1, after.day)
    except ValueError:
        return date(year, month + 2, 1)
