"""flask users add · link · list · disable."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from cms.store import accounts
from cms.store.db import session
from tests.cli.conftest import Shell, lines
from tests.support import clients

pytestmark = pytest.mark.usefixtures("sqlite_app")

PASSWORD = "long enough to keep\n"


def person(email: str) -> Any:
    session().rollback()
    return accounts.by_email(email)


def test_it_adds_someone_who_signs_in_at_once(flask: Shell, client: FlaskClient) -> None:
    roles = ("--role", "author", "--role", "managing_editor")
    done = flask("users", "add", "ada.lovelace@Example.ORG", *roles, "--password-stdin", typed=PASSWORD)
    assert (done.exit_code, done.stdout) == (0, "")
    clients.sign_in(client, "ada.lovelace@example.org", PASSWORD.strip())
    added = person("ada.lovelace@example.org")
    assert added.name == "Ada Lovelace"
    assert not added.demonstration
    assert added.password.startswith("$argon2id$")
    assert lines(flask("users", "list")) == [
        ["ada.lovelace@example.org", "Ada Lovelace", "author,managing_editor", "active"]
    ]


@pytest.mark.parametrize(
    "email", ["someone@people.test", "someone@example.org", "someone@example.com", "jürgen@example.org"]
)
def test_it_takes_addresses_that_get_no_mail(flask: Shell, client: FlaskClient, email: str) -> None:
    done = flask("users", "add", email, "--role", "reviewer", "--name", "Some One", "--password-stdin", typed=PASSWORD)
    assert done.exit_code == 0, done.output
    clients.sign_in(client, email, PASSWORD.strip())


def test_without_a_password_it_prints_a_link_alone_on_its_line(flask: Shell, client: FlaskClient) -> None:
    done = flask("users", "add", "new@example.org", "--role", "author")
    assert done.exit_code == 0
    [link] = done.stdout.splitlines()
    assert link.startswith(f"{clients.ORIGIN}/welcome/")
    assert client.get(link.removeprefix(clients.ORIGIN)).status_code == 200
    assert person("new@example.org").password is None


def test_a_new_link_ends_no_password_and_works(flask: Shell, client: FlaskClient, people: Any) -> None:
    [link] = flask("users", "link", people["author"].email).stdout.splitlines()
    clients.sign_in(client, people["author"].email, people["author"].password)
    assert client.get(link.removeprefix(clients.ORIGIN)).status_code == 200


@pytest.mark.parametrize(
    ("words", "typed", "why"),
    [
        (("amira@example.org",), None, "There is somebody with the address amira@example.org already."),
        (("AMIRA@example.org",), None, "There is somebody with the address AMIRA@example.org already."),
        (("no address",), None, "“no address” is no e-mail address"),
        (("new@example.org", "--password-stdin"), "too short", "A password has 12 to 128 characters."),
        (("new@example.org", "--name", " "), None, "Give a name"),
        (("new@example.org", "--name", "x" * 121), None, "the limit is 120"),
    ],
)
def test_it_refuses_in_a_sentence(
    flask: Shell, people: Any, words: tuple[str, ...], typed: str | None, why: str
) -> None:
    done = flask("users", "add", *words, "--role", "author", typed=typed)
    assert (done.exit_code, done.stdout) == (1, "")
    assert why in done.stderr
    assert person("new@example.org") is None


@pytest.mark.parametrize(
    "words", [("add",), ("add", "a@example.org"), ("add", "a@example.org", "--role", "king"), ("disable",)]
)
def test_wrong_usage_is_2(flask: Shell, words: tuple[str, ...]) -> None:
    assert flask("users", *words).exit_code == 2


def test_whoever_is_disabled_is_out_at_once(flask: Shell, people: Any, client_for: Any, api_for: Any) -> None:
    browser, program = client_for("author"), api_for("author")
    assert browser.get("/editor/").status_code == 200
    assert program.get("/api/v1/editorial/guides").status_code == 200

    done = flask("users", "disable", people["author"].email)
    assert (done.exit_code, done.stderr) == (0, "amira@example.org is now disabled.\n")
    assert browser.get("/editor/").status_code == 303
    assert program.get("/api/v1/editorial/guides").status_code == 401
    with pytest.raises(AssertionError, match="could not sign in"):
        clients.sign_in(browser, people["author"].email, people["author"].password)
    assert ["amira@example.org", "Amira Haddad", "author", "disabled"] in lines(flask("users", "list"))

    again = flask("users", "disable", people["author"].email)
    assert (again.exit_code, again.stderr) == (0, "amira@example.org is already disabled.\n")
    assert flask("users", "link", people["author"].email).exit_code == 1
    assert flask("users", "disable", "unknown@example.org").exit_code == 1
