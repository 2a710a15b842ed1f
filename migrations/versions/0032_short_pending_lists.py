"""On PostgreSQL what was saved last waits for the index of search in a list of 256 kB at most, and no longer of 4 MB.

Each search reads all of that list, and the longer it is, the dearer the planner takes the index to be: some hundred
saves after the last cleaning it read every row instead.
"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_INDEXES = ("ix_draft_words_words", "ix_live_words_words")


def upgrade() -> None:
    _each("ALTER INDEX {index} SET (gin_pending_list_limit = 256)", "SELECT gin_clean_pending_list('{index}')")


def downgrade() -> None:
    _each("ALTER INDEX {index} RESET (gin_pending_list_limit)")


def _each(*statements: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for index in _INDEXES:
            for statement in statements:
                op.execute(statement.format(index=index))
