"""What is logged of each request that enters Flask, and the id that ties its lines together.

One line for the request, one when it is refused, one for each sign-in that succeeds or fails, one for an error that
nobody expected; and one, of its status alone, for a request that is refused before. Query strings, bodies, headers and
e-mail addresses stay out.
"""

import re
import secrets
from functools import cache
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_login import user_logged_in, user_logged_out
from flask_security import password_changed, user_failed_authn
from structlog.contextvars import bind_contextvars, clear_contextvars

from cms import clock, logs
from cms.errors import TransitionRefused
from cms.web.parts import parts

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_TOKEN = re.compile(r"<(?:\w+:)?token>")
_LONGEST_PATH, _LONGEST_METHOD = 500, 20
_OBJECTS = ("guide_id", "action", "number")  # the parts of an address that say what a refusal was about

_log = logs.logger(__name__)


def register(app: Flask) -> None:
    """Call it before all others: what is registered first begins first and ends last."""
    app.before_request(_begin)
    app.after_request(_end)
    app.log_exception = _unexpected  # type: ignore[method-assign]  # Flask's own line has the address as it came
    user_logged_in.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)
    user_failed_authn.connect(_failed, app)
    password_changed.connect(_password_changed, app)


def reference() -> str:
    """The id of this request, by which its lines are found."""
    return str(g.request_id)


def seconds() -> float:
    """How long this request has taken so far."""
    return clock.monotonic() - float(g.began)


def acting(actor_id: str) -> None:
    """Names who acts in every line that follows."""
    bind_contextvars(actor=actor_id)


def refused(error: TransitionRefused) -> None:
    """Says in the line of the refusal which guards of the workflow refused."""
    g.refusal = {"action": error.action, "state": error.state, "codes": [one.code for one in error.refusals]}


def refused_before(status: int, given: str, *, is_proxied: bool) -> str:
    """Tells of a request that is not let in, and returns its id. given: the one that it came with, "" for none."""
    request_id = _id(given, is_proxied=is_proxied)
    _log.info("request refused", status=status, request_id=request_id)
    return request_id


def _id(given: str, *, is_proxied: bool) -> str:
    """A proxy of ours may have given it one."""
    return given if is_proxied and _ID.fullmatch(given) else secrets.token_hex(8)


def _begin() -> None:
    clear_contextvars()
    given = request.headers.get("X-Request-ID", "")
    g.began, g.request_id = clock.monotonic(), _id(given, is_proxied=parts().settings.trusted_proxies > 0)
    bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    status, path = response.status_code, _path()
    if response.cache_control.no_store:  # what caches keep is the same for everyone
        response.headers["X-Request-ID"] = reference()
    if status == 401:
        _log.warning("token refused", path=path)
    elif status in (403, 409):
        asked = {name: value for name, value in (request.view_args or {}).items() if name in _OBJECTS}
        _log.warning("refused", status=status, path=path, **{**asked, **g.get("refusal", {})})
    elif status == 200 and request.method == "POST" and request.endpoint in ("security.login", "security.verify"):
        _log.warning("sign-in failed", account=g.get("account", "unknown"))  # their form, shown again
    size = response.calculate_content_length() if response.is_sequence else response.content_length
    took = round(seconds() * 1000, 1)
    _log.info("request", method=request.method[:_LONGEST_METHOD], path=path, status=status, ms=took, bytes=size)
    return response


def _path() -> str:
    """As it was asked for, without the query string and without a token that stands in it."""
    return _tokens(current_app._get_current_object()).sub(r"\1…", request.path)[:_LONGEST_PATH]  # type: ignore[attr-defined]


@cache
def _tokens(app: Flask) -> re.Pattern[str]:
    """Tokens in addresses, by what stands before them: whatever follows, and in whatever case, is one to the log."""
    rules = [rule.rule for rule in app.url_map.iter_rules() if "token" in rule.arguments]
    before = {_TOKEN.split(rule)[0].strip("/") for rule in rules}
    return re.compile(rf"((?:{'|'.join(map(re.escape, sorted(before)))})/+).+", re.IGNORECASE | re.DOTALL)


def _unexpected(exc_info: Any) -> None:
    _log.error("unexpected error", method=request.method[:_LONGEST_METHOD], path=_path(), exc_info=exc_info)


def _signed_in(app: Flask, user: Any, **more: Any) -> None:
    acting(str(user.id))
    _log.info("signed in")


def _signed_out(app: Flask, user: Any, **more: Any) -> None:
    if user.is_authenticated:  # one may sign out twice
        _log.info("signed out", account=str(user.id))


def _failed(app: Flask, user: Any, **more: Any) -> None:
    g.account = str(user.id)


def _password_changed(app: Flask, user: Any, **more: Any) -> None:
    _log.info("password changed", account=str(user.id))
