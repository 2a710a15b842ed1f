"""A word that stands nowhere else, in every field of a text that nobody but editors may read."""

import copy
from collections.abc import Iterator
from typing import Any

from cms.content import Document
from cms.content.document import walk
from cms.content.kinds import Link, Slug, Text

CANARY = "Zaunkönig"
SPELLINGS = (CANARY, "zaunkoenig", CANARY.encode("idna").decode())  # as prose, in slugs, in names of hosts


def with_canaries(document: Document) -> Document:
    """The same text, as valid as it was, with the word in whatever a person may write into it."""
    marked = copy.deepcopy(document)
    for where, text in _marks(document):
        place: Any = marked
        for part in where[:-1]:
            place = place[part]
        place[where[-1]] = text
    return marked


def seen_in(sent: bytes) -> list[str]:
    """The spellings that these bytes show."""
    lowered = sent.decode(errors="replace").lower()
    return [word for word in SPELLINGS if word.lower() in lowered]


def _marks(document: Document) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    slugs = {row["skill"]["slug"] for row in document["skills_to_learn"]}
    for where, kind, value in walk(document):
        if not value or where[0] in ("language", "region"):
            continue
        if kind.kind == "lines":
            yield where, [f"{CANARY} {index}" for index, _ in enumerate(value)]
        elif kind.kind == "references":
            yield where, [f"zaunkoenig-{one}" if one in slugs else one for one in value]
        elif isinstance(kind, Slug) and where[-1] == "slug":
            yield where, f"zaunkoenig-{value}"
        elif isinstance(kind, Link):
            yield where, f"https://{SPELLINGS[2]}.example.org/zaunkoenig"
        elif isinstance(kind, Text) and kind.editable and kind.kind in ("line", "prose"):
            yield where, f"{CANARY} {value}"[: kind.max_length]
