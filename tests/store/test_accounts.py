"""People, their roles and their names."""

from collections.abc import Mapping

import pytest
from flask import Flask

from cms.store import accounts
from cms.store.accounts import User
from cms.store.db import transaction
from cms.workflow import SYSTEM, Role
from tests.support.people import PEOPLE, Person


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
