"""Signing in, one's own account, and the link by which a password is chosen."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from cms import clock
from cms.services import accounts as acts
from cms.services.password_links import WELCOME, token_for
from cms.store import accounts, api_tokens
from cms.store.db import session
from cms.web.accounts import signing_keys
from cms.workflow import Role
from tests.support import clients
from tests.support.clients import Api
from tests.support.people import PASSWORD, Person
from tests.support.screens import Screen, elements, shown, tags

pytestmark = pytest.mark.usefixtures("sqlite_app")

PHRASE = "four words are long enough"


def by_id(html: str) -> Mapping[str, Any]:
    return {found: element for element in tags(html) if (found := element.get("id"))}


def assert_sound(html: str) -> None:
    """Valid, without inline style or script; every control has a label, and what describes it is there."""
    every = list(elements(html))
    ids = [element.get("id") for element in every if element.get("id")]
    assert len(ids) == len(set(ids))
    labelled = {element.get("for") for element in every if element.tag == "label"}
    for element in every:
        assert element.tag not in ("script", "style")
        assert not any(name == "style" or name.startswith("on") for name in element.attrib)
        if element.tag == "input" and element.get("type") != "hidden" and "hidden" not in element.attrib:
            assert element.get("id") in labelled or element.get("aria-labelledby"), element.attrib
        for described in element.get("aria-describedby", "").split():
            assert described in ids, described
        if element.tag == "form" and element.get("method") == "post":
            assert any(one.get("name") == "csrf_token" for one in element.iter("input"))


@pytest.fixture
def invited(app: Flask) -> tuple[str, str]:
    """The path of a welcome link, and whom it is for."""
    person = acts.add_person(email="new@example.org", name="New Person", roles=[Role.AUTHOR], password_hash=None)
    return f"/welcome/{token_for(person, WELCOME, signing_keys(app))}", person.email


# Signing in


def test_the_sign_in_page_is_plain_and_tells_no_passwords(client: FlaskClient, people: Any) -> None:
    answer = client.get("/login")
    assert answer.status_code == 200
    assert_sound(answer.text)
    controls = by_id(answer.text)
    assert controls["email"].get("autocomplete") == "username"
    assert controls["password"].get("autocomplete") == "current-password"
    assert "demonstration" not in answer.text


@pytest.mark.parametrize(
    ("email", "password"),
    [("amira@example.org", "not the password"), ("unknown@example.org", PASSWORD), ("amira@example.org", "")],
)
def test_a_failed_sign_in_does_not_tell_which_was_wrong(
    client: FlaskClient, people: Any, email: str, password: str
) -> None:
    answer = clients.submit(client, "/login", {"email": email, "password": password})
    assert answer.status_code == 200
    assert_sound(answer.text)
    assert Screen(answer).text.count("The address or the password is not right.") == 1
    assert by_id(answer.text)["password"].get("aria-describedby") == "fs-form-errors"


def test_changing_the_password_ends_other_sessions(sqlite_app: Flask, client_for: Any, people: Any) -> None:
    here, elsewhere = client_for("author"), sqlite_app.test_client()
    clients.sign_in(elsewhere, people["author"].email, PASSWORD)
    page = shown(here, "/account/password")
    assert_sound(page.html)
    wrong = page.form("/account/password").send(
        here, {"password": "wrong wrong wrong", "new_password": PHRASE, "new_password_confirm": PHRASE}
    )
    assert_sound(wrong.text)
    assert by_id(wrong.text)["password"].get("aria-invalid") == "true"
    assert "This is not your password." in wrong.text
    short = page.form("/account/password").send(
        here, {"password": PASSWORD, "new_password": "short", "new_password_confirm": "short"}
    )
    assert "A password has 12 to 128 characters." in short.text
    assert_sound(short.text)
    done = page.form("/account/password").send(
        here, {"password": PASSWORD, "new_password": PHRASE, "new_password_confirm": PHRASE}
    )
    assert (done.status_code, done.location) == (302, "/account")
    assert "Your password is changed." in shown(here, "/account").text
    assert elsewhere.get("/account").status_code == 303
    clients.sign_in(sqlite_app.test_client(), people["author"].email, PHRASE)


# The account page


def test_the_account_page_is_for_whoever_is_signed_in(client: FlaskClient, client_for: Any, people: Any) -> None:
    answer = client.get("/account")
    assert (answer.status_code, answer.location) == (303, "/login?next=/account")
    for key, role in (("author", "Author"), ("admin", "Admin"), ("nobody", "None yet.")):
        page = shown(client_for(key), "/account")
        assert_sound(page.html)
        assert people[key].email in page.text
        assert role in page.text


def test_a_byline_is_kept_or_complained_of(client_for: Any, people: Any) -> None:
    client = client_for("author")
    page = shown(client, "/account")
    done = page.form("/account/byline").send(client, {"name": "Amira H.", "url": "https://example.org/amira"})
    assert (done.status_code, done.location) == (303, "/account")
    page = shown(client, "/account")
    assert "Saved." in page.text
    assert dict(page.form("/account/byline").values)["url"] == "https://example.org/amira"

    refused = page.form("/account/byline").send(client, {"name": "<b>Amira</b>", "url": "javascript:alert(1)"})
    assert refused.status_code == 422
    assert_sound(refused.text)
    assert by_id(refused.text)["url"].get("aria-describedby") == "url-help url-error-1"
    again = Screen(refused).form("/account/byline")
    assert (again.values["name"], again.values["url"]) == ("<b>Amira</b>", "javascript:alert(1)")
    assert "Amira H." in shown(client, "/account").html


def test_a_token_is_shown_once_works_and_ends(sqlite_app: Flask, client_for: Any, people: Any) -> None:
    client = client_for("author")
    page = shown(client, "/account")
    assert "You have no tokens." in page.text
    made = page.form("/account/tokens").send(client, {"token_name": "My <program>", "scope": ["read", "draft"]})
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    assert_sound(made.text)
    token = by_id(made.text)["token"].get("value")
    api = Api(sqlite_app.test_client(use_cookies=False), token)
    assert api.get("/api/v1/editorial/guides").status_code == 200
    page = shown(client, "/account")
    assert token not in page.html
    assert "My <program>" in page.text

    done = page.form("/revoke").send(client)
    assert (done.status_code, done.location) == (303, "/account")
    assert api.get("/api/v1/editorial/guides").status_code == 401
    assert page.form("/revoke").send(client).status_code == 404


def test_nobody_revokes_the_token_of_another(client_for: Any, people: Mapping[str, Person]) -> None:
    token = acts.issue_token(people["author"].id, name="Mine")
    kept = api_tokens.by_token(token)
    assert kept
    path = f"/account/tokens/{kept.id}/revoke"
    assert clients.submit(client_for("admin"), path, page="/account").status_code == 404
    session().rollback()
    assert api_tokens.by_token(token)


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"token_name": " ", "scope": ["read"]}, "token_name"), ({"token_name": "x", "scope": []}, "scopes")],
)
def test_a_token_needs_a_name_and_a_scope(client_for: Any, typed: dict[str, Any], field: str) -> None:
    client = client_for("author")
    refused = shown(client, "/account").form("/account/tokens").send(client, typed)
    assert refused.status_code == 422
    assert_sound(refused.text)
    assert f"{field}-error-1" in Screen(refused).ids
    assert "You have no tokens." in shown(client, "/account").text


def test_only_scopes_that_mean_something_are_offered(client_for: Any) -> None:
    assert shown(client_for("reviewer"), "/account").ids >= {"scope-read", "scope-review"}
    assert shown(client_for("reviewer"), "/account").ids.isdisjoint({"scope-draft", "scope-publish"})


@pytest.mark.parametrize("path", ["/account/byline", "/account/tokens", "/welcome/x"])
def test_a_form_without_its_token_does_nothing(client_for: Any, path: str) -> None:
    client = client_for("author")
    assert client.post(path, data={"name": "X", "token_name": "X", "scope": "read"}).status_code == 400
    assert "You have no tokens." in shown(client, "/account").text


# The welcome link


def test_a_welcome_link_works_once(client: FlaskClient, invited: tuple[str, str]) -> None:
    path, email = invited
    page = shown(client, path)
    assert_sound(page.html)
    assert by_id(page.html)["email"].get("value") == email
    done = page.form("").send(client, {"password": PHRASE, "password_again": PHRASE})
    assert (done.status_code, done.location) == (303, "/login")
    assert "Your password is set." in shown(client, "/login").text
    clients.sign_in(client, email, PHRASE)
    used = client.get(path)
    assert used.status_code == 404
    assert "was used, has expired" in used.text
    assert (
        clients.submit(client, path, {"password": PASSWORD, "password_again": PASSWORD}, page="/account").status_code
        == 404
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"password": "short", "password_again": "short"}, "password"),
        ({"password": PHRASE, "password_again": PHRASE + "!"}, "password_again"),
        ({}, "password"),
    ],
)
def test_a_welcome_complains_beside_the_field(
    client: FlaskClient, invited: tuple[str, str], typed: dict[str, str], field: str
) -> None:
    path, email = invited
    refused = clients.submit(client, path, typed)
    assert refused.status_code == 422
    assert_sound(refused.text)
    assert f"{field}-error-1" in by_id(refused.text)[field].get("aria-describedby")
    assert PHRASE not in refused.text
    person = accounts.by_email(email)
    assert person
    assert person.password is None


def test_a_welcome_link_expires(client: FlaskClient, invited: tuple[str, str]) -> None:
    with time_machine.travel(clock.now() + timedelta(hours=24, minutes=1)):
        assert client.get(invited[0]).status_code == 404
    assert client.get("/welcome/nonsense").status_code == 404


def test_pages_about_accounts_are_kept_by_nobody(
    client: FlaskClient, client_for: Any, invited: tuple[str, str]
) -> None:
    for answer in (client.get("/login"), client.get(invited[0]), client_for("author").get("/account")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
