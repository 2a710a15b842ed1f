"""Answers that programs read, beside what is published: JSON, problem documents, signed cursors."""

from typing import Any
from uuid import UUID

from flask import Response, abort, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from cms.content import json_text
from cms.errors import NotFound

PROBLEM = "application/problem+json"
_LONGEST_CURSOR = 512


def json_answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer of the editorial API: compact JSON that nobody keeps."""
    response = Response(json_text.plain(value), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers.extend(headers or {})
    return response


def problem(status: int, title: str, detail: str, **more: Any) -> Response:
    """A problem document (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    # What was refused is quoted back, lone surrogates included: UTF-8 has none, and JSON writes them as escapes.
    return Response(json_text.plain(body).encode(errors="backslashreplace"), status, mimetype=PROBLEM)


def once(name: str) -> str | None:
    """A query parameter that may stand once; aborts with 400 when it is repeated."""
    given = request.args.getlist(name)
    if len(given) > 1:
        abort(400, f"{name} is given twice.")
    return given[0] if given else None


def whole_number(name: str, default: int, highest: int, *, or_else: str = "") -> int:
    """A query parameter from 1 to `highest`; aborts with 400 naming it."""
    text = once(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= highest):
        abort(400, f"{name} must be a whole number from 1 to {highest}{or_else}.")
    return int(text)


def revision(name: str, default: int, live: int | None, highest: int) -> int:
    """A query parameter that names a revision by its number, or the one that readers have by `live`.

    live: number of that one, None when readers have nothing. Aborts with 400, or raises NotFound for `live` then.
    """
    if once(name) != "live":
        return whole_number(name, default, highest, or_else=" or “live”")
    if live is None:
        raise NotFound("Readers cannot read this guide now, so there is nothing that is live to compare with.")
    return live


def id_or_nothing(text: str) -> str:
    """The id in its usual spelling; "" for what is none."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def cursor(kind: str, place: list[str]) -> str:
    """An opaque place in a list; only a cursor of the same kind reads it back."""
    return str(signer(kind).dumps(place))


def place(kind: str) -> list[str] | None:
    """The place named by the query parameter `cursor`; aborts with 400 when it cannot be read."""
    text = once("cursor")
    if text is None:
        return None
    try:
        if len(text) > _LONGEST_CURSOR:
            raise BadSignature("longer than any of ours")
        found: list[str] = signer(kind).loads(text)
    except BadSignature:
        abort(400, "cursor cannot be read, or belongs to another list. Start again without it.")
    return found


def signer(kind: str) -> URLSafeSerializer:
    """Signs and reads the cursors of one kind of list."""
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt=f"cursor:{kind}")
