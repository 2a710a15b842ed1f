"""Talking about a text: a comment on a place of it, answers, settling it and opening it again."""

import re
from collections.abc import Collection, Iterable
from functools import partial
from uuid import UUID

from cms import clock
from cms.content import spots
from cms.content.text import tidy, unsafe_character
from cms.errors import InvalidContent, Kind, NotFound, Refusal, TransitionRefused
from cms.services import notifying, recording
from cms.services.notices import ANSWERED, COMMENTED, MENTION
from cms.store import accounts, comments, events, guides
from cms.store.comments import Comment
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.workflow import EDITORIAL_ROLES, Actor

LONGEST = 2000
MOST = 1000  # of one guide, answers included
WHOLE = "The whole guide"


def comment(guide_id: UUID, *, anchor: str, text: str, blocking: bool, actor: Actor) -> Comment:
    """Begins a thread about the place with this anchor in the newest text; "" for the whole guide.

    Raises NotFound, InvalidContent for such text, TransitionRefused for a person without an editorial role.
    """
    said = words_of(text)
    with transaction():
        guide = _open_to(guide_id, actor)
        spot = spots.find(guides.revision(guide.id, guide.newest).document, anchor) if anchor else None
        if anchor and spot is None:
            raise NotFound("There is no such place in the newest text any more. Load the page again.")
        made = _said(guide, said, actor, anchor=anchor, about=spot.label if spot else WHOLE, blocking=blocking)
        _keep(made)
        concerned = {guide.owner_id, guides.revision(guide.id, guide.newest).author_id}
        _tell(COMMENTED, concerned, guide, made, actor)
    return made


def answer(guide_id: UUID, comment_id: UUID, *, text: str, actor: Actor) -> Comment:
    """Adds to the thread that this comment belongs to, open or settled. Raises as `comment` does."""
    said = words_of(text)
    with transaction():
        guide = _open_to(guide_id, actor)
        first = _first(guide.id, comment_id)
        made = _said(guide, said, actor, anchor=first.anchor, about=first.about, blocking=False)
        made.thread_id = first.id
        _keep(made)
        _tell(ANSWERED, comments.speakers(first.id), guide, made, actor)
    return made


def resolve(guide_id: UUID, comment_id: UUID, *, actor: Actor) -> Comment:
    """Settles a thread; what is settled already stays as it is. Raises NotFound, TransitionRefused."""
    with transaction():
        guide = _open_to(guide_id, actor)
        first = _first(guide.id, comment_id)
        if first.resolved_at is None:
            first.resolved_by, first.resolved_at = actor.id, clock.now()
            _note(guide, "settle_comment", first, actor)
    return first


def reopen(guide_id: UUID, comment_id: UUID, *, actor: Actor) -> Comment:
    """Opens a settled thread again; what is open stays as it is. Raises NotFound, TransitionRefused."""
    with transaction():
        guide = _open_to(guide_id, actor)
        first = _first(guide.id, comment_id)
        if first.resolved_at is not None:
            first.resolved_by = first.resolved_at = None
            _note(guide, "reopen_comment", first, actor)
    return first


def words_of(text: str) -> str:
    """What is said, as it is kept. Raises InvalidContent for nothing, too much, or what cannot be kept."""
    said = tidy(text)
    if not said:
        raise InvalidContent({"text": ["Write something first."]}, "There is nothing to keep.")
    if len(said) > LONGEST:
        raise InvalidContent({"text": [f"This is {len(said)} characters long; the limit is {LONGEST}."]})
    if found := unsafe_character(said):
        raise InvalidContent({"text": [f"This contains the character {found}, which cannot be kept. Remove it."]})
    return said


def mentioned(text: str, people: Iterable[Actor]) -> list[Actor]:
    """The people whose names stand in `text` behind an @. Of “@Ann Lee” and “@Ann” the longer name is the one meant;
    of two people with one name both are.
    """
    by_name: dict[str, list[Actor]] = {}
    for person in people:
        by_name.setdefault(person.name.casefold(), []).append(person)
    found = []
    left = text
    for name in sorted(by_name, key=lambda one: -len(one)):
        called = re.compile(rf"(?<!\w)@{re.escape(by_name[name][0].name)}(?!\w)", re.IGNORECASE)
        if called.search(left):
            found += by_name[name]
            left = called.sub(" ", left)
    return found


def readers() -> list[Actor]:
    """Everyone who reads drafts, and so may be mentioned."""
    return [person for person in accounts.active_people() if person.roles & EDITORIAL_ROLES]


def _open_to(guide_id: UUID, actor: Actor) -> Guide:
    guide = guides.lock(guide_id)
    if not actor.roles & EDITORIAL_ROLES:
        why = "Only people with an editorial role comment."
        raise _refused(guide, Refusal("role_missing", why, "An admin, by giving the role", Kind.FORBIDDEN))
    return guide


def _first(guide_id: UUID, comment_id: UUID) -> Comment:
    found = comments.find(guide_id, comment_id)
    return comments.find(guide_id, found.thread_id) if found.thread_id else found


def _note(guide: Guide, action: str, first: Comment, actor: Actor) -> None:
    """What keeps others from approving is out of their way, or in it again: the log says by whom."""
    if first.blocking:
        said = {"about": first.about, "thread": str(first.id)}
        events.append(recording.noted(guide, action, actor, said, revision_number=guide.newest))


def _said(guide: Guide, text: str, actor: Actor, *, anchor: str, about: str, blocking: bool) -> Comment:
    if comments.number(guide.id) >= MOST:
        why = f"There are {MOST} comments on this guide, which is the most it can have."
        raise _refused(guide, Refusal("too_many_comments", why, "Nobody"))
    return Comment(
        guide_id=guide.id, thread_id=None, anchor=anchor, about=about, text=text, blocking=blocking,
        revision_number=guide.newest, author_id=actor.id, at=clock.now(), resolved_by=None, resolved_at=None,
    )  # fmt: skip


def _keep(made: Comment) -> None:
    session().add(made)
    session().flush()


def _tell(kind: str, concerned: Collection[str], guide: Guide, made: Comment, actor: Actor) -> None:
    """Whoever is mentioned in it hears that, and nothing else of it."""
    called = mentioned(made.text, readers()) if "@" in made.text else ()
    told = partial(
        notifying.tell, actor=actor, guide=guide, comment=made.text, what=made.about,
        place=f"/comments#comment-{made.thread_id or made.id}",
    )  # fmt: skip
    told(kind, people=concerned, without=told(MENTION, people=[one.id for one in called]))


def _refused(guide: Guide, refusal: Refusal) -> TransitionRefused:
    return TransitionRefused("comment", guide.state, [refusal])
