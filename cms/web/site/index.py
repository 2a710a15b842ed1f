"""The index of live guides: search, filters, pages."""

from collections.abc import Sequence
from typing import Any

from flask import request

from cms.content.text import UNSAFE
from cms.rendering import Facet, IndexView, Option
from cms.store import listings, publications
from cms.web import http
from cms.web.access import public
from cms.web.delivery import kept
from cms.web.parts import renderer
from cms.web.representation import Representation
from cms.web.site.cards import card

_PAGE = 24
# Query parameter to the column of the publication it filters.
_FILTERS = {"from_role": "from_slug", "to_role": "to_slug", "difficulty": "difficulty", "language": "language"}


@public
@kept("q", "page", *_FILTERS)
def index() -> Representation:
    q = UNSAFE.sub(" ", request.args.get("q", ""))[:200].strip()
    chosen = {
        name: [one for one in request.args.getlist(name)[:20] if one and not UNSAFE.search(one)] for name in _FILTERS
    }
    page = http.whole_number("page", 1, 100_000)
    filters = {_FILTERS[name]: values for name, values in chosen.items()}
    changed_at = publications.clock().moved_at  # before the rows: an older date is only a reason to ask again
    found, total = listings.index_page(filters, q, limit=_PAGE, offset=(page - 1) * _PAGE)
    view = IndexView(
        cards=tuple(map(card, found)),
        total=total,
        page=page,
        pages=max(1, -(-total // _PAGE)),
        q=q,
        facets=_facets(listings.filter_values(), chosen),
    )
    return Representation(renderer().index(view).encode(), "text/html", changed_at, tags=["guides"])


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
