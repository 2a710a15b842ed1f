"""The people of a journey, each at a client of their own."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.journeys.hands import Hands, newcomer
from tests.support.clients import CommandLine


@pytest.fixture
def flask(app: Flask) -> CommandLine:
    """`flask …`"""
    runner = app.test_cli_runner()
    assert isinstance(runner, CommandLine)
    return runner


@pytest.fixture
def author(client_for: Callable[[str], FlaskClient]) -> Hands:
    return Hands(client_for("author"))


@pytest.fixture
def colleague(client_for: Callable[[str], FlaskClient]) -> Hands:
    """Another author."""
    return Hands(client_for("second_author"))


@pytest.fixture
def reviewer(client_for: Callable[[str], FlaskClient]) -> Hands:
    return Hands(client_for("reviewer"))


@pytest.fixture
def publisher(client_for: Callable[[str], FlaskClient]) -> Hands:
    return Hands(client_for("publisher"))


@pytest.fixture
def all_in_one(app: Flask, flask: CommandLine) -> Hands:
    """Someone who writes, reviews and publishes."""
    return newcomer(flask, app.test_client(), "Solveig", "author", "reviewer", "publisher")
