"""The admin at the admin's pages."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient


@pytest.fixture
def admin(client_for: Callable[[str], FlaskClient]) -> FlaskClient:
    return client_for("admin")
