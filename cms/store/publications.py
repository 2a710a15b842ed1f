"""Publications: what readers get, rendered once. Everything public is read from here and nowhere else."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, String, Text, and_, func, or_, select, text
from sqlalchemy.orm import Mapped, load_only, mapped_column

from cms.clock import now
from cms.content.text import norm
from cms.store.db import JsonText, Model, UtcTime, session
from cms.store.guides import ACTOR_ID, SlugClaim

_LIVE = text("ended_at IS NULL")


class Publication(Model):
    """One text that went public. What depends on the approved revision never changes; page, item and resource are
    rendered again when neighbours, standing or templates move. counted: carries counted approvals or a cleared debt.
    """

    __tablename__ = "publication"
    __table_args__ = (
        Index("uq_publication_live_guide", "guide_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("uq_publication_live_slug", "slug", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_publication_feed", "first_published_at", "guide_id", sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(String(120))
    revision_number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    content_hash: Mapped[str] = mapped_column(String(71))
    counted: Mapped[bool]
    reviewed_on: Mapped[date | None]
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
    search_text: Mapped[str] = mapped_column(Text)
    # Ready to send.
    page: Mapped[str] = mapped_column(Text)
    feed_item: Mapped[str] = mapped_column(Text)
    resource: Mapped[str] = mapped_column(Text)
    rendered_with: Mapped[str] = mapped_column(String(64))
    rendered_at: Mapped[datetime] = mapped_column(UtcTime)


class PublicClock(Model):
    """One row. seq: the last number of a public change; generation moves with every rendering, epoch with a restore."""

    __tablename__ = "public_clock"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    generation: Mapped[int] = mapped_column(BigInteger)
    epoch: Mapped[str] = mapped_column(String(36))
    moved_at: Mapped[datetime] = mapped_column(UtcTime)


_LISTED = load_only(
    Publication.slug, Publication.title, Publication.summary, Publication.language, Publication.from_label,
    Publication.to_label, Publication.difficulty, Publication.facts,
)  # fmt: skip


def live(guide_id: UUID) -> Publication | None:
    query = select(Publication).where(Publication.guide_id == guide_id, Publication.ended_at.is_(None))
    return session().scalars(query).one_or_none()


def live_by_slug(slug: str) -> Publication | None:
    query = select(Publication).where(Publication.slug == slug, Publication.ended_at.is_(None))
    return session().scalars(query).one_or_none()


def moved_to(slug: str) -> str | None:
    """The address of the guide that once was public at `slug`: never a chain, since the claim names the guide."""
    query = (
        select(Publication.slug)
        .join(SlugClaim, SlugClaim.guide_id == Publication.guide_id)
        .where(SlugClaim.slug == slug, SlugClaim.public, Publication.ended_at.is_(None))
    )
    return session().scalar(query)


def newest(guide_id: UUID) -> Publication | None:
    """The last publication, live or ended."""
    query = select(Publication).where(Publication.guide_id == guide_id).order_by(Publication.number.desc())
    return session().scalars(query.limit(1)).first()


def all_of(guide_id: UUID) -> Sequence[Publication]:
    """Newest first, without the rendered forms."""
    columns = load_only(
        Publication.number, Publication.published_at, Publication.change_note, Publication.major, Publication.digest,
        Publication.content_hash, Publication.revision_number, Publication.counted,
    )  # fmt: skip
    query = select(Publication).where(Publication.guide_id == guide_id).options(columns)
    return session().scalars(query.order_by(Publication.number.desc())).all()


def last_counted_revision(guide_id: UUID) -> int:
    """Number of the revision in the last publication with counted approvals or a cleared debt; 0 if none."""
    query = select(func.max(Publication.revision_number)).where(Publication.guide_id == guide_id, Publication.counted)
    return session().scalar(query) or 0


def same_route(document: dict[str, Any], but: UUID) -> str:
    """Slug of another live guide with the same roles, language and region; "" if none."""
    conditions = (
        Publication.ended_at.is_(None),
        Publication.guide_id != but,
        Publication.from_slug == document.get("from_role", {}).get("slug"),
        Publication.to_slug == document.get("to_role", {}).get("slug"),
        Publication.language == document.get("language"),
        Publication.region.is_not_distinct_from(document.get("region")),
    )
    return session().scalar(select(Publication.slug).where(*conditions).limit(1)) or ""


def translations(key: str, but: UUID) -> Sequence[Publication]:
    conditions = (Publication.translation_key == key, Publication.ended_at.is_(None), Publication.guide_id != but)
    return (
        session().scalars(select(Publication).where(*conditions).order_by(Publication.language, Publication.slug)).all()
    )


def feed_window(*, limit: int, after: tuple[datetime, UUID] | None = None) -> Sequence[Any]:
    """Live feed items, newest first by first publication: rows (first_published_at, guide_id, modified_at, feed_item).

    after: the last row of the page before. The first publication never moves, so pages do not shift while one reads.
    """
    at, guide_id = Publication.first_published_at, Publication.guide_id
    query = select(at, guide_id, Publication.modified_at, Publication.feed_item).where(Publication.ended_at.is_(None))
    if after:
        query = query.where(or_(at < after[0], and_(at == after[0], guide_id < after[1])))
    return session().execute(query.order_by(at.desc(), guide_id.desc()).limit(limit)).all()


def index_page(
    filters: Mapping[str, Sequence[str]], q: str, *, limit: int, offset: int
) -> tuple[Sequence[Publication], int]:
    """Live guides for the index and how many match. filters: column name to the values allowed."""
    conditions: list[ColumnElement[bool]] = [Publication.ended_at.is_(None)]
    conditions += [getattr(Publication, name).in_(values) for name, values in filters.items() if values]
    conditions += [Publication.search_text.contains(word, autoescape=True) for word in norm(q).split()[:8]]
    total = session().scalar(select(func.count()).select_from(Publication).where(*conditions)) or 0
    order = (Publication.first_published_at.desc(), Publication.guide_id.desc())
    query = select(Publication).options(_LISTED).where(*conditions).order_by(*order)
    return session().scalars(query.limit(limit).offset(offset)).all(), total


def filter_values() -> Sequence[Any]:
    """What the index can be filtered by: a row per combination of its six columns, with how many `guides` have it."""
    columns = (
        Publication.from_slug, Publication.from_label, Publication.to_slug, Publication.to_label,
        Publication.difficulty, Publication.language,
    )  # fmt: skip
    query = select(*columns, func.count().label("guides")).where(Publication.ended_at.is_(None)).group_by(*columns)
    return session().execute(query.order_by(Publication.from_label, Publication.to_label)).all()


def rendered_otherwise(fingerprint: str) -> Sequence[UUID]:
    """Guides whose live publication was rendered with other templates or settings."""
    query = select(Publication.guide_id).where(Publication.ended_at.is_(None), Publication.rendered_with != fingerprint)
    return session().scalars(query).all()


def wait_for_turn() -> PublicClock:
    """Locks the clock until the transaction ends: public changes happen one after the other.

    So numbers are given in the order of commits. Taken from a sequence, a slower transaction could be passed by a
    reader for ever.
    """
    session().flush()  # what was moved in this act already is not forgotten by reading again
    return session().scalars(select(PublicClock).with_for_update().execution_options(populate_existing=True)).one()


def tick(*, public_change: bool) -> int:
    """Moves the clock; returns the number of the last public change, a new one for a public change."""
    row = wait_for_turn()
    row.generation += 1
    row.moved_at = now()
    if public_change:
        row.seq += 1
    return row.seq


def clock() -> PublicClock:
    return session().scalars(select(PublicClock)).one()
