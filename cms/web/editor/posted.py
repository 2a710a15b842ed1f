"""What every form of the editor carries beside its fields."""

from flask import abort, request

_SILENT = "The form does not say which revision you were looking at, so nothing was done. Go back and load it again."


def base(newest: int) -> int:
    """Number of the revision the person was looking at; aborts with 400 when it is missing or never was."""
    text = request.form.get("base", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= newest):
        abort(400, _SILENT)
    return int(text)
