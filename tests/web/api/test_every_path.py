"""The nurse's guide with something wrong at every path in turn: refused by that path, and nothing kept."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cms.store.db import session
from cms.store.guides import Guide, Revision
from tests.factories import examples
from tests.support.clients import Api
from tests.web.api.calls import GUIDES, at, newest, told

pytestmark = pytest.mark.usefixtures("sqlite_app")
NURSE = examples()["registered-nurse-to-health-informatics-specialist"]
Path = tuple[str | int, ...]


def walk(value: Any, here: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every path in `value` with what stands there; the whole first."""
    yield here, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield from walk(inner, (*here, key))


def written(path: Path) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


TYPES: list[Any] = ["text", 7, 7.5, True, [], {}, [[]], {"a": 1}]


def wrong_for(value: Any) -> list[Any]:
    """Values of every JSON type that does not belong where `value` is; null belongs everywhere."""
    if isinstance(value, bool):
        return [one for one in TYPES if not isinstance(one, bool)]
    if isinstance(value, int | float):
        return [one for one in TYPES if isinstance(one, bool) or not isinstance(one, int | float)]
    return [one for one in TYPES if not isinstance(one, type(value))]


def with_value(path: Path, value: Any) -> Any:
    document = copy.deepcopy(NURSE)
    place(document, path, value)
    return document


def place(document: Any, path: Path, value: Any) -> None:
    for part in path[:-1]:
        document = document[part]
    document[path[-1]] = value


def complaints(answer: TestResponse) -> tuple[int, list[str]]:
    return answer.status_code, [one["path"] for one in told(answer).get("errors", [])]


@pytest.fixture
def author(api_for: Callable[..., Api]) -> Api:
    return api_for("author")


@pytest.fixture
def guide_id(author: Api) -> str:
    answer = author.post(GUIDES, json={"document": NURSE})
    assert answer.status_code == 201, answer.text
    return str(told(answer)["id"])


def nothing_was_kept() -> bool:
    session().rollback()
    counts = [session().scalar(select(func.count()).select_from(table)) for table in (Guide, Revision)]
    return counts == [1, 1]


def test_a_wrong_type_is_refused_at_every_path(author: Api, guide_id: str) -> None:
    places = [(path, value) for path, value in walk(NURSE) if path and value is not None]
    assert len(places) > 400
    surprises = []
    for number, (path, value) in enumerate(places):
        wrong_ones = wrong_for(value)
        wrong = wrong_ones[number % len(wrong_ones)]  # each type in its turn; all of them at all leaves: below
        found = complaints(author.post(GUIDES, json={"document": with_value(path, wrong)}))
        if found != (422, [written(path)]):
            surprises.append((written(path), wrong, found))
    assert not surprises
    assert nothing_was_kept()


@pytest.mark.parametrize("wrong", TYPES, ids=repr)
def test_all_that_is_wrong_is_named_at_once(author: Api, guide_id: str, wrong: Any) -> None:
    document, expected = copy.deepcopy(NURSE), []
    # A format that cannot be read is not read any further, so its version stays right here.
    leaves = [(path, value) for path, value in walk(NURSE) if path and path[-1] != "schema_version"]
    for path, value in leaves:
        if value is not None and not isinstance(value, dict | list) and any(wrong is one for one in wrong_for(value)):
            place(document, path, wrong)
            expected.append(written(path))
    status, found = complaints(author.put(at(guide_id, "document"), json=document, if_match=1))
    assert status == 422
    assert sorted(found) == sorted(expected)
    assert nothing_was_kept()


def test_an_unknown_name_is_refused_at_every_depth(author: Api, guide_id: str) -> None:
    objects = [path for path, value in walk(NURSE) if isinstance(value, dict)]
    assert len(objects) > 80
    surprises = []
    for path in objects:
        here = (*path, "surprise")
        found = complaints(author.put(at(guide_id, "document"), json=with_value(here, "x"), if_match=1))
        if found != (422, [written(here)]):
            surprises.append((written(here), found))
    assert not surprises
    assert nothing_was_kept()


def test_null_belongs_everywhere(author: Api, guide_id: str) -> None:
    """What is null is absent, so a save takes it: in place of every section, and then of every leaf."""
    nothing = copy.deepcopy(NURSE)
    for path, value in walk(NURSE):
        if path and not isinstance(value, dict | list):
            place(nothing, path, None)
    documents = [with_value((name,), None) for name in NURSE]
    for number, document in enumerate([*documents, nothing], 1):
        answer = author.put(at(guide_id, "document"), json=document, if_match=newest(author, guide_id))
        assert answer.status_code == 200, (number, answer.text)
    assert list(told(author.get(at(guide_id)))["document"]) == ["schema_version"]
