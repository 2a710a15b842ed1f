"""Passkeys as the second step at signing in, beside or in place of codes: Flask-Security's, with what it leaves open.

They are no first step here: without the password, a key that was left in a laptop would be enough.
"""

from datetime import timedelta
from typing import Any

from flask import Flask, session
from flask_security import WebauthnUtil
from flask_security.webauthn import WebAuthnSigninResponseForm
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from cms import clock

LONGEST = 16_000  # characters of what a browser answers
ANSWERS = ("security.wan_register_response", "security.wan_signin_response")


class Passkeys(WebauthnUtil):
    """Any kind of key will do, in the device or beside it: the password went before."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.DISCOURAGED,
        )


class Answer(WebAuthnSigninResponseForm):
    """What a key answers at signing in. It must be one of the person whose password was typed: the library signs in
    whoever owns the key.
    """

    def validate(self, **kwargs: Any) -> bool:
        if not super().validate(**kwargs):
            return False
        if self.user is None or self.user.fs_uniquifier != session.get("tf_user_id"):
            self.credential.errors = [_NOT_YOURS]
            if self.user:
                self.user.track_failed_authn("passkey", True)
            return False
        return True


def configuration(app: Flask) -> dict[str, Any]:
    """For Flask-Security, before it is set up."""
    return {**_SETTINGS, "SECURITY_WAN_RP_NAME": app.extensions["crossway"].settings.site_name}


_NOT_YOURS = "This is not one of your passkeys. Use another, or another way."
_SETTINGS: dict[str, Any] = {
    "SECURITY_WEBAUTHN": True,
    "SECURITY_WAN_ALLOW_AS_FIRST_FACTOR": False,
    "SECURITY_WAN_ALLOW_AS_MULTI_FACTOR": False,
    "SECURITY_WAN_ALLOW_AS_VERIFY": [],
    "SECURITY_WAN_ALLOW_USER_HINTS": True,
    "SECURITY_WAN_REGISTER_WITHIN": timedelta(minutes=10),
    "SECURITY_WAN_REGISTER_URL": "/account/passkeys",
    "SECURITY_WAN_DELETE_URL": "/account/passkeys-remove",
    "SECURITY_WAN_SIGNIN_URL": "/login/passkey",
    "SECURITY_WAN_POST_REGISTER_VIEW": "/account/recovery-codes",
    "SECURITY_WAN_NAME_ALLOWED_CHARS": ["L", "M", "N", "P", "Zs"],
    "SECURITY_DATETIME_FACTORY": clock.now,
    "SECURITY_MSG_WEBAUTHN_EXPIRED": ("That took too long. Begin again.", "error"),
    "SECURITY_MSG_WEBAUTHN_NAME_REQUIRED": ("Give it a name, such as “Laptop”.", "error"),
    "SECURITY_MSG_WEBAUTHN_NAME_INUSE": ("You have a passkey of this name already. Choose another name.", "error"),
    "SECURITY_MSG_WEBAUTHN_NAME_NOT_FOUND": ("You have no passkey of this name.", "error"),
    "SECURITY_MSG_WEBAUTHN_NAME_DISALLOWED_CHARACTERS": ("Use letters, digits and blanks in the name.", "error"),
    "SECURITY_MSG_WEBAUTHN_CREDENTIAL_DELETED": (
        "“%(name)s” is no longer asked for. Your other sessions have ended.", "info",
    ),
    "SECURITY_MSG_WEBAUTHN_REGISTER_SUCCESSFUL": ("“%(name)s” is set up. Your other sessions have ended.", "info"),
    "SECURITY_MSG_WEBAUTHN_CREDENTIAL_ID_INUSE": ("This passkey is set up already.", "error"),
    "SECURITY_MSG_WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (_NOT_YOURS, "error"),
    "SECURITY_MSG_WEBAUTHN_CREDENTIAL_WRONG_USAGE": (_NOT_YOURS, "error"),
    "SECURITY_MSG_WEBAUTHN_MISMATCH_USER_HANDLE": (_NOT_YOURS, "error"),
    "SECURITY_MSG_WEBAUTHN_NO_VERIFY": ("The passkey could not be checked. Try again.", "error"),
}  # fmt: skip
