"""A clock that stands still, since codes go with it, and a site that demands a second step."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from time_machine import Traveller

from cms.web.parts import Parts


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def demanded(app: Flask, parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with CMS_SECOND_FACTOR="author"."""
    demanding = replace(parts, settings=replace(parts.settings, second_factor=("author",)))
    monkeypatch.setitem(app.extensions, "crossway", demanding)
