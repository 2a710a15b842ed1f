"""flask tokens issue · list · revoke."""

from typing import Any

import pytest
from flask import Flask

from cms.store import api_tokens
from cms.store.db import session
from tests.cli.conftest import Shell, lines
from tests.support.clients import Api

pytestmark = pytest.mark.usefixtures("sqlite_app")

GUIDES = "/api/v1/editorial/guides"


def test_it_prints_the_token_and_nothing_else(flask: Shell, sqlite_app: Flask, people: Any) -> None:
    done = flask("tokens", "issue", people["author"].email, "--name", "Nightly import")
    assert done.exit_code == 0
    [token] = done.stdout.splitlines()
    assert Api(sqlite_app.test_client(), token).get(GUIDES).status_code == 200

    [[token_id, name, scopes, _]] = lines(flask("tokens", "list", people["author"].email))
    assert (name, scopes) == ("Nightly import", "read,draft")
    assert token not in flask("tokens", "list", people["author"].email).output

    assert flask("tokens", "revoke", token_id).exit_code == 0
    assert Api(sqlite_app.test_client(), token).get(GUIDES).status_code == 401
    assert flask("tokens", "list", people["author"].email).stdout == ""
    assert flask("tokens", "revoke", token_id).exit_code == 1


def test_scopes_narrow_it(flask: Shell, sqlite_app: Flask, people: Any) -> None:
    words = ("tokens", "issue", people["author"].email, "--name", "Reader", "--scope", "read")
    api = Api(sqlite_app.test_client(), flask(*words).stdout.strip())
    assert api.get(GUIDES).status_code == 200
    assert api.post(GUIDES, json={"document": {}}).status_code == 403


@pytest.mark.parametrize(
    ("who", "scopes"),
    [
        ("author", ["read", "draft"]),
        ("reviewer", ["read", "review"]),
        ("publisher", ["read", "publish"]),
        ("admin", ["read"]),
    ],
)
def test_without_scopes_it_covers_what_its_owner_may(flask: Shell, people: Any, who: str, scopes: list[str]) -> None:
    flask("tokens", "issue", people[who].email, "--name", "All")
    session().rollback()
    assert [token.scopes for token in api_tokens.tokens_of(people[who].id)] == [scopes]


def test_it_refuses_in_a_sentence(flask: Shell, people: Any) -> None:
    unknown = flask("tokens", "issue", "unknown@example.org", "--name", "x")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert "nobody with the address unknown@example.org" in unknown.stderr
    assert flask("tokens", "issue", people["author"].email, "--name", " ").exit_code == 1
    flask("users", "disable", people["author"].email)
    assert "is disabled" in flask("tokens", "issue", people["author"].email, "--name", "x").stderr


@pytest.mark.parametrize(
    "words",
    [("issue",), ("issue", "a@example.org"), ("revoke", "no-id"), ("issue", "a@b.c", "--name", "x", "--scope", "all")],
)
def test_wrong_usage_is_2(flask: Shell, words: tuple[str, ...]) -> None:
    assert flask("tokens", *words).exit_code == 2
