"""Signing in and out, by Flask-Security on Flask-Login; and what of theirs we do not offer."""

from typing import Any

from flask import Flask, abort, request
from flask_security import Security

from cms.store import accounts
from cms.web import passkeys, second_factor, second_factor_settings, sessions
from cms.web.passwords import Passwords

_LONGEST = 1000  # characters of one field; their password hash fails far above


def register(app: Flask) -> None:
    """Call it after access.register(): its hook has to run before anything here loads the person."""
    app.config.update(_SETTINGS, **second_factor_settings.configuration(app), **passkeys.configuration(app))
    before = list(app.before_request_funcs.get(None, ()))
    security = Security(
        app, accounts.datastore, password_util_cls=Passwords, totp_cls=second_factor.Codes,
        mf_recovery_codes_util_cls=second_factor.RecoveryCodes, webauthn_util_cls=passkeys.Passkeys,
        wan_signin_response_form=passkeys.Answer,
    )  # fmt: skip
    # Flask-Principal comes with it and would load the person for every request, public ones too. We ask by mark.
    app.before_request_funcs[None] = before
    # Programs have tokens of their own, with scopes; this one would travel in addresses and could not be revoked.
    app.login_manager.request_loader(lambda request: None)  # type: ignore[attr-defined]
    sessions.register(app)
    security.want_json(lambda request: False)
    app.before_request(_refuse_oddities)
    second_factor.register(app)


def _refuse_oddities() -> None:
    if request.blueprint != "security" or request.method != "POST":
        return
    if request.is_json:
        abort(415, "Sign in with the form; programs use a token.")
    longest = passkeys.LONGEST if request.endpoint in passkeys.ANSWERS else _LONGEST
    if any(len(value) > longest for value in request.form.values()):
        abort(400, f"Nothing in this form is longer than {longest} characters.")


_SETTINGS: dict[str, Any] = {
    "SECURITY_LOGIN_URL": "/login",
    "SECURITY_LOGOUT_URL": "/logout",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_CHANGEABLE": True,
    "SECURITY_CHANGE_URL": "/account/password",
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_POST_LOGIN_VIEW": "/home",
    "SECURITY_POST_LOGOUT_VIEW": "/login",
    "SECURITY_POST_CHANGE_VIEW": "/account",
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SINGLE_HASH": True,  # argon2 salts each hash itself
    "SECURITY_PASSWORD_LENGTH_MIN": 12,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    # Names that end in .test are addresses like any other: they are looked up here, and no mail is sent to prove them.
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    "SECURITY_PASSWORD_CONFIRM_REQUIRED": True,
    "SECURITY_AUTO_LOGIN_AFTER_CONFIRM": False,
    "SECURITY_USE_VERIFY_PASSWORD_CACHE": False,
    "SECURITY_DEFAULT_REMEMBER_ME": False,
    "SECURITY_CACHE_CONTROL": {},  # headers.py says it, in words that werkzeug 3.1 writes as they are meant
    "SECURITY_CLI_USERS_NAME": False,  # `flask users` is ours, and roles are words in the code
    "SECURITY_CLI_ROLES_NAME": False,
    "SECURITY_MSG_GENERIC_AUTHN_FAILED": ("The address or the password is not right.", "error"),
    "SECURITY_MSG_INVALID_PASSWORD": ("This is not your password.", "error"),
    "SECURITY_MSG_PASSWORD_NOT_PROVIDED": ("Type the password.", "error"),
    "SECURITY_MSG_PASSWORD_INVALID_LENGTH": ("A password has 12 to 128 characters.", "error"),
    "SECURITY_MSG_PASSWORD_IS_THE_SAME": ("This is the password you have already. Choose another.", "error"),
    "SECURITY_MSG_PASSWORD_CHANGE": ("Your password is changed.", "success"),
    "SECURITY_MSG_RETYPE_PASSWORD_MISMATCH": ("This is not the same as above.", "error"),
}
