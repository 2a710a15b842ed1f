"""Who is signed in where: one row for each browser, found by the hash of the token in its cookie."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Delete, ForeignKey, String, Update, bindparam, delete, func, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from uuid_utils.compat import uuid7

from cms.store.accounts import User
from cms.store.column_types import UtcTime
from cms.store.db import Model, session


class UserSession(Model):
    """One browser that somebody is signed in with. Only the hash of its token is kept.

    seen_at: of the last request, a minute too early at most. agent: the browser in words, such as “Firefox on Linux”.
    """

    __tablename__ = "user_session"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    agent: Mapped[str] = mapped_column(String(60))
    remembered: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    user: Mapped[User] = relationship()


# Made once: every request of somebody signed in asks it.
_BY_HASH = select(UserSession).where(UserSession.hash == bindparam("hash"))
_BY_HASH = _BY_HASH.options(joinedload(UserSession.user).joinedload(User.roles))


def new_token() -> tuple[str, str]:
    """A token of 256 random bits and the hash it is kept by."""
    token = secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of(token: str) -> str:
    """Of this kind of token alone: no other kind's hash is ever the same."""
    return sha256(f"session {token}".encode(errors="surrogatepass")).hexdigest()


def by_token(token: str) -> UserSession | None:
    """The row with its person, in one query, whether it may still be used or not."""
    return session().scalars(_BY_HASH, {"hash": hash_of(token)}).unique().one_or_none()


def of_user(user_id: UUID) -> Sequence[UserSession]:
    """Last seen first."""
    query = select(UserSession).where(UserSession.user_id == user_id)
    return session().scalars(query.order_by(UserSession.seen_at.desc(), UserSession.id)).all()


def last_seen() -> dict[UUID, datetime]:
    """By person; those who are signed in nowhere are absent."""
    query = select(UserSession.user_id, func.max(UserSession.seen_at)).group_by(UserSession.user_id)
    return {one: at for one, at in session().execute(query).all() if at}


def seen(session_id: UUID, at: datetime) -> None:
    _run(update(UserSession).where(UserSession.id == session_id).values(seen_at=at))


def end(token: str) -> None:
    _run(delete(UserSession).where(UserSession.hash == hash_of(token)))


def end_one(user_id: UUID, session_id: UUID) -> bool:
    """Whether this person had such a session."""
    return _run(delete(UserSession).where(UserSession.user_id == user_id, UserSession.id == session_id)) > 0


def end_all(user_id: UUID, *, but: UUID | None = None) -> int:
    """Ends every session of the person. but: the one that goes on. Returns how many ended."""
    every = delete(UserSession).where(UserSession.user_id == user_id)
    return _run(every if but is None else every.where(UserSession.id != but))


def forget_before(moment: datetime) -> None:
    """Removes those that nobody used since."""
    _run(delete(UserSession).where(UserSession.seen_at < moment))


def _run(statement: Update | Delete) -> int:
    done = session().execute(statement.execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]
