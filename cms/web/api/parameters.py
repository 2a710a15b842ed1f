"""Query parameters: each view names those it takes; any other is refused by name, and so is one given twice."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from flask import abort, current_app, request

from cms.content.text import unsafe_character
from cms.errors import NotFound
from cms.web import http
from cms.workflow import State

View = TypeVar("View", bound=Callable[..., Any])

_LONGEST = 200
HIGHEST = 999_999_999  # of a revision; within what every database keeps as an integer


def takes(*once: str, repeated: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Marks a view with the parameters it reads."""

    def apply(view: View) -> View:
        view.takes = (once, repeated)  # type: ignore[attr-defined]  # the names travel with the function
        return view

    return apply


def check() -> None:
    """Aborts with 400 for a parameter the view does not take, or that nobody could have meant."""
    view = current_app.view_functions[request.endpoint or ""]
    once, repeated = getattr(view, "takes", ((), ()))
    for name, values in request.args.lists():
        if name not in (*once, *repeated):
            known = f"; this call takes {', '.join((*once, *repeated))}" if once or repeated else ""
            abort(400, f"“{name[:40]}” is not a parameter here{known}.")
        if name in once and len(values) > 1:
            abort(400, f"{name} is given twice.")
        if found := next(filter(None, map(unsafe_character, values)), None):
            abort(400, f"{name} contains the character {found}.")


def states() -> list[str]:
    """Every `state` asked for; none means all."""
    given = request.args.getlist("state")
    for one in given:
        if one not in {state.value for state in State}:
            abort(400, f"state does not know “{one[:40]}”; it is one of {', '.join(State)}.")
    return given


def words() -> str:
    """`q`, part of a title or an address."""
    text = request.args.get("q", "").strip()
    if len(text) > _LONGEST:
        abort(400, f"q takes at most {_LONGEST} characters.")
    return text


def place(kind: str) -> UUID | None:
    """The guide that the page before ended with."""
    found = http.place(kind)
    return UUID(found[0]) if found else None


def entry(kind: str) -> int | None:
    """The number that a page of numbers begins with."""
    found = http.place(kind)
    return int(found[0]) if found else None


def moment_and_id(kind: str) -> tuple[datetime, UUID] | None:
    """When what the page before ended with came, and its id."""
    found = http.place(kind)
    return (datetime.fromisoformat(found[0]), UUID(found[1])) if found else None


def yes(name: str) -> bool:
    """A query parameter that is `true` or `false`; false when it is not there."""
    given = request.args.get(name, "false")
    if given not in ("true", "false"):
        abort(400, f"{name} must be true or false.")
    return given == "true"


def revision(name: str, live: int | None) -> int:
    """A query parameter that must name a revision: its number, or `live`, which is the one readers have."""
    if name not in request.args:
        abort(400, f"{name} is missing: the number of a revision, or “live”.")
    return http.revision(name, 0, live, HIGHEST)


def number(text: str) -> int:
    """A revision number in a path, in its one spelling. Raises NotFound."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(HIGHEST)) and text[0] != "0"):
        raise NotFound(f"There is no revision {text[:40]} of this guide.")
    return int(text)
