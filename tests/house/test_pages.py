"""Every page is looked at for what keeps people out of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import a_guide
from tests.house.routes import path, routes
from tests.support.pages import LOOKED_AT, NO_PAGES, missed

ROOT = Path(__file__).resolve().parents[2]


def named(table: dict[str, str]) -> list[str]:
    return [endpoint for endpoints in table.values() for endpoint in endpoints.split()]


def test_has_one_place_for_every_route_that_answers_get(sqlite_app: Flask) -> None:
    readable = {route.endpoint for name, route in routes(sqlite_app) if name.startswith("GET ")}
    assert sorted(named(LOOKED_AT) + named(NO_PAGES)) == sorted(readable)


@pytest.mark.parametrize("test", LOOKED_AT)
def test_names_tests_that_there_are(test: str) -> None:
    file, _, name = test.partition("::")
    assert f"def {name.partition('[')[0]}" in (ROOT / file).read_text("utf-8")


def test_calls_nothing_no_page_that_is_one(sqlite_app: Flask, client_for: Callable[[str], FlaskClient]) -> None:
    guide_id = str(a_guide("published").id)
    others = {reason: set(endpoints.split()) for reason, endpoints in NO_PAGES.items() if "script" not in reason}
    for name, route in routes(sqlite_app):
        if name.startswith("GET ") and route.endpoint in set().union(*others.values()):
            answer = client_for("author").get(path(sqlite_app, route, guide_id))
            assert (answer.status_code, answer.mimetype) != (200, "text/html"), name


def test_tells_which_of_its_pages_a_test_left_out(sqlite_app: Flask) -> None:
    test = "tests/web/admin/test_trash.py::test_is_free_of_barriers[sqlite]"
    assert missed(sqlite_app, test, ["/admin/trash", "/editor/", "/logout"]) == ["admin.ask_purge"]
    assert missed(sqlite_app, "tests/web/test_errors.py::test_another", []) == []
