"""Guides, their revisions, and the addresses they hold."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from cms.errors import NotFound
from cms.store.column_types import ACTOR_ID, DocumentText, JsonText, UtcTime
from cms.store.db import Model, first_of, session
from cms.workflow import Authorship, State

_HIGHEST = 2**31 - 1  # of a revision: what every database keeps as an integer; higher ones end in an error there


class Guide(Model):
    """Where the work on a guide stands, and a pointer to its newest revision."""

    __tablename__ = "guide"
    __table_args__ = (
        Index("ix_guide_updated_at", "updated_at", "id"),
        Index("ix_guide_state", "state", "updated_at", "id"),
        Index("ix_guide_owner_id", "owner_id", "updated_at"),
        Index("ix_guide_language", "language"),
        Index("ix_guide_title_key", "title_key", "id"),
        Index("ix_guide_review_by", "review_by"),
        Index("ix_guide_stale_on", "stale_on"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)
    slug: Mapped[str] = mapped_column(String(120))  # whose it is, slug_claim says
    state: Mapped[str] = mapped_column(String(20))
    public_status: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[str] = mapped_column(ACTOR_ID)
    creator_id: Mapped[str] = mapped_column(ACTOR_ID)
    newest: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    title_key: Mapped[str] = mapped_column(Text, default="")  # by which titles are in order
    language: Mapped[str] = mapped_column(Text)
    review_by: Mapped[date | None]  # the day by which somebody is to look at it again
    stale_on: Mapped[date | None]  # from this day on, figures that readers get are past their time
    given_ids: Mapped[list[str]] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class Revision(Model):
    """A whole document as someone saved it. Never changed: a trigger refuses."""

    __tablename__ = "revision"
    __table_args__ = (
        Index("ix_revision_author", "author_id", "guide_id", "number"),
        Index("ix_revision_cause", "guide_id", "cause", "number"),
    )

    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[dict[str, Any]] = mapped_column(DocumentText)
    digest: Mapped[str] = mapped_column(String(64))
    section_digests: Mapped[dict[str, str]] = mapped_column(JsonText)
    author_id: Mapped[str] = mapped_column(ACTOR_ID)
    base_number: Mapped[int | None]
    base_digest: Mapped[str | None] = mapped_column(String(64))
    cause: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcTime)


class SlugClaim(Model):
    """An address and the guide it belongs to; for ever, once it was public."""

    __tablename__ = "slug_claim"
    __table_args__ = (UniqueConstraint("guide_id", "slug"),)

    slug: Mapped[str] = mapped_column(String(120), primary_key=True)
    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"))
    public: Mapped[bool] = mapped_column(default=False)


# Made once: every act asks these. Its id stays, so rows that name a guide may be added while it is locked: whoever
# publishes a guide that shows this one would else wait for us while we wait for the clock.
_LOCKED = select(Guide).where(Guide.id == bindparam("guide_id")).with_for_update(key_share=True)
_LOCKED = _LOCKED.execution_options(populate_existing=True)
_WRITTEN = select(Revision.number, Revision.author_id, Revision.digest, Revision.base_digest, Revision.cause).where(
    Revision.guide_id == bindparam("guide_id"), Revision.number > bindparam("since")
)
_DIGEST = select(Revision.digest).where(
    Revision.guide_id == bindparam("guide_id"), Revision.number == bindparam("number")
)
_CLAIMED = select(SlugClaim).where(SlugClaim.guide_id == bindparam("guide_id"))
_HOLDER = select(SlugClaim.guide_id).where(SlugClaim.slug == bindparam("slug"))


def find(guide_id: UUID) -> Guide:
    """Raises NotFound."""
    guide = session().get(Guide, guide_id)
    if guide is None:
        raise NotFound("There is no such guide.")
    return guide


def lock(guide_id: UUID) -> Guide:
    """The guide, locked until the transaction ends, so that of two racing actors one sees the other's act."""
    guide = session().scalars(_LOCKED, {"guide_id": guide_id}).one_or_none()
    if guide is None:
        raise NotFound("There is no such guide.")
    return guide


def revision(guide_id: UUID, number: int) -> Revision:
    """Raises NotFound."""
    found = session().get(Revision, (guide_id, number)) if 0 < number <= _HIGHEST else None
    if found is None:
        raise NotFound(f"There is no revision {number} of this guide.")
    return found


def digest(guide_id: UUID, number: int) -> str | None:
    """Of one revision, without its document; None when there is none."""
    return session().scalar(_DIGEST, {"guide_id": guide_id, "number": number})


def started_from(guide_id: UUID, number: int) -> Revision | None:
    """The revision a writer names as the base; where it was coalesced, the last one before it, which two texts may be
    compared with as well. None when there never was one of that number.
    """
    if not 0 < number <= _HIGHEST:
        return None
    if found := session().get(Revision, (guide_id, number)):
        return found
    query = select(Revision).where(Revision.guide_id == guide_id, Revision.number <= number)
    return session().scalars(query.order_by(Revision.number.desc()).limit(1)).one_or_none()


def authors_since(guide_id: UUID, number: int, *, but: str = "") -> list[str]:
    """Who made the revisions after `number`, each once, the earliest first; `but`: an id that is left out."""
    query = select(Revision.author_id).where(Revision.guide_id == guide_id, Revision.number > number)
    found = dict.fromkeys(session().scalars(query.order_by(Revision.number)))
    return [one for one in found if one != but]


