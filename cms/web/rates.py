"""How often somebody may ask for what costs much: searches, guides begun by programs, tables, test events.

Counted in Redis where one is named, so that all web processes count together; while it does not answer, and without
one, each process counts for itself. What is in memory is answered before Flask is entered and counts for nobody.
"""

import math
import time
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from cms import clock, logs
from cms.services import throttling
from cms.web.access import current_actor
from cms.web.parts import parts

_WITHIN = 0.25  # seconds
_ASKED_AGAIN_AFTER = 10.0
_RATES = "crossway_rates"
_log = logs.logger(__name__)


@dataclass(frozen=True)
class Rate:
    """setting: that says how many a minute. what: happened too often."""

    setting: str
    what: str


_SEARCHES = Rate("searches_a_minute", "There were many searches from your network.")
_IMPORTS = Rate("imports_a_minute", "Your programs began many guides.")
_EXPORTS = Rate("exports_a_minute", "You took many tables along.")
_TESTS = Rate("webhook_tests_a_minute", "You sent many events by hand.")
_LIMITED = {
    "site.index": _SEARCHES,
    "api.create": _IMPORTS,
    "editor.table": _EXPORTS,
    "editor.export_audit": _EXPORTS,
    "admin.send_test": _TESTS,
    "admin.resend": _TESTS,
    "admin.resend_since": _TESTS,
}


class Rates:
    """Who did what within the last minute. redis_url: "" for the memory of this process alone."""

    def __init__(self, redis_url: str) -> None:
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(_redis(redis_url)) if redis_url else None
        self._away_until = 0.0

    def wait(self, name: str, most: int) -> int:
        """Counts this once, and says 0; or in how many seconds it may be done, which is then not counted."""
        limit = RateLimitItemPerMinute(most)
        if self._shared and time.monotonic() >= self._away_until:
            try:
                return _wait(self._shared, limit, name)
            except StorageError as error:
                self._away_until = time.monotonic() + _ASKED_AGAIN_AFTER  # else each request would wait for it
                _log.warning("Redis does not answer; each process counts for itself", error=type(error).__name__)
        return _wait(self._own, limit, name)


def _redis(url: str) -> RedisStorage:
    """Asked once, and not for long: who waits for an answer waits for this, too."""
    options: dict[str, Any] = {"retry": None, "socket_timeout": _WITHIN, "socket_connect_timeout": _WITHIN}
    return RedisStorage(url, wrap_exceptions=True, key_prefix="crossway", **options)


def _wait(limiter: MovingWindowRateLimiter, limit: RateLimitItem, name: str) -> int:
    if limiter.hit(limit, name):
        return 0
    return max(1, math.ceil(limiter.get_window_stats(limit, name).reset_time - clock.now().timestamp()))


def register(app: Flask) -> None:
    """Call it after the protection of forms, as what counts tries: only what would be done counts."""
    app.extensions[_RATES] = Rates(app.extensions["crossway"].settings.redis_url)
    app.before_request(_before)


def _before() -> None:
    rate = _LIMITED.get(request.endpoint or "")
    if rate is None or (rate is _SEARCHES and not request.args.get("q", "").strip()):
        return
    who = throttling.network(request.remote_addr or "") if rate is _SEARCHES else current_actor().id
    most, rates = getattr(parts().settings, rate.setting), current_app.extensions[_RATES]
    if most and (wait := rates.wait(f"{rate.setting}:{who}", most)):
        _log.warning("asked too often", what=rate.setting, seconds=wait)
        raise TooManyRequests(f"{rate.what} The next is possible in {wait} seconds.", retry_after=wait)
