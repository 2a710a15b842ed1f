"""Signing in on one server thread, where one request follows another; and the roads in that are closed."""

import contextvars
import re
from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.store import accounts
from tests.support.clients import ORIGIN, submit
from tests.support.people import PASSWORD, Person

CHOSEN = "another nine grey buses"


def test_writes_after_reading_on_the_same_thread(app: Flask, people: Mapping[str, Person]) -> None:
    """The clients of other tests have a context for each request; a server's thread has one for all of them."""
    thread = contextvars.Context()
    browser = FlaskClient(app, app.response_class, use_cookies=True)

    def ask(method: str, path: str, data: Mapping[str, str] | None = None) -> tuple[int, str]:
        answer = thread.run(browser.open, path, method=method, data=data, base_url=ORIGIN)
        return answer.status_code, answer.text

    def token(page: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*\svalue="([^"]+)"', ask("GET", page)[1])
        assert found
        return found.group(1)

    email = people["author"].email
    sent = {"email": email, "password": PASSWORD, "csrf_token": token("/login")}
    assert ask("POST", "/login", sent)[0] == 302
    assert ask("GET", "/editor/")[0] == 200
    change = {"password": PASSWORD, "new_password": CHOSEN, "new_password_confirm": CHOSEN}
    assert ask("POST", "/account/password", {**change, "csrf_token": token("/account/password")})[0] == 302
    assert ask("GET", "/account")[0] == 200


def test_gives_programs_no_second_road(sqlite_app: Flask, client: FlaskClient, people: Mapping[str, Person]) -> None:
    credentials = {"email": people["author"].email, "password": PASSWORD}
    answer = client.post("/login?include_auth_token", json=credentials)
    assert answer.status_code in (400, 415)
    assert "authentication_token" not in answer.text
    with sqlite_app.app_context():
        person = accounts.by_email(people["author"].email)
        assert person
        token = person.get_auth_token()
        assert isinstance(token, str)
    assert client.get(f"/editor/?auth_token={token}").status_code == 303
    assert client.get("/editor/", headers={"Authentication-Token": token}).status_code == 303


@pytest.mark.parametrize("address", ["amira@example.org", "nobody.here@example.org"])
def test_refuses_a_password_of_any_length(sqlite_app: Flask, client: FlaskClient, people: object, address: str) -> None:
    data = {"email": address, "password": "x" * 9000}
    assert submit(client, "/login", data, page="/login").status_code == 400


def test_refuses_json_that_is_no_form(sqlite_app: Flask, client: FlaskClient) -> None:
    for body in ("[1]", '"x"', "{}", "null"):
        assert client.post("/login", data=body, content_type="application/json").status_code in (400, 415)
