"""What every form of the editor carries beside its fields."""

import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from secrets import token_urlsafe

from flask import abort, redirect, request
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from cms.content import GuideContent
from cms.web import repeats
from cms.web.access import current_actor

EXPIRED = "This page was open so long that its security token expired. Nothing is lost: look it over and press again."

_SILENT = "The form does not say which revision you were looking at, so nothing was done. Go back and load it again."


_TAB = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)


def base(newest: int) -> int:
    """Number of the revision the person was looking at; aborts with 400 when it is missing or never was."""
    return revision("base", newest)


def revision(name: str, newest: int) -> int:
    """A revision's number in the field `name`; aborts with 400 when it is missing or never was."""
    text = request.form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= newest):
        abort(400, _SILENT)
    return int(text)


def is_tab(name: str) -> bool:
    return _TAB.fullmatch(name) is not None


def tab() -> str:
    """The name of the page, if it has sent anything by itself before; else ""."""
    name, sequence = request.form.get("tab", ""), request.form.get("sequence", "0")
    return name if is_tab(name) and sequence.strip("0") else ""


def tab_again() -> dict[str, str]:
    """What the page calls itself and has counted, for when it is shown again; a new name on a new page."""
    name, sequence = request.form.get("tab", ""), request.form.get("sequence", "")
    if not (is_tab(name) and sequence.isascii() and sequence.isdigit() and len(sequence) < 16):
        return {"tab": token_urlsafe(12), "sequence": "0"}
    return {"tab": name, "sequence": sequence}


def a_key() -> str:
    """For the field `once` of a form that adds something."""
    return token_urlsafe(12)


def once(said: Iterable[str], act: Callable[[], str]) -> str:
    """The address to which `act` leads. Of a page on which a button is pressed twice with the same words, that to which
    it led the first time; a page without a key does it anew.

    said: all that the act takes of the form.
    """
    key = request.form.get("once", "")
    if not is_tab(key):
        return act()
    asked = sha256("\0".join([request.path, *said]).encode()).hexdigest()
    answer = repeats.once(current_actor().id, f"form:{key}:{asked}", asked, lambda: redirect(act(), 303))
    return (answer.headers or {})["Location"]


def part() -> str | None:
    """The id of the part of the form whose own button saved it, to which its author goes back."""
    name = request.form.get("at", "")
    return f"part-{name}" if name in GuideContent.members() else None


def token_is_ours() -> bool:
    """Whether the form came from a page of this session (CSRF)."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True
