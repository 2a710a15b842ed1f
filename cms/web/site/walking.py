"""The walk through the JSON Feed, answered before Flask is entered.

Each page has an address of its own that most followers read once, so none of them would be in memory. Whatever is asked
for beside `cursor` and `limit`, and whatever is wrong with them, goes the usual way.
"""

from functools import lru_cache
from urllib.parse import parse_qsl

from flask import Flask
from itsdangerous import BadSignature
from sqlalchemy.exc import SQLAlchemyError

from cms.rendering import urls
from cms.store import direct
from cms.store.db import db
from cms.store.listings import EVERYTHING
from cms.store.renditions import Form
from cms.web import http
from cms.web.asked import Asked
from cms.web.representation import Representation
from cms.web.site.feed import SIZES, Feed
from cms.web.windows import bound_to, fitting, named, place_in

_LIMIT, _MOST = SIZES["full"]
_KNOWN = 1024  # cursors


class Walk:
    """Makes the pages of one application's plain feed."""

    def __init__(self, app: Flask) -> None:
        self._plain = {
            limit: Feed(app.extensions["crossway"].renderer.site, urls.FEED, "full", limit, Asked(EVERYTHING))
            for limit in range(1, _MOST + 1)
        }
        usual = self._plain[_LIMIT]
        with app.app_context():
            self._engine = db.engine
            signer = http.signer(bound_to(usual.kind, usual.asked))
        # Followers walk the same places, and signing one takes as long as finding its rows.
        self._place = lru_cache(maxsize=_KNOWN)(lambda cursor: place_in(signer.loads(cursor)))
        self._cursor = lru_cache(maxsize=_KNOWN)(lambda place: str(signer.dumps(named(place))))
        self._away = (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error)

    def __call__(self, path: str, query: str) -> Representation | None:
        """None: this goes the usual way."""
        asked = parse_qsl(query, keep_blank_values=True, errors="werkzeug.url_quote")
        given = dict(asked)
        if len(given) < len(asked) or given.keys() - {"cursor", "limit"}:
            return None
        found, cursor = self._plain.get(_limit(given.get("limit"))), given.get("cursor")
        if found is None:
            return None
        try:
            after = self._place(cursor) if cursor is not None else None
            step = direct.walk(self._engine, Form.FEED_ITEM, limit=found.limit + 1, after=after)
        except (BadSignature, *self._away):
            return None
        bodies = [row[2] for row in step.rows[: found.limit]]
        del bodies[fitting(map(len, bodies), len(query)) :]
        more = len(bodies) < len(step.rows)
        following = self._cursor(direct.place_of(step.rows[len(bodies) - 1])) if more else ""
        return found.json(bodies, step.changed_at, following)


def _limit(text: str | None) -> int:
    """0 for what is no number in plain digits."""
    if text is None:
        return _LIMIT
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
