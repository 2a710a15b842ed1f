"""What other guides call a role, a skill or a resource, for whoever is about to type it.

Live guides are asked by one query over their terms. What is being written has no table of its own: its terms are read
from the newest revisions, which never change, and are kept in memory.
"""

from dataclasses import asdict, dataclass
from functools import partial
from threading import Lock
from typing import Any
from uuid import UUID

from cms.content import slugs
from cms.content.text import norm
from cms.services import naming
from cms.store import guides, terms, vocabulary
from cms.store.terms import Named
from cms.workflow import State

KINDS = {
    "role": (terms.FROM_ROLE, terms.TO_ROLE),
    "skill": (terms.BROUGHT, terms.LEARNT),
    "resource": (terms.RESOURCE,),
}
MOST = 10
_IN_WORK = [one for one in State if one not in (State.PUBLISHED, State.DISCARDED)]
_DRAFTS = 100  # the last changed ones; what nobody touches for long is rarely what one looks for

_kept: dict[tuple[UUID, int], list[Named]] = {}
_lock = Lock()


@dataclass(frozen=True)
class Suggestion:
    """value: the slug of a role or skill, the key of a resource. guides: how many live ones name it."""

    value: str
    label: str
    detail: dict[str, Any]
    guides: int

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def suggestions(kind: str, text: str) -> list[Suggestion]:
    """At most ten, what begins with `text` before what merely contains it. kind: one of KINDS."""
    slug, words = slugs.slugify(text), norm(text)
    if not words:
        return []
    kinds = KINDS[kind]
    live = dict(vocabulary.alike(kinds, slug, words, limit=MOST))
    worded = vocabulary.wordings(kinds, list(live))
    found = [Suggestion(value, *worded[value], number) for value, number in live.items() if value in worded]
    drafted = {one.value: one for one in _drafted() if one.kind in kinds and one.value not in live}
    found += [Suggestion(one.value, one.label, one.detail, 0) for one in drafted.values() if _fits(one, slug, words)]
    return sorted(found, key=partial(_rank, slug, words))[:MOST]


def _drafted() -> list[Named]:
    """The terms of the guides that are being written."""
    current = guides.in_work(_IN_WORK, _DRAFTS)
    read = guides.documents([one for one in current if one not in _kept])
    with _lock:  # threads may read the same revision twice, which costs a moment and changes nothing
        _kept.update({one: naming.named(document) for one, document in read.items()})
        for old in _kept.keys() - set(current):
            del _kept[old]
        return [term for one in current for term in _kept.get(one, ())]


def _fits(one: Named, slug: str, words: str) -> bool:
    return bool(slug and slug in one.value) or words in norm(one.label)


def _rank(slug: str, words: str, one: Suggestion) -> tuple[bool, int, str]:
    begins = bool(slug and one.value.startswith(slug)) or norm(one.label).startswith(words)
    return not begins, -one.guides, one.value
