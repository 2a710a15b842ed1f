"""Guide pages, their JSON, and the index."""

from collections.abc import Sequence
from typing import Any

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue

from cms.content import slugs
from cms.content.text import UNSAFE
from cms.errors import NotFound
from cms.rendering import Card, Facet, IndexView, Option
from cms.rendering.urls import guide_json_path, guide_path
from cms.store import publications
from cms.store.publications import Publication
from cms.web import http
from cms.web.access import public
from cms.web.parts import renderer

_PAGE = 24
# Query parameter to the column of the publication it filters.
_FILTERS = {"from_role": "from_slug", "to_role": "to_slug", "difficulty": "difficulty", "language": "language"}


@public
def guide(slug: str) -> ResponseReturnValue:
    found = _live(slug)
    if isinstance(found, str):
        return redirect(guide_path(found), 301)
    return http.published(found.page, "text/html", found.rendered_at)


@public
def guide_json(slug: str) -> ResponseReturnValue:
    found = _live(slug)
    if isinstance(found, str):
        return redirect(guide_json_path(found), 301)
    return http.published(found.resource, "application/json", found.rendered_at)


def _live(slug: str) -> Publication | str:
    """What is live at this address, or the address it moved to. Raises NotFound."""
    if slugs.is_slug(slug) and (found := publications.live_by_slug(slug) or publications.moved_to(slug)):
        return found
    raise NotFound("There is no guide at this address.")


@public
def index() -> Response:
    q = UNSAFE.sub(" ", request.args.get("q", ""))[:200].strip()
    chosen = {
        name: [one for one in request.args.getlist(name)[:20] if one and not UNSAFE.search(one)] for name in _FILTERS
    }
    page = http.whole_number("page", 1, 100_000)
    filters = {_FILTERS[name]: values for name, values in chosen.items()}
    changed_at = publications.clock().moved_at  # before the rows: an older date is only a reason to ask again
    found, total = publications.index_page(filters, q, limit=_PAGE, offset=(page - 1) * _PAGE)
    view = IndexView(
        cards=tuple(map(_card, found)),
        total=total,
        page=page,
        pages=max(1, -(-total // _PAGE)),
        q=q,
        facets=_facets(publications.filter_values(), chosen),
    )
    return http.published(renderer().index(view), "text/html", changed_at)


def _card(one: Publication) -> Card:
    return Card(
        slug=one.slug,
        title=one.title,
        summary=one.summary,
        language=one.language,
        from_label=one.from_label,
        to_label=one.to_label,
        difficulty=one.difficulty,
        timeline=one.facts.get("timeline", {}),
        demand_level=one.facts.get("demand", {}).get("level", ""),
    )


def _facets(rows: Sequence[Any], chosen: dict[str, list[str]]) -> tuple[Facet, ...]:
    """What can be chosen, with how many live guides have it; a choice that nothing has stays visible."""
    facets = []
    for name, column in _FILTERS.items():
        counts: dict[str, int] = dict.fromkeys(chosen[name], 0)
        labels: dict[str, str] = {}
        for row in rows:
            value = getattr(row, column)
            counts[value] = counts.get(value, 0) + row.guides
            labels.setdefault(
                value, getattr(row, column.replace("_slug", "_label")) if column.endswith("_slug") else ""
            )
        options = [
            Option(value, count, value in chosen[name], labels.get(value) or (value if name.endswith("role") else ""))
            for value, count in counts.items()
        ]
        facets.append(Facet(name, tuple(sorted(options, key=lambda option: option.label or option.value))))
    return tuple(facets)
