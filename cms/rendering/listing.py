"""What the index page shows: cards, and filters with what can be chosen. Built by the web, worded by the renderer."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Card:
    """One live guide on the index. timeline: the document's {min, max, unit}, or {}."""

    slug: str
    title: str
    summary: str
    language: str
    from_label: str
    to_label: str
    difficulty: str = ""
    timeline: dict[str, Any] = field(default_factory=dict)
    demand_level: str = ""


@dataclass(frozen=True)
class Option:
    """One value of a filter. count: guides that have it. label: the role's own wording; empty for difficulty and
    language, which the page words itself.
    """

    value: str
    count: int = 0
    chosen: bool = False
    label: str = ""


@dataclass(frozen=True)
class Facet:
    """A filter by the name of its query parameter: `from_role`, `to_role`, `difficulty` and `language` get a field.

    Any other name (`role`, `skill`, `tag`) shows what is chosen, so that a link which brought it keeps its meaning.
    """

    name: str
    options: tuple[Option, ...] = ()

    @property
    def chosen(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.chosen)


@dataclass(frozen=True)
class IndexView:
    """One page of the index. total: guides that match, on all pages. page: from 1. uncounted: there are more than
    `total`, and nobody counted them.
    """

    cards: tuple[Card, ...]
    total: int
    page: int = 1
    pages: int = 1
    q: str = ""
    facets: tuple[Facet, ...] = ()
    uncounted: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything was searched for or chosen."""
        return bool(self.q) or any(facet.chosen for facet in self.facets)

    def query(self, *, page: int = 1, without: tuple[str, str] | None = None) -> list[tuple[str, str]]:
        """The query of a link to another page of the same choice, or to the choice `without` one (name, value)."""
        chosen = [(facet.name, option.value) for facet in self.facets for option in facet.chosen]
        pairs = [("q", self.q)] if self.q else []
        pairs += [pair for pair in chosen if pair != without]
        return [pair for pair in pairs if pair != without] + ([("page", str(page))] if page > 1 else [])
