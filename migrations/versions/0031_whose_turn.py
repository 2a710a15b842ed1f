"""Whose turn it is in a review: the roles that its stage is open to, and the people whose approval would not count."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_REVIEW = sa.table(
    "review", sa.column("guide_id", sa.Uuid()), sa.column("number", sa.Integer()), sa.column("stages", sa.Text()),
    sa.column("submitter_id", sa.String()), sa.column("closed_at", sa.DateTime(timezone=True)),
    sa.column("open_to", sa.Text()), sa.column("closed_to", sa.Text()),
)  # fmt: skip
_REVISION = sa.table(
    "revision", sa.column("guide_id", sa.Uuid()), sa.column("number", sa.Integer()), sa.column("author_id", sa.String())
)
_PUBLICATION = sa.table(
    "publication", sa.column("guide_id", sa.Uuid()), sa.column("revision_number", sa.Integer()),
    sa.column("counted", sa.Boolean()),
)  # fmt: skip
_DECISION = sa.table(
    "decision", sa.column("guide_id", sa.Uuid()), sa.column("review_number", sa.Integer()),
    sa.column("actor_id", sa.String()), sa.column("verdict", sa.String()),
)  # fmt: skip


def upgrade() -> None:
    for name in ("open_to", "closed_to"):
        op.add_column("review", sa.Column(name, sa.Text(), nullable=False, server_default="[]"))
    _fill_open_ones()


def downgrade() -> None:
    op.drop_column("review", "closed_to")
    op.drop_column("review", "open_to")


def _fill_open_ones() -> None:
    """As well as rows tell without the workflow; the next decision says it exactly."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(_REVIEW).where(_REVIEW.c.closed_at.is_(None))).all():
        counted = sa.select(sa.func.max(_PUBLICATION.c.revision_number))
        counted = counted.where(_PUBLICATION.c.guide_id == row.guide_id, _PUBLICATION.c.counted)
        since = connection.scalar(counted) or 0
        wrote = sa.select(_REVISION.c.author_id).where(_REVISION.c.guide_id == row.guide_id, _REVISION.c.number > since)
        approved = sa.select(_DECISION.c.actor_id).where(
            _DECISION.c.guide_id == row.guide_id, _DECISION.c.review_number == row.number,
            _DECISION.c.verdict == "approve",
        )  # fmt: skip
        people = {row.submitter_id, *connection.scalars(wrote), *connection.scalars(approved)}
        roles = {role for stage in json.loads(row.stages) for role in stage["roles"]}
        this = sa.and_(_REVIEW.c.guide_id == row.guide_id, _REVIEW.c.number == row.number)
        known = {"open_to": json.dumps(sorted(roles)), "closed_to": json.dumps(sorted(people))}
        connection.execute(sa.update(_REVIEW).where(this).values(known))
