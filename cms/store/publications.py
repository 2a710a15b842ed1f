"""Publications: what readers get, rendered once. Everything public is read from here and nowhere else."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, bindparam, func, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from cms.store.column_types import ACTOR_ID, JsonText, UtcTime
from cms.store.db import Model, session
from cms.store.guides import Guide, SlugClaim

_LIVE = "ended_at IS NULL"
_FIRST = "number = 1"
# By which lists find a page without reading the rows, which are long. SQLite wants to see `ended_at` there, too.
_LISTED = ("guide_id", "number", "language", "difficulty", "ended_at")
_FOUND = (*_LISTED, "modified_at")
_ROAD = ("language", "slug", "guide_id", "translation_key", "region", "ended_at")


class Publication(Model):
    """One text that went public. What depends on the approved revision never changes; its renditions are made again
    when neighbours, standing or templates move. counted: carries counted approvals or a cleared debt. verified_on: when
    someone last said that it is still right.
    """

    __tablename__ = "publication"
    __table_args__ = (
        Index("ix_publication_updated", "modified_at", *_LISTED, info={"where": _LIVE}),
        Index("uq_publication_live_guide", "guide_id", unique=True, info={"where": _LIVE}),
        Index("uq_publication_live_slug", "slug", unique=True, info={"where": _LIVE}),
        Index("ix_publication_feed", "first_published_at", *_FOUND, info={"where": _LIVE}),
        Index("ix_publication_first", "first_published_at", "guide_id", info={"where": _FIRST}),
        Index("ix_publication_from", "from_slug", "to_slug", *_ROAD, info={"where": _LIVE}),
        Index("ix_publication_to", "to_slug", "from_slug", *_ROAD, info={"where": _LIVE}),
    )

    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(String(120))
    revision_number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    content_hash: Mapped[str] = mapped_column(String(71))
    counted: Mapped[bool]
    reviewed_on: Mapped[date | None]
    verified_on: Mapped[date | None]
    change_note: Mapped[str] = mapped_column(Text)
    major: Mapped[bool]
    published_by: Mapped[str] = mapped_column(ACTOR_ID)
    published_at: Mapped[datetime] = mapped_column(UtcTime)
    first_published_at: Mapped[datetime] = mapped_column(UtcTime)
    modified_at: Mapped[datetime] = mapped_column(UtcTime)
    last_major_change_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    # For lists and filters.
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    region: Mapped[str | None] = mapped_column(Text)
    translation_key: Mapped[str | None] = mapped_column(Text, index=True)
    from_slug: Mapped[str] = mapped_column(Text)
    from_label: Mapped[str] = mapped_column(Text)
    to_slug: Mapped[str] = mapped_column(Text)
    to_label: Mapped[str] = mapped_column(Text)
    difficulty: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)
    # Its renditions: how and when they were made, and the generation of the clock at which they last changed.
    rendered_with: Mapped[str] = mapped_column(String(64))
    rendered_at: Mapped[datetime] = mapped_column(UtcTime)
    generation: Mapped[int] = mapped_column(BigInteger, index=True)


# What each page that is not in memory asks, and each act: made once, for that takes longer than running it.
_OF_GUIDE = select(Publication).where(Publication.guide_id == bindparam("guide_id"))
_LIVE_ONE = _OF_GUIDE.where(Publication.ended_at.is_(None))
_NEWEST = _OF_GUIDE.order_by(Publication.number.desc()).limit(1)
_NOTES = (
    select(Publication.number, Publication.published_at, Publication.change_note, Publication.major)
    .where(Publication.guide_id == bindparam("guide_id"), Publication.number < bindparam("before"))
    .order_by(Publication.number.desc())
)
_COUNTED = select(func.max(Publication.revision_number)).where(
    Publication.guide_id == bindparam("guide_id"), Publication.counted
)
_SAME_ROUTE = (
    select(Publication.slug)
    .where(
        Publication.ended_at.is_(None),
        Publication.guide_id != bindparam("but"),
        Publication.from_slug == bindparam("from_slug"),
        Publication.to_slug == bindparam("to_slug"),
        Publication.language == bindparam("language"),
        Publication.region.is_not_distinct_from(bindparam("region")),
    )
    .limit(1)
)
_later = aliased(Publication)
_LAST = select(func.max(_later.number)).where(_later.guide_id == Publication.guide_id).scalar_subquery()
_AT = (
    select(Publication, Guide.public_status)
    .join(Guide, Guide.id == Publication.guide_id)
    .join(SlugClaim, SlugClaim.guide_id == Publication.guide_id)
    .where(SlugClaim.slug == bindparam("slug"), SlugClaim.public, Publication.number == _LAST)
)


def live(guide_id: UUID) -> Publication | None:
    return session().scalars(_LIVE_ONE, {"guide_id": guide_id}).one_or_none()


def live_by_slug(slug: str) -> Publication | None:
    query = select(Publication).where(Publication.slug == slug, Publication.ended_at.is_(None))
    return session().scalars(query).one_or_none()


def at(slug: str) -> tuple[Publication, str] | None:
    """The last publication, live or ended, of the guide that is or once was public at `slug`, and its public status.

    Never a chain of redirects, since the address names the guide.
    """
    found = session().execute(_AT, {"slug": slug}).one_or_none()
    return found and (found[0], found[1])


def newest(guide_id: UUID) -> Publication | None:
    """The last publication, live or ended."""
    return session().scalars(_NEWEST, {"guide_id": guide_id}).first()


def notes(guide_id: UUID, *, before: int) -> list[tuple[int, datetime, str, bool]]:
    """Number, time, change note and whether it was a major change, of publications before that number; newest first."""
    found = session().execute(_NOTES, {"guide_id": guide_id, "before": before}) if before > 1 else ()
    return [(number, at, note, major) for number, at, note, major in found]


def last_counted_revision(guide_id: UUID) -> int:
    """Number of the revision in the last publication with counted approvals or a cleared debt; 0 if none."""
    return session().scalar(_COUNTED, {"guide_id": guide_id}) or 0


def same_route(document: dict[str, Any], but: UUID) -> str:
    """Slug of another live guide with the same roles, language and region; "" if none."""
    asked = {
        "but": but,
        "from_slug": document.get("from_role", {}).get("slug"),
        "to_slug": document.get("to_role", {}).get("slug"),
        "language": document.get("language"),
        "region": document.get("region"),
    }
    return session().scalar(_SAME_ROUTE, asked) or ""


def translations(key: str, but: UUID) -> Sequence[Publication]:
    conditions = (Publication.translation_key == key, Publication.ended_at.is_(None), Publication.guide_id != but)
    return (
        session().scalars(select(Publication).where(*conditions).order_by(Publication.language, Publication.slug)).all()
    )


def rendered_otherwise(fingerprint: str) -> Sequence[UUID]:
    """Guides whose address shows something rendered with other templates or settings: live, withdrawn or gone."""
    query = select(Publication.guide_id).where(Publication.rendered_with != fingerprint, Publication.number == _LAST)
    return session().scalars(query.order_by(Publication.guide_id)).all()


def moved_since(generation: int) -> Sequence[UUID]:
    """Guides whose public bytes changed after that generation, those that left included."""
    return session().scalars(select(Publication.guide_id).where(Publication.generation > generation).distinct()).all()
