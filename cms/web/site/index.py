"""The index of live guides: search, filters, pages."""

from flask import request

from cms.content.text import UNSAFE
from cms.rendering import Facet, IndexView, Option
from cms.store import facets, listings, public_clock, terms, vocabulary
from cms.store.listings import FILTERS, Filters
from cms.web import http
from cms.web.access import public
from cms.web.delivery import kept
from cms.web.parts import renderer
from cms.web.representation import Representation
from cms.web.response_cache import LISTS
from cms.web.site.cards import card

_PAGE = 24
_MOST_PAGES = 1000
_MOST_VALUES = 20
_MOST_OPTIONS = 200
_ROLES, _SKILLS = (terms.FROM_ROLE, terms.TO_ROLE), (terms.BROUGHT, terms.LEARNT)
# Filters by the kinds of term they are about; those with a field offer what is there, the others show what is chosen.
_OFFERED = {"from_role": (terms.FROM_ROLE,), "to_role": (terms.TO_ROLE,)}
_SHOWN = {"role": _ROLES, "skill": _SKILLS, "tag": (terms.TAG,)}


@public
@kept("q", "page", *FILTERS)
def index() -> Representation:
    q = UNSAFE.sub(" ", request.args.get("q", ""))[:200].strip()
    chosen = {name: _chosen(name) for name in FILTERS}
    page = http.whole_number("page", 1, _MOST_PAGES)
    changed_at = public_clock.read().moved_at  # before the rows: an older date is only a reason to ask again
    found, total = listings.index_page(Filters(**chosen), q, limit=_PAGE, offset=(page - 1) * _PAGE)
    uncounted = total > listings.MOST and bool(q or any(chosen.values()))
    view = IndexView(
        cards=tuple(map(card, found)),
        total=listings.MOST if uncounted else total,
        page=page,
        pages=max(1, min(-(-(listings.MOST if uncounted else total) // _PAGE), _MOST_PAGES)),
        q=q,
        uncounted=uncounted,
        facets=tuple(_facet(name, values) for name, values in chosen.items()),
    )
    return Representation(renderer().index(view).encode(), "text/html", changed_at, tags=[LISTS])


def _chosen(name: str) -> tuple[str, ...]:
    """Read with patience: whoever follows an odd link finds the index."""
    return tuple(one for one in request.args.getlist(name)[:_MOST_VALUES] if one and not UNSAFE.search(one))


def _facet(name: str, chosen: tuple[str, ...]) -> Facet:
    """What can be chosen, with how many live guides have it; a choice that nothing has stays visible."""
    kinds = _OFFERED.get(name) or _SHOWN.get(name)
    if kinds is None:
        options = {value: ("", guides) for value, _, guides in facets.most_used(name, _MOST_OPTIONS)}
    elif name in _OFFERED:
        options = {value: (label, guides) for value, label, guides in facets.most_used(name, _MOST_OPTIONS)}
    else:
        options = {}
    missing = [value for value in chosen if value not in options]
    worded = vocabulary.wordings(kinds, missing) if kinds else {}
    options |= {value: (worded[value][0] if value in worded else value if kinds else "", 0) for value in missing}
    told = [Option(value, guides, value in chosen, label) for value, (label, guides) in options.items()]
    return Facet(name, tuple(sorted(told, key=lambda option: option.label or option.value)))
