"""A clock that stands still until it is moved, and somebody who receives."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.support.receivers import Receiver, receiving
from tests.worker.posts import MONDAY


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made
