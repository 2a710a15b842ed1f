"""What live guides are made of, for programs: roles, skills, resources, and the graph that guides span over roles."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from cms.content import derived, json_text
from cms.rendering import urls
from cms.rendering.published import Site
from cms.store import public_clock, terms, vocabulary
from cms.store.vocabulary import Entry
from cms.web import http
from cms.web.access import public
from cms.web.api import pages, parameters
from cms.web.delivery import kept
from cms.web.parts import parts
from cms.web.representation import Representation

_LIMIT, _MOST = 100, 500
_ROLES = (terms.FROM_ROLE, terms.TO_ROLE)


@public
@parameters.takes("cursor", "limit")
@kept()
def roles() -> Representation:
    """guides_from, guides_to: how many live guides begin and end with the role."""
    return _page("roles", _ROLES, _role)


@public
@parameters.takes("cursor", "limit")
@kept()
def skills() -> Representation:
    """guides_transferable, guides_learn: how many live guides build on the skill, and how many teach it."""
    return _page("skills", (terms.BROUGHT, terms.LEARNT), _skill)


@public
@parameters.takes("cursor", "limit")
@kept()
def resources() -> Representation:
    """What guides name to learn from: one entry for the same title of the same provider."""
    return _page("resources", (terms.RESOURCE,), _resource)


@public
@parameters.takes("cursor", "limit")
@kept()
def graph() -> Representation:
    """A page of edges, each a live guide, with the roles at their ends."""
    limit, place = http.whole_number("limit", _LIMIT, _MOST), http.place("graph")
    changed_at = public_clock.read().moved_at
    found = vocabulary.edges(limit=limit + 1, after=UUID(place[0]) if place else None)
    site, rows = parts().renderer.site, found[:limit]
    ends = sorted({end for row in rows for end in (row.from_slug, row.to_slug)})
    worded = vocabulary.wordings(_ROLES, ends)
    nodes = [{"slug": end, "label": worded[end][0], "url": urls.role_url(site, end)} for end in ends if end in worded]
    cursor = http.cursor("graph", [str(rows[-1].guide_id)]) if len(found) > limit else ""
    lists = {"nodes": map(json_text.plain, nodes), "edges": (json_text.plain(_edge(row, site)) for row in rows)}
    return pages.page(lists, cursor, changed_at)


def _page(name: str, kinds: Sequence[str], told: Callable[[Entry, Site], dict[str, Any]]) -> Representation:
    """In the order of the slugs, which are what the cursor names."""
    limit, place = http.whole_number("limit", _LIMIT, _MOST), http.place(name)
    changed_at = public_clock.read().moved_at
    found = vocabulary.entries(kinds, limit=limit + 1, after=place[0] if place else "")
    site, rows = parts().renderer.site, found[:limit]
    cursor = http.cursor(name, [rows[-1].value]) if len(found) > limit else ""
    return pages.page({"items": (json_text.plain(told(one, site)) for one in rows)}, cursor, changed_at)


def _role(one: Entry, site: Site) -> dict[str, Any]:
    counted = {f"guides_{end}": one.guides.get(kind, 0) for end, kind in zip(("from", "to"), _ROLES, strict=True)}
    codes = one.detail.get("codes", [])
    return {"slug": one.value, "label": one.label, "codes": codes, **counted, "url": urls.role_url(site, one.value)}


def _skill(one: Entry, site: Site) -> dict[str, Any]:
    return {
        "slug": one.value,
        "label": one.label,
        "guides_transferable": one.guides.get(terms.BROUGHT, 0),
        "guides_learn": one.guides.get(terms.LEARNT, 0),
        "url": urls.absolute(site, urls.index_path([("skill", one.value)])),
    }


def _resource(one: Entry, site: Site) -> dict[str, Any]:
    """label: what the guide shows in place of the title, when it says so."""
    named = {"slug": one.value, "label": one.label, "title": one.label}
    return {**named, **one.detail, "guides": one.guides.get(terms.RESOURCE, 0)}


def _edge(row: Any, site: Site) -> dict[str, Any]:
    edge = {
        "guide_id": str(row.guide_id),
        "slug": row.slug,
        "title": row.title,
        "language": row.language,
        "from": row.from_slug,
        "to": row.to_slug,
        "url": urls.guide_url(site, row.slug),
    }
    if weeks := derived.timeline_weeks(row.facts):
        edge |= {"min_weeks": derived.one_decimal(weeks[0]), "max_weeks": derived.one_decimal(weeks[1])}
    return edge
