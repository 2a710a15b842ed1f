"""The terms a document names, as lists and the vocabulary of live guides keep them."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from cms.content import Document, slugs
from cms.content.text import norm
from cms.store import terms
from cms.store.terms import Named

_LONGEST = 400


def named(document: Document) -> list[Named]:
    return list(_terms(document))


def _terms(document: Document) -> Iterator[Named]:
    for kind in (terms.FROM_ROLE, terms.TO_ROLE):
        yield from _labelled(kind, document.get(kind))
    for kind, member in ((terms.BROUGHT, "transferable_skills"), (terms.LEARNT, "skills_to_learn")):
        for row in document.get(member, ()):
            yield from _labelled(kind, row.get("skill"))
    for kind in (terms.LANGUAGE, terms.DIFFICULTY):
        if value := document.get(kind):
            yield Named(kind, value, value, {})
    for tag in document.get("tags", ()):
        yield Named(terms.TAG, tag, tag, {})
    for row in document.get("resources", ()):
        if key := resource_key(row):
            yield Named(terms.RESOURCE, key, row.get("title", ""), _without_id(row))


def _labelled(kind: str, thing: dict[str, Any] | None) -> Iterator[Named]:
    if thing and thing.get("slug"):
        more = {name: value for name, value in thing.items() if name not in ("slug", "label")}
        yield Named(kind, thing["slug"], thing.get("label", thing["slug"]), more)


def resource_key(resource: dict[str, Any]) -> str:
    """The same for the same title of the same provider, whichever guide lists it; "" without a title."""
    title, provider = norm(resource.get("title", "")), norm(resource.get("provider", ""))
    if not title:
        return ""
    both = f"{title} {provider}"
    return slugs.slugify(both, longest=_LONGEST) or sha256(both.encode()).hexdigest()[:16]


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("id", "title")}
