"""What can go wrong, in the words of the domain. `web/errors.py` and the command line map these once.

What an author can mend is data (InvalidContent carries it, shaped like the document); what cannot be done
now is an exception with a sentence in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any


class CrosswayError(Exception):
    """Base of every error that has a sentence for the person who caused it."""


class NotFound(CrosswayError):
    """There is no such thing, or the actor may not know that there is."""


class Unreadable(CrosswayError):
    """The text is not JSON that we accept: malformed, duplicate names, not a number, nested too deep."""


class NotReady(CrosswayError):
    """It will be there in a moment."""


class InvalidContent(CrosswayError):
    """The document is malformed. `errors` has the document's shape: {section: [message] or {index: {...}}}."""

    def __init__(self, errors: Mapping[Any, Any], sentence: str = "The document is malformed.") -> None:
        super().__init__(sentence)
        self.errors = errors


def flat(errors: Mapping[Any, Any], at: str = "") -> Iterator[tuple[str, str]]:
    """Errors shaped like the document as (path, message): `roadmap[0].tasks[2]`."""
    for key, value in errors.items():
        here = f"{at}[{key}]" if isinstance(key, int) else f"{at}.{key}" if at else str(key)
        if isinstance(value, Mapping):
            yield from flat(value, here)
        else:
            for message in value if isinstance(value, list) else [value]:
                yield here, str(message)


class StaleRevision(CrosswayError):
    """Someone saved after the revision this act is based on, and both texts cannot simply be kept.

    conflicts: what both changed (cms.content.conflicts.Conflict); None where the texts were not compared.
    mine: the text that was not saved, so that it can be shown again and saved once this is settled.
    """

    def __init__(self, *, base: int, newest: int, conflicts: Sequence[Any] | None = None, mine: Any = None) -> None:
        super().__init__(f"This was based on revision {base}, but revision {newest} is the newest.")
        self.base = base
        self.newest = newest
        self.conflicts = conflicts
        self.mine = mine


class PageEnded(CrosswayError):
    """The page that sends this was saved by hand, and so has nothing more to say."""


class Kind(Enum):
    """Why a transition is refused, which decides the HTTP status."""

    FORBIDDEN = "forbidden"  # 403: the role, the scope or the person
    CONFLICT = "conflict"  # 409: not in this state, or the race is lost
    MISSING = "missing"  # 422: the request or the document lacks something


@dataclass(frozen=True)
class Refusal:
    """One reason why not, and who can change that."""

    code: str
    why: str
    who_can_clear: str
    kind: Kind = Kind.CONFLICT


class TransitionRefused(CrosswayError):
    """The workflow table says no. `refusals` is never empty; the gravest kind comes first."""

    def __init__(self, action: str, state: str, refusals: Sequence[Refusal]) -> None:
        order = [Kind.FORBIDDEN, Kind.CONFLICT, Kind.MISSING]
        self.refusals = sorted(refusals, key=lambda refusal: order.index(refusal.kind))
        super().__init__(self.refusals[0].why)
        self.action = action
        self.state = state

    @property
    def kind(self) -> Kind:
        return self.refusals[0].kind
