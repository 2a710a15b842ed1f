"""The tokens that people's programs carry."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from cms.store import api_tokens
from cms.store.accounts import User
from cms.store.api_tokens import ApiToken
from cms.store.db import session, transaction
from tests.support.people import PEOPLE, Person, token

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _everyone(people: Mapping[str, Person]) -> None:
    pass


def test_keeps_only_the_hash_of_a_token(app: Flask) -> None:
    secret = token("author", ["read"])
    kept = session().scalars(select(ApiToken)).one()
    assert secret not in repr({column.name: getattr(kept, column.name) for column in ApiToken.__table__.columns})
    assert api_tokens.by_token(secret) is kept
    assert kept.scopes == ["read"]
    assert kept.user.id == PEOPLE["author"].id


@pytest.mark.parametrize("wrong", ["", "cw_", "cw_other", "' OR 1=1 --"])
def test_knows_no_other_token(app: Flask, wrong: str) -> None:
    secret = token("author", ["read"])
    for guess in (wrong, api_tokens.hash_of(secret), secret.upper(), secret + " "):
        assert api_tokens.by_token(guess) is None


def test_knows_no_token_that_was_revoked_or_whose_owner_was_disabled(app: Flask) -> None:
    revoked, orphaned = token("author", ["read"]), token("reviewer", ["read"])
    with transaction() as act:
        api_tokens.tokens_of(PEOPLE["author"].id)[0].revoked_at = NOW
        act.get_one(User, PEOPLE["reviewer"].id).active = False
    assert api_tokens.by_token(revoked) is None
    assert api_tokens.by_token(orphaned) is None
    assert api_tokens.tokens_of(PEOPLE["author"].id) == []


def test_makes_tokens_that_cannot_be_guessed() -> None:
    made = {api_tokens.new_token() for _ in range(100)}
    assert len(made) == 100
    assert all(len(secret) >= 46 and api_tokens.hash_of(secret) == kept for secret, kept in made)
