"""The feed of changes: the last public change of each guide, numbered in the order of commits."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Executable, ForeignKey, String, bindparam, func, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from cms.store.column_types import UtcTime
from cms.store.db import Base, Model, session
from cms.store.dialects import dialect, inserting
from cms.store.guides import SlugClaim
from cms.store.publications import Publication
from cms.store.removals import Removal


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


class Changed(NamedTuple):
    """A change as it is read."""

    seq: int
    type: str
    guide_id: UUID
    slug: str
    version: int
    content_hash: str
    target_id: UUID | None
    at: datetime


_later = aliased(Publication)
_LAST = select(func.max(_later.number)).where(_later.guide_id == Publication.guide_id).scalar_subquery()
_LAST_SLUG = select(Publication.guide_id, Publication.slug).where(
    Publication.guide_id.in_(bindparam("guide_ids", expanding=True)), Publication.number == _LAST
)


@cache
def _recording(_dialect: str) -> Executable:
    into = inserting(Base.metadata.tables[Change.__tablename__])
    return into.on_conflict_do_update(
        index_elements=["guide_id"], set_={name: into.excluded[name] for name in Changed._fields if name != "guide_id"}
    )


def record(changed: Changed) -> None:
    """Puts the change in the place of the guide's last one. The public clock must be held: it gave the number."""
    session().execute(_recording(dialect()), changed._asdict())


def after(seq: int, *, limit: int) -> list[Changed]:
    """In the order of their numbers."""
    columns = [getattr(Change, name) for name in Changed._fields]
    query = select(*columns).where(Change.seq > seq).order_by(Change.seq).limit(limit)
    return [Changed(*row) for row in session().execute(query)]


def public_slugs(guide_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Every address that each guide ever was public at, the present one included."""
    query = select(SlugClaim.guide_id, SlugClaim.slug).where(SlugClaim.guide_id.in_(guide_ids), SlugClaim.public)
    found: dict[UUID, list[str]] = {guide_id: [] for guide_id in guide_ids}
    for guide_id, slug in session().execute(query.order_by(SlugClaim.slug)) if guide_ids else ():
        found[guide_id].append(slug)
    return found


def destinations(targets: Collection[UUID]) -> dict[UUID, str]:
    """Where redirects to these guides end: the last slug of the guide that sends its readers nowhere else.

    Followed for all of them together, so that a page of redirects costs as many queries as its longest chain has links.
    """
    sent_on: dict[UUID, UUID] = {}
    asked: set[UUID] = set()
    following = set(targets)
    while following:
        query = select(Removal.guide_id, Removal.target_id).where(
            Removal.guide_id.in_(following), Removal.confirmed_at.is_not(None), Removal.ended_at.is_(None),
            Removal.target_id.is_not(None),
        )  # fmt: skip
        sent_on |= {one: target for one, target in session().execute(query) if target}
        asked |= following
        following = set(sent_on.values()) - asked
    ends = {one: _end(one, sent_on) for one in targets}
    slugs = _last_slugs(set(ends.values()))
    return {one: slugs[end] for one, end in ends.items() if end in slugs}


def _end(one: UUID, sent_on: dict[UUID, UUID]) -> UUID:
    seen = {one}
    while (following := sent_on.get(one)) and following not in seen:
        one = following
        seen.add(one)
    return one


def _last_slugs(guide_ids: Collection[UUID]) -> dict[UUID, str]:
    return dict(session().execute(_LAST_SLUG, {"guide_ids": list(guide_ids)}).all()) if guide_ids else {}
