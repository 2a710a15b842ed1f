"""People, and the tokens their programs carry."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from cms.store import accounts
from cms.store.accounts import ApiToken, User
from cms.store.db import session, transaction
from cms.workflow import SYSTEM, Role
from tests.support.people import PEOPLE, Person, token

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _everyone(people: Mapping[str, Person]) -> None:
    pass


def user(key: str) -> User:
    found = accounts.find(str(PEOPLE[key].id))
    assert found
    return found


def test_knows_people_as_the_workflow_does(app: Flask) -> None:
    for person in PEOPLE.values():
        assert user(person.key).actor() == person.actor


def test_narrows_a_person_to_the_roles_of_a_token(app: Flask) -> None:
    assert user("author").actor(within={"author", "publisher"}).roles == {Role.AUTHOR}
    assert user("author").actor(within={"publisher"}).roles == frozenset()


def test_finds_people_by_address_in_any_capitals(app: Flask) -> None:
    assert accounts.by_email("AMIRA@Example.org") is user("author")
    assert accounts.by_email("a%@example.org") is None


@pytest.mark.parametrize("actor_id", ["system", "operator", "", "0" * 36, "00000000-0000-4000-8000-000000000000"])
def test_finds_nobody_behind_other_ids(app: Flask, actor_id: str) -> None:
    assert accounts.find(actor_id) is None


def test_names_everyone_also_those_without_an_account(app: Flask) -> None:
    author = str(PEOPLE["author"].id)
    gone = "11111111-1111-4111-8111-111111111111"
    assert accounts.names({author, SYSTEM.id, gone}) == {author: "Amira Haddad", SYSTEM.id: "System", gone: gone}
    assert accounts.names([]) == {}


def test_counts_only_active_people_as_able_to_act(app: Flask) -> None:
    with transaction():
        user("reviewer").active = False
    assert {one.name for one in accounts.active_people()} == {one.name for one in PEOPLE.values()} - {"Ruth Lindqvist"}


def test_keeps_only_the_hash_of_a_token(app: Flask) -> None:
    secret = token("author", ["read"])
    kept = session().scalars(select(ApiToken)).one()
    assert secret not in repr({column.name: getattr(kept, column.name) for column in ApiToken.__table__.columns})
    assert accounts.by_token(secret) is kept
    assert kept.scopes == ["read"]
    assert kept.user is user("author")


@pytest.mark.parametrize("wrong", ["", "cw_", "cw_other", "' OR 1=1 --"])
def test_knows_no_other_token(app: Flask, wrong: str) -> None:
    secret = token("author", ["read"])
    for guess in (wrong, accounts.hash_of(secret), secret.upper(), secret + " "):
        assert accounts.by_token(guess) is None


def test_knows_no_token_that_was_revoked_or_whose_owner_was_disabled(app: Flask) -> None:
    revoked, orphaned = token("author", ["read"]), token("reviewer", ["read"])
    with transaction():
        accounts.tokens_of(PEOPLE["author"].id)[0].revoked_at = NOW
        user("reviewer").active = False
    assert accounts.by_token(revoked) is None
    assert accounts.by_token(orphaned) is None
    assert accounts.tokens_of(PEOPLE["author"].id) == []


def test_makes_tokens_that_cannot_be_guessed() -> None:
    made = {accounts.new_token() for _ in range(100)}
    assert len(made) == 100
    assert all(len(secret) >= 46 and accounts.hash_of(secret) == kept for secret, kept in made)
