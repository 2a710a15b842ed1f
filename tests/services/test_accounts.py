"""The acts of cms/services/accounts.py."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from cms import clock
from cms.errors import CrosswayError, InvalidContent, NotFound
from cms.services import accounts as acts
from cms.services import password_links as links
from cms.services.password_links import WELCOME
from cms.store import accounts, api_tokens
from cms.store.accounts import User
from cms.store.db import session
from cms.web import access
from cms.workflow import EDITORIAL_ROLES, Role
from tests.support.people import Person

KEYS = ["an earlier key", "the newest key"]


def add(email: str = "new@example.org", password_hash: str | None = None) -> User:
    return acts.add_person(email=email, name=" New\n Person ", roles=[Role.AUTHOR], password_hash=password_hash)


def test_a_person_has_a_tidy_name_and_roles(app: Flask) -> None:
    person = add()
    assert (person.name, person.active, person.demonstration) == ("New Person", True, False)
    assert person.actor().roles == {Role.AUTHOR}
    acts.set_roles(person.id, [Role.REVIEWER, Role.PUBLISHER])
    assert acts.find(" NEW@example.org ").actor().roles == {Role.REVIEWER, Role.PUBLISHER}
    acts.set_roles(person.id, [])
    assert acts.find("new@example.org").actor().roles == frozenset()


def test_an_address_is_one_persons(app: Flask) -> None:
    add()
    with pytest.raises(CrosswayError, match=r"somebody with the address New@example\.org already"):
        add("New@example.org")
    assert [one.email for one in accounts.everyone()] == ["new@example.org"]


def test_a_welcome_works_once(app: Flask) -> None:
    person = add()
    token = links.token_for(person, WELCOME, KEYS)
    session_before = person.fs_uniquifier
    assert links.person_of(token, WELCOME, KEYS).id == person.id
    links.choose_password(token, WELCOME, KEYS, "a hash")
    assert acts.find(person.email).password == "a hash"
    assert acts.find(person.email).fs_uniquifier != session_before
    with pytest.raises(NotFound):
        links.person_of(token, WELCOME, KEYS)
    with pytest.raises(NotFound):
        links.choose_password(token, WELCOME, KEYS, "another hash")
    assert acts.find(person.email).password == "a hash"


def test_a_welcome_lasts_a_day(app: Flask) -> None:
    person = add()
    token = links.token_for(person, WELCOME, KEYS)
    with time_machine.travel(clock.now() + timedelta(hours=23, minutes=59)):
        assert links.person_of(token, WELCOME, KEYS).id == person.id
    with time_machine.travel(clock.now() + timedelta(hours=24, minutes=1)), pytest.raises(NotFound):
        links.person_of(token, WELCOME, KEYS)


def test_a_welcome_is_for_one_active_person_and_signed_by_us(app: Flask) -> None:
    person, other = add(), add("other@example.org")
    token = links.token_for(person, WELCOME, KEYS)
    assert links.person_of(token, WELCOME, ["an earlier key", "the newest key", "a newer key"]).id == person.id
    for bad in (token[:-1], token[1:], "", "x", token + "x"):
        with pytest.raises(NotFound):
            links.person_of(bad, WELCOME, KEYS)
    with pytest.raises(NotFound):
        links.person_of(token, WELCOME, ["a foreign key"])
    acts.disable(person.id)
    with pytest.raises(NotFound):
        links.person_of(token, WELCOME, KEYS)
    assert links.person_of(links.token_for(other, WELCOME, KEYS), WELCOME, KEYS).id == other.id


def test_a_welcome_says_nothing_of_the_password(app: Flask) -> None:
    person = add(password_hash="$argon2id$secret")
    token = links.token_for(person, WELCOME, KEYS)
    assert person.fs_uniquifier not in token
    assert "argon2" not in token


def test_disabling_changes_what_sessions_stand_on(app: Flask) -> None:
    person = add()
    before = person.fs_uniquifier
    assert acts.disable(person.id) is True
    assert acts.disable(person.id) is False
    assert (acts.find(person.email).active, acts.find(person.email).fs_uniquifier == before) == (False, False)


@pytest.mark.parametrize(
    ("name", "url", "field"),
    [
        ("", "", "name"),
        ("x" * 121, "", "name"),
        ("Trust\u202eme", "", "name"),
        ("Ada", "example.org", "url"),
        ("Ada", "javascript:alert(1)", "url"),
        ("Ada", "https://example.org/" + "x" * 2000, "url"),
    ],
)
def test_a_byline_is_checked(app: Flask, name: str, url: str, field: str) -> None:
    person = add()
    with pytest.raises(InvalidContent) as refused:
        acts.set_byline(person.id, name=name, url=url)
    assert set(refused.value.errors) == {field}
    assert acts.find(person.email).name == "New Person"


def test_a_byline_is_kept(app: Flask) -> None:
    person = add()
    acts.set_byline(person.id, name=" Ada\tLovelace ", url=" https://example.org/ada ")
    assert (acts.find(person.email).name, acts.find(person.email).byline_url) == (
        "Ada Lovelace",
        "https://example.org/ada",
    )
    acts.set_byline(person.id, name="Ada Lovelace", url=" ")
    assert acts.find(person.email).byline_url is None


def test_a_token_is_kept_as_a_hash_and_narrowed(people: Mapping[str, Person], app: Flask) -> None:
    author = people["author"].id
    token = acts.issue_token(author, name=" Import ", scopes=["draft", "read"])
    kept = api_tokens.by_token(token)
    assert kept
    assert (kept.name, kept.scopes, kept.user_id) == ("Import", ["read", "draft"], author)
    assert token not in (kept.hash, kept.name)
    with pytest.raises(InvalidContent):
        acts.issue_token(author, name="x", scopes=["everything"])
    with pytest.raises(NotFound):
        acts.revoke_token(kept.id, owner=people["reviewer"].id)
    assert api_tokens.by_token(token)
    acts.revoke_token(kept.id, owner=author)
    session().rollback()
    assert api_tokens.by_token(token) is None
    with pytest.raises(NotFound):
        acts.revoke_token(kept.id)


def test_every_scope_but_reading_lets_some_role_act() -> None:
    assert acts.SCOPES["read"] == EDITORIAL_ROLES
    assert frozenset().union(*acts.SCOPES.values()) == EDITORIAL_ROLES
    assert access.roles_within(["read"]) == frozenset()
    assert access.roles_within(["draft", "review"]) == {"author", "reviewer"}
