"""The feed of changes: the last public change of each guide, numbered in the order of commits."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from cms.store.db import Model, UtcTime, session
from cms.store.guides import SlugClaim


class Change(Model):
    """What a follower must know of one guide. Rows of guides that left stay for ever; they carry no content.

    type: `upsert`, `withdrawn`, `gone` or `redirected`. target_id: of the guide that readers are sent to.
    """

    __tablename__ = "change"

    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, unique=True)
    type: Mapped[str] = mapped_column(String(20))
    slug: Mapped[str] = mapped_column(String(120))
    version: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(71))
    target_id: Mapped[UUID | None] = mapped_column(ForeignKey("guide.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)


def record(change: Change) -> None:
    """Puts the change in the place of the guide's last one. The public clock must be held: it gave the number."""
    session().merge(change)


def after(seq: int, *, limit: int) -> Sequence[Change]:
    """In the order of their numbers."""
    query = select(Change).where(Change.seq > seq).order_by(Change.seq).limit(limit)
    return session().scalars(query.execution_options(populate_existing=True)).all()


def public_slugs(guide_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Every address that each guide ever was public at, the present one included."""
    query = select(SlugClaim.guide_id, SlugClaim.slug).where(SlugClaim.guide_id.in_(guide_ids), SlugClaim.public)
    found: dict[UUID, list[str]] = {guide_id: [] for guide_id in guide_ids}
    for guide_id, slug in session().execute(query.order_by(SlugClaim.slug)):
        found[guide_id].append(slug)
    return found
