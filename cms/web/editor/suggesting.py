"""What the form offers while one types the name of a role, a skill or a resource."""

from flask import Response, abort

from cms.content.text import UNSAFE
from cms.services.suggesting import KINDS, suggestions
from cms.web import http
from cms.web.access import editorial

_LONGEST = 100


@editorial
def suggest() -> Response:
    """JSON: {"suggestions": [{value, label, detail, guides}]}. Aborts with 400 for a kind that is not offered."""
    kind = http.once("kind") or ""
    if kind not in KINDS:
        abort(400, f"kind must be one of: {', '.join(KINDS)}.")
    text = UNSAFE.sub(" ", http.once("q") or "")[:_LONGEST].strip()
    return http.json_answer({"suggestions": [one.plain() for one in suggestions(kind, text)]})
