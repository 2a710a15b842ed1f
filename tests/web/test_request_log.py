"""What the log says of a request: enough to find out what happened, and nothing that was entrusted to us."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import create_environ

from cms.cli import serving
from cms.web.access import public
from cms.web.parts import Parts
from tests.factories import a_document, a_guide
from tests.support import people
from tests.support.clients import Api, submit
from tests.support.logs import Written, written
from tests.support.people import PASSWORD, PEOPLE

ClientFor = Callable[[str], FlaskClient]
CANARY = "Quetzalcoatlus"
WRONG = "not the password of anybody"


@pytest.fixture
def behind_a_proxy(app: Flask, parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    trusting = replace(parts, settings=replace(parts.settings, trusted_proxies=1))
    monkeypatch.setitem(app.extensions, "crossway", trusting)


def test_says_of_each_request_what_was_asked_and_what_came_of_it(sqlite_app: Flask, client: FlaskClient) -> None:
    with written() as log:
        answer = client.get(f"/editor/nowhere?q={CANARY}")
    line = log.event("request")
    assert line.pop("time").endswith("+00:00")
    assert line.pop("ms") >= 0
    assert line == {
        "level": "info", "event": "request", "logger": "cms.web.request_log", "method": "GET",
        "path": "/editor/nowhere", "status": 404, "bytes": len(answer.data),
        "request_id": answer.headers["X-Request-ID"],
    }  # fmt: skip


def test_names_who_acted_where_the_request_had_to_know_that(
    sqlite_app: Flask, client_for: ClientFor, api_for: Callable[..., Api]
) -> None:
    author, program = client_for("author"), api_for("reviewer")
    with written() as log:
        author.get("/editor/")
        program.get("/api/v1/editorial/guides")
        author.get("/healthz")  # asks nobody who they are
    assert [line.get("actor") for line in log.events("request")] == [
        str(PEOPLE["author"].id), str(PEOPLE["reviewer"].id), None,
    ]  # fmt: skip


# The id


def test_gives_each_request_an_id_of_its_own(sqlite_app: Flask, client: FlaskClient) -> None:
    ids = {client.get("/healthz").headers["X-Request-ID"] for _ in range(20)}
    assert len(ids) == 20
    assert all(len(one) == 16 for one in ids)


def test_sends_it_with_no_answer_that_a_cache_may_keep(sqlite_app: Flask, client: FlaskClient) -> None:
    slug = a_guide("published").slug
    for path in ("/", "/feed.json", f"/guides/{slug}", f"/guides/{slug}.json", "/static/public.css"):
        assert "X-Request-ID" not in client.get(path).headers, path
    for path in ("/healthz", "/login", "/editor/", "/guides/nowhere", "/api/v1/editorial/guides"):
        assert "X-Request-ID" in client.get(path).headers, path


@pytest.mark.usefixtures("behind_a_proxy")
def test_keeps_the_id_of_a_proxy_that_is_trusted(sqlite_app: Flask, client: FlaskClient) -> None:
    with written() as log:
        assert client.get("/healthz", headers={"X-Request-ID": "a.B-9_" * 10}).headers["X-Request-ID"] == "a.B-9_" * 10
    assert log.event("request")["request_id"] == "a.B-9_" * 10


@pytest.mark.usefixtures("behind_a_proxy")
@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a;b", "ä", "<b>", "a\u202eb", "../x"])
def test_takes_no_other_id_from_it(sqlite_app: Flask, client: FlaskClient, given: str) -> None:
    answer = client.get("/healthz", headers={"X-Request-ID": given.encode().decode("latin-1")})
    assert len(answer.headers["X-Request-ID"]) == 16


def test_takes_no_id_from_anybody_else(sqlite_app: Flask, client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "mine"}).headers["X-Request-ID"] != "mine"


@pytest.mark.parametrize("proxied", [False, True])
def test_tells_of_a_request_that_was_not_let_in(
    sqlite_app: Flask, request: pytest.FixtureRequest, proxied: bool
) -> None:
    if proxied:
        request.getfixturevalue("behind_a_proxy")
    asked = create_environ("/guides/secret", headers={"X-Request-ID": "theirs"})
    with written() as log:
        answer = serving.entrance(sqlite_app).refused(HTTPStatus.BAD_REQUEST, asked)
    answer.body.close()
    line, said = log.event("request refused"), dict(answer.headers)["X-Request-ID"]
    assert (line["status"], line["request_id"]) == (400, said)
    assert (said == "theirs") is proxied
    assert "secret" not in str(line)


# What has a line of its own


def test_says_who_signed_in_and_out_and_who_could_not(sqlite_app: Flask, client: FlaskClient) -> None:
    people.ensure()
    author = PEOPLE["author"]
    with written() as log:
        for email, password in ((author.email, WRONG), ("stranger@example.org", WRONG), (author.email, PASSWORD)):
            submit(client, "/login", {"email": email, "password": password}, page="/login")
        submit(client, "/logout", page="/account")
        submit(client, "/logout", page="/login")
    said = [(line["event"], line.get("account") or line["actor"]) for line in log.events() if "sign" in line["event"]]
    me = str(author.id)
    assert said == [("sign-in failed", me), ("sign-in failed", "unknown"), ("signed in", me), ("signed out", me)]
    assert not any(word in line for line in log.lines for word in ("@", WRONG, PASSWORD))


def test_says_that_a_password_changed(sqlite_app: Flask, client_for: ClientFor) -> None:
    said = {"password": PASSWORD, "new_password": f"{CANARY} at dawn", "new_password_confirm": f"{CANARY} at dawn"}
    with written() as log:
        submit(client_for("author"), "/account/password", said)
    assert log.event("password changed")["account"] == str(PEOPLE["author"].id)
    assert not any(word in line for line in log.lines for word in (CANARY, PASSWORD))


def test_says_who_was_refused_what(
    sqlite_app: Flask, client_for: ClientFor, api_for: Callable[..., Api], client: FlaskClient
) -> None:
    guide = a_guide("draft")
    calls, desk = f"/api/v1/editorial/guides/{guide.id}/actions/", f"/editor/guides/{guide.id}"
    with written() as log:
        assert api_for("publisher").post(f"{calls}publish", json={}, if_match=1, key="k").status_code == 409
        assert client_for("reviewer").get("/editor/guides/new").status_code == 403
        assert client_for("admin").get(desk).status_code == 403
    said = [{name: line.get(name) for name in ("status", "action", "codes", "guide_id", "actor")} for line in
            log.events("refused")]  # fmt: skip
    publisher, reviewer, admin = (str(PEOPLE[key].id) for key in ("publisher", "reviewer", "admin"))
    assert [one.pop("codes") for one in said][1:] == [None, None]
    assert said == [
        {"status": 409, "action": "publish", "guide_id": str(guide.id), "actor": publisher},
        {"status": 403, "action": None, "guide_id": None, "actor": reviewer},
        {"status": 403, "action": None, "guide_id": str(guide.id), "actor": admin},
    ]
    assert log.events("refused")[0]["codes"]


def test_says_that_a_token_or_a_form_was_refused(sqlite_app: Flask, client: FlaskClient, client_for: ClientFor) -> None:
    author = client_for("author")
    with written() as log:
        client.get("/api/v1/editorial/guides", headers={"Authorization": f"Bearer cw_{CANARY}"})
        author.post("/account/byline", data={"name": "x", "csrf_token": CANARY})
    assert log.event("token refused")["path"] == "/api/v1/editorial/guides"
    assert log.event("form refused")["actor"] == str(PEOPLE["author"].id)
    assert not any(CANARY in line for line in log.lines)


def test_tells_whoever_met_an_error_what_to_name_and_nothing_of_it(
    sqlite_app: Flask, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(guide_id: object) -> None:
        raise RuntimeError("the inner workings")

    author, known = client_for("author"), a_guide("draft")
    monkeypatch.setitem(sqlite_app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr("cms.store.guides.find", fail)
    with written() as log:
        page = author.get(f"/editor/guides/{known.id}?q={CANARY}")
    line = log.event("unexpected error")
    assert (page.status_code, line["path"], line["actor"]) == (
        500,
        f"/editor/guides/{known.id}",
        str(PEOPLE["author"].id),
    )
    assert line["request_id"] == page.headers["X-Request-ID"]
    assert line["request_id"] in page.text
    assert line["error"][0]["type"] == "RuntimeError"
    assert not any(CANARY in one for one in log.lines)


def test_gives_programs_the_id_with_an_error_of_ours_and_with_no_other(
    sqlite_app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    @public
    def fail(**given: object) -> None:
        raise RuntimeError("the inner workings")

    monkeypatch.setitem(sqlite_app.config, "PROPAGATE_EXCEPTIONS", False)
    assert "request_id" not in client.get("/guides/nowhere.json").get_json(force=True)
    monkeypatch.setitem(sqlite_app.view_functions, "site.guide_json", fail)
    answer = client.get("/guides/somewhere.json")
    assert answer.status_code == 500
    assert answer.get_json(force=True)["request_id"] == answer.headers["X-Request-ID"]


# What never gets there


def session_of(log: Written, client: FlaskClient, author: FlaskClient, program: Api) -> list[str]:
    """Everything secret that a session holds, sent in every way there is; the secrets, and the path with them."""
    welcome = "WyJ3ZWxjb21lIl0.aaaa.bbbb-welcome-token"
    for address in (f"/welcome/{welcome}", f"/Welcome//{welcome}", f"/welcome/{welcome}/", f"/x/welcome/{welcome}"):
        client.get(address)
    client.post(f"/welcome/{welcome}", data={"password": PASSWORD, "csrf_token": "x"})
    issued = submit(author, "/account/tokens", {"token_name": CANARY, "scope": ["read"]}, page="/account")
    token = issued.text.partition("cw_")[2].partition("<")[0]
    assert len(token) > 30
    bad = {"Authorization": f"Bearer cw_{CANARY}", "Cookie": f"session={CANARY}", "Idempotency-Key": CANARY}
    client.get(f"/api/v1/editorial/guides?token=cw_{CANARY}", headers=bad)
    program.post("/api/v1/editorial/guides", json={"document": a_document(title=f"From A to {CANARY}")}, key=CANARY)
    program.post("/api/v1/editorial/guides", data=b'{"password": "%s"' % CANARY.encode())
    client.post("/login", data={"email": f"{CANARY}@example.org", "password": CANARY})
    for character in ("\n", "\r\n", "\x1b[31m", "\x00", "\u202e", "\u2066", "\u2028", "\x85", "\u200f", "\t"):
        client.get(f"/guides/a{quote(character)}b")
        client.open(f"/editor/guides/{quote(character)}", method="GET")
    client.open("/healthz", method="BREW\u202e".encode().decode("latin-1"))
    cookie = author.get_cookie("session", domain="guides.test")
    assert cookie
    return [welcome, token, CANARY, PASSWORD, program.token, cookie.value, "@example.org"]


def test_holds_no_secret_and_no_character_that_deceives(
    sqlite_app: Flask, client: FlaskClient, client_for: ClientFor, api_for: Callable[..., Api]
) -> None:
    program = api_for("author")
    with written() as log:
        author = client_for("author")
        secrets = session_of(log, client, author, program)
    assert len(log.events("request")) > 30
    assert [line for line in log.lines for secret in secrets if secret in line] == []
    assert all(line.isascii() and line.isprintable() for line in log.lines)
    told = [str(value) for line in log.events() for value in line.values()]
    assert [text for text in told if any(unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") for sign in text)] == []
    assert {line["path"] for line in log.events("request") if "elcome" in line["path"]} == {
        "/welcome/…", "/Welcome//…", "/x/welcome/…",
    }  # fmt: skip


def test_is_cut_where_somebody_asks_for_more_than_an_address(sqlite_app: Flask, client: FlaskClient) -> None:
    with written() as log:
        client.get(f"/guides/{'x' * 5000}")
    assert len(log.event("request")["path"]) == 500
