"""Who may call what. Every route is marked @public, @signed_in, @requires(role…) or @by_token(scope).

The mark is checked before the view runs; a route without one is refused, and a test finds it first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cms.services import signing_in
from cms.services.accounts import SCOPES
from cms.store import api_tokens, site_events
from cms.store.db import read_by_default
from cms.web import request_log, sessions
from cms.web.parts import parts
from cms.workflow import EDITORIAL_ROLES, Actor, Role

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Mark:
    """kind: `public`, `signed_in`, `role`, `token`, or `closed` to everybody. roles: any of them opens the route."""

    kind: str
    roles: frozenset[Role] = frozenset()


# Routes whose views are not ours.
EXTERNAL = {
    "static": Mark("public"),
    "bootstrap.static": Mark("public"),
    "security.static": Mark("public"),
    "security.login": Mark("public"),
    "security.verify": Mark("signed_in"),
    "security.logout": Mark("public"),  # signing out twice is no error
    "security.change_password": Mark("signed_in"),
    "security.two_factor_setup": Mark("signed_in"),
    "security.mf_recovery_codes": Mark("signed_in"),
    "security.wan_register": Mark("signed_in"),
    "security.wan_register_response": Mark("signed_in"),
    "security.wan_delete": Mark("signed_in"),
    # Between the password and the code nobody is signed in: see second_factor.py.
    "security.two_factor_token_validation": Mark("public"),
    "security.tf_select": Mark("public"),
    "security.mf_recovery": Mark("public"),
    "security.wan_signin": Mark("public"),
    "security.wan_signin_response": Mark("public"),
    # It would mail codes, or ask somebody by mail; and a second way to finish setting up, which begins anew when a code
    # is wrong.
    "security.two_factor_rescue": Mark("closed"),
    "security.two_factor_setup_validate": Mark("closed"),
}
# All that is open to those who must set up a second factor first.
_SETTING_UP = (
    "security.two_factor_setup", "security.wan_register", "security.wan_register_response",
    "security.mf_recovery_codes", "security.verify",
)  # fmt: skip


def _marking(mark: Mark) -> Callable[[View], View]:
    def apply(view: View) -> View:
        view.access = mark  # type: ignore[attr-defined]  # the mark travels with the function
        return view

    return apply


public = _marking(Mark("public"))
signed_in = _marking(Mark("signed_in"))
by_token = _marking(Mark("token"))


def requires(*roles: Role) -> Callable[[View], View]:
    return _marking(Mark("role", frozenset(roles)))


editorial = requires(*EDITORIAL_ROLES)


def for_scripts(view: View) -> View:
    """Marks a view that a page's script calls: whatever is wrong is told as a problem document, never by a page or
    by leading elsewhere.
    """
    view.for_scripts = True  # type: ignore[attr-defined]  # travels with the function, as the mark does
    return view


def is_for_scripts() -> bool:
    """Whether this request goes to such a view."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "for_scripts", False)


def mark_of(app: Flask, endpoint: str) -> Mark | None:
    return EXTERNAL.get(endpoint) or getattr(app.view_functions[endpoint], "access", None)


def register(app: Flask) -> None:
    """The guard must be the first to look at who is there: nothing may ask the database before it says how."""
    app.before_request(_guard)


def _guard() -> ResponseReturnValue | None:
    # Only Flask-Security's own views write outside an act; everything else reads until it opens one.
    read_by_default(request.method in ("GET", "HEAD", "OPTIONS") or request.blueprint != "security")
    site_events.acting(site_events.VISITOR)
    if request.endpoint is None:
        return None  # 404 and 405 are for everyone
    mark = mark_of(current_app, request.endpoint)
    if mark is None:
        abort(403)
    if mark.kind == "public":
        return None
    if mark.kind == "closed":
        abort(404)
    if mark.kind == "token":
        g.caller = _caller()
        request_log.acting(g.caller.id)
        site_events.acting(g.caller.id)
        return None
    if not current_user.is_authenticated:
        if is_for_scripts():
            abort(401, "You are not signed in any more. What you typed is still on your page: sign in, and go on.")
        if typed := _typed():
            return render_template("editor/held_back.html", typed=typed, setting_up=False), 401
        back = request.full_path if request.method == "GET" else url_for("editor.desk")
        return redirect(url_for(sessions.where_signing_in_goes_on(), next=back.rstrip("?")), 303)
    request_log.acting(str(current_user.id))
    site_events.acting(str(current_user.id))
    signing_in.seen(sessions.current())
    if request.endpoint not in _SETTING_UP and demands_second_factor() and not current_user.has_second_factor:
        return _to_setting_up()
    if mark.kind == "role" and not current_actor().roles & mark.roles:
        abort(403, "Your account does not have the role this page needs. An admin can give it to you.")
    return None


def demands_second_factor() -> bool:
    """Whether a role of whoever is signed in must have one."""
    demanding = parts().settings.second_factor_roles
    return bool(demanding) and any(role.name in demanding for role in current_user.roles)


def _to_setting_up() -> ResponseReturnValue:
    """Nothing is done before. What was typed stays where it is, or is handed back."""
    if not is_for_scripts() and (typed := _typed()):
        return render_template("editor/held_back.html", typed=typed, setting_up=True), 403
    if request.method != "GET" or is_for_scripts():
        abort(403, "Your role needs a second step at signing in. Set it up on your account’s page, then come back.")
    return redirect(url_for("security.two_factor_setup"), 303)


def _typed() -> list[tuple[str, str]]:
    """What was posted to the desk by somebody who may not now: it is handed back, to be sent again."""
    posted = request.form.items(multi=True) if request.blueprint == "editor" else ()
    return [(name, value) for name, value in posted if name != "csrf_token"]


def current_actor() -> Actor:
    """Who acts in this request: the signed-in person, or the owner of the token within its scopes."""
    if "caller" in g:
        found: Actor = g.caller
        return found
    actor: Actor = current_user.actor()
    return actor


def _caller() -> Actor:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    known = api_tokens.by_token(token.strip()) if scheme.lower() == "bearer" and token else None
    if known is None:
        abort(401, "Send a valid token: Authorization: Bearer …")
    reading = request.method in ("GET", "HEAD")
    actor: Actor = known.user.actor(within=roles_within(known.scopes))
    if reading and "read" not in known.scopes:
        abort(403, "This token does not have the scope “read”.")
    if not known.user.actor().roles & EDITORIAL_ROLES:
        abort(403, "The owner of this token has no editorial role.")
    return actor


def roles_within(scopes: Iterable[str]) -> frozenset[str]:
    """The role words a token with these scopes may act in; reading alone gives none."""
    return frozenset(str(role) for scope in scopes if scope != "read" for role in SCOPES[scope])
