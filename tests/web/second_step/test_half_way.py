"""Between the password and the second step: nothing opens, nothing is told, and it does not last."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from time_machine import Traveller

from cms.services import password_links
from cms.services.password_links import RESET
from cms.web.accounts import signing_keys
from tests.support import codes
from tests.support.clients import Client, submit
from tests.support.codes import CODE, RECOVERY
from tests.support.people import PEOPLE
from tests.web.second_step.seen import AUTHOR, author, is_in, letters, log

ClientFor = Callable[[str], FlaskClient]


def test_tells_by_nothing_who_has_one(sqlite_app: Flask, people: Any, client: FlaskClient) -> None:
    """Before the password is right, that is."""
    codes.give(sqlite_app, "author")
    said = set()
    for email in (AUTHOR.email, PEOPLE["reviewer"].email, "nobody-at-all@example.org"):
        answer = submit(client, "/login", {"email": email, "password": "not the password"}, page="/login")
        assert isinstance(client, Client)
        said.add((answer.status_code, answer.text.replace(email, "").replace(client.csrf, "")))
    assert len(said) == 1


@pytest.mark.parametrize("page", [CODE, RECOVERY, "/login/which"])
def test_opens_no_page_of_the_second_step_without_the_first(
    sqlite_app: Flask, people: Any, client: FlaskClient, clock: Traveller, page: str
) -> None:
    codes.give(sqlite_app, "author")
    assert client.get(page).location == "/login"
    codes.password(client, "author")
    clock.shift(timedelta(minutes=11))
    assert client.get(page).location == "/login"
    codes.password(client, "author")  # and a newer first step counts from itself
    assert client.get(CODE).status_code == 200


@pytest.mark.usefixtures("people")
def test_leads_to_the_code_whoever_looks_elsewhere_half_way(
    sqlite_app: Flask, client: FlaskClient, clock: Traveller
) -> None:
    """A writing screen does so by itself, whenever somebody comes back to it."""
    codes.give_passkey("reviewer")
    with_passkey = sqlite_app.test_client()
    codes.password(with_passkey, "reviewer")
    assert with_passkey.get("/editor/").location == "/login/passkey?next=/editor/"
    assert with_passkey.get(f"{CODE}?next=/editor/").location == "/login/passkey?next=/editor/"  # they have no app
    assert with_passkey.get("/login/passkey").status_code == 200
    codes.give(sqlite_app, "reviewer")
    with_both = sqlite_app.test_client()
    codes.password(with_both, "reviewer")
    assert with_both.get("/editor/").location == "/login/which?next=/editor/"
    assert submit(with_both, "/login/which", {"which": "authenticator"}).location == CODE
    phone = codes.give(sqlite_app, "author")
    codes.password(client, "author")
    answer = client.get("/editor/guides?q=maps")
    assert answer.location == f"{CODE}?next=/editor/guides?q%3Dmaps"
    assert client.get("/login/passkey").location == CODE  # they have no passkey
    assert submit(client, answer.location, {"code": phone.generate().token}).location == "/editor/guides?q=maps"
    again = sqlite_app.test_client()
    codes.password(again, "author")
    clock.shift(timedelta(minutes=11))
    late = again.get(again.get("/editor/guides").location)
    assert late.location == "/login?next=/editor/guides"


def test_ends_half_a_signing_in_when_the_password_changes_or_an_admin_resets_it(
    sqlite_app: Flask, people: Any, client_for: ClientFor, client: FlaskClient
) -> None:
    phone = codes.give(sqlite_app, "author")
    codes.password(client, "author")
    admin = client_for("admin")
    page = f"/admin/people/{AUTHOR.id}"
    assert submit(admin, f"{page}/second-step/reset", page=page).location == page
    assert submit(client, CODE, {"code": phone.generate().token}).location == "/login"
    assert not is_in(client)
    assert (log()[-1], letters()) == ("factor_removed", ["A second step at signing in is removed"])
    assert codes.password(client, "author").location == "/home"
    assert submit(admin, f"{page}/second-step/reset").status_code == 400  # there is none any more


def test_is_not_passed_by_a_new_password(sqlite_app: Flask, people: Any, client: FlaskClient) -> None:
    codes.give(sqlite_app, "author")
    keys, new = signing_keys(sqlite_app), "seven slow trams at dawn"
    reset = f"/account/reset/{password_links.token_for(author(), RESET, keys)}"
    assert submit(client, reset, {"password": new, "password_again": new}, page=reset).location == "/login"
    assert not is_in(client)
    assert author().has_second_factor
    assert codes.password(client, "author", new).location == CODE
    assert not is_in(client)
