"""The walk through the JSON Feed, answered before Flask is entered.

Each page has an address of its own that most followers read once, so none of them would be in memory. Whatever is asked
for beside `cursor` and `limit`, and whatever is wrong with them, goes the usual way.
"""

from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from flask import Flask
from itsdangerous import BadSignature
from sqlalchemy.exc import SQLAlchemyError

from cms.rendering import urls
from cms.store import direct
from cms.store.db import db
from cms.store.listings import EVERYTHING, Place
from cms.store.renditions import Form
from cms.web import http
from cms.web.asked import Asked
from cms.web.representation import Representation
from cms.web.site.feed import SIZES, End, Feed
from cms.web.windows import bound_to, fitting, named, place_in

_LIMIT, _MOST = SIZES["full"]
_KNOWN, _LONGEST = 1024, 500  # addresses, and characters of one


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
            self._signer = http.signer(bound_to(usual.kind, usual.asked))
        # Followers walk the same places, and to read and sign one takes as long as finding its rows.
        self._asked = lru_cache(maxsize=_KNOWN)(self._read)
        self._going_on = lru_cache(maxsize=_KNOWN)(self._signed)
        self._last = {limit: feed.end("") for limit, feed in self._plain.items()}
        self._away = (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error)

    def __call__(self, path: str, query: str) -> Representation | None:
        """None: this goes the usual way."""
        if len(query) > _LONGEST or (known := self._asked(query)) is None:
            return None
        limit, after = known
        try:
            step = direct.walk(self._engine, Form.FEED_ITEM, limit=limit + 1, after=after)
        except self._away:
            return None
        bodies = [row[2] for row in step.rows[:limit]]
        del bodies[fitting(map(len, bodies), len(query)) :]
        more = len(bodies) < len(step.rows)
        end = self._going_on(limit, *step.rows[len(bodies) - 1][:2]) if more else self._last[limit]
        return self._plain[limit].json(bodies, step.changed_at, end)

    def _read(self, query: str) -> tuple[int, Place | None] | None:
        """The limit, and the place after which it goes on."""
        asked = parse_qsl(query, keep_blank_values=True, errors="werkzeug.url_quote")
        given = dict(asked)
        limit, cursor = _limit(given.get("limit")), given.get("cursor")
        if len(given) < len(asked) or given.keys() - {"cursor", "limit"} or limit not in self._plain:
            return None
        try:
            return limit, place_in(self._signer.loads(cursor)) if cursor is not None else None
        except BadSignature:
            return None

    def _signed(self, limit: int, *place: Any) -> End:
        """Of a page whose last guide has this place, as the driver gives it: others follow."""
        feed = self._plain[limit]
        return feed.end(feed.url(str(self._signer.dumps(named(direct.place_of(place))))))


def _limit(text: str | None) -> int:
    """0 for what is no number in plain digits."""
    if text is None:
        return _LIMIT
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
