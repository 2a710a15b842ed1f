"""Security headers on every answer (OWASP ASVS 5.0, V3.4)."""

from http import HTTPStatus

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from cms.web import files

# The editor's pages take scripts, styles and Bootstrap's inline icons (data:) from this origin; nothing inline runs.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
_OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Link, Retry-After"}
_ASKED_BEFORE = {  # what a browser asks before it sends a tag of ours
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS", "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}  # fmt: skip
_FOR_EVER = "public, max-age=31536000, immutable"
_ONE_YEAR = "max-age=31536000; includeSubDomains"


class Sessions(SecureCookieSessionInterface):
    """Public answers are the same for everyone: they neither set a cookie nor vary by one, whoever looked at them."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.blueprint not in (None, "site", "shared", "bootstrap", "api", "public", "reference"):
            super().save_session(app, session, response)


def of_public(app: Flask, *, open_to_all: bool) -> list[tuple[str, str]]:
    """What every answer of a public representation carries. open_to_all: other sites' pages may read it too."""
    always = {**_ALWAYS, **(_OPEN if open_to_all else {})}
    if app.config["SESSION_COOKIE_SECURE"]:
        always["Strict-Transport-Security"] = _ONE_YEAR
    return list(always.items())


def for_our_own_frames(response: Response) -> None:
    """Lets pages of ours, and nobody else's, show this answer in a frame."""
    response.headers["Content-Security-Policy"] = _POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers["X-Frame-Options"] = "SAMEORIGIN"


def register(app: Flask) -> None:
    app.session_interface = Sessions()
    secure = app.config["SESSION_COOKIE_SECURE"]

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in _ALWAYS.items() if response.status_code != HTTPStatus.NOT_MODIFIED else ():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", _ONE_YEAR)
        if is_public_data(request.path):  # its redirects and errors too
            response.headers.update(_OPEN)
            if request.method == "OPTIONS":
                response.headers.update(_ASKED_BEFORE)
        if response.status_code < 400 and files.may_be_kept(app, request):
            response.headers["Cache-Control"] = _FOR_EVER
        kept = request.endpoint in ("static", "bootstrap.static") and response.status_code < 400
        if "Cache-Control" not in response.headers and not kept:
            response.headers["Cache-Control"] = "no-store"  # whoever means to be kept says so
        return response


def is_public_data(path: str) -> bool:
    """Whether pages of other sites may read what is at this address: the guides as data, in every form."""
    return path.endswith((".json", ".atom", ".md", ".ics")) or (
        path.startswith("/api/v1/") and not path.startswith("/api/v1/editorial/")
    )
