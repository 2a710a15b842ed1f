"""Every route of the URL map against everyone who might call it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cms.web.access import Mark, mark_of
from cms.workflow import EDITORIAL_ROLES
from tests.factories import a_document, a_guide
from tests.house.routes import CLOSED, ROUTES, TOKEN, path, routes
from tests.services.together import everything
from tests.support import people
from tests.support.clients import Client

EVERYONE = ("", "nobody", "author", "reviewer", "publisher", "managing_editor", "admin")  # "": nobody is signed in
SCRIPTED = {  # tell a script that nobody is signed in, by 401
    "POST /editor/guides/<uuid:guide_id>/autosave", "POST /editor/guides/<uuid:guide_id>/findings",
    "GET /editor/guides/<uuid:guide_id>/standing",
}  # fmt: skip
WRITING = ("POST", "PUT", "PATCH", "DELETE")
CANARY = "Quetzalcoatlus"
ClientFor = Callable[[str], FlaskClient]


def outcome(answer: TestResponse) -> str:
    """How far the caller came: to the door, past it, or sent away."""
    if answer.status_code == 303 and (answer.location or "").startswith("/login"):
        return "sign in"
    if answer.status_code == 401:
        return "no token"
    if answer.status_code == 403 and ("have the role" in answer.text or "has no editorial role" in answer.text):
        return "no role"
    return "let in"


def expected(mark: Mark, key: str) -> str:
    if mark.kind == "public":
        return "let in"
    if mark.kind == "closed":
        return "closed"
    if mark.kind == "token":
        return "no token"  # a session is none
    if not key:
        return "sign in"
    if mark.kind == "role" and not people.PEOPLE[key].roles & mark.roles:
        return "no role"
    return "let in"


@pytest.fixture
def draft(app: Flask) -> str:
    """The id of a draft with a word in it that stands nowhere else."""
    return str(a_guide("draft", a_document(title=f"From Bus Driver to {CANARY}")).id)


def call(client: FlaskClient, method: str, address: str) -> TestResponse:
    """With the token of the forms, so that it is the mark that decides; without a word in the form itself."""
    assert isinstance(client, Client)
    data = {"csrf_token": client.csrf} if method in WRITING else None
    return client.open(address, method=method, data=data)


def test_has_a_row_for_every_route_and_none_besides(sqlite_app: Flask) -> None:
    assert sorted(name for name, _ in routes(sqlite_app)) == sorted(ROUTES)


def test_marks_every_route_as_the_table_says(sqlite_app: Flask) -> None:
    marks = {name: mark_of(sqlite_app, route.endpoint) for name, route in routes(sqlite_app)}
    assert {name: mark for name, mark in marks.items() if mark != ROUTES.get(name)} == {}


@pytest.mark.parametrize("key", EVERYONE)
def test_lets_in_just_those_whom_the_table_names(
    sqlite_app: Flask, client_for: ClientFor, client: FlaskClient, draft: str, key: str
) -> None:
    visitor = client_for(key) if key else client
    call(visitor, "GET", "/login")  # whose page has the token of the forms
    if key:
        call(visitor, "GET", "/account")
    wrong = {}
    for name, route in routes(sqlite_app):
        method = name.partition(" ")[0]
        if name == "POST /logout":
            continue  # which would end the walk; looked at by itself
        answer = call(visitor, method, path(sqlite_app, route, draft))
        came = "closed" if ROUTES[name] is CLOSED and answer.status_code == 404 else outcome(answer)
        if came != ("no token" if name in SCRIPTED and not key else expected(ROUTES[name], key)):
            wrong[name] = came
    assert wrong == {}


@pytest.mark.parametrize("key", EVERYONE[1:])
def test_opens_the_calls_of_programs_to_tokens_of_those_with_an_editorial_role(
    sqlite_app: Flask, api_for: Callable[..., object], draft: str, key: str
) -> None:
    api: Any = api_for(key)
    has_role = bool(people.PEOPLE[key].roles & EDITORIAL_ROLES)
    wrong = {}
    for name, route in routes(sqlite_app):
        if ROUTES[name] is TOKEN:
            came = outcome(api.send(name.partition(" ")[0], path(sqlite_app, route, draft)))
            if came != ("let in" if has_role else "no role"):
                wrong[name] = came
    assert wrong == {}


@pytest.mark.parametrize("key", ["", "nobody", "admin"])
def test_shows_no_word_of_a_draft_to_those_without_an_editorial_role(
    sqlite_app: Flask, client_for: ClientFor, client: FlaskClient, api_for: Callable[..., object], draft: str, key: str
) -> None:
    visitor = client_for(key) if key else client
    addresses = [path(sqlite_app, route, draft) for name, route in routes(sqlite_app) if name.startswith("GET")]
    answers = [visitor.get(address) for address in addresses]
    if key:
        api: Any = api_for(key)
        answers += [api.get(address) for address in addresses if address.startswith("/api")]
    assert [answer.request.path for answer in answers if CANARY in answer.text] == []
    assert any(CANARY in client_for("author").get(address).text for address in addresses)


def test_changes_nothing_by_reading(sqlite_app: Flask, client_for: ClientFor, draft: str) -> None:
    author = client_for("author")
    before = everything()
    for name, route in routes(sqlite_app):
        address = path(sqlite_app, route, draft)
        if name.startswith("GET"):
            author.get(address)
            author.head(address)
        author.options(address)
    assert everything() == before


def test_refuses_every_method_that_a_route_does_not_name(sqlite_app: Flask, client_for: ClientFor, draft: str) -> None:
    """Above all: what changes something is not reached by following a link."""
    author = client_for("author")
    taken: dict[str, set[str]] = {}
    for name, route in routes(sqlite_app):
        taken.setdefault(path(sqlite_app, route, draft), set()).add(name.partition(" ")[0])
    before = everything()
    for address, methods in taken.items():
        for method in {"GET", *WRITING} - methods:
            answer = author.open(address, method=method)
            assert answer.status_code == 405, f"{method} {address}"
            assert methods <= set(answer.headers["Allow"].split(", ")), f"{method} {address}"
    assert everything() == before


def test_calls_nothing_that_writes_by_the_method_that_reads(sqlite_app: Flask) -> None:
    """A view that answers both is one of Flask-Security's forms, which show themselves when they are read."""
    both = {route.endpoint for _, route in routes(sqlite_app) if {"GET", "POST"} <= (route.methods or set())}
    forms = {"login", "verify", "change_password", "two_factor_setup", "two_factor_token_validation", "tf_select"}
    forms |= {"two_factor_rescue", "mf_recovery", "mf_recovery_codes", "wan_register", "wan_signin", "wan_delete"}
    assert both == {f"security.{name}" for name in forms}
