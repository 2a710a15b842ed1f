"""What a resource is called where a text names it: one answer for every rule that looks for it."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from cms.content.preflight.language import mentions

_TELLING_LENGTH = 6  # a shorter name is a word that stands in many a text
_IN_BRACKETS = re.compile(r"[(\[（［][^()\[\]（）［］]*[)\]）］]$")
# Two words or more in capitals: “by Don Norman”, but not “Learning by Doing”.
_BY_SOMEBODY = re.compile(r"\sby(?:\s+[^\W\d_a-z][\w.'’-]*){2,6}$")


def names(row: Mapping[str, Any]) -> list[str]:
    """Title, label, and the title without “(Coursera)” and “by Don Norman”, which many put there."""
    whole = [row[name] for name in ("title", "label") if name in row]
    bare = _BY_SOMEBODY.sub("", _IN_BRACKETS.sub("", row.get("title", "")).rstrip()).rstrip()
    return [*whole, bare] if bare not in whole and len(bare) >= _TELLING_LENGTH else whole


class Called:
    """The names of one resource or of several, each as `norm` gives it."""

    def __init__(self, normed: Iterable[str]) -> None:
        self._names = {name for name in normed if name}

    def is_named_in(self, text: str) -> bool:
        """Whether `text`, normed, says one of the names."""
        return any(mentions(text, name) for name in self._names)

    def fits(self, quoted: str) -> bool:
        """Whether a title that a text quotes, normed, is one of the names, a part of one, or has one as its part."""
        return (
            quoted in self._names
            or mentions(self._joined, quoted)
            or any(mentions(quoted, one) for one in self._telling)
        )

    @cached_property
    def _joined(self) -> str:
        return "\n".join(sorted(self._names))

    @cached_property
    def _telling(self) -> list[str]:
        return [name for name in self._names if len(name) >= _TELLING_LENGTH]
