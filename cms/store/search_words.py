"""Questions of search as either database writes them: a match of FTS5, or a tsquery of PostgreSQL.

Words come ready made from content: they hold nothing that either would read as more than a word.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum


class Level(IntEnum):
    """Where all the words of a question stand; the higher comes first."""

    BODY = 1
    ENDS = 2
    TITLE = 3


# For FTS5 its columns; for PostgreSQL what stands before a word there: its own weights are not in its index, so that it
# would look at every row that has the word, and never guess how many there are.
_IN = {Level.TITLE: ("title", "A"), Level.ENDS: ("title ends", "AB")}


def for_fts5(words: Sequence[str], level: Level | None) -> str:
    """Words hold no quotation mark: what stands between two is a word, and no operator."""
    *whole, last = (f'"{word}"' for word in words)
    every = " AND ".join([*whole, f"{last}*" if _may_go_on(words[-1]) else last])
    return _just_there(lambda one: f"{{{_IN[one][0]}}} : ({every})", f"({every})", level, "NOT")


def for_postgresql(words: Sequence[str], level: Level | None, anywhere: str = "") -> str:
    """anywhere: the marks that count where the level does not."""

    def every(marks: str) -> str:
        *whole, last = ([f"'{mark}{word}'" for mark in marks or [""]] for word in words)
        # Itself as well: of a beginning alone the planner does not know how many rows have it.
        ending = [*last, *(f"{one}:*" for one in last)] if _may_go_on(words[-1]) else last
        alternatives = [f"({' | '.join(one)})" for one in (*whole, ending)]
        return f"({' & '.join(alternatives)})"

    return _just_there(lambda one: every(_IN[one][1]), every(anywhere), level, "& !")


def _just_there(at: Callable[[Level], str], anywhere: str, level: Level | None, but: str) -> str:
    match level:
        case Level.TITLE:
            return at(Level.TITLE)
        case Level.ENDS:
            return f"{at(Level.ENDS)} {but} {at(Level.TITLE)}"
        case Level.BODY:
            return f"{anywhere} {but} {at(Level.ENDS)}"
    return anywhere


def _may_go_on(word: str) -> bool:
    """One Latin letter begins a tenth of all words: it stands for itself."""
    return len(word) > 1 or not word.isascii()
