"""Domain errors to HTTP, once: a problem document for programs, a page with the same sentence for people."""

from http import HTTPStatus
from itertools import islice
from typing import Any

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError, TimeoutError
from werkzeug.exceptions import HTTPException, SecurityError

from cms import logs
from cms.content import Conflict
from cms.errors import (
    CrosswayError,
    InvalidContent,
    Kind,
    NotFound,
    NotReady,
    PageEnded,
    StaleRevision,
    TransitionRefused,
    Unreadable,
    flat,
)
from cms.rendering import urls
from cms.store.db import lost_race, session
from cms.web import access, http, request_log
from cms.web.parts import parts, renderer

_STATUS: dict[type[CrosswayError], int] = {
    NotFound: 404,
    Unreadable: 400,
    InvalidContent: 422,
    StaleRevision: 409,
    PageEnded: 409,
    NotReady: 503,
}
_REFUSED = {Kind.FORBIDDEN: 403, Kind.CONFLICT: 409, Kind.MISSING: 422}
_SENTENCES = {
    400: "What was sent here cannot be read. Nothing was changed.",
    403: "This is not open to you.",
    404: "There is nothing at this address. What was here may have moved, or be gone.",
    405: "This address does not take what was sent to it. Nothing was changed.",
    413: "This is more than is taken at once. Nothing was changed.",
    500: "The fault is ours, not yours. Try again in a moment; if you sent something, look first whether it was kept.",
}
_MOST_ERRORS = 500  # of one document; who sends more mends these first
_HEADINGS = {
    401: "Signed out", 403: "Not allowed", 404: "Not found", 409: "Not now", 410: "No longer here",
    413: "Too much at once", 422: "Something is missing", 429: "Not so fast", 500: "Something went wrong",
    503: "Not available right now",
}  # fmt: skip
_OTHERWISE = "That did not work"
_log = logs.logger(__name__)
_PRIVATE = ("/editor", "/home", "/account", "/admin", "/login", "/logout", "/welcome")


def register(app: Flask) -> None:
    app.register_error_handler(CrosswayError, _domain)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(TimeoutError, _unavailable)
    app.register_error_handler(IntegrityError, _race)


def status_of(error: CrosswayError) -> int:
    return _REFUSED[error.kind] if isinstance(error, TransitionRefused) else _STATUS.get(type(error), 400)


def _domain(error: CrosswayError) -> Response:
    if isinstance(error, TransitionRefused):
        request_log.refused(error)
    answer = _answer(status_of(error), str(error), **details(error))
    if answer.status_code == 503:
        answer.headers["Retry-After"] = "5"
    return answer


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
        compared = {} if error.conflicts is None else {"conflicts": [_conflict(one) for one in error.conflicts]}
        return {"base": error.base, "newest": error.newest, **compared}
    return {"ended": True} if isinstance(error, PageEnded) else {}


def _conflict(one: Conflict) -> dict[str, Any]:
    """One field that two people changed; null where one of the three texts has none."""
    return {"path": one.path, "base": one.base, "theirs": one.theirs, "mine": one.mine}


def _http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return error.get_response()  # type: ignore[return-value]  # a redirect that werkzeug raised
    if isinstance(error, SecurityError):  # a foreign Host: no address can be built for it, so no template either
        return Response("This server does not answer for that host name.\n", 400, mimetype="text/plain")
    unsaid = error.description == type(error).description  # werkzeug's own words, which speak of URLs and servers
    answer = _answer(error.code or 500, (unsaid and _SENTENCES.get(error.code or 500)) or error.description or "")
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    if error.code == 401 and not access.is_for_scripts():
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _csrf(error: CSRFError) -> Response:
    _log.warning("form refused", why=error.description)
    return _answer(400, "This form had expired, so nothing was done. Go back, load the page again and repeat it.")


def _unavailable(error: OperationalError | TimeoutError) -> Response:
    """It is away, locked, or every connection to it is taken."""
    session().rollback()
    _log.error("the database did not answer", why=str(getattr(error, "orig", error)))
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
    reference = request_log.reference() if status >= 500 else ""  # by which the log tells us what happened
    if _for_programs():
        return http.problem(status, title, sentence, **more, **({"request_id": reference} if reference else {}))
    if status == 404 and not request.path.startswith(_PRIVATE):
        return Response(renderer().not_found(), 404, mimetype="text/html")
    page = current_app.jinja_env.get_template("errors/error.html").render(
        heading=_HEADINGS.get(status, _OTHERWISE),
        sentence=sentence,
        reference=reference,
        private=request.path.startswith(_PRIVATE),
        public_sheets=[urls.style_sheet_path(sheet) for sheet in (urls.STYLE_SHEET, urls.LISTS_SHEET)],
        site_name=parts().settings.site_name,
    )
    return Response(page, status, mimetype="text/html")


def _for_programs() -> bool:
    said_so = request.path.startswith("/api/") or request.path.endswith((".json", "/healthz", "/readyz"))
    return said_so or access.is_for_scripts()
