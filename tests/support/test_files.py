"""The files of the application that browsers ask for."""

from typing import TYPE_CHECKING

from werkzeug.test import Client, TestResponse

from tests.support import files

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def test_asks_for_a_file_once_and_for_all_else_each_time() -> None:
    asked: list[tuple[str, str]] = []

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        assert not environ.get("HTTP_IF_NONE_MATCH")
        asked.append((environ["PATH_INFO"], environ["QUERY_STRING"]))
        start_response("404 Not Found" if "no.js" in asked[-1][0] else "200 OK", [("Cache-Control", "no-cache")])
        return [b"one", b"two"]

    client = Client(files.kept(application))

    def get(path: str, **more: dict[str, str]) -> TestResponse:
        return client.get(path, **more)

    first = get("/static/a.js")
    again = get("/static/a.js", headers={"If-None-Match": '"a"'})
    assert (first.data, again.data, again.status_code) == (b"onetwo", b"onetwo", 200)
    assert [one.headers["Cache-Control"] for one in (first, again)] == ["max-age=86400"] * 2
    assert get("/static/a.js?v=2").data == b"onetwo"
    missing = get("/static/no.js")
    assert (missing.status_code, missing.headers["Cache-Control"]) == (404, "no-cache")
    assert {get("/editor/").headers["Cache-Control"] for _ in range(2)} == {"no-cache"}
    client.post("/static/a.js")
    assert asked == [
        ("/static/a.js", ""), ("/static/a.js", "v=2"), ("/static/no.js", ""), *[("/editor/", "")] * 2,
        ("/static/a.js", ""),
    ]  # fmt: skip
