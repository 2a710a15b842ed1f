"""Pages of public lists: kept bodies, in UTF-8, joined until a page is full, and the cursor of the next one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlencode
from uuid import UUID

from flask import request

from cms.store import listings, public_clock
from cms.store.listings import Place
from cms.store.renditions import Form
from cms.web import http
from cms.web.asked import Asked

_PAGE_BYTES = 900_000
_HEAD_BYTES = 4_000


@dataclass(frozen=True)
class Window:
    """One page. cursor: of the next one, "" on the last. changed_at: when anything public last moved.

    modified_at: of the guide on it that was changed last; None when it is empty.
    """

    bodies: tuple[bytes, ...]
    cursor: str
    changed_at: datetime
    modified_at: datetime | None


def window(
    kind: str, asked: Asked, form: Form, *, limit: int, shaped: Callable[[str], str] | None = None
) -> Window:  # fmt: skip
    """The page that the request asks for: up to `limit` guides, and at most 900 kB, but one guide at least.

    kind: of list; its cursors fit no other, nor another choice. shaped: what to send of a body.
    """
    bound = bound_to(kind, asked)
    after = http.place(bound)
    changed_at = public_clock.read().moved_at  # before the rows: an older date is only a reason to ask again
    rows = listings.window(
        form, limit=limit + 1, filters=asked.filters, order=asked.order, since=asked.since,
        after=place_in(after) if after else None,
    )  # fmt: skip
    bodies = [(shaped(row.body) if shaped else row.body).encode() for row in rows[:limit]]
    del bodies[fitting(map(len, bodies), len(request.query_string)) :]
    shown = rows[: len(bodies)]
    cursor = http.cursor(bound, named(shown[-1].place)) if len(shown) < len(rows) else ""
    return Window(tuple(bodies), cursor, changed_at, max((row.modified_at for row in shown), default=None))


def bound_to(kind: str, asked: Asked) -> str:
    """What a cursor of this list and choice is signed for."""
    return f"{kind}:{sha256(urlencode(asked.pairs).encode()).hexdigest()[:32]}"


def fitting(sizes: Iterable[int], query_bytes: int) -> int:
    """How many bodies of these sizes, in bytes, a page may hold: one at least, if there is any.

    query_bytes: of the query, which the head repeats up to three times.
    """
    room = _PAGE_BYTES - _HEAD_BYTES - 3 * query_bytes
    fit = 0
    for size in sizes:
        room -= size + 1
        if fit and room < 0:
            break
        fit += 1
    return fit


def named(place: Place) -> list[str]:
    """A place as a cursor carries it."""
    return [place[0].isoformat(), str(place[1])]


def place_in(read: list[str]) -> Place:
    """The place that a cursor names."""
    at, guide_id = read  # signed, so written by us
    return datetime.fromisoformat(at), UUID(guide_id)
