"""The session in the cookie and the row it stands for: without the row, a signed cookie opens nothing.

Flask-Login signs people in and out and tells us; Flask-Security's views commit what we add in answer to it.
"""

from datetime import timedelta
from typing import Any

from flask import Flask, Response, g, request, session
from flask_login import user_logged_in, user_logged_out
from flask_security import password_changed
from flask_security.utils import set_request_attr

from cms.services import signing_in
from cms.store import accounts, user_sessions
from cms.store.accounts import User
from cms.store.db import transaction
from cms.store.user_sessions import UserSession
from cms.web import user_agents

_TOKEN = "session_token"  # noqa: S105  # its name in the cookie


def register(app: Flask) -> None:
    """Call it once Flask-Security has set Flask-Login up."""
    app.config.update(PERMANENT_SESSION_LIFETIME=signing_in.LONGEST_REMEMBERED, SESSION_REFRESH_EACH_REQUEST=False)
    app.config["REMEMBER_COOKIE_DURATION"] = timedelta(0)  # there is one cookie, the session's
    app.login_manager.user_loader(_load)  # type: ignore[attr-defined]
    app.after_request(_clear_what_is_kept)
    user_logged_in.connect(_begin, app)
    user_logged_out.connect(_end, app)
    password_changed.connect(end_others, app)


def current() -> UserSession:
    """The session of this request, whose person is signed in."""
    found: UserSession = g.user_session
    return found


def where_signing_in_goes_on() -> str:
    """The endpoint of its first page, or of the one for whoever has given the password: the first page begins anew."""
    person = accounts.by_uniquifier(session.get("tf_user_id", ""))
    if person is None:
        return "security.login"
    if "tf_select" in session:
        return "security.tf_select"
    return "security.two_factor_token_validation" if person.tf_primary_method else "security.wan_signin"


def _load(user_id: str) -> User | None:
    """The person whom the cookie names, while their session holds. user_id: changes with the password."""
    row = signing_in.find(session.get(_TOKEN, ""))
    if row is None or row.user.fs_uniquifier != user_id:
        return None
    g.user_session = row
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return row.user


def _begin(app: Flask, user: Any, **more: Any) -> None:
    """A new token at every signing in, in place of the one before: nobody can have planted it."""
    before = user_sessions.by_token(session.pop(_TOKEN, ""))
    remembered = session.pop("_remember", None) == "set"
    if before:
        remembered = remembered or (before.remembered and before.user_id == user.id)
        user_sessions.end_one(before.user_id, before.id)
    session[_TOKEN] = signing_in.begin(
        user, agent=user_agents.in_words(request.user_agent.string), remembered=remembered
    )
    session.permanent = remembered


def _end(app: Flask, user: Any, **more: Any) -> None:
    if token := session.pop(_TOKEN, ""):
        session.permanent = False
        with transaction():
            user_sessions.end(token)


def end_others(app: Flask, user: Any, **more: Any) -> None:
    """All of this person's but the one of this request; in the transaction of whoever calls."""
    row = user_sessions.by_token(session.get(_TOKEN, ""))
    user_sessions.end_all(user.id, but=row.id if row else None)


def _clear_what_is_kept(response: Response) -> Response:
    """With signing out the browser drops its cached pages. Not its storage: that holds what its person has typed and no
    server has yet; nor all cookies of the domain, for others may live there too.
    """
    if request.endpoint == "security.logout" and request.method == "POST" and response.status_code < 400:
        response.headers["Clear-Site-Data"] = '"cache"'
    return response
