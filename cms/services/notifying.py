"""Telling people: a line in their inbox, and a mail if they want one, in the transaction of what they are told of."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from cms import clock
from cms.services import mailing
from cms.services.notices import BY_KIND, NO_EDITOR, rows_for
from cms.services.whom import Happened, Whom
from cms.store import accounts, notifications, outbox
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.store.notifications import AT_ONCE, DAILY, NEVER, Addressee, Notification
from cms.workflow import EDITORIAL_ROLES, SYSTEM, Actor, Role

DIGEST_HOUR = 7  # UTC
_QUOTED = ("comment", "change_note", "reason", "evidence")
_LONGEST_QUOTE = 500


def tell(
    kind: str, *, actor: Actor | str, guide: Guide | None = None, people: Iterable[str] = (),
    roles: Collection[Role] = (), without: Collection[str] = (), **said: Any,
) -> set[str]:  # fmt: skip
    """Tells these people and whoever holds one of these roles; returns the ids of those told.

    kind: of a row in services/notices.py. actor: who did it, or that id; never told. said: plain JSON; of `comment`,
    `reason` and the like the beginning is shown; `place` is a path below the guide's page, such as `#comment-…`.
    Only who is active is told, and of a guide only who may read drafts. Call it inside the act's transaction.
    """
    if kind not in BY_KIND:
        raise ValueError(f"“{kind}” has no row in services/notices.py")
    if not said.get("place", "#").startswith(("#", "/")):
        raise ValueError("a place is a path or a fragment below the guide's page")
    actor_id = actor if isinstance(actor, str) else actor.id
    left_out = {actor_id, *without}
    ids = [UUID(one) for one in people if one not in left_out and _is_person(one)]
    if not ids and not roles:
        return set()
    among = EDITORIAL_ROLES if guide else frozenset(Role)
    found = notifications.addressees(ids, [str(role) for role in roles], among=[str(role) for role in among])
    told = [one for one in found if str(one.id) not in left_out]
    at = clock.now()
    session().add_all(
        Notification(
            id=uuid7(), person_id=one.id, kind=kind, guide_id=guide.id if guide else None, actor_id=actor_id,
            said=said, at=at, read_at=None, mailed_at=None,
        )
        for one in told
    )  # fmt: skip
    _mail_later(told)
    return {str(one.id) for one in told}


def escalate(
    kind: str, *, actor: Actor | str, guide: Guide | None = None, without: Collection[str] = (), **said: Any
) -> None:  # fmt: skip
    """Tells managing editors. Where there is none, publishers, and admins that nobody is: they are told that alone, for
    they read no drafts, and not again while they have not read it.
    """
    if any(Role.MANAGING_EDITOR in one.roles for one in accounts.active_people()):
        tell(kind, actor=actor, guide=guide, roles={Role.MANAGING_EDITOR}, without=without, **said)
        return
    tell(kind, actor=actor, guide=guide, roles={Role.PUBLISHER}, without=without, **said)
    tell(NO_EDITOR, actor=SYSTEM, roles={Role.ADMIN}, without=notifications.not_read_by(NO_EDITOR))


def of_transition(it: Happened) -> None:
    """Tells whom the table says, each once."""
    known: set[str] = set()
    by = it.by or it.event.actor_id
    said = {name: text[:_LONGEST_QUOTE] for name in _QUOTED if (text := it.event.said.get(name))}
    for row in rows_for(it):
        asked = [group(it) for group in row.whom]
        known |= tell(
            row.kind, actor=by, guide=it.guide, people=frozenset().union(*(one.people for one in asked)),
            roles=frozenset().union(*(one.roles for one in asked)), without=known | _without(asked), **said,
        )  # fmt: skip


def read(person_id: UUID, ids: Collection[UUID] | None = None) -> None:
    """Marks these as read. ids: None for all of this person's."""
    with transaction():
        notifications.read(person_id, ids)


def choose_mail(person_id: UUID, how: str) -> None:
    """how: AT_ONCE, DAILY or NEVER. Raises ValueError for anything else. What waits already follows the new choice."""
    if how not in (AT_ONCE, DAILY, NEVER):
        raise ValueError(f"“{how}” is no way to be mailed")
    with transaction():
        notifications.choose(person_id, how)


def _without(asked: Iterable[Whom]) -> frozenset[str]:
    return frozenset().union(*(one.without for one in asked))


def _is_person(actor_id: str) -> bool:
    """The operator and the system are nobody who reads."""
    try:
        UUID(actor_id)
    except ValueError:
        return False
    return True


def _mail_later(told: Iterable[Addressee]) -> None:
    """One mail a person, with all that they are told until it begins."""
    lanes = {f"mail:{one.how}:{one.id}": one for one in told if one.how != NEVER}
    for lane in sorted(lanes.keys() - outbox.not_begun(lanes.keys())):
        one = lanes[lane]
        mailing.add({"person": str(one.id)}, lane=lane, due_at=None if one.how == AT_ONCE else next_digest(clock.now()))


def next_digest(at: datetime) -> datetime:
    """The next 07:00 UTC after that moment."""
    today = at.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today if today > at else today + timedelta(days=1)
