"""What a public list is asked for, read from the query. What cannot be read is a 400 that names the parameter."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import abort, request

from cms.content.slugs import SLUG
from cms.content.text import unsafe_character
from cms.content.words import DIFFICULTY
from cms.store.listings import FILTERS, Filters, Order
from cms.web import http
from cms.web.response_cache import LISTS

_MOST_VALUES = 50  # of one filter
_MOST_TAGS = 30
_LONGEST_SLUG = 120
# RFC 3339. A plus sign that nobody escaped arrives as a space, which can mean nothing else there.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+ -]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """since: `updated_since`, aware."""

    filters: Filters
    order: Order = Order.PUBLISHED
    since: datetime | None = None

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """As query parameters in one spelling: of its other pages, and of what their cursors are bound to."""
        pairs = [] if self.order is Order.PUBLISHED else [("order", str(self.order))]
        if self.since:
            pairs.append(("updated_since", self.since.isoformat().replace("+00:00", "Z")))
        return pairs + [(name, value) for name in FILTERS for value in getattr(self.filters, name)]

    @property
    def tags(self) -> list[str]:
        """What caches may be asked to forget it by."""
        wanted = self.filters
        named = [f"role:{one}" for one in _slugs((*wanted.from_role, *wanted.to_role, *wanted.role))]
        named += [f"skill:{one}" for one in _slugs(wanted.skill)]
        return [LISTS, *dict.fromkeys(named)][:_MOST_TAGS]


def asked() -> Asked:
    """Filters, `order` and `updated_since`."""
    return Asked(_filters(), Order(word("order", [str(one) for one in Order])), _moment("updated_since"))


def word(name: str, words: Iterable[str]) -> str:
    """A parameter that takes one of these words, and stands for the first when it is absent."""
    first, *others = words
    text = http.once(name)
    if text is not None and text not in (first, *others):
        abort(400, f"{name} does not know “{text[:40]}”; it is one of {', '.join((first, *others))}.")
    return text or first


def _filters() -> Filters:
    """A filter without a value asks for nothing: forms send those that nobody filled in."""
    chosen = {name: tuple(sorted({value for value in request.args.getlist(name) if value})) for name in FILTERS}
    for name, values in chosen.items():
        if len(values) > _MOST_VALUES:
            abort(400, f"{name} takes at most {_MOST_VALUES} values.")
        if found := next(filter(None, map(unsafe_character, values)), None):
            abort(400, f"{name} contains the character {found}.")
    if unknown := next((one for one in chosen["difficulty"] if one not in DIFFICULTY), None):
        abort(400, f"difficulty does not know “{unknown[:40]}”; it is one of {', '.join(DIFFICULTY)}.")
    return Filters(**chosen)


def _moment(name: str) -> datetime | None:
    text = http.once(name)
    if text is None:
        return None
    spelled = text.upper()
    try:
        if not _MOMENT.fullmatch(spelled):
            raise ValueError("not as RFC 3339 writes it")
        return datetime.fromisoformat(spelled.replace(" ", "+")).astimezone(UTC)
    except (ValueError, OverflowError):
        abort(400, f"{name} must be a time as RFC 3339 writes it, such as 2026-11-22T09:30:00Z.")


def _slugs(values: Iterable[str]) -> list[str]:
    """Those that may stand in a header."""
    return [value for value in values if len(value) <= _LONGEST_SLUG and SLUG.fullmatch(value)]
