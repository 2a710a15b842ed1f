"""Terms: the roles, skills, tags and resources that live guides name, and the guides their pages show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, bindparam, delete, insert, select, type_coerce
from sqlalchemy.orm import Mapped, mapped_column

from cms.content import json_text
from cms.store import facets
from cms.store.column_types import JsonText
from cms.store.db import Base, Model, session
from cms.store.publications import Publication

FROM_ROLE, TO_ROLE, BROUGHT, LEARNT, TAG, RESOURCE = "from_role", "to_role", "brought", "learnt", "tag", "resource"
LANGUAGE, DIFFICULTY = "language", "difficulty"


class Term(Model):
    """A live guide names this; its rows go when it leaves. detail: what else it says of the term, plain JSON."""

    __tablename__ = "term"
    __table_args__ = (Index("ix_term_kind_value", "kind", "value", "guide_id"),)

    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(String(400), primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    detail: Mapped[dict[str, Any]] = mapped_column(JsonText)


class Pointer(Model):
    """The page of a guide shows another: as a translation or as related."""

    __tablename__ = "pointer"

    guide_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    target_id: Mapped[UUID] = mapped_column(ForeignKey("guide.id"), primary_key=True, index=True)


@dataclass(frozen=True)
class Named:
    """One term of a guide. value: slug of a role or skill, the tag itself, key of a resource."""

    kind: str
    value: str
    label: str
    detail: dict[str, Any]


# Made once, for every act that changes what is public asks these. Rows come and go by their tables: nobody holds one.
_TERMS, _POINTERS = (Base.metadata.tables[one.__tablename__] for one in (Term, Pointer))
_THERE = select(Term.kind, Term.value, Term.label, type_coerce(Term.detail, Text)).where(
    Term.guide_id == bindparam("guide_id")
)
_FORGET = delete(_TERMS).where(_TERMS.c.guide_id == bindparam("own_id"))
_KEEP = insert(_TERMS)
_SHOWN = select(Pointer.target_id).where(Pointer.guide_id == bindparam("guide_id"))
_IN_ORDER = _SHOWN.order_by(Pointer.target_id)
_POINTING = select(Pointer.guide_id).where(Pointer.target_id == bindparam("target_id"))
_POINT = insert(_POINTERS)


def name(guide_id: UUID, named: Collection[Named]) -> None:
    """These are now all the terms of the guide; none, once it is no longer live."""
    there = {
        (kind, value): (label, detail)
        for kind, value, label, detail in session().execute(_THERE, {"guide_id": guide_id})
    }
    unique = {(one.kind, one.value): one for one in named}
    if there == {key: (one.label, json_text.plain(one.detail)) for key, one in unique.items()}:
        return  # as nearly always when a text is published again
    if there:
        session().execute(_FORGET, {"own_id": guide_id})
    if unique:
        rows = [
            {"guide_id": guide_id, "kind": kind, "value": value, "label": one.label, "detail": one.detail}
            for (kind, value), one in unique.items()
        ]
        session().execute(_KEEP, rows)
    had = {key: label for key, (label, _) in there.items() if key[0] in facets.KINDS}
    has = {key: one.label for key, one in unique.items() if one.kind in facets.KINDS}
    facets.move(has, had, {key: _elsewhere(*key) for key in had.keys() - has.keys()})


def _elsewhere(kind: str, value: str) -> str:
    """In the words of the guide begun last that names it; "" if none does."""
    query = select(Term.label).where(Term.kind == kind, Term.value == value).order_by(Term.guide_id.desc())
    return session().scalar(query.limit(1)) or ""


def nameless() -> Sequence[UUID]:
    """Live guides without a single term: those that were live before terms were kept."""
    named = select(Term.guide_id).where(Term.guide_id == Publication.guide_id)
    query = select(Publication.guide_id).where(Publication.ended_at.is_(None), ~named.exists())
    return session().scalars(query.order_by(Publication.guide_id)).all()


def point(guide_id: UUID, targets: Collection[UUID]) -> None:
    """These are now all the guides that the page of `guide_id` shows."""
    known = set(session().scalars(_SHOWN, {"guide_id": guide_id}))
    if gone := known - set(targets):
        own = (_POINTERS.c.guide_id == guide_id, _POINTERS.c.target_id.in_(gone))
        session().execute(delete(_POINTERS).where(*own))
    if new := set(targets) - known:
        session().execute(_POINT, [{"guide_id": guide_id, "target_id": one} for one in new])


def pointing_to(guide_id: UUID) -> Sequence[UUID]:
    """The guides whose pages show this one."""
    return session().scalars(_POINTING, {"target_id": guide_id}).all()


def shown_by(guide_id: UUID) -> Sequence[UUID]:
    """The guides that its page shows."""
    return session().scalars(_IN_ORDER, {"guide_id": guide_id}).all()
