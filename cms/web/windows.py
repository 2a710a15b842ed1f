"""Pages of public lists: kept bodies joined until a page is full, and the cursor of the next one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlencode
from uuid import UUID

from flask import request

from cms.store import listings, publications
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

    bodies: tuple[str, ...]
    cursor: str
    changed_at: datetime
    modified_at: datetime | None


def window(
    kind: str, asked: Asked, form: Form, *, limit: int, shaped: Callable[[str], str] | None = None
) -> Window:  # fmt: skip
    """The page that the request asks for: up to `limit` guides, and at most 900 kB, but one guide at least.

    kind: of list; its cursors fit no other, nor another choice. shaped: what to send of a body.
    """
    bound = f"{kind}:{sha256(urlencode(asked.pairs).encode()).hexdigest()[:32]}"
    after = http.place(bound)
    changed_at = publications.clock().moved_at  # before the rows: an older date is only a reason to ask again
    rows = listings.window(
        form, limit=limit + 1, filters=asked.filters, order=asked.order, since=asked.since,
        after=_place(after) if after else None,
    )  # fmt: skip
    room = _PAGE_BYTES - _HEAD_BYTES - 3 * len(request.query_string)  # which the head repeats, up to three times
    bodies: list[str] = []
    for row in rows[:limit]:
        body = shaped(row.body) if shaped else row.body
        room -= len(body.encode()) + 1
        if bodies and room < 0:
            break
        bodies.append(body)
    shown = rows[: len(bodies)]
    cursor = http.cursor(bound, [shown[-1].at.isoformat(), str(shown[-1].guide_id)]) if len(shown) < len(rows) else ""
    return Window(tuple(bodies), cursor, changed_at, max((row.modified_at for row in shown), default=None))


def _place(read: list[str]) -> Place:
    at, guide_id = read  # signed, so written by us
    return datetime.fromisoformat(at), UUID(guide_id)
