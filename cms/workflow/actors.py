"""Who acts: a person with roles, the worker, or whoever holds the command line."""

from collections.abc import Iterable
from dataclasses import dataclass

from cms.workflow.states import Worded


class Role(Worded):
    AUTHOR = "author", "Author"
    REVIEWER = "reviewer", "Reviewer"
    PUBLISHER = "publisher", "Publisher"
    MANAGING_EDITOR = "managing_editor", "Managing editor"
    ADMIN = "admin", "Admin"


# Admin looks after people, settings and endpoints, and has no editorial right by itself.
EDITORIAL_ROLES = frozenset(Role) - {Role.ADMIN}


@dataclass(frozen=True)
class Actor:
    """Someone who acts, with the roles held at that moment."""

    id: str
    name: str
    roles: frozenset[Role]


# The worker holds no role: it performs the rows marked `by_system`, and no others.
SYSTEM = Actor("system", "System", frozenset())
OPERATOR = Actor("operator", "Operator", frozenset({Role.AUTHOR, Role.MANAGING_EDITOR}))


def in_words(roles: Iterable[Role]) -> str:
    """Roles as part of a sentence, in the order of `Role`: "an author or a managing editor"."""
    held = frozenset(roles)
    if held == EDITORIAL_ROLES:
        return "anyone with an editorial role"
    words = [role.label.lower() for role in Role if role in held]
    return either([f"an {word}" if word[0] in "aeiou" else f"a {word}" for word in words])


def either(words: Iterable[str]) -> str:
    """A list in words: "this", "this or that", "this, that or the other"."""
    *before, last = words
    return f"{', '.join(before)} or {last}" if before else last
