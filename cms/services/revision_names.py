"""Giving a revision a name, such as “As sent to the chamber”: a note beside the text, which changes nothing in it."""

from uuid import UUID

from cms.content.text import tidy, unsafe_character
from cms.errors import InvalidContent, Kind, Refusal, TransitionRefused
from cms.services import recording
from cms.store import events, guides, history
from cms.store.db import session, transaction
from cms.store.history import LONGEST_NAME, RevisionName
from cms.workflow import EDITORIAL_ROLES, Actor


def give(guide_id: UUID, number: int, name: str, *, actor: Actor) -> RevisionName:
    """Names revision `number`, or gives it another name; the same name again changes nothing.

    No base: what a revision is called does not depend on what is saved meanwhile. The line of the log names the
    revision, which therefore is never deleted.
    Raises NotFound, InvalidContent, TransitionRefused for a person without an editorial role.
    """
    called = _checked(name)
    with transaction():
        guide = guides.lock(guide_id)
        if not actor.roles & EDITORIAL_ROLES:
            why = "Only people with an editorial role name revisions."
            refusal = Refusal("role_missing", why, "An admin, by giving the role", Kind.FORBIDDEN)
            raise TransitionRefused("name_revision", guide.state, [refusal])
        guides.revision(guide.id, number)
        kept = history.name_of(guide.id, number)
        if kept is not None and kept.name == called:
            return kept
        said = {"name": called, **({"name_before": kept.name} if kept else {})}
        event = recording.noted(guide, "name_revision", actor, said, revision_number=number)
        if kept is None:
            kept = RevisionName(guide_id=guide.id, number=number)
            session().add(kept)
        kept.name, kept.author_id, kept.at = called, actor.id, event.at
        events.append(event)
    return kept


def _checked(name: str) -> str:
    """On one line. Raises InvalidContent."""
    called = " ".join(tidy(name).split())
    if not called:
        raise InvalidContent({"name": ["Write a name first."]}, "A revision is not named yet.")
    if len(called) > LONGEST_NAME:
        raise InvalidContent({"name": [f"This is {len(called)} characters long; the limit is {LONGEST_NAME}."]})
    if found := unsafe_character(called):
        raise InvalidContent({"name": [f"This contains the character {found}, which cannot be kept. Remove it."]})
    return called
