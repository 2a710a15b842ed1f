"""The people of the tests: one or two for each role, the same in every database, all with the same pass phrase."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from uuid import UUID, uuid5

from flask_security import hash_password
from sqlalchemy import insert

from cms.store import accounts, api_tokens
from cms.store.accounts import User, roles_of_users
from cms.store.api_tokens import ApiToken
from cms.store.db import session, transaction
from cms.workflow import Actor, Role
from tests.support import snapshots

PASSWORD = "nine grey buses in the rain"
_HOUSE = UUID("5b5f1f9e-0a39-4a2e-9f6b-0d9d1f0c7a10")
_SINCE = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """Someone with an account. key: what tests call them."""

    key: str
    name: str
    roles: frozenset[Role] = frozenset()
    password: str = PASSWORD

    @property
    def id(self) -> UUID:
        return uuid5(_HOUSE, self.key)

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@example.org"

    @property
    def actor(self) -> Actor:
        """Who this is to the workflow."""
        return Actor(str(self.id), self.name, self.roles)


PEOPLE = {
    person.key: person
    for person in (
        Person("author", "Amira Haddad", frozenset({Role.AUTHOR})),
        Person("second_author", "Ben Okafor", frozenset({Role.AUTHOR})),
        Person("reviewer", "Ruth Lindqvist", frozenset({Role.REVIEWER})),
        Person("second_reviewer", "Ravi Menon", frozenset({Role.REVIEWER})),
        Person("publisher", "Paula Costa", frozenset({Role.PUBLISHER})),
        Person("managing_editor", "Mona Schreiber", frozenset({Role.MANAGING_EDITOR})),
        Person("admin", "Ada Novak", frozenset({Role.ADMIN})),
        Person("nobody", "Noor Visser"),
    )
}


def actor(key: str) -> Actor:
    return PEOPLE[key].actor


def ensure() -> None:
    """Gives everyone their account, once in each database. Needs an application context."""
    if not snapshots.holds("people"):
        snapshots.once("people", _enter)


def _enter() -> None:
    if session().get(User, PEOPLE["author"].id):
        return
    with transaction() as act:
        known = {role.name: role.id for role in act.query(accounts.Role)}
        missing = [{"name": str(role)} for role in Role if role not in known]
        if missing:
            act.execute(insert(accounts.Role), missing)
            known = {role.name: role.id for role in act.query(accounts.Role)}
        act.execute(insert(User), [_account(person) for person in PEOPLE.values()])
        held = [{"user_id": one.id, "role_id": known[role]} for one in PEOPLE.values() for role in one.roles]
        act.execute(insert(roles_of_users), held)


def token(key: str, scopes: Sequence[str]) -> str:
    """A new token of that person."""

    def written() -> str:
        secret, kept = api_tokens.new_token()
        with transaction() as act:
            act.add(ApiToken(user_id=PEOPLE[key].id, name="Tests", hash=kept, scopes=list(scopes), created_at=_SINCE))
        return secret

    return snapshots.once(("token", key, *scopes), written)


def _account(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "email": person.email,
        "name": person.name,
        "password": _hash(person.password),
        "active": True,
        "demonstration": False,
        "fs_uniquifier": person.id.hex,
        "created_at": _SINCE,
    }


@cache
def _hash(password: str) -> str:
    hashed: str = hash_password(password)
    return hashed