def authorships(guide_id: UUID, *, since: int) -> list[Authorship]:
    """Who wrote each revision after number `since`, for the four eyes."""
    made = session().execute(_WRITTEN, {"guide_id": guide_id, "since": since})
    return [
        Authorship(number=number, actor_id=author, digest=digest, base_digest=base, cause=cause)
        for number, author, digest, base, cause in made
    ]


def section_digests(guide_id: UUID, numbers: Collection[int]) -> dict[int, dict[str, str]]:
    """Of these revisions, without their documents."""
    query = select(Revision.number, Revision.section_digests)
    query = query.where(Revision.guide_id == guide_id, Revision.number.in_(numbers))
    return dict(session().execute(query).all()) if numbers else {}


def by_slug(slug: str) -> Guide | None:
    """The guide that holds this address, now or earlier."""
    query = select(Guide).join(SlugClaim, SlugClaim.guide_id == Guide.id).where(SlugClaim.slug == slug)
    return session().scalars(query).one_or_none()


def holder(slug: str) -> UUID | None:
    """The id of the guide an address belongs to."""
    return session().scalar(_HOLDER, {"slug": slug})


def claim(slug: str, guide_id: UUID, *, public: bool) -> None:
    """Gives the address to the guide; a claim that was never public is given up for the new one."""
    for old in session().scalars(_CLAIMED, {"guide_id": guide_id}):
        if old.slug == slug:
            old.public = old.public or public
            return
        if not old.public:
            session().delete(old)
    session().flush()
    session().add(SlugClaim(slug=slug, guide_id=guide_id, public=public))


def give_up(guide_id: UUID) -> None:
    """The guide's address is free again, unless it was public once."""
    session().execute(delete(SlugClaim).where(SlugClaim.guide_id == guide_id, SlugClaim.public.is_(False)))


def listing(*, states: Sequence[str] = (), q: str = "", limit: int, offset: int = 0) -> tuple[Sequence[Guide], int]:
    """Guides, last changed first, and how many there are in all. q: part of a title or address."""
    conditions = _matching(states, q)
    query = select(Guide).where(*conditions).order_by(Guide.updated_at.desc(), Guide.id.desc())
    total = session().scalar(select(func.count()).select_from(Guide).where(*conditions)) or 0
    return session().scalars(query.limit(limit).offset(offset)).all(), total


def newest_first(*, states: Sequence[str] = (), q: str = "", limit: int, after: UUID | None = None) -> Sequence[Guide]:
    """Guides in the order of their creation, which their ids carry. after: the last guide of the page before."""
    conditions = [*_matching(states, q), *([Guide.id < after] if after else [])]
    return session().scalars(select(Guide).where(*conditions).order_by(Guide.id.desc()).limit(limit)).all()


def owned_by(actor_id: str, limit: int) -> tuple[Sequence[Guide], int]:
    """Guides of this owner outside the trash, last changed first, and how many there are in all."""
    query = select(Guide).where(Guide.owner_id == actor_id, Guide.state != State.DISCARDED)
    return first_of(query.order_by(Guide.updated_at.desc(), Guide.id.desc()), limit)


def all_owned_by(actor_id: str) -> list[tuple[UUID, int]]:
    """Id and newest revision of each of them, last changed first."""
    query = select(Guide.id, Guide.newest).where(Guide.owner_id == actor_id, Guide.state != State.DISCARDED)
    found = session().execute(query.order_by(Guide.updated_at.desc(), Guide.id.desc()))
    return [(row[0], row[1]) for row in found]


def being_written_by(actor_id: str, limit: int) -> tuple[Sequence[Guide], int]:
    """Guides whose newest text is this person’s and waits for nobody else, last changed first, and how many."""
    newest = and_(Revision.guide_id == Guide.id, Revision.number == Guide.newest)
    query = select(Guide).join(Revision, newest).where(Revision.author_id == actor_id)
    written = query.where(Guide.state.in_((State.DRAFT, State.CHANGES_REQUESTED)))
    return first_of(written.order_by(Guide.updated_at.desc(), Guide.id), limit)


def in_work(states: Sequence[str], limit: int) -> Sequence[tuple[UUID, int]]:
    """Id and newest revision of guides in these states, last changed first."""
    query = select(Guide.id, Guide.newest).where(Guide.state.in_(states)).order_by(Guide.updated_at.desc(), Guide.id)
    return [(guide_id, number) for guide_id, number in session().execute(query.limit(limit))]


def documents(of: Sequence[tuple[UUID, int]]) -> dict[tuple[UUID, int], dict[str, Any]]:
    """What these revisions say, in one query."""
    query = select(Revision.guide_id, Revision.number, Revision.document)
    found = session().execute(query.where(tuple_(Revision.guide_id, Revision.number).in_(of))) if of else ()
    return {(guide_id, number): document for guide_id, number, document in found}


def titles(guide_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Of those of these guides that there are."""
    query = select(Guide.id, Guide.title).where(Guide.id.in_(guide_ids))
    return {row.id: row.title for row in session().execute(query)}


def _matching(states: Sequence[str], q: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Guide.state.in_(states)] if states else []
    if q:
        conditions.append(
            or_(Guide.title.icontains(q, autoescape=True), Guide.slug.contains(q.lower(), autoescape=True))
        )
    return conditions


def counts_by_state() -> dict[str, int]:
    rows = session().execute(select(Guide.state, func.count()).group_by(Guide.state))
    return dict(rows.all())
