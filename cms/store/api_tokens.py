"""The tokens that people's programs carry."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ForeignKey, String, Uuid, bindparam, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from uuid_utils.compat import uuid7

from cms.store.accounts import User
from cms.store.column_types import JsonText, UtcTime
from cms.store.db import Model, session


class ApiToken(Model):
    """A program's key to its owner's rights, narrowed to scopes. Only its hash is kept."""

    __tablename__ = "api_token"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    user: Mapped[User] = relationship(lazy="joined")


# Made once: every request with a token asks it.
_BY_HASH = select(ApiToken).where(ApiToken.hash == bindparam("hash"))
_BY_HASH = _BY_HASH.options(joinedload(ApiToken.user).joinedload(User.roles))


def new_token() -> tuple[str, str]:
    """A token of 256 random bits and the hash it is kept by."""
    token = f"cw_{secrets.token_urlsafe(32)}"
    return token, hash_of(token)


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def by_token(token: str) -> ApiToken | None:
    """The token's row, if it is neither revoked nor its owner disabled."""
    found = session().scalars(_BY_HASH, {"hash": hash_of(token)}).unique().one_or_none()
    return found if found and found.revoked_at is None and found.user.active else None


def tokens_of(user_id: UUID) -> Sequence[ApiToken]:
    """Those still valid, newest first."""
    query = select(ApiToken).where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
    return session().scalars(query.order_by(ApiToken.created_at.desc())).all()
