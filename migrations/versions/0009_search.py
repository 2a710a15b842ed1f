"""What drafts and live guides say, to be searched; guides in the order of their titles, and by who wrote them.

The words of what is here already are added by `flask rerender`, for only the program knows how to read a document.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Words come ready made, apart by spaces: whatever is beyond ASCII belongs to a word. No positions, for nobody asks for
# phrases.
_FTS5 = "USING fts5(title, ends, body, tokenize='ascii', detail=column, prefix='2 3')"


def upgrade() -> None:
    for kind in ("draft", "live"):
        ends = [sa.Column(name, sa.Text(), nullable=False) for name in ("from_slug", "to_slug") if kind == "draft"]
        op.create_table(
            f"{kind}_text",
            sa.Column("id", _NUMBER, autoincrement=True, nullable=False),
            sa.Column("guide_id", sa.Uuid(), nullable=False),
            sa.Column("number", sa.Integer(), nullable=False),
            *ends,
            sa.Column("text", sa.Text(), nullable=False),
            sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name=f"fk_{kind}_text_guide_id"),
            sa.PrimaryKeyConstraint("id", name=f"pk_{kind}_text"),
            sa.UniqueConstraint("guide_id", name=f"uq_{kind}_text_guide_id"),
        )
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"CREATE VIRTUAL TABLE {kind}_words {_FTS5}")
        else:
            op.execute(f"CREATE TABLE {kind}_words (rowid BIGINT PRIMARY KEY, words tsvector NOT NULL)")
            op.execute(f"CREATE INDEX ix_{kind}_words_words ON {kind}_words USING gin (words)")
    op.drop_column("publication", "search_text")
    op.create_index("ix_draft_text_from_slug", "draft_text", ["from_slug"])
    op.create_index("ix_draft_text_to_slug", "draft_text", ["to_slug"])


def downgrade() -> None:
    op.add_column("publication", sa.Column("search_text", sa.Text(), server_default="", nullable=False))
    for kind in ("live", "draft"):
        op.drop_table(f"{kind}_words")
        op.drop_table(f"{kind}_text")
