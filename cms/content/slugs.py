"""Slugs: lower-case ASCII words joined by hyphens."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

# The last part of an address must not read as something else below /guides/.
RESERVED = frozenset({"new", "plan", "feed", "index", "api", "editor", "admin", "login", "logout", "search"})

# Letters that NFKD does not take apart, in their usual Latin spelling.
_SPELLED = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ł": "l", "Ł": "l"}
)
_LONGEST = 120


def is_slug(text: str) -> bool:
    """Whether `text` can be an address: a slug, not too long, and not a reserved word."""
    return len(text) <= _LONGEST and SLUG.fullmatch(text) is not None and text not in RESERVED


def slugify(text: str, *, longest: int = _LONGEST) -> str:
    """The slug of a label; "" when it has no Latin letter or digit at all."""
    plain = unicodedata.normalize("NFKD", text.translate(_SPELLED)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:longest].strip("-")


def proposals(document: dict[str, Any], fallback: str) -> Iterator[str]:
    """Slugs for a guide, best first, without end: the two roles; then with the language; then numbered.

    fallback: what to begin with when a role has no slug (labels without Latin letters).
    """
    ends = [document.get(role, {}).get("slug", "") for role in ("from_role", "to_role")]
    stem = "-to-".join(ends)[:_LONGEST].strip("-") if all(SLUG.fullmatch(end) for end in ends) else fallback
    yield stem
    if language := slugify(document.get("language", "")):
        stem = f"{stem[: _LONGEST - len(language) - 1]}-{language}"
        yield stem
    for number in count(2):
        yield f"{stem[: _LONGEST - 8]}-{number}"


def derive(document: dict[str, Any], fallback: str, taken: Callable[[str], bool]) -> str:
    """The first proposal that nobody holds."""
    return next(slug for slug in proposals(document, fallback) if slug not in RESERVED and not taken(slug))
