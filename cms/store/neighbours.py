"""What is near a guide in the role graph: live guides that its authors picked, that share a role with it, or skills.

Every query is bounded, as those of roads are.
"""

from collections.abc import Collection, Sequence
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
    select,
    text,
    union,
)

from cms.content import Document
from cms.content.graph import Edge
from cms.store.db import session
from cms.store.publications import Publication
from cms.store.roads import LISTED, foreign
from cms.store.terms import BROUGHT, LEARNT, Term

_MOST_NEAR = 12  # twice what a page shows as related
_MOST_NAMING = 50  # of each skill
_MOST_WEIGHED = 200  # guides that share skills with one, before those that share most are chosen
_SKILLS = (BROUGHT, LEARNT)

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
_EDGE = select(  # in the order of an edge's members
    Publication.guide_id, Publication.slug, Publication.title, Publication.language, Publication.summary,
    Publication.from_slug, Publication.from_label, Publication.to_slug, Publication.to_label,
).where(Publication.ended_at.is_(None))  # fmt: skip


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
    query = select(Publication).options(LISTED).where(Publication.ended_at.is_(None), Publication.guide_id.in_(chosen))
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
        .order_by(foreign(bindparam("language")), nearness, Publication.slug)
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
    return query.order_by(foreign(bindparam("language")), most.c.how_many.desc(), Publication.slug)


def skills_shared(guide_ids: Collection[UUID], skills: Collection[str]) -> dict[UUID, set[str]]:
    """Which of these skills each of the guides names."""
    found: dict[UUID, set[str]] = {guide_id: set() for guide_id in guide_ids}
    asked = {"guide_ids": list(guide_ids), "skills": list(skills)}
    for guide_id, value in session().execute(_SHARED, asked) if guide_ids and skills else ():
        found[guide_id].add(value)
    return found


def _others(translated: bool) -> list[ColumnElement[bool]]:
    """Live, and neither the guide `but` nor, if it is translated, one of its translations, which share its `key`."""
    found = [Publication.ended_at.is_(None), Publication.guide_id != bindparam("but")]
    return [*found, Publication.translation_key.is_distinct_from(bindparam("key"))] if translated else found


def _role(document: Document, end: str) -> str:
    return str(document.get(end, {}).get("slug", ""))
