"""The role graph as it is kept: live guides by the roles and skills they name. Every query is bounded.

How many rows are enough is said beside each: a library with more of them shows the first, it does not get slower.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
    tuple_,
    union,
)
from sqlalchemy.orm import load_only

from cms.content import Document, derived, slugs
from cms.content.graph import Edge
from cms.store.db import session
from cms.store.publications import Publication
from cms.store.renditions import Form, Rendition
from cms.store.terms import BROUGHT, FROM_ROLE, LEARNT, TO_ROLE, Term

MOST_ROLES = 200  # offered while one types
_MOST_LEGS = 500  # guides out of the first role, and as many into the last
_MOST_BETWEEN = 1000
_MOST_NEAR = 12  # twice what a page shows as related
_MOST_LIKE = 8
_MOST_NAMING = 50  # of each skill
_MOST_WEIGHED = 200  # guides that share skills with one, before those that share most are chosen
_ROLES, _SKILLS = (FROM_ROLE, TO_ROLE), (BROUGHT, LEARNT)

# The newest guides that name one skill, by the index alone.
_NAMING = (
    "SELECT * FROM (SELECT guide_id, value FROM term WHERE kind = '{kind}' AND value = :skill_{number} "
    "ORDER BY guide_id DESC LIMIT :most_naming) AS {kind}_{number}"
)
_SHARED = select(Term.guide_id, Term.value).where(
    Term.guide_id.in_(bindparam("guide_ids", expanding=True)),
    Term.kind.in_(_SKILLS),
    Term.value.in_(bindparam("skills", expanding=True)),
)

_LISTED = load_only(
    Publication.slug, Publication.number, Publication.title, Publication.summary, Publication.language,
    Publication.region, Publication.from_slug, Publication.from_label, Publication.to_slug, Publication.to_label,
    Publication.difficulty, Publication.facts,
)  # fmt: skip


_EDGE = select(  # in the order of an edge's members
    Publication.guide_id, Publication.slug, Publication.title, Publication.language, Publication.summary,
    Publication.from_slug, Publication.from_label, Publication.to_slug, Publication.to_label,
).where(Publication.ended_at.is_(None))  # fmt: skip


def edge(one: Publication) -> Edge:
    """A live publication as an edge of the graph."""
    low, high = _timeline(*(one.facts.get("timeline", {}).get(name) for name in ("min", "max", "unit")))
    return Edge(
        one.guide_id, one.slug, one.title, one.language, one.summary, one.from_slug, one.from_label, one.to_slug,
        one.to_label, low, high,
    )  # fmt: skip


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
        .order_by(case((Term.value == slug, 0), else_=1), _foreign(language), Term.value, Term.label)
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


def picked(addresses: Sequence[str]) -> list[Edge]:
    """The live guides at these addresses, in their order, without timeline and skills."""
    query = _EDGE.where(Publication.slug.in_(addresses))
    found = {one.slug: one for one in _edges(query, {})} if addresses else {}
    return [found[slug] for slug in addresses if slug in found]


def beside(guide_id: UUID, document: Document) -> list[Edge]:
    """Live guides that share a role with `document`, without timeline and skills: more than enough to choose from.

    Its translations are left out, for the page names them anyway.
    """
    start, goal = (_role(document, end) for end in ("from_role", "to_role"))
    key = document.get("translation_key")
    asked = _asked((), document.get("language", ""), guide_id, key)
    asked |= {"start": start, "goal": goal, "near": _MOST_NEAR}
    return _edges(_beside(key is not None), asked)


def alike(guide_id: UUID, document: Document, skills: Collection[str]) -> list[Edge]:
    """The same for those that share these skills of the document."""
    key = document.get("translation_key")
    asked = _asked(skills, document.get("language", ""), guide_id, key)
    return _edges(_alike(len(skills), key is not None), {**asked, "near": _MOST_NEAR}) if skills else []


def _edges(query: Executable, asked: dict[str, Any]) -> list[Edge]:
    return [Edge(*row) for row in session().execute(query, asked)]


def sharing(skills: Collection[str], language: str, *, but: UUID, key: str | None, limit: int) -> list[Publication]:
    """Live guides that name some of these skills, those in `language` first, then those that name most of them.

    but, key: the guide for which they are looked for, and what its translations share with it.
    """
    if not skills:
        return []
    asked = _asked(skills, language, but, key)
    chosen = session().scalars(_sharing(len(skills), key is not None).limit(limit), asked).all()
    query = select(Publication).options(_LISTED).where(Publication.ended_at.is_(None), Publication.guide_id.in_(chosen))
    found = {one.guide_id: one for one in session().scalars(query)}
    return [found[guide_id] for guide_id in chosen]


def _asked(skills: Collection[str], language: str, but: UUID, key: str | None) -> dict[str, Any]:
    named = {f"skill_{number}": skill for number, skill in enumerate(sorted(skills))}
    bounds = {"most_naming": _MOST_NAMING, "most_weighed": _MOST_WEIGHED} if named else {}
    return {"language": language, "but": but, **({"key": key} if key is not None else {}), **bounds, **named}


@cache
def _beside(translated: bool) -> Executable:
    """Made once, as is what follows, for every act that publishes or renders asks it."""
    start: BindParameter[str] = bindparam("start")
    goal: BindParameter[str] = bindparam("goal")
    nearness = case(
        (and_(Publication.from_slug == goal, Publication.to_slug == start), 0),
        (Publication.from_slug == goal, 1),
        (Publication.to_slug == goal, 2),
        else_=3,
    )
    near = [
        select(Publication.guide_id)
        .where(role, *_others(translated))
        .order_by(_foreign(bindparam("language")), nearness, Publication.slug)
        for role in (Publication.from_slug.in_([start, goal]), Publication.to_slug == goal)  # each has its own index
    ]
    few = union(*(select(arm.limit(bindparam("near")).subquery().c.guide_id) for arm in near))
    return _EDGE.where(Publication.guide_id.in_(few))


@lru_cache(maxsize=128)
def _alike(skills: int, translated: bool) -> Executable:
    """skills: how many."""
    few = _sharing(skills, translated).limit(bindparam("near")).subquery()
    return _EDGE.where(Publication.guide_id.in_(select(few.c.guide_id)))


@lru_cache(maxsize=128)
def _sharing(skills: int, translated: bool) -> Select[UUID]:
    """Of each skill, only the newest guides that name it are looked at."""
    arms = (_NAMING.format(kind=kind, number=number) for kind in _SKILLS for number in range(skills))
    naming = text(" UNION ALL ".join(arms)).columns(Term.guide_id, Term.value).subquery()
    how_many = func.count(naming.c.value.distinct()).label("how_many")
    weighed = select(naming.c.guide_id, how_many).group_by(naming.c.guide_id)
    most = weighed.order_by(how_many.desc(), naming.c.guide_id).limit(bindparam("most_weighed")).subquery()
    query = select(Publication.guide_id).join(most, most.c.guide_id == Publication.guide_id).where(*_others(translated))
    return query.order_by(_foreign(bindparam("language")), most.c.how_many.desc(), Publication.slug)


def skills_shared(guide_ids: Collection[UUID], skills: Collection[str]) -> dict[UUID, set[str]]:
    """Which of these skills each of the guides names."""
    found: dict[UUID, set[str]] = {guide_id: set() for guide_id in guide_ids}
    asked = {"guide_ids": list(guide_ids), "skills": list(skills)}
    for guide_id, value in session().execute(_SHARED, asked) if guide_ids and skills else ():
        found[guide_id].add(value)
    return found


def documents(found: Iterable[Publication]) -> dict[UUID, Document]:
    """What these publications say, as readers get it."""
    wanted = tuple_(Rendition.guide_id, Rendition.number).in_([(one.guide_id, one.number) for one in found])
    query = select(Rendition.guide_id, Rendition.body).where(Rendition.form == str(Form.RESOURCE), wanted)
    return {guide_id: json.loads(body) for guide_id, body in session().execute(query)}


def _others(translated: bool) -> list[ColumnElement[bool]]:
    """Live, and neither the guide `but` nor, if it is translated, one of its translations, which share its `key`."""
    found = [Publication.ended_at.is_(None), Publication.guide_id != bindparam("but")]
    return [*found, Publication.translation_key.is_distinct_from(bindparam("key"))] if translated else found


def _role(document: Document, end: str) -> str:
    return str(document.get(end, {}).get("slug", ""))


def _foreign(language: str | BindParameter[str]) -> ColumnElement[int]:
    """Sorts guides in `language` before the others."""
    return case((Publication.language == language, 0), else_=1)


@lru_cache(maxsize=1024)
def _timeline(low: float | None, high: float | None, unit: str | None) -> tuple[Fraction, Fraction]:
    """In weeks. Kept, because exact fractions are slow to make and a thousand guides share a few timelines."""
    line = {"min": low, "max": high, "unit": unit}
    known = {name: value for name, value in line.items() if value is not None}
    return derived.timeline_weeks({"timeline": known}) or (Fraction(0), Fraction(0))


def _ordered(condition: ColumnElement[bool], language: str, limit: int) -> Sequence[Publication]:
    order = (_foreign(language), Publication.title, Publication.slug)
    query = select(Publication).options(_LISTED).where(Publication.ended_at.is_(None), condition)
    return session().scalars(query.order_by(*order).limit(limit)).all()


def _naming(kind: str, values: Collection[str]) -> ColumnElement[bool]:
    return Publication.guide_id.in_(select(Term.guide_id).where(Term.kind == kind, Term.value.in_(values)))
