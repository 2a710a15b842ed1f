"""Domain errors to HTTP, once: a problem document for programs, a page with the same sentence for people."""

import logging
from http import HTTPStatus
from itertools import islice
from typing import Any

from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from cms.errors import CrosswayError, InvalidContent, Kind, NotFound, StaleRevision, TransitionRefused, Unreadable, flat
from cms.store.db import lost_race
from cms.web import http
from cms.web.parts import renderer

_STATUS: dict[type[CrosswayError], int] = {NotFound: 404, Unreadable: 400, InvalidContent: 422, StaleRevision: 409}
_REFUSED = {Kind.FORBIDDEN: 403, Kind.CONFLICT: 409, Kind.MISSING: 422}
_MOST_ERRORS = 500  # of one document; who sends more mends these first
_PRIVATE = ("/editor", "/account", "/admin", "/login", "/logout", "/welcome")


def register(app: Flask) -> None:
    app.register_error_handler(CrosswayError, _domain)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(IntegrityError, _race)


def status_of(error: CrosswayError) -> int:
    return _REFUSED[error.kind] if isinstance(error, TransitionRefused) else _STATUS.get(type(error), 400)


def _domain(error: CrosswayError) -> Response:
    return _answer(status_of(error), str(error), **details(error))


def details(error: CrosswayError) -> dict[str, Any]:
    """The members a problem document carries beside its sentence."""
    if isinstance(error, TransitionRefused):
        first = error.refusals[0]
        every = [{"code": one.code, "why": one.why, "who_can_clear": one.who_can_clear} for one in error.refusals]
        return {
            "action": error.action,
            "state": error.state,
            "why": first.why,
            "who_can_clear": first.who_can_clear,
            "refusals": every,
        }
    if isinstance(error, InvalidContent):
        first_ones = islice(flat(error.errors), _MOST_ERRORS)
        return {"errors": [{"path": path, "message": message} for path, message in first_ones]}
    if isinstance(error, StaleRevision):
        return {"base": error.base, "newest": error.newest}
    return {}


def _http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return error.get_response()  # type: ignore[return-value]  # a redirect that werkzeug raised
    if isinstance(error, SecurityError):  # a foreign Host: no address can be built for it, so no template either
        return Response("This server does not answer for that host name.\n", 400, mimetype="text/plain")
    answer = _answer(error.code or 500, error.description or "")
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    if error.code == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _csrf(error: CSRFError) -> Response:
    return _answer(400, "This form had expired, so nothing was done. Go back, load the page again and repeat it.")


def _unavailable(error: OperationalError) -> Response:
    logging.getLogger(__name__).error("the database did not answer: %s", error.orig)
    answer = _answer(503, "The database does not answer right now. Nothing was changed; try again in a moment.")
    answer.headers["Retry-After"] = "5"
    return answer


def _race(error: IntegrityError) -> Response:
    """What was looked at before the act was taken by the time it was written. Any other broken rule is our defect."""
    if not lost_race(error):
        raise error
    return _answer(
        409, "Someone else did the same at this very moment, so nothing was changed. Look again, and repeat it."
    )


def _answer(status: int, sentence: str, **more: Any) -> Response:
    title = HTTPStatus(status).phrase
    if _for_programs():
        return http.problem(status, title, sentence, **more)
    if status == 404 and not request.path.startswith(_PRIVATE):
        return Response(renderer().not_found(), 404, mimetype="text/html")
    return Response(render_template("errors/error.html", status=status, title=title, sentence=sentence, **more), status)


def _for_programs() -> bool:
    return request.path.startswith("/api/") or request.path.endswith((".json", "/healthz", "/readyz"))
