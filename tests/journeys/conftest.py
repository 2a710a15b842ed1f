"""The people of a journey, each at a client of their own, and the day on which it begins."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.journeys.hands import Hands, newcomer
from tests.support.clients import CommandLine
from tests.support.people import PEOPLE


@pytest.fixture
def flask(app: Flask) -> CommandLine:
    """`flask …`"""
    runner = app.test_cli_runner()
    assert isinstance(runner, CommandLine)
    return runner


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A Monday at nine. Ask for it first: whoever signed in on a later day than that has no session on it."""
    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), tick=False) as clock:
        yield clock


def _hands(key: str, client_for: Callable[[str], FlaskClient]) -> Hands:
    return Hands(client_for(key), PEOPLE[key].email)


@pytest.fixture
def author(client_for: Callable[[str], FlaskClient]) -> Hands:
    return _hands("author", client_for)


@pytest.fixture
def colleague(client_for: Callable[[str], FlaskClient]) -> Hands:
    """Another author."""
    return _hands("second_author", client_for)


@pytest.fixture
def reviewer(client_for: Callable[[str], FlaskClient]) -> Hands:
    return _hands("reviewer", client_for)


@pytest.fixture
def publisher(client_for: Callable[[str], FlaskClient]) -> Hands:
    return _hands("publisher", client_for)


@pytest.fixture
def all_in_one(app: Flask, flask: CommandLine) -> Hands:
    """Someone who writes, reviews and publishes."""
    return newcomer(flask, app.test_client(), "Solveig", "author", "reviewer", "publisher")
