"""The nurse's guide with something wrong at every path in turn: refused by that path, and nothing kept."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from cms.store.db import session
from cms.store.guides import Guide, Revision
from tests.factories import examples
from tests.support.clients import Api
from tests.web.api.calls import GUIDES, at

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


def wrong_for(value: Any) -> list[Any]:
    """One value of every JSON type that does not belong where `value` is; null belongs everywhere."""
    others: list[Any] = ["text", 7, 7.5, True, [], {}, [[]], {"a": 1}]
    if isinstance(value, bool):
        return [one for one in others if not isinstance(one, bool)]
    if isinstance(value, int | float):
        return [one for one in others if isinstance(one, bool) or not isinstance(one, int | float)]
    return [one for one in others if not isinstance(one, type(value))]


def with_value(path: Path, value: Any) -> Any:
    document = copy.deepcopy(NURSE)
    inner: Any = document
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return document


def refused_paths(api: Api, guide_id: str, document: Any) -> tuple[int, list[str]]:
    answer = api.put(at(guide_id, "document"), json=document, if_match=1)
    body = answer.json
    return answer.status_code, [one["path"] for one in body.get("errors", [])]


@pytest.fixture
def author(api_for: Callable[..., Api]) -> Api:
    return api_for("author")


@pytest.fixture
def guide_id(author: Api) -> str:
    answer = author.post(GUIDES, json={"document": NURSE})
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


def nothing_was_kept() -> bool:
    session().rollback()
    counts = [session().scalar(select(func.count()).select_from(table)) for table in (Guide, Revision)]
    return counts == [1, 1]


def test_a_wrong_type_is_refused_at_every_path(author: Api, guide_id: str) -> None:
    places = [(path, value) for path, value in walk(NURSE) if path and value is not None]
    assert len(places) > 400
    surprises = []
    for path, value in places:
        for wrong in wrong_for(value):
            found = refused_paths(author, guide_id, with_value(path, wrong))
            if found != (422, [written(path)]):
                surprises.append((written(path), wrong, found))
    assert not surprises
    assert nothing_was_kept()


def test_an_unknown_name_is_refused_at_every_depth(author: Api, guide_id: str) -> None:
    objects = [path for path, value in walk(NURSE) if isinstance(value, dict)]
    assert len(objects) > 80
    surprises = []
    for path in objects:
        for name in ("surprise", "Title", "status"):
            here = (*path, name)
            found = refused_paths(author, guide_id, with_value(here, "x"))
            if found != (422, [written(here)]):
                surprises.append((written(here), found))
    assert not surprises
    assert nothing_was_kept()


def test_null_belongs_everywhere(author: Api, guide_id: str) -> None:
    """What is null is absent, so a save takes it at every path."""
    for path, _ in walk(NURSE):
        if path:
            guide = author.get(at(guide_id)).json
            answer = author.put(at(guide_id, "document"), json=with_value(path, None), if_match=guide["revision"])
            assert answer.status_code == 200, (written(path), answer.text)
