"""How every answer behaves, whatever is asked: methods, hosts, headers, cookies."""

from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import a_guide
from tests.support import people
from tests.support.clients import submit
from tests.support.screens import Screen

KINDS = {
    "index": ("/", 200), "guide": ("/guides/{slug}", 200), "json": ("/guides/{slug}.json", 200),
    "feed": ("/feed.json", 200), "atom": ("/feed.atom", 200), "list": ("/api/v1/guides", 200),
    "sitemap": ("/sitemap.xml", 200),
    "missing": ("/guides/nothing", 404), "missing json": ("/guides/nothing.json", 404), "refused": ("/?page=0", 400),
    "refused feed": ("/feed.json?limit=0", 400), "health": ("/healthz", 200), "ready": ("/readyz", 200),
    "style": ("/static/public.css", 200), "sign-in": ("/login", 200), "editor": ("/editor/", 303),
    "api": ("/api/v1/editorial/guides", 401), "method": ("/logout", 405),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_is_guarded(sqlite_app: Flask, client: FlaskClient, kind: str) -> None:
    path, status = KINDS[kind]
    answer = client.get(path.format(slug=a_guide("published").slug))
    assert answer.status_code == status
    headers = answer.headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers, "this site is not served over TLS"
    public = kind in ("index", "guide", "json", "feed", "atom", "list", "sitemap")
    assert headers["Cache-Control"].startswith(
        "public, max-age=60" if public else "no-" if kind == "style" else "no-store"
    )
    assert public == ("ETag" in headers and kind != "style")
    if kind != "sign-in":
        assert "Set-Cookie" not in headers
    if public:
        assert headers["Vary"] == "Accept-Encoding"
    assert headers["Content-Type"].startswith(("text/html; charset=utf-8", "text/css", "application/"))


def test_a_reader_who_is_signed_in_gets_the_same_bytes_and_no_cookie(
    sqlite_app: Flask, client: FlaskClient, client_for: Callable[[str], FlaskClient]
) -> None:
    slug = a_guide("published").slug
    author = client_for("author")
    for path in ("/", f"/guides/{slug}", f"/guides/{slug}.json", "/feed.json", "/guides/nothing"):
        ours, theirs = author.get(path), client.get(path)
        assert ours.data == theirs.data, path
        assert "Set-Cookie" not in ours.headers, path
        assert ours.headers.get("ETag") == theirs.headers.get("ETag")
    for path in ("/", f"/guides/{slug}", "/feed.json"):
        assert "Cookie" not in author.get(path).headers["Vary"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/feed.json",
        "/feed.atom",
        "/guides/{slug}",
        "/guides/{slug}.json",
        "/healthz",
        "/api/v1/changes",
        "/sitemap.xml",
    ],
)
def test_reading_is_all_that_can_be_done(sqlite_app: Flask, client: FlaskClient, path: str, method: str) -> None:
    path = path.format(slug="some-guide")
    answer = client.open(path, method=method, data=b"x=1")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    if path.endswith((".json", "z")) or path.startswith("/api/"):
        assert answer.mimetype == "application/problem+json"
    else:
        assert Screen(answer).text


@pytest.mark.parametrize(
    "host", ["evil.example", "guides.test.evil.example", "guides.test:99999", "x y", "", "evil.example#guides.test"]
)
def test_a_foreign_host_is_turned_away(sqlite_app: Flask, client: FlaskClient, host: str) -> None:
    for path in ("/", "/feed.json", "/login", "/editor/"):
        answer = client.get(path, headers={"Host": host})
        if host == "guides.test:99999":
            assert "99999" not in answer.text
            continue
        assert answer.status_code == 400, (path, answer.text[:200])
        assert "evil.example" not in answer.text
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_header_moves_an_address(sqlite_app: Flask, client: FlaskClient) -> None:
    slug = a_guide("published").slug
    lies = {
        "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example;proto=https",
        "X-Original-URL": "/editor/", "X-Rewrite-URL": "/editor/", "X-HTTP-Method-Override": "DELETE",
        "X-Forwarded-Prefix": "/x",
    }  # fmt: skip
    for path in ("/", f"/guides/{slug}", "/feed.json"):
        honest, lied_to = client.get(path), client.get(path, headers=lies)
        assert (lied_to.status_code, lied_to.data) == (200, honest.data)
    assert "evil" not in client.get("/editor/", headers=lies).headers["Location"]


@pytest.mark.parametrize(
    "there",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example",
        "javascript:x",
    ],
)
def test_signing_in_leads_nowhere_else(sqlite_app: Flask, client: FlaskClient, there: str) -> None:
    people.ensure()
    said = {"email": people.PEOPLE["author"].email, "password": people.PASSWORD, "next": there}
    answer = submit(client, f"/login?next={there}", said, page="/login")
    assert answer.status_code in (200, 302, 400)
    led_to = urlsplit(urljoin("http://guides.test/login", answer.headers.get("Location", "")))
    assert (led_to.scheme, led_to.netloc) == ("http", "guides.test")
