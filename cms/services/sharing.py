"""Links to a draft for people without an account: making one, revoking it, following it.

A link shows one guide, for a while, and never more than whoever made it may see.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from cms import clock
from cms.content.text import tidy, unsafe_character
from cms.errors import InvalidContent, Kind, NotFound, Refusal, TransitionRefused
from cms.store import accounts, guides, public_clock, share_links
from cms.store.db import session, transaction
from cms.store.guides import Guide, Revision
from cms.store.share_links import ShareLink, ShareView
from cms.workflow import EDITORIAL_ROLES, Actor, PublicStatus, State

DAYS, MOST_DAYS = 14, 90
_LONGEST_NOTE = 120
_MOST_LINKS = 50  # of one guide that work at the same time
_LEFT = {PublicStatus.WITHDRAWN, PublicStatus.REDIRECTED, PublicStatus.GONE}
_NO_SUCH = "There is no such page."  # whatever the reason: who holds a dead link learns nothing from it


class Standing(StrEnum):
    """What a link is worth now. All but WORKS answer as an address that never was."""

    WORKS = "works"
    EXPIRED = "expired"
    REVOKED = "revoked"
    RESTORED = "restored"  # the database went back to an earlier day since, and what was revoked then is not known
    NOT_SHARED = "not shared"  # the guide lies in the trash, or was taken from readers
    NOBODY = "nobody"  # whoever made it may not read drafts any more


@dataclass(frozen=True)
class Followed:
    """What stands behind a link that works. until: when it ends."""

    guide: Guide
    revision: Revision
    until: datetime


def make(guide_id: UUID, *, revision_number: int | None, days: int, note: str, actor: Actor) -> tuple[ShareLink, str]:
    """A new link and its token, which is told here and never again.

    revision_number: None for whatever is newest when the link is followed. days: from 1 to 90.
    Raises NotFound, InvalidContent, or TransitionRefused for a guide that is not shared.
    """
    errors = {}
    line = " ".join(tidy(note).split())
    if not 1 <= days <= MOST_DAYS:
        errors["days"] = [f"Give a whole number of days from 1 to {MOST_DAYS}."]
    if len(line) > _LONGEST_NOTE:
        errors["note"] = [f"This is {len(line)} characters long; the limit is {_LONGEST_NOTE}."]
    if found := unsafe_character(line):
        errors["note"] = [f"This contains the character {found}, which cannot be kept. Remove it."]
    token, kept_hash = share_links.new_token()
    with transaction():
        guide = guides.lock(guide_id)
        if revision_number is not None and not 1 <= revision_number <= guide.newest:
            errors["revision"] = [f"There is no such revision. The newest is {guide.newest}."]
        if errors:
            raise InvalidContent(errors)
        if not is_shared(guide):
            raise _refused(guide, "not_shared", why_not(guide), "whoever takes it out of the trash, or reinstates it")
        if sum(standing(one, guide) is Standing.WORKS for one in share_links.of_guide(guide_id)) >= _MOST_LINKS:
            why = f"This guide has {_MOST_LINKS} links that work. Revoke one that is no longer needed."
            raise _refused(guide, "too_many_links", why, "you, by revoking one")
        now = clock.now()
        link = ShareLink(
            guide_id=guide_id,
            revision_number=revision_number,
            note=line,
            hash=kept_hash,
            epoch=public_clock.read().epoch,
            made_by=actor.id,
            made_at=now,
            expires_at=share_links.ends(now, days),
            revoked_by=None,
            revoked_at=None,
        )
        session().add(link)
    return link, token


def revoke(guide_id: UUID, link_id: UUID, *, actor: Actor) -> None:
    """Ends a link at once; one that ended already stays as it is. Raises NotFound."""
    with transaction():
        guides.lock(guide_id)
        link = share_links.find(guide_id, link_id)
        if link.revoked_at is None:
            link.revoked_at, link.revoked_by = clock.now(), actor.id


def follow(token: str, *, counted: bool = True) -> Followed:
    """What a reader with this token gets to see. counted: whether it is one more view.

    Raises NotFound, in the same words whatever the reason.
    """
    link = share_links.by_token(token)
    guide = guides.find(link.guide_id) if link else None
    if link is None or guide is None or standing(link, guide) is not Standing.WORKS:
        raise NotFound(_NO_SUCH)
    if counted:
        with transaction():
            session().add(ShareView(link_id=link.id, at=clock.now()))
    return Followed(guide, guides.revision(guide.id, link.revision_number or guide.newest), link.expires_at)


def standing(link: ShareLink, guide: Guide) -> Standing:
    """What the link to this guide is worth now."""
    maker = accounts.find(link.made_by)
    if link.revoked_at is not None:
        return Standing.REVOKED
    if link.expires_at <= clock.now():
        return Standing.EXPIRED
    if link.epoch != public_clock.read().epoch:
        return Standing.RESTORED
    if maker is None or not maker.active or not maker.actor().roles & EDITORIAL_ROLES:
        return Standing.NOBODY
    return Standing.WORKS if is_shared(guide) else Standing.NOT_SHARED


def is_shared(guide: Guide) -> bool:
    """Whether links to the guide work: not while it lies in the trash, nor after it was taken from readers."""
    return not why_not(guide)


def why_not(guide: Guide) -> str:
    """Why links to the guide do not work, as a sentence; "" when they do."""
    if guide.state == State.DISCARDED:
        return "This guide lies in the trash, so links to it do not work."
    if guide.public_status in _LEFT:
        return "This guide was taken from its readers, so links to it do not work until it is back."
    return ""


def _refused(guide: Guide, code: str, why: str, who: str) -> TransitionRefused:
    return TransitionRefused("share", guide.state, [Refusal(code, why, who, Kind.CONFLICT)])
