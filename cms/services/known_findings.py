"""Findings of texts that were judged a moment ago: whoever submits, approves or publishes has looked at them before.

They depend on nothing but the text, the day and what is known from outside, so they are kept by these.
"""

import threading
from datetime import date

from cms import content
from cms.content import Document, Finding, Outside

_MOST = 64  # texts
_known: dict[object, tuple[Finding, ...]] = {}
_lock = threading.Lock()


def of(document: Document, digest: str, today: date, outside: Outside) -> list[Finding]:
    """As `content.findings`. digest: of the document; without one nothing is kept."""
    links = None if outside.links is None else frozenset(outside.links.items())
    key = (digest, today, outside.same_route, outside.slug_taken, links)
    found = _known.get(key) if digest else None
    if found is None:
        found = tuple(content.findings(document, today, outside))
        if digest:
            _keep(key, found)
    return list(found)


def _keep(key: object, found: tuple[Finding, ...]) -> None:
    with _lock:
        _known[key] = found
        while len(_known) > _MOST:
            del _known[next(iter(_known))]
