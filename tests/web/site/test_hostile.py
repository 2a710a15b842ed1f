"""Whatever is sent to the public side, nothing breaks: five thousand random and evil requests, the same in each run."""

import contextvars
import json
import os
import random
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from flask import Flask

from tests.factories import a_guide
from tests.support.library import public

PATHS = (
    "/", "/guides/{slug}", "/guides/{slug}.json", "/guides/{slug}.md", "/guides/{slug}.ics", "/guides/{slug}.png",
    "/guides/{slug}/plan", "/roles/role-1", "/paths", "/feed.json", "/feed.atom", "/sitemap.xml", "/sitemap-1.xml",
    "/robots.txt", "/llms.txt", "/api/v1/guides", "/api/v1/guides/{slug}", "/api/v1/changes", "/api/v1/roles",
    "/api/v1/skills", "/api/v1/resources", "/api/v1/graph", "/api/openapi.json", "/schemas/guide-1.0.json", "/healthz",
    "/guides/nothing", "/api/v1/nothing", "/nothing.json", "/nowhere",
)  # fmt: skip
NAMES = (
    "q", "page", "from_role", "to_role", "role", "skill", "tag", "language", "difficulty", "limit", "cursor", "view",
    "order", "updated_since", "fields", "from", "to", "hours", "start", "format", "skill-map-making", "status", "x",
    "_method", "callback", "%00", "q[]", "limit%00",
)  # fmt: skip
VALUES = (
    "", "0", "1", "-1", "99999999999999999999", "1e309", "NaN", "%D9%A3", "true", "null", "[]", "{}", "summary",
    "updated", "id,title", "document", "easy", "de", "xx-YY", "role-1", "map-making", "2026-11-22T10:00:00Z",
    "9999-12-31T23:59:59Z", "0000-00-00T00:00:00Z", "0001-01-01T00:00:00%2B23:59", "2026-02-29",
    "%27+OR+1%3D1--", "%22%29%3BDROP+TABLE+x", "%25", "_", "%5C", "..%2F..%2Fetc%2Fpasswd", "%7B%7B7*7%7D%7D",
    "%24%7Bjndi%3Aldap%3A%2F%2Fx%7D", "%3Cscript%3E", "%00", "a%00b", "%0D%0ASet-Cookie:+a%3Db", "%ED%A0%80",
    "%FF", "%C0%AF", "%E2%80%AE", "%EF%BF%BE", "%F0%9F%9A%8C", "W10.AAAA", "eyJ9.x.y", "%E0%A4%B9" * 20, "(" *
    2000, "a" * 20_000, "+" * 5000, "%25" * 500, "a%26b%3Dc",
)  # fmt: skip
HEADERS = {
    "HTTP_ACCEPT_ENCODING": ("gzip", "br", "br;q=0, *;q=1", "identity;q=0, *;q=0", "gzip;q=x, ,;", "\xff", "x" * 5000),
    "HTTP_IF_NONE_MATCH": ("*", '"x"', "W/", '"' * 99, "\xff", ", ,"),
    "HTTP_IF_MODIFIED_SINCE": ("yesterday", "Sun, 22 Nov 2099 08:00:00 GMT", "Thu, 01 Jan 0000 00:00:00 GMT", "\xff"),
    "HTTP_RANGE": ("bytes=0-0", "bytes=9-1", "x"),
    "HTTP_COOKIE": ("session=x", "session=eyJ.x.y; a", "\xff=\xff"),
    "HTTP_ACCEPT": ("application/json", "text/html;q=\xff", "*/*;q=9"),
    "HTTP_AUTHORIZATION": ("Bearer x", "Basic \xff", "Bearer"),
    "HTTP_HOST": ("guides.test", "guides.test", "guides.test", "evil.example", "guides.test:1", "[::1", "", "\xff"),
    "HTTP_X_FORWARDED_HOST": ("evil.example",),
    "HTTP_X_ORIGINAL_URL": ("/editor/",),
    "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE",),
    "HTTP_CONTENT_LENGTH": ("-1",),
}
MANGLED = ("/", "//", "%00", "%2F", ".json", ".md", "/..", "/%2e%2e/", ";x", "%ED%A0%80", "\\", "?", "%0A", " ", "%25")
METHODS = ("GET",) * 12 + ("HEAD", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "PATCH", "FOO", "get")
REQUESTS = int(os.environ.get("CMS_TEST_REQUESTS", "5000"))  # more of them, and others, for a long walk
SEED = int(os.environ.get("CMS_TEST_SEED", "20261122"))


