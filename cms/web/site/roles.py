"""The role graph: a role's page, and the paths between two roles."""

from collections import Counter
from collections.abc import Iterable, Sequence

from flask import request

from cms.content import Document, slugs
from cms.content.graph import chains
from cms.content.text import UNSAFE
from cms.errors import NotFound
from cms.rendering.role_page import PathsView, RoleName, RolePay, RoleSkill, RoleView
from cms.store import public_clock, roads, terms
from cms.store.publications import Publication
from cms.web.access import public
from cms.web.delivery import kept
from cms.web.parts import parts, renderer
from cms.web.representation import Representation
from cms.web.site.cards import card

_SHOWN = 12  # guides each way; the others stand on the index
_MOST_SKILLS = 24
_LONGEST_NAME = 80


@public
@kept()
def role(slug: str) -> Representation:
    modified = public_clock.read().moved_at  # before the rows: an older date is only a reason to ask again
    language = parts().settings.default_language
    named = roads.role_named(slug, language) if slugs.SLUG.fullmatch(slug) else None
    if named is None or named[0] != slug:
        raise NotFound("No live guide begins or ends with this role.")
    arriving, leaving = roads.arriving(slug, language, _SHOWN + 1), roads.leaving(slug, language, _SHOWN + 1)
    into, out = arriving[:_SHOWN], leaving[:_SHOWN]
    said = roads.documents((*into, *out))
    ends = [(one, said[one.guide_id], "to") for one in into] + [(one, said[one.guide_id], "from") for one in out]
    view = RoleView(
        slug=slug,
        label=named[1],
        language=named[2],
        arriving=tuple(map(card, into)),
        leaving=tuple(map(card, out)),
        more_arriving=len(arriving) > _SHOWN,
        more_leaving=len(leaving) > _SHOWN,
        needed=_skills([said[one.guide_id] for one in into], "skills_to_learn"),
        brought=_skills([said[one.guide_id] for one in out], "transferable_skills"),
        codes=_codes(document[f"{end}_role"] for _, document, end in ends),
        pays=_pays(ends),
    )
    return Representation(renderer().role(view).encode(), "text/html", modified, tags=("guides", f"role:{slug}"))


@public
@kept("from", "to")
def paths() -> Representation:
    modified = public_clock.read().moved_at
    language = parts().settings.default_language
    start, goal = (_role(request.args.get(name, ""), language) for name in ("from", "to"))
    found = (
        chains(roads.roads(start.slug, goal.slug, language), start.slug, goal.slug) if start.slug and goal.slug else []
    )
    view = PathsView(
        start=start,
        goal=goal,
        chains=tuple(found),
        starts=() if start.slug else tuple(roads.roles(terms.FROM_ROLE, language)),
        goals=() if goal.slug else tuple(roads.roles(terms.TO_ROLE, language)),
        near=tuple(
            RoleName(slug, label)
            for one in (start, goal)
            if one.label and not one.slug
            for slug, label in roads.roles_like(one.label)
        ),
    )
    tags = ("guides", *(f"role:{one.slug}" for one in (start, goal) if one.slug))
    return Representation(renderer().paths(view).encode(), "text/html", modified, tags=tags)


def _role(typed: str, language: str) -> RoleName:
    text = UNSAFE.sub(" ", typed)[:_LONGEST_NAME].strip()
    found = roads.role_named(text, language) if text else None
    return RoleName(*found) if found else RoleName("", text)


def _skills(documents: Sequence[Document], section: str) -> tuple[RoleSkill, ...]:
    """The skills that most of the documents name, by the label of the first that does."""
    labels: dict[str, tuple[str, str]] = {}
    counted: Counter[str] = Counter()
    for document in documents:
        named = {row["skill"]["slug"]: row["skill"]["label"] for row in document[section]}
        counted.update(named.keys())
        for slug, label in named.items():
            labels.setdefault(slug, (label, document["language"]))
    return tuple(RoleSkill(*labels[slug], guides) for slug, guides in counted.most_common(_MOST_SKILLS))


def _codes(roles: Iterable[Document]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((code["scheme"], code["code"]) for role in roles for code in role["codes"]))


def _pays(ends: Iterable[tuple[Publication, Document, str]]) -> tuple[RolePay, ...]:
    """What each guide says the role pays; a guide in another language that says the same is left out."""
    found: dict[tuple[object, ...], RolePay] = {}
    for one, document, end in ends:
        if pay := document.get(f"salary_{end}"):
            told = tuple(pay.get(name) for name in ("min", "max", "currency", "period", "as_of"))
            found.setdefault((one.region, *told), RolePay(pay, card(one), one.region or ""))
    return tuple(found.values())
