"""Roads through the role graph: live guides by the roles they lead from and to. Every query is bounded.

How many rows are enough is said beside each: a library with more of them shows the first, it does not get slower.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import load_only

from cms.content import Document, derived, slugs
from cms.content.graph import Edge
from cms.store.db import session
from cms.store.publications import Publication
from cms.store.renditions import Form, Rendition
from cms.store.terms import FROM_ROLE, TO_ROLE, Term

MOST_ROLES = 200  # offered while one types
_MOST_LEGS = 500  # guides out of the first role, and as many into the last
_MOST_BETWEEN = 1000
_MOST_LIKE = 8
_ROLES = (FROM_ROLE, TO_ROLE)

LISTED = load_only(  # what lists and edges show
    Publication.slug, Publication.number, Publication.title, Publication.summary, Publication.language,
    Publication.region, Publication.from_slug, Publication.from_label, Publication.to_slug, Publication.to_label,
    Publication.difficulty, Publication.facts,
)  # fmt: skip


def edge(one: Publication) -> Edge:
    """A live publication as an edge of the graph."""
    low, high = _timeline(*(one.facts.get("timeline", {}).get(name) for name in ("min", "max", "unit")))
    return Edge(
        one.guide_id, one.slug, one.title, one.language, one.summary, one.from_slug, one.from_label, one.to_slug,
        one.to_label, low, high,
    )  # fmt: skip


def foreign(language: str | BindParameter[str]) -> ColumnElement[int]:
    """Sorts guides in `language` before the others."""
    return case((Publication.language == language, 0), else_=1)


def leaving(role: str, language: str, limit: int) -> Sequence[Publication]:
    """Live guides out of a role, those in `language` first, then by title."""
    return _ordered(_naming(FROM_ROLE, [role]), language, limit)


def arriving(role: str, language: str, limit: int) -> Sequence[Publication]:
    """Live guides into a role, in the same order."""
    return _ordered(_naming(TO_ROLE, [role]), language, limit)


def roads(start: str, goal: str, language: str) -> list[Edge]:
    """The edges that chains of at most three guides from one role to another can be made of, found from both ends."""
    first, last = leaving(start, language, _MOST_LEGS), arriving(goal, language, _MOST_LEGS)
    ends, beginnings = {one.to_slug for one in first} - {goal}, {one.from_slug for one in last} - {start}
    between: Sequence[Publication] = ()
    if ends and beginnings:
        both = and_(_naming(FROM_ROLE, ends), _naming(TO_ROLE, beginnings))
        between = _ordered(both, language, _MOST_BETWEEN)
    found = {one.guide_id: one for one in (*first, *between, *last)}
    return [edge(one) for one in found.values()]


def role_named(text: str, language: str) -> tuple[str, str, str] | None:
    """Slug, label and the label's language of a role, given by slug or name; None when no live guide has it."""
    slug = slugs.slugify(text, longest=80)
    query = (
        select(Term.value, Term.label, Publication.language)
        .join(Publication, and_(Publication.guide_id == Term.guide_id, Publication.ended_at.is_(None)))
        .where(Term.kind.in_(_ROLES), or_(Term.value == slug, Term.label == text))
        .order_by(case((Term.value == slug, 0), else_=1), foreign(language), Term.value, Term.label)
    )
    found = session().execute(query.limit(1)).one_or_none()
    return found and (found[0], found[1], found[2])


def roles(kind: str, language: str) -> Sequence[str]:
    """Names of the roles that live guides begin (FROM_ROLE) or end with (TO_ROLE), in `language` where there is one.

    Those that most guides name come first.
    """
    own = func.min(case((Publication.language == language, Term.label)))
    query = (
        select(func.coalesce(own, func.min(Term.label)))
        .join(Publication, and_(Publication.guide_id == Term.guide_id, Publication.ended_at.is_(None)))
        .where(Term.kind == kind)
        .group_by(Term.value)
        .order_by(func.count().desc(), Term.value)
    )
    return session().scalars(query.limit(MOST_ROLES)).all()


def roles_like(text: str) -> Sequence[tuple[str, str]]:
    """Slug and label of roles whose name begins with the same word."""
    word = slugs.slugify(text, longest=80).partition("-")[0]
    query = select(Term.value, func.min(Term.label)).where(Term.kind.in_(_ROLES), Term.value.startswith(word))
    found = session().execute(query.group_by(Term.value).order_by(Term.value).limit(_MOST_LIKE)) if word else ()
    return [(value, label) for value, label in found]


def documents(found: Iterable[Publication]) -> dict[UUID, Document]:
    """What these publications say, as readers get it."""
    wanted = tuple_(Rendition.guide_id, Rendition.number).in_([(one.guide_id, one.number) for one in found])
    query = select(Rendition.guide_id, Rendition.body).where(Rendition.form == str(Form.RESOURCE), wanted)
    return {guide_id: json.loads(body) for guide_id, body in session().execute(query)}


@lru_cache(maxsize=1024)
def _timeline(low: float | None, high: float | None, unit: str | None) -> tuple[Fraction, Fraction]:
    """In weeks. Kept, because exact fractions are slow to make and a thousand guides share a few timelines."""
    line = {"min": low, "max": high, "unit": unit}
    known = {name: value for name, value in line.items() if value is not None}
    return derived.timeline_weeks({"timeline": known}) or (Fraction(0), Fraction(0))


def _ordered(condition: ColumnElement[bool], language: str, limit: int) -> Sequence[Publication]:
    order = (foreign(language), Publication.title, Publication.slug)
    query = select(Publication).options(LISTED).where(Publication.ended_at.is_(None), condition)
    return session().scalars(query.order_by(*order).limit(limit)).all()


def _naming(kind: str, values: Collection[str]) -> ColumnElement[bool]:
    return Publication.guide_id.in_(select(Term.guide_id).where(Term.kind == kind, Term.value.in_(values)))
