"""What every form of the editor carries beside its fields."""

from flask import abort, request
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

EXPIRED = "This page was open so long that its security token expired. Nothing is lost: look it over and press again."

_SILENT = "The form does not say which revision you were looking at, so nothing was done. Go back and load it again."


def base(newest: int) -> int:
    """Number of the revision the person was looking at; aborts with 400 when it is missing or never was."""
    text = request.form.get("base", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= newest):
        abort(400, _SILENT)
    return int(text)


def token_is_ours() -> bool:
    """Whether the form came from a page of this session (CSRF)."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True
