"""The people at the editor's pages."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient


@pytest.fixture
def author(client_for: Callable[[str], FlaskClient]) -> FlaskClient:
    return client_for("author")


@pytest.fixture
def colleague(client_for: Callable[[str], FlaskClient]) -> FlaskClient:
    """Another author."""
    return client_for("second_author")
