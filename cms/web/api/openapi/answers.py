"""The parts that calls are described with: answers, headers, parameters, and the problem documents."""

from http import HTTPStatus
from typing import Any

Described = dict[str, Any]

JSON, PROBLEM = "application/json", "application/problem+json"

_PROBLEMS = {
    301: ("Moved", "The guide moved, or readers are sent to another; the new address has the same suffix."),
    304: ("NotModified", "What you have is still right."),
    400: ("BadRequest", "A parameter or a header cannot be read; the sentence names it."),
    401: ("NoToken", "No token, or none that is valid."),
    403: ("Forbidden", "A role or a scope is missing, or this person may not (four eyes)."),
    404: ("NotFound", "There is nothing here."),
    409: ("Conflict", "Not in this state, or somebody was faster. `conflicts` has both texts where they meet."),
    410: ("Gone", "It was public once: the guide was withdrawn or is gone, or the cursor is too old."),
    413: ("TooLarge", "The body is too large."),
    415: ("WrongMediaType", "The body must be JSON."),
    422: ("Unprocessable", "Something is missing or malformed; `errors` or `refusals` say what."),
    428: ("PreconditionRequired", "Say which revision you looked at: If-Match."),
    429: ("TooManyRequests", "Too often within a minute; `Retry-After` says when the next is possible."),
    503: ("Unavailable", "Not right now; `Retry-After` says when to ask again."),
}
HEADERS: dict[str, Described] = {
    "ETag": {"description": "Strong, of this representation.", "schema": {"type": "string", "pattern": '^"[^"]+"$'}},
    "Last-Modified": {"description": "When these bytes last changed (HTTP date).", "schema": {"type": "string"}},
    "Cache-Control": {"description": "How long this may be kept.", "schema": {"type": "string"}},
    "Location": {"description": "Where it is now.", "schema": {"type": "string", "format": "uri-reference"}},
    "Link": {"description": 'The next page: rel="next".', "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 0}},
    "WWW-Authenticate": {"schema": {"const": "Bearer"}},
}
_SENT_WITH = {
    301: ("Location",),
    304: ("ETag",),
    401: ("WWW-Authenticate",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}


def ref(name: str, kind: str = "schemas") -> Described:
    return {"$ref": f"#/components/{kind}/{name}"}


def headers(*names: str) -> Described:
    return {name: ref(name, "headers") for name in names}


def _response(status: int, says: str) -> Described:
    sent_with = {"headers": headers(*_SENT_WITH[status])} if status in _SENT_WITH else {}
    shown = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": says}
    body = {"content": {PROBLEM: {"schema": ref("Problem"), "example": shown}}} if status >= 400 else {}
    return {"description": says, **sent_with, **body}


RESPONSES = {name: _response(status, says) for status, (name, says) in _PROBLEMS.items()}


def problems(*statuses: int) -> Described:
    return {str(status): ref(_PROBLEMS[status][0], "responses") for status in statuses}


def answer(says: str, schema: Described, media: str = JSON, *sent_with: str, example: Any = None) -> Described:
    content = {"schema": schema, **({} if example is None else {"example": example})}
    return {"description": says, "headers": headers(*sent_with), "content": {media: content}}


def public(says: str, schema: Described, media: str, *fail: int, example: Any = None, link: bool = False) -> Described:
    """Answers of a public representation: the thing itself, 304, what may go wrong."""
    sent_with = ("ETag", "Last-Modified", "Cache-Control", *(("Link",) if link else ()))
    return {"200": answer(says, schema, media, *sent_with, example=example), **problems(*sorted({304, 503, *fail}))}


def shape(properties: Described, *optional: str, says: str = "") -> Described:
    """An object of which all members but the optional ones are always there."""
    needed = [name for name in properties if name not in optional]
    told = {"description": says} if says else {}
    return {"type": "object", **told, "properties": properties, **({"required": needed} if needed else {})}


def listed(schema: Described) -> Described:
    return {"type": "array", "items": schema}


def page_of(row: Described, name: str = "items") -> Described:
    """A page of a list. name: of the member with the rows."""
    return shape({name: listed(row), "next_cursor": {"type": ["string", "null"]}, "has_more": {"type": "boolean"}})


def text(says: str = "", **more: Any) -> Described:
    return {"type": "string", **({"description": says} if says else {}), **more}


def whole(says: str = "", **more: Any) -> Described:
    return {"type": "integer", **({"description": says} if says else {}), **more}


def word(*options: str) -> Described:
    return {"type": "string", "enum": list(options)}


def query(name: str, says: str, schema: Described, *, example: Any = None) -> Described:
    shown = {} if example is None else {"example": example}
    return {"name": name, "in": "query", "description": says, "schema": schema, **shown}


def repeated(name: str, says: str, schema: Described) -> Described:
    """Given several times: any of them."""
    return query(name, f"{says} Repeat it for any of several, at most 50.", listed(schema))


def in_path(name: str, says: str, schema: Described) -> Described:
    return {"name": name, "in": "path", "required": True, "description": says, "schema": schema}


def header(name: str, says: str, schema: Described, *, required: bool = False) -> Described:
    return {"name": name, "in": "header", "required": required, "description": says, "schema": schema}


def limit(default: int, highest: int) -> Described:
    return query("limit", "How many.", whole(minimum=1, maximum=highest, default=default))


CURSOR = query("cursor", "The place where the last page ended, as it was given. Opaque.", text())
UUID = text(format="uuid")
MOMENT = text(format="date-time")
ADDRESS = text(format="uri")
