"""What runs first is still there, and the order of a run loses no test."""

import pytest

from tests.factories import ROOT
from tests.support.order import LONG, long_first


@pytest.mark.parametrize("name", LONG)
def test_names_what_is_there(name: str) -> None:
    path, _, test = name.partition("::")
    assert f"def {test or 'test_'}" in (ROOT / path).read_text("utf-8")


@pytest.mark.parametrize("processes", [1, 2, 3, 8])
@pytest.mark.parametrize("number", [0, 1, 5, 40])
def test_runs_every_test_once(processes: int, number: int) -> None:
    names = [f"tests/test_a.py::test_{one}" for one in range(number)] + [f"{name}[sqlite]" for name in LONG]
    assert sorted(long_first(names, processes)) == list(range(len(names)))


def test_opens_the_share_of_each_process_with_what_takes_longest() -> None:
    names = ["tests/test_a.py::test_it"] * 8 + [f"{LONG[0]}::test_it[sqlite]", f"{LONG[1]}[sqlite-public]"]
    assert long_first(names, 2) == [8, 0, 1, 2, 3, 9, 4, 5, 6, 7]
