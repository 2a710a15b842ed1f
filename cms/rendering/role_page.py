"""What the pages of the role graph show: one role, and the paths between two. Built by the web, worded here."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from markupsafe import Markup, escape

from cms.content import words as enumerations
from cms.content.derived import one_decimal
from cms.content.graph import MOST_CHAINS, Chain, Edge
from cms.rendering.formats import Formats
from cms.rendering.listing import Card
from cms.rendering.words import Words


@dataclass(frozen=True)
class RoleSkill:
    """A skill that guides name. guides: how many of them."""

    label: str
    language: str
    guides: int


@dataclass(frozen=True)
class RolePay:
    """What the role pays according to one guide. pay: as in the document."""

    pay: dict[str, Any]
    guide: Card
    region: str = ""


@dataclass(frozen=True)
class RoleView:
    """One role. arriving, leaving: guides into and out of it; more_…: whether there are others.

    language: of its label. needed: skills to learn on the way in. brought: skills one has on the way out.
    codes: (scheme, code).
    """

    slug: str
    label: str
    language: str
    arriving: tuple[Card, ...] = ()
    leaving: tuple[Card, ...] = ()
    more_arriving: bool = False
    more_leaving: bool = False
    needed: tuple[RoleSkill, ...] = ()
    brought: tuple[RoleSkill, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    pays: tuple[RolePay, ...] = ()


@dataclass(frozen=True)
class RoleName:
    """One role by name. slug: "" when no live guide has it, and then label is what was typed."""

    slug: str
    label: str
    language: str = ""


@dataclass(frozen=True)
class PathsView:
    """What was asked, and the chains found. starts, goals: names to choose from for an end that is not known yet.

    near: roles that the reader may have meant, where one was not found.
    """

    start: RoleName
    goal: RoleName
    chains: tuple[Chain, ...] = ()
    starts: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    near: tuple[RoleName, ...] = ()

    @property
    def unknown(self) -> tuple[RoleName, ...]:
        return tuple(one for one in (self.start, self.goal) if one.label and not one.slug)

    @property
    def asked(self) -> bool:
        """Whether both ends are roles that live guides know."""
        return bool(self.start.slug and self.goal.slug)

    @property
    def full(self) -> bool:
        """Whether there may be more chains than are shown."""
        return len(self.chains) == MOST_CHAINS


class RolePage:
    """In scope of the templates of the role graph as `graph`."""

    def __init__(self, words: Words, formats: Formats) -> None:
        self._words, self._formats = words, formats

    def weeks(self, found: Chain | Edge) -> Markup | str:
        """“30–43 weeks”: the timelines of one guide, or of all in a chain."""
        edges = found.edges if isinstance(found, Chain) else (found,)
        low = sum((one.min_weeks for one in edges), Fraction(0))
        high = sum((one.max_weeks for one in edges), Fraction(0))
        return self._formats.length(one_decimal(low), one_decimal(high), "week") if high else ""

    def pay(self, pay: dict[str, Any]) -> Markup:
        """“€52,000–68,000 per year”."""
        amount = self._formats.money(pay.get("min"), pay.get("max"), pay.get("currency"))
        return escape(amount) + " " + self._words.word(enumerations.PERIOD.get(pay.get("period", ""), ""))

    def scheme(self, scheme: str) -> Markup:
        return self._words.word(enumerations.SCHEME.get(scheme, scheme))
