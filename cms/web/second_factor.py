"""The second step at signing in: codes of an authenticator app, and recovery codes for when the phone is lost.

Flask-Security has the pages and the order of steps. Here is what it leaves to us: secrets sealed and codes hashed at
rest, no code taken twice, an end to half a signing in, other sessions ended and the person told, and the log.
"""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import (
    MfRecoveryCodesUtil,
    Totp,
    hash_password,
    tf_disabled,
    tf_profile_changed,
    user_failed_authn,
    verify_password,
    wan_deleted,
    wan_registered,
)
from flask_security.tf_plugin import tf_clean_session
from passlib.totp import TOTP, AppWallet, TotpMatch

from cms import clock, logs
from cms.services import mailing, second_factors
from cms.store import accounts, site_events
from cms.store.accounts import User
from cms.store.db import session as db_session
from cms.store.db import transaction
from cms.web import access, sessions
from cms.web.parts import parts

_BETWEEN = (
    "security.two_factor_token_validation", "security.tf_select", "security.mf_recovery", "security.wan_signin",
    "security.wan_signin_response",
)  # fmt: skip
_LEADING_ON = ("security.login", "security.tf_select")
_HALF_WAY = timedelta(minutes=10)  # from the password to the code
_BEGAN = "half_way_since"  # its name in the cookie
_log = logs.logger(__name__)


class Codes(Totp):
    """Codes of an app (RFC 6238). Each is taken once, and none that is older than one that was taken."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        """secrets: by name, oldest first; the newest seals, all of them open."""
        self._totp = TOTP.using(issuer=issuer, wallet=AppWallet(secrets, default_tag=list(secrets)[-1]))

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        try:
            return bool(super().verify_totp(token, totp_secret, user, window))
        except KeyError:
            _log.error("a second factor was sealed with a key that is no longer set", account=str(user.id))
            return False

    def get_last_counter(self, user: Any) -> int | None:
        return accounts.locked_counter(user.id)

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        user.totp_counter = tmatch.counter


class RecoveryCodes(MfRecoveryCodesUtil):
    """Shown once when they are made; hashed as passwords are, because they are short enough to type."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        codes = current_app.extensions["security"].totp_factory.generate_recovery_codes(second_factors.CODES)
        user.mf_recovery_codes = [hash_password(_typed(code)) for code in codes]
        sessions.end_others(current_app, user)
        return list(codes)

    def get_recovery_codes(self, user: Any) -> list[str]:
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Uses it up, too, which the view commits: of two who send one code, the second finds it gone."""
        user_id, kept = user.id, user.mf_recovery_codes or []
        db_session().rollback()  # comparing takes a second, in which nobody may have to wait for us to write
        found = next((one for one in kept if verify_password(_typed(code), one)), None)
        taken = found is not None and accounts.take_recovery_code(user_id, found)
        if not taken:
            _failed(current_app, user, "code", tfa=True)
        return taken

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        return True  # it is taken already


def register(app: Flask) -> None:
    """Call it once Flask-Security is set up, and before what counts tries."""
    app.before_request(_look_at_the_step)
    app.after_request(_note)
    tf_profile_changed.connect(_set_up, app)
    wan_registered.connect(_passkey_added, app)
    wan_deleted.connect(_passkey_removed, app)
    tf_disabled.connect(_removed, app)
    user_failed_authn.connect(_failed, app)
    app.extensions["security"].tf_setup_context_processor(lambda: {"demanded": access.demands_second_factor()})


def half_way() -> User | None:
    """Who gave their password and is to give a code."""
    return accounts.by_uniquifier(session.get("tf_user_id", ""))


def _look_at_the_step() -> ResponseReturnValue | None:
    """Half a signing in does not last, and pages of one step do nothing outside it."""
    if _removes_the_last() and access.demands_second_factor():
        flash("Your role needs a second step. Set up another one first; then this one can be removed.")
        return redirect(url_for("accounts.account"), 303)
    if request.endpoint not in _BETWEEN:
        return None
    if current_user.is_authenticated:
        setting_up = session.get("tf_state") == "validating_profile"
        return None if setting_up else redirect(url_for("accounts.account"), 303)
    if clock.now().timestamp() - session.get(_BEGAN, 0) > _HALF_WAY.total_seconds():
        tf_clean_session()  # type: ignore[no-untyped-call]
        return redirect(url_for("security.login", next=request.args.get("next")))
    if (person := half_way()) and _asks_for_what_is_not_there(person):
        return redirect(url_for(sessions.where_signing_in_goes_on(), next=request.args.get("next")), 303)
    return None


def _asks_for_what_is_not_there(person: User) -> bool:
    """Nobody is shown a form for codes who has no app, nor one for passkeys who has none."""
    if request.endpoint == "security.two_factor_token_validation":
        return not person.tf_primary_method
    return request.endpoint == "security.wan_signin" and not person.webauthn


def _removes_the_last() -> bool:
    codes = request.endpoint == "security.two_factor_setup" and request.form.get("setup") == "disable"
    passkey = request.endpoint == "security.wan_delete" and request.method == "POST"
    return (codes or passkey) and current_user.factors < 2


def _note(response: Response) -> Response:
    if request.endpoint in _LEADING_ON and request.method == "POST" and "tf_user_id" in session:
        if request.endpoint == "security.login":
            session[_BEGAN] = clock.now().timestamp()
        if response.location and not request.args.get("next") and not request.form.get("next"):
            response.location = response.location.partition("?")[0]  # else it leads back to signing in
    if failed := g.pop("failed_second_factor", None):
        with transaction():
            site_events.append("factor_failed", failed, {})
    return response


def _set_up(app: Flask, user: Any, **more: Any) -> None:
    """In the transaction of Flask-Security's view, as what follows."""
    _changed(user, second_factors.added(parts().letters.site, user.name, "a code of your app"))


def _removed(app: Flask, user: Any, **more: Any) -> None:
    kept = user.mf_recovery_codes if user.webauthn else None
    second_factors.forget_codes(user)
    user.mf_recovery_codes = kept
    _changed(user, second_factors.removed(parts().letters.site, user.name))


def _passkey_added(app: Flask, user: Any, name: str, **more: Any) -> None:
    _changed(user, second_factors.added(parts().letters.site, user.name, f"your passkey “{name}”"))


def _passkey_removed(app: Flask, user: Any, name: str, **more: Any) -> None:
    """Comes before it is done."""
    if user.factors < 2:  # this one
        second_factors.forget_codes(user)
    _changed(user, second_factors.removed(parts().letters.site, user.name, what=f"your passkey “{name}”"))


def _changed(user: Any, letter: second_factors.Letter) -> None:
    sessions.end_others(current_app, user)
    mailing.add({"to": user.email, "letter": asdict(letter)}, urgent=True)


def _failed(app: Flask, user: Any, auth_type: str, tfa: bool = False, **more: Any) -> None:
    if tfa or auth_type == "passkey":
        g.failed_second_factor = str(user.id)
        _log.warning("second factor refused", account=str(user.id))


def _typed(code: str) -> str:
    """However it was written: with dashes, blanks, or capitals."""
    return "".join(one for one in code.casefold() if one.isalnum())