class Caller:
    """Calls the application as a server does, without a client's help."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.status, self.headers, self.body = "", {"": ""}, b""

    def __call__(self, method: str, path: str, query: str, **more: str) -> None:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method, "PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query,
            "SERVER_NAME": "guides.test", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "SCRIPT_NAME": "",
            "HTTP_HOST": "guides.test", "wsgi.url_scheme": "http", "wsgi.version": (1, 0), "wsgi.multithread": True,
            "wsgi.multiprocess": False, "wsgi.run_once": False, "REMOTE_ADDR": "192.0.2.1", **more,
        }  # fmt: skip
        contextvars.Context().run(self._call, environ)

    def _call(self, environ: dict[str, Any]) -> None:
        sent = self._app.wsgi_app(environ, self._start)
        self.body = b"".join(sent)
        if close := getattr(sent, "close", None):
            close()

    def _start(self, status: str, headers: Sequence[tuple[str, str]], exc_info: Any = None) -> Any:
        self.status, self.headers = status, dict(headers)


@pytest.fixture
def slug(sqlite_app: Flask) -> str:
    for number in range(3):
        public(number)
    return a_guide("published").slug


def a_request(dice: random.Random, slug: str) -> tuple[str, str, str, dict[str, str]]:
    path = dice.choice(PATHS).format(slug=slug)
    if dice.random() < 0.15:
        path += dice.choice(MANGLED)
    elif dice.random() < 0.05:
        path = path.upper()
    pairs = [f"{dice.choice(NAMES)}={dice.choice(VALUES)}" for _ in range(dice.choice((0, 1, 1, 2, 3)))]
    query = "&".join(pairs) if dice.random() < 0.97 else dice.choice(("&", "=", "&&&===", "\xff=\xff", "%", "a" * 9000))
    headers = {name: dice.choice(HEADERS[name]) for name in HEADERS if dice.random() < 0.08}
    return dice.choice(METHODS), path, query, headers


def test_nothing_breaks(sqlite_app: Flask, slug: str) -> None:
    dice, call = random.Random(SEED), Caller(sqlite_app)  # noqa: S311  # a walk that can be repeated
    outcomes: set[str] = set()
    for _ in range(REQUESTS):
        method, path, query, headers = a_request(dice, slug)
        call(method, path, query, **headers)
        asked = f"{method} {path[:80]}?{query[:200]} {headers}"
        outcomes.add(call.status[:3])
        assert call.status < "500", asked
        assert "Set-Cookie" not in call.headers, asked
        if call.status[:3] != "304":  # which renews the headers that the reader has kept
            assert call.headers["X-Content-Type-Options"] == "nosniff", asked
        assert not [value for value in call.headers.values() if "\n" in value or "\r" in value], asked
        assert method != "HEAD" or call.body == b"", asked
        assert "evil.example" not in str(call.headers), asked
        if call.status[0] == "4" and call.body and headers.get("HTTP_HOST", "guides.test") == "guides.test":
            _look_at_refusal(call, path, asked)
    assert {"200", "301", "304", "308", "400", "404", "405"} - outcomes <= {"301", "308"}


def _look_at_refusal(call: Caller, path: str, asked: str) -> None:
    """Programs get a problem document that says the same as the status; nobody gets a trace."""
    assert b"Traceback" not in call.body, asked
    if path.startswith("/api/") or path.endswith(".json"):
        assert call.headers["Content-Type"] == "application/problem+json", asked
        problem = json.loads(call.body)
        assert str(problem["status"]) == call.status[:3], asked
        assert problem["detail"], asked
    if call.status.startswith("405"):
        assert "GET" in call.headers["Allow"], asked
