"""What Flask-Security is told of the second step before it is set up: its pages, their addresses and their words."""

from datetime import timedelta
from typing import Any

from flask import Flask

from cms.services import sealing, second_factors
from cms.web.accounts import signing_keys

_SETTINGS: dict[str, Any] = {
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # seconds that a clock may be fast or slow
    "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
    "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
    "SECURITY_TWO_FACTOR_SETUP_URL": "/account/second-step",
    "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/login/code",
    "SECURITY_TWO_FACTOR_SELECT_URL": "/login/which",
    "SECURITY_TWO_FACTOR_RESCUE_URL": "/login/rescue",
    "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/account/recovery-codes",
    "SECURITY_TWO_FACTOR_ERROR_VIEW": "/login",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
    "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/login/recovery",
    # What changes who gets in needs a password that was typed just now.
    "SECURITY_FRESHNESS": timedelta(minutes=10),
    "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(0),
    "SECURITY_MSG_REAUTHENTICATION_REQUIRED": ("This changes how you sign in, so type your password first.", "info"),
    "SECURITY_MSG_REAUTHENTICATION_SUCCESSFUL": ("", "info"),
    "SECURITY_MSG_TWO_FACTOR_INVALID_TOKEN": (
        "This code is not right, or was used already. Type the one that your app shows now.", "error",
    ),
    "SECURITY_MSG_TWO_FACTOR_LOGIN_SUCCESSFUL": ("", "success"),
    "SECURITY_MSG_TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        "Your second step is set up. Your other sessions have ended.", "success",
    ),
    "SECURITY_MSG_TWO_FACTOR_DISABLED": (
        "Codes of your app are no longer asked for. Your other sessions have ended.", "success",
    ),
    "SECURITY_MSG_TWO_FACTOR_PERMISSION_DENIED": ("Sign in with your password first.", "error"),
    "SECURITY_MSG_INVALID_RECOVERY_CODE": ("This is none of your recovery codes, or it was used already.", "error"),
}  # fmt: skip


def configuration(app: Flask) -> dict[str, Any]:
    """For Flask-Security, before it is set up."""
    return {
        **_SETTINGS,
        "SECURITY_TOTP_SECRETS": sealing.keys_of_codes(signing_keys(app)),
        "SECURITY_TOTP_ISSUER": app.extensions["crossway"].settings.site_name,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": second_factors.CODES,
    }
