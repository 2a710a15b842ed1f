"""Where guessing is slowed down: the forms that look at a password or a link. See services/throttling.py.

A device is known to an account once it signed in there, by a signed cookie that says so for half a year.
"""

import secrets
from contextlib import suppress
from hashlib import sha256
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_login import current_user, user_logged_in
from flask_security import EmailValidateException
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import TooManyRequests

from cms import logs
from cms.services import throttling
from cms.web import second_factor
from cms.web.accounts import signing_keys

_KNOWN_SECONDS = 180 * 24 * 3600
_MOST_ACCOUNTS = 8  # of one device
# What is tried where. A password is the same one, wherever it is asked for.
_TRIED = {
    "security.login": "password",
    "security.verify": "password",
    "security.change_password": "password",
    "security.two_factor_token_validation": "code",
    "security.mf_recovery": "code",
    "accounts.choose_password": "link",
    "password_reset.choose": "link",
    "password_reset.ask": "reset",  # each one counts: none leads on
}
_SIGNING_IN = ("security.login", "security.two_factor_token_validation", "security.mf_recovery")
_log = logs.logger(__name__)


def register(app: Flask) -> None:
    """Call it after the protection of forms: what is no form of ours must not count against anybody."""
    app.before_request(_before)
    app.after_request(_after)
    user_logged_in.connect(_know, app)


def _before() -> None:
    what = _TRIED.get(request.endpoint or "") if request.method == "POST" else None
    if what is None or (request.endpoint in _SIGNING_IN and current_user.is_authenticated):
        return  # who is signed in already is led on, whatever they typed
    account = _account()
    device, known = _device()
    counted = throttling.counters(
        what, account=account, address=request.remote_addr or "", device=device if _mark(account) in known else ""
    )
    if wait := throttling.take(counted):
        _log.warning("tries slowed down", what=what, seconds=wait)
        raise TooManyRequests(_sentence(what, wait), retry_after=wait)
    g.tries = counted


def _after(response: Response) -> Response:
    # Each form leads on when it is right; those for codes also when they are not, to where one begins again.
    led_on = response.status_code in (302, 303)
    if _TRIED.get(request.endpoint or "") == "code":
        led_on = "known_device" in g
    if led_on and (counted := g.pop("tries", None)):
        throttling.succeeded(counted)
    if known := g.pop("known_device", None):
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(
            _cookie_name(), known, max_age=_KNOWN_SECONDS, secure=secure, httponly=True, samesite="Lax"
        )  # fmt: skip
    return response


def _know(app: Flask, user: Any, **more: Any) -> None:
    device, known = _device()
    marks = [_mark(_normal(user.email)), *known]
    g.known_device = _signer().dumps([device, list(dict.fromkeys(marks))[:_MOST_ACCOUNTS]])


def _device() -> tuple[str, list[str]]:
    """The name of this device, and the marks of the accounts that it is known to."""
    try:
        device, known = _signer().loads(request.cookies.get(_cookie_name(), ""), max_age=_KNOWN_SECONDS)
    except BadData:
        return secrets.token_hex(16), []
    return str(device), list(known)


def _account() -> str:
    """Whose password is tried; "" where a link says it."""
    if request.endpoint in ("security.login", "password_reset.ask"):
        return _normal(request.form.get("email", ""))
    if request.endpoint in _SIGNING_IN:
        person = second_factor.half_way()
        return _normal(person.email) if person else ""
    return _normal(current_user.email) if current_user.is_authenticated else ""


def _normal(email: str) -> str:
    """As Flask-Security looks it up, so that no other way to write it has a count of its own."""
    with suppress(EmailValidateException):
        email = current_app.extensions["security"].mail_util.normalize(email)
    return email.strip().casefold()


def _mark(account: str) -> str:
    return sha256(f"known device {account}".encode(errors="surrogatepass")).hexdigest()[:32]


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(signing_keys(current_app), salt="known device")


def _cookie_name() -> str:
    return "__Host-known-device" if current_app.config["SESSION_COOKIE_SECURE"] else "known-device"


def _sentence(what: str, seconds: int) -> str:
    minutes = -(-seconds // 60)
    when = "in a minute" if minutes == 1 else f"in {minutes} minutes"
    if what == "reset":
        return f"Several links were asked for already. Look into your mail first; the next one is possible {when}."
    return (
        f"There were several tries that failed, so the next one is possible {when}. A browser in which you signed in "
        "before does not have to wait because others guessed."
    )
