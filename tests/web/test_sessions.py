"""Sessions on the server: each ends when it should, whatever the browser still holds; and the page that lists them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from cms import clock
from cms.services import accounts as acts
from cms.store import user_sessions
from cms.store.db import session
from cms.web import user_agents
from cms.workflow import Role
from tests.support.clients import Client, sign_in, submit
from tests.support.people import PASSWORD, PEOPLE
from tests.support.screens import shown
from tests.support.statements import statements

NEW = "seven slow trams at dawn"
AUTHOR, ADMIN = PEOPLE["author"], PEOPLE["admin"]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("session", domain="guides.test")
    assert found
    return str(found.value)


def browser(app: Flask, email: str = AUTHOR.email, **more: str) -> Client:
    """Signed in, and as Firefox."""
    client: Client = app.test_client()  # type: ignore[assignment]
    client.get("/login")
    data = {"email": email, "password": PASSWORD, "csrf_token": client.csrf, **more}
    assert client.post("/login", data=data, headers={"User-Agent": FIREFOX}).status_code == 302
    return client


def change_password(client: FlaskClient) -> None:
    said = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    assert submit(client, "/account/password", said, page="/account/password").status_code == 302


def again(client: FlaskClient) -> None:
    submit(client, "/logout")
    sign_in(client, AUTHOR.email, PASSWORD)


# What happens to a session, and whether it then still opens anything: here, and elsewhere.
CASES: dict[str, tuple[Callable[[FlaskClient], object], bool, bool]] = {
    "nothing": (lambda here: None, True, True),
    "signing out": (lambda here: submit(here, "/logout"), False, True),
    "signing in again": (again, True, True),
    "another password": (change_password, True, False),
    "suspension": (lambda here: acts.disable(AUTHOR.id), False, False),
    "another role": (lambda here: acts.set_roles(AUTHOR.id, [Role.REVIEWER]), False, False),
    "signing out elsewhere": (lambda here: submit(here, "/account/sessions/end-others"), True, False),
}


@pytest.mark.parametrize("what", CASES)
def test_ends_with_what_ends_it(sqlite_app: Flask, people: Any, what: str) -> None:
    here, elsewhere = browser(sqlite_app), browser(sqlite_app)
    held = cookie(here)
    happens, stays_here, stays_elsewhere = CASES[what]
    assert is_in(here)
    happens(here)
    assert (is_in(here), is_in(elsewhere)) == (stays_here, stays_elsewhere)
    if (
        what != "nothing" and what != "signing out elsewhere"
    ):  # what was copied from the browser before is worth nothing
        thief = sqlite_app.test_client()
        thief.set_cookie("session", held, domain="guides.test")
        assert not is_in(thief)


def test_has_a_new_token_after_signing_in(sqlite_app: Flask, people: Any, client: FlaskClient) -> None:
    client.get("/login")
    planted = cookie(client)
    sign_in(client, AUTHOR.email, PASSWORD)
    victim = sqlite_app.test_client()
    victim.set_cookie("session", planted, domain="guides.test")
    assert is_in(client)
    assert not is_in(victim)
    [row] = user_sessions.of_user(AUTHOR.id)
    assert len(row.hash) == 64
    assert row.hash not in cookie(client)


@pytest.mark.parametrize(
    ("email", "remember", "idle", "longest"),
    [
        (AUTHOR.email, {}, timedelta(hours=8), timedelta(hours=12)),
        (AUTHOR.email, {"remember": "y"}, None, timedelta(days=7)),
        (ADMIN.email, {}, timedelta(minutes=30), timedelta(hours=12)),
    ],
)
def test_ends_when_unused_and_after_its_longest_time(
    sqlite_app: Flask, people: Any, email: str, remember: dict[str, str], idle: timedelta | None, longest: timedelta
) -> None:
    began, moment = clock.now(), timedelta(minutes=2)
    with time_machine.travel(began, tick=False) as time:
        unused, used = browser(sqlite_app, email, **remember), browser(sqlite_app, email, **remember)
        if idle:
            time.move_to(began + idle - moment)
            assert is_in(used)
            time.move_to(began + idle + moment)
            assert (is_in(unused), is_in(used)) == (False, True)
        step = (idle or timedelta(days=1)) - moment
        while clock.now() + step < began + longest:
            time.shift(step)
            assert is_in(used)
        time.move_to(began + longest)
        assert not is_in(used)


def test_writes_at_most_once_a_minute_and_asks_once(sqlite_app: Flask, people: Any) -> None:
    with time_machine.travel(clock.now(), tick=False) as time, statements() as heard:
        client = browser(sqlite_app, PEOPLE["nobody"].email)
        for after, written in ((0, 0), (59, 0), (1, 1), (59, 0), (1, 1)):
            time.shift(after)
            heard.clear()
            assert client.get("/home").status_code == 303
            assert sum("UPDATE user_session" in one for one in heard) == written
            assert sum("FROM user_session" in one for one in heard) == 1
        heard.clear()
        client.get("/home")
        assert sum("user" in one for one in heard) == 1  # who it is, with their roles


def test_public_pages_know_of_no_session(sqlite_app: Flask, people: Any) -> None:
    client = browser(sqlite_app)
    with statements() as heard:
        client.get("/paths")
    assert heard
    assert not any("user" in one for one in heard)


def test_lists_where_one_is_signed_in_and_ends_one(sqlite_app: Flask, people: Any) -> None:
    here, elsewhere = browser(sqlite_app), browser(sqlite_app)
    page = shown(here, "/account")
    assert page.text.count("Firefox on Linux") == 2
    assert page.text.count("This browser") == 1
    assert page.form("/end").send(here).status_code == 303
    assert "That browser is signed out." in shown(here, "/account").text
    assert not is_in(elsewhere)
    assert not shown(here, "/account").offers("/end-others")
    assert page.form("/end").send(here).status_code == 404


def test_nobody_ends_the_session_of_another(sqlite_app: Flask, client_for: Any) -> None:
    author = client_for("author")
    author.get("/account")
    client_for("reviewer")
    [theirs] = user_sessions.of_user(PEOPLE["reviewer"].id)
    assert submit(author, f"/account/sessions/{theirs.id}/end").status_code == 404
    submit(author, "/account/sessions/end-others")
    session().rollback()
    assert user_sessions.of_user(PEOPLE["reviewer"].id)


def test_an_admin_who_changes_their_own_roles_goes_on(sqlite_app: Flask, client_for: Any) -> None:
    here = client_for("admin")
    [row] = user_sessions.of_user(ADMIN.id)
    acts.set_roles(ADMIN.id, [Role.ADMIN, Role.AUTHOR], session_id=row.id)
    assert is_in(here)


def test_clears_cached_pages_with_signing_out(sqlite_app: Flask, client_for: Any) -> None:
    author = client_for("author")
    assert "Clear-Site-Data" not in author.get("/account").headers
    assert submit(author, "/logout").headers["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit Version/19.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        ("<script>alert(1)</script>", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_names_a_browser_in_words(header: str, words: str) -> None:
    assert user_agents.in_words(header) == words
