"""Style sheets and scripts for the pages of the browser tests: each made by the application once in a test process.

A writing screen asks for some forty of them, and asks again each time it is shown whether they are as they were: more
work than the screen itself. No test changes one, so here a browser may keep them as long as it lasts.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_WHERE = ("/static/", "/bootstrap/static/")
_KEPT = ("Cache-Control", "max-age=86400")
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")


def kept(application: "WSGIApplication") -> "WSGIApplication":
    """The same application, whose files are kept. Files that it refuses, and all else, are answered as it would."""
    found: dict[tuple[str, str], tuple[str, list[tuple[str, str]], bytes]] = {}

    def answered(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        wanted = (environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
        if environ["REQUEST_METHOD"] != "GET" or not wanted[0].startswith(_WHERE):
            return application(environ, start_response)
        if wanted not in found:
            found[wanted] = _whole(application, environ)
        status, headers, body = found[wanted]
        start_response(status, headers)
        return [body]

    return answered


def _whole(application: "WSGIApplication", environ: "WSGIEnvironment") -> tuple[str, list[tuple[str, str]], bytes]:
    """Status, headers and body of an answer."""
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        said.append((status, headers))

    asked = {name: value for name, value in environ.items() if name not in _CONDITIONS}
    answer = application(asked, start)
    try:
        body = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    [(status, headers)] = said
    if status.startswith("200"):
        headers = [*((name, value) for name, value in headers if name.lower() != "cache-control"), _KEPT]
    return status, headers, body
