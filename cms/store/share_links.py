"""Links to a draft for people without an account, and when each was followed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from cms.errors import NotFound
from cms.store.column_types import ACTOR_ID, SERIAL, UtcTime
from cms.store.db import Model, session


class ShareLink(Model):
    """Leads to a preview of one guide until it expires or is revoked. Only the hash of its token is kept.

    revision_number: the revision that it shows, None for the newest. note: whom it is for. epoch: of the database when
    it was made, so that no restore brings back what was revoked since the backup.
    """

    __tablename__ = "share_link"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), index=True)
    revision_number: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(120))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    epoch: Mapped[str] = mapped_column(String(36))
    made_by: Mapped[str] = mapped_column(ACTOR_ID)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    revoked_by: Mapped[str | None] = mapped_column(ACTOR_ID)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)


class ShareView(Model):
    """One time that somebody followed a link. Who it was is not known, and not asked."""

    __tablename__ = "share_view"
    __table_args__ = (Index("ix_share_view_link_id", "link_id", "at"),)

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True)
    link_id: Mapped[UUID] = mapped_column(ForeignKey("share_link.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)


@dataclass(frozen=True)
class Views:
    """How often a link was followed, and when last."""

    number: int = 0
    last_at: datetime | None = None


def new_token() -> tuple[str, str]:
    """A token of 192 random bits and the hash it is kept by. The log knows it by its first letters, and strikes it."""
    token = f"cw_share_{secrets.token_urlsafe(24)}"
    return token, hash_of(token)


def hash_of(token: str) -> str:
    """Of this kind of token alone: no other kind's hash is ever the same."""
    return sha256(f"share link {token}".encode(errors="surrogatepass")).hexdigest()


def by_token(token: str) -> ShareLink | None:
    """The link, whether it still works or not."""
    return session().scalars(select(ShareLink).where(ShareLink.hash == hash_of(token))).one_or_none()


def find(guide_id: UUID, link_id: UUID) -> ShareLink:
    """Raises NotFound, also for the link of another guide."""
    found = session().get(ShareLink, link_id, populate_existing=True)
    if found is None or found.guide_id != guide_id:
        raise NotFound("There is no such link to this guide.")
    return found


def of_guide(guide_id: UUID) -> Sequence[ShareLink]:
    """Newest first."""
    query = select(ShareLink).where(ShareLink.guide_id == guide_id).order_by(ShareLink.made_at.desc(), ShareLink.id)
    return session().scalars(query).all()


def views(guide_id: UUID) -> dict[UUID, Views]:
    """By link; those that nobody followed are absent."""
    query = (
        select(ShareView.link_id, func.count(), func.max(ShareView.at))
        .join(ShareLink, ShareLink.id == ShareView.link_id)
        .where(ShareLink.guide_id == guide_id)
        .group_by(ShareView.link_id)
    )
    return {link_id: Views(number, last) for link_id, number, last in session().execute(query)}


def forget_before(moment: datetime) -> None:
    """Removes links that ended before, with the record of their views."""
    old = select(ShareLink.id).where((ShareLink.expires_at < moment) | (ShareLink.revoked_at < moment))
    session().execute(delete(ShareView).where(ShareView.link_id.in_(old)))
    session().execute(delete(ShareLink).where((ShareLink.expires_at < moment) | (ShareLink.revoked_at < moment)))


def ends(made_at: datetime, days: int) -> datetime:
    return made_at + timedelta(days=days)
