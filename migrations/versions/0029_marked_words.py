"""On PostgreSQL the words of titles and of ends stand for themselves in the index of search, with A or B before them.

They were told apart by weights, which the index does not hold: each question looked at every row that had the word.
"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_MARKED = """
    UPDATE {table} SET words = COALESCE((
        SELECT array_to_tsvector(array_agg(word)) FROM (
            SELECT lexeme AS word FROM unnest(words)
            UNION SELECT 'A' || lexeme FROM unnest(words) WHERE 'A' = ANY (weights)
            UNION SELECT 'B' || lexeme FROM unnest(words) WHERE 'B' = ANY (weights)
        ) AS own
    ), '')
"""
_WEIGHED = """
    UPDATE {table} SET words = COALESCE((
        SELECT string_agg('''' || lexeme || ''':' || concat_ws(
            ',',
            CASE WHEN 'A' || lexeme = ANY (tsvector_to_array(words)) THEN '1A' END,
            CASE WHEN 'B' || lexeme = ANY (tsvector_to_array(words)) THEN '2B' END,
            '3C'
        ), ' ')::tsvector
        FROM unnest(words) WHERE lexeme !~ '^[AB]'
    ), '')
"""  # words are in lower case


def upgrade() -> None:
    _rewrite(_MARKED)


def downgrade() -> None:
    _rewrite(_WEIGHED)


def _rewrite(statement: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in ("draft_words", "live_words"):
            op.execute(statement.format(table=table))
