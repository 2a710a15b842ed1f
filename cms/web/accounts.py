"""One's own account: how readers see one, the tokens of one's programs, and choosing a password by a link."""

from typing import Any
from uuid import UUID

import email_validator
from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cms.errors import InvalidContent
from cms.services import accounts as acts
from cms.services import notifying, password_links, signing_in
from cms.services.password_links import WELCOME, Kind
from cms.store import accounts, api_tokens, notifications
from cms.web import sessions
from cms.web.access import current_actor, public, signed_in
from cms.web.passwords import hashed
from cms.workflow import EDITORIAL_ROLES, Role

blueprint = Blueprint("accounts", __name__)

_SCOPE_WORDS = {
    "read": "Read drafts, findings and history",
    "draft": "Write and send for review",
    "review": "Approve and ask for changes",
    "publish": "Publish",
}

MAIL_WORDS = {
    notifications.AT_ONCE: "At once",
    notifications.DAILY: f"Once a day, at {notifying.DIGEST_HOUR:02}:00 UTC, what you have not read by then",
    notifications.NEVER: "Not at all: I look into my inbox",
}


@blueprint.get("/home")
@signed_in
def home() -> ResponseReturnValue:
    """Where signing in leads: to the page that this person works on."""
    roles = current_actor().roles
    page = "editor.desk" if roles & EDITORIAL_ROLES else "admin.people" if Role.ADMIN in roles else ".account"
    return redirect(url_for(page), 303)


@blueprint.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    return _page()


@blueprint.post("/account/byline")
@signed_in
def byline() -> ResponseReturnValue:
    said = {"name": request.form.get("name", ""), "url": request.form.get("url", "")}
    try:
        acts.set_byline(current_user.id, **said)
    except InvalidContent as error:
        return _page(errors=error.errors, said=said), 422
    flash("Saved. Readers see it wherever a guide of yours is rendered from now on.")
    return redirect(url_for(".account"), 303)


@blueprint.post("/account/mail")
@signed_in
def choose_mail() -> ResponseReturnValue:
    how = request.form.get("mail", "")
    if how not in MAIL_WORDS:
        return _page(errors={"mail": ["Choose one of these."]}), 422
    notifying.choose_mail(current_user.id, how)
    flash("Saved. It holds from now on.")
    return redirect(url_for(".account", _anchor="mail"), 303)


@blueprint.post("/account/tokens")
@signed_in
def issue_token() -> ResponseReturnValue:
    """Answers with the page itself, because the token is shown once and kept nowhere, a session cookie included."""
    name, scopes = request.form.get("token_name", ""), request.form.getlist("scope")
    try:
        if not scopes:
            raise InvalidContent({"scopes": ["Choose at least one thing that the token may do."]})
        token = acts.issue_token(current_user.id, name=name, scopes=scopes)
    except InvalidContent as error:
        errors = {"token_name" if field == "name" else field: why for field, why in error.errors.items()}
        return _page(errors=errors, said={"token_name": name, "scopes": scopes}), 422
    return _page(token=token), 201


@blueprint.post("/account/tokens/<uuid:token_id>/revoke")
@signed_in
def revoke_token(token_id: UUID) -> ResponseReturnValue:
    acts.revoke_token(token_id, owner=current_user.id)
    flash("The token is revoked.")
    return redirect(url_for(".account"), 303)


@blueprint.post("/account/sessions/<uuid:session_id>/end")
@signed_in
def end_session(session_id: UUID) -> ResponseReturnValue:
    signing_in.end_one(current_user.id, session_id)
    flash("That browser is signed out.")
    return redirect(url_for(".account"), 303)


@blueprint.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    signing_in.end_others(current_user.id, but=sessions.current().id)
    flash("You are signed out everywhere else.")
    return redirect(url_for(".account"), 303)


@blueprint.get("/welcome/<token>")
@public
def welcome(token: str) -> ResponseReturnValue:
    return choosing_page(token, WELCOME)


@blueprint.post("/welcome/<token>")
@public
def choose_password(token: str) -> ResponseReturnValue:
    return choose_by_link(token, WELCOME)


def choosing_page(token: str, kind: Kind, errors: Any = None) -> str:
    """Where a password is chosen by a link of this kind. Raises NotFound for one that does not hold."""
    person = password_links.person_of(token, kind, signing_keys(current_app))
    return render_template("account/welcome.html", person=person, new=kind is WELCOME, errors=errors or {})


def choose_by_link(token: str, kind: Kind) -> ResponseReturnValue:
    keys, password = signing_keys(current_app), request.form.get("password", "")
    person = password_links.person_of(token, kind, keys)
    try:
        if password != request.form.get("password_again", ""):
            raise InvalidContent({"password_again": ["This is not the same as above."]})
        password_links.choose_password(token, kind, keys, hashed(password, about=(person.name, person.email)))
    except InvalidContent as error:
        return choosing_page(token, kind, error.errors), 422
    flash("Your password is set. Sign in with it.")
    return redirect(url_for("security.login"), 303)


def checked_email(text: str) -> str:
    """The address in its normal form. Raises InvalidContent."""
    try:
        found = email_validator.validate_email(text.strip(), **current_app.config["SECURITY_EMAIL_VALIDATOR_ARGS"])
    except email_validator.EmailNotValidError as error:
        raise InvalidContent({"email": [f"“{text}” is no e-mail address: {error}"]}) from None
    return found.normalized


def signing_keys(app: Flask) -> list[str]:
    """Oldest first: the newest signs, all of them verify."""
    return [*app.config["SECRET_KEY_FALLBACKS"], app.config["SECRET_KEY"]]


def _page(token: str = "", errors: Any = None, said: Any = None) -> str:
    person = accounts.find(str(current_user.id))
    assert person  # noqa: S101  # signed in
    return render_template(
        "account/account.html",
        person=person,
        tokens=api_tokens.tokens_of(person.id),
        scopes={scope: _SCOPE_WORDS[scope] for scope in acts.covered_scopes(person)},
        scope_words=_SCOPE_WORDS,
        token=token,
        sessions=signing_in.held_by(person.id),
        here=sessions.current().id,
        mail_words=MAIL_WORDS,
        mail=notifications.choice(person.id),
        errors=errors or {},
        said={"name": person.name, "url": person.byline_url or "", "scopes": ["read"], **(said or {})},
    )
