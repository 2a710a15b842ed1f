"""What narrows the list of guides, and its order, in words."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import url_for

from cms.store.choices import Choice, Sort, Wants
from cms.workflow import PublicStatus, State

WANTED = {
    Wants.MY_TEXT: "Mine to write", Wants.MY_REVIEW: "A review I can do",
    Wants.MY_SECOND_LOOK: "A second look I can give", Wants.MY_REMOVAL: "A removal I can confirm",
    Wants.SECOND_LOOK: "A second look is owed",
    Wants.REMOVAL: "Removal asked for", Wants.REVIEW_DUE: "To be looked at again",
    Wants.STALE: "Figures are past their time", Wants.REVIEW_LATE: "Its review is overdue",
}  # fmt: skip
_ORDERS = {
    Sort.CHANGED: "Last changed", Sort.TITLE: "Title", Sort.STATE: "State", Sort.DUE: "Goes live next",
    Sort.REVIEW_DUE: "Review due first",
}  # fmt: skip


def narrowed(choice: Choice, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each filter that is chosen, in words, and the address of the list without it."""
    kept = [pair for pair in choice.pairs if pair[0] not in ("q", "sort")]
    return [
        (_in_words(*pair, names), f"{url_for('.guides')}?{urlencode([one for one in choice.pairs if one != pair])}")
        for pair in kept
    ]


def _in_words(name: str, value: str, names: Mapping[str, str]) -> str:
    match name:
        case "state":
            return State(value).label
        case "public":
            return PublicStatus(value).label
        case "wants":
            return WANTED[Wants(value)]
        case "owner":
            return f"Owner: {names[value]}"
        case "author":
            return f"Written by {names[value]}"
    return f"{'Language' if name == 'language' else 'Role'}: {value}"


def unasked(choice: Choice) -> Sort:
    """The order that nobody has to choose."""
    return Sort.BEST if choice.q else Sort.CHANGED


def orders(choice: Choice) -> list[tuple[str, str]]:
    """Value and words, that one first and without a value: so a form of a list without words asks for the best match
    once words are typed into it.
    """
    first = unasked(choice)
    proposed = ("", _ORDERS.get(first, "Best match"))
    return [proposed, *((str(one), words) for one, words in _ORDERS.items() if one is not first)]
