"""Request bodies: from bytes to plain values, before anybody judges what they say."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, request

from cms.content import json_text
from cms.errors import InvalidContent, Unreadable
from cms.web.api.parameters import HIGHEST

_WHOLE = "The body must be a JSON object."


def document() -> Any:
    """The whole body, which is a document; its shape is judged by the act that keeps it."""
    return _json()


def new_guide() -> Any:
    """The member `document`, and nothing beside it. Paths of errors in it are the document's own, as in findings.

    Raises InvalidContent.
    """
    body = _json()
    if not isinstance(body, dict):
        raise InvalidContent({"body": [_WHOLE]}, _WHOLE)
    errors = {name: ["Unknown field."] for name in body if name != "document"}
    if "document" not in body:
        errors["document"] = ["This is missing: the members of the guide."]
    if errors:
        raise InvalidContent(errors, "The body takes one member, “document”.")
    return body["document"]


def said() -> Any:
    """What comes with an act; no body at all says nothing."""
    return _json() if request.get_data() else {}


@dataclass(frozen=True)
class Comment:
    """about: anchor of a place, "" for the whole guide. answers: the comment that it is an answer to."""

    text: str
    about: str = ""
    blocking: bool = False
    answers: UUID | None = None


def comment() -> Comment:
    """Raises InvalidContent."""
    body = _json()
    if not isinstance(body, dict):
        raise InvalidContent({"body": [_WHOLE]}, _WHOLE)
    known = {"text": str, "about": str, "blocking": bool, "answers": str}
    errors = {name: ["Unknown field."] for name in body if name not in known}
    for name, kind in known.items():
        if not isinstance(body.get(name, kind()), kind):
            errors[name] = ["This must be yes or no." if kind is bool else "This must be text."]
    answers = None
    if body.get("answers") and "answers" not in errors:
        try:
            answers = UUID(body["answers"])
        except ValueError:
            errors["answers"] = ["This must be the id of a comment."]
    if errors:
        raise InvalidContent(errors, "The body is not a comment.")
    return Comment(body.get("text", ""), body.get("about", ""), body.get("blocking", False), answers)


def suggestion() -> tuple[str, Any]:
    """The anchor `about` and the `value` suggested for it, which the act judges. Raises InvalidContent."""
    body = _json()
    if not isinstance(body, dict):
        raise InvalidContent({"body": [_WHOLE]}, _WHOLE)
    errors = {member: ["Unknown field."] for member in body if member not in ("about", "value")}
    if not isinstance(body.get("about"), str):
        errors["about"] = ["This must be text: the anchor of a place."]
    if "value" not in body:
        errors["value"] = ["This is missing: what is suggested, or null for nothing."]
    if errors:
        raise InvalidContent(errors, "The body is not a suggestion.")
    return body["about"], body["value"]


@dataclass(frozen=True)
class Part:
    """about: anchor of the place that is to be as it is in the revision of that number."""

    revision: int
    about: str


def part() -> Part:
    """Raises InvalidContent."""
    body = _json()
    if not isinstance(body, dict):
        raise InvalidContent({"body": [_WHOLE]}, _WHOLE)
    errors = {member: ["Unknown field."] for member in body if member not in ("revision", "about")}
    number = body.get("revision")
    if type(number) is not int or not 1 <= number <= HIGHEST:
        errors["revision"] = ["This must be the number of a revision."]
    if not isinstance(body.get("about"), str):
        errors["about"] = ["This must be text: the anchor of a place."]
    if errors:
        raise InvalidContent(errors, "The body names no revision and place.")
    return Part(body["revision"], body["about"])


def name() -> str:
    """The member `name`, and nothing beside it. Raises InvalidContent."""
    body = _json()
    if not isinstance(body, dict):
        raise InvalidContent({"body": [_WHOLE]}, _WHOLE)
    errors = {member: ["Unknown field."] for member in body if member != "name"}
    if not isinstance(body.get("name"), str):
        errors["name"] = ["This must be text."]
    if errors:
        raise InvalidContent(errors, "The body takes one member, “name”.")
    return str(body["name"])


def _json() -> Any:
    """The value in the body. Aborts with 415 for another media type; raises Unreadable for what is not JSON."""
    if not request.is_json:
        abort(415, "Send the body as JSON, with Content-Type: application/json.")
    data = request.get_data()
    if not data:
        raise Unreadable("The body is empty; JSON was expected.")
    try:
        return json_text.parse(data.decode())
    except UnicodeDecodeError:
        raise Unreadable("The body is not UTF-8.") from None
