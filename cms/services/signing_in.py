"""How long one stays signed in, and ending it: by oneself, by an admin, or because something about the person changed.

An unused session ends after eight hours, an admin's after half an hour; every one ends twelve hours after signing in,
or seven days where the person asked to stay signed in on that device, for whom the eight hours do not count.
"""

from datetime import datetime, timedelta
from uuid import UUID

from cms import clock
from cms.errors import NotFound
from cms.store import user_sessions
from cms.store.accounts import User
from cms.store.db import session, transaction
from cms.store.user_sessions import UserSession
from cms.workflow import Role

IDLE, IDLE_ADMIN = timedelta(hours=8), timedelta(minutes=30)
LONGEST, LONGEST_REMEMBERED = timedelta(hours=12), timedelta(days=7)
_SEEN_EVERY = timedelta(minutes=1)


def begin(user: User, *, agent: str, remembered: bool) -> str:
    """A new session, in the transaction of whoever calls. Returns its token, for the cookie alone."""
    token, kept_hash = user_sessions.new_token()
    at = clock.now()
    row = UserSession(
        user_id=user.id, hash=kept_hash, agent=agent, remembered=remembered, created_at=at, seen_at=at
    )  # fmt: skip
    session().add(row)
    return token


def find(token: str) -> UserSession | None:
    """The session of this token, while it holds and its person is active."""
    row = user_sessions.by_token(token) if token else None
    return row if row and row.user.active and clock.now() < ends_at(row) else None


def ends_at(row: UserSession) -> datetime:
    """When it ends, unless it is used before."""
    longest = row.created_at + (LONGEST_REMEMBERED if row.remembered else LONGEST)
    if Role.ADMIN in row.user.actor().roles:
        return min(longest, row.seen_at + IDLE_ADMIN)
    return longest if row.remembered else min(longest, row.seen_at + IDLE)


def held_by(user_id: UUID) -> list[UserSession]:
    """Those of this person that still hold, last used first."""
    return [row for row in user_sessions.of_user(user_id) if clock.now() < ends_at(row)]


def seen(row: UserSession) -> None:
    """Notes that it is used; once a minute is exact enough."""
    at, session_id = clock.now(), row.id
    if at - row.seen_at >= _SEEN_EVERY:
        with transaction():
            user_sessions.seen(session_id, at)


def end_one(user_id: UUID, session_id: UUID) -> None:
    """Raises NotFound."""
    with transaction():
        if not user_sessions.end_one(user_id, session_id):
            raise NotFound("This session has ended already.")


def end_others(user_id: UUID, *, but: UUID | None = None) -> int:
    """Ends the person's sessions, all or all but one. Returns how many ended."""
    with transaction():
        return user_sessions.end_all(user_id, but=but)
