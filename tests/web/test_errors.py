"""Errors as people and programs meet them: one sentence, one status, and nothing of how it came about."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError, TimeoutError

from cms.errors import (
    CrosswayError,
    InvalidContent,
    Kind,
    NotFound,
    Refusal,
    StaleRevision,
    TransitionRefused,
    Unreadable,
)
from cms.store.db import db
from tests.factories import a_guide
from tests.support.clients import Api
from tests.web.told import page, problem

ClientFor = Callable[[str], FlaskClient]
Raising = Callable[[BaseException], None]

FORBIDDEN = Refusal("role", "“Publish” is done by a publisher.", "A publisher", Kind.FORBIDDEN)
CONFLICT = Refusal("state", "This one is “Draft”.", "An author", Kind.CONFLICT)
MISSING = Refusal("reason_missing", "Give a reason.", "You, by filling it in", Kind.MISSING)


@pytest.fixture
def raising(monkeypatch: pytest.MonkeyPatch) -> Raising:
    """raising(error): whoever now looks for a guide, in public or at the desk, meets the error."""

    def raising(error: BaseException) -> None:
        def meet(*given: object) -> None:
            raise error

        monkeypatch.setattr("cms.store.publications.at", meet)
        monkeypatch.setattr("cms.store.guides.find", meet)

    return raising


@pytest.fixture
def as_in_production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody expected becomes an answer, and not a failed test."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)


@contextmanager
def silent_database() -> Iterator[None]:
    """No statement is answered any more, by any connection, new ones included."""

    driver: Any = db.engine.dialect.dbapi

    def fail(*given: Any, **more: Any) -> None:
        raise driver.OperationalError("the line went dead")

    names = ("do_execute", "do_execute_no_params", "do_executemany")
    for name in names:
        event.listen(db.engine, name, fail)
    try:
        with pytest.MonkeyPatch.context() as patched:
            for name in ("walk", "page"):  # which talk to the driver themselves
                patched.setattr(f"cms.store.direct.{name}", fail)
            yield
    finally:
        for name in names:
            event.remove(db.engine, name, fail)


DOMAIN: list[tuple[CrosswayError, int, dict[str, Any]]] = [
    (CrosswayError("That address is taken."), 400, {}),
    (Unreadable("This is not JSON."), 400, {}),
    (NotFound("There is no such guide."), 404, {}),
    (StaleRevision(base=2, newest=3), 409, {"base": 2, "newest": 3}),
    (
        InvalidContent({"faq": {0: {"answer": ["Too long."]}}, "tags": ["Not a list.", "Really."]}),
        422,
        {
            "errors": [
                {"path": "faq[0].answer", "message": "Too long."},
                {"path": "tags", "message": "Not a list."},
                {"path": "tags", "message": "Really."},
            ]
        },
    ),
    *(
        (TransitionRefused("publish", "draft", [one]), status, {
            "action": "publish", "state": "draft", "why": one.why, "who_can_clear": one.who_can_clear,
            "refusals": [{"code": one.code, "why": one.why, "who_can_clear": one.who_can_clear}],
        })
        for one, status in ((FORBIDDEN, 403), (CONFLICT, 409), (MISSING, 422))
    ),
]  # fmt: skip


@pytest.mark.parametrize(("error", "status", "members"), DOMAIN, ids=lambda value: str(value)[:30])
def test_tells_a_program_what_is_wrong(
    sqlite_app: Flask, client: FlaskClient, raising: Raising, error: CrosswayError, status: int, members: dict[str, Any]
) -> None:
    raising(error)
    body = problem(client.get("/guides/somewhere.json"), status)
    assert body.pop("detail") == str(error)
    assert {name: body[name] for name in body if name not in ("type", "title", "status")} == members


@pytest.mark.parametrize(("error", "status", "members"), DOMAIN, ids=lambda value: str(value)[:30])
def test_tells_a_person_the_same_sentence(
    sqlite_app: Flask, client_for: ClientFor, raising: Raising, error: CrosswayError, status: int,
    members: dict[str, Any],
) -> None:  # fmt: skip
    guide = a_guide("draft")
    author = client_for("author")
    raising(error)
    assert str(error) in page(author.get(f"/editor/guides/{guide.id}/versions"), status).text


def test_puts_the_gravest_refusal_first(sqlite_app: Flask, client: FlaskClient, raising: Raising) -> None:
    raising(TransitionRefused("publish", "draft", [MISSING, CONFLICT, FORBIDDEN]))
    body = problem(client.get("/guides/somewhere.json"), 403)
    assert [one["code"] for one in body["refusals"]] == ["role", "state", "reason_missing"]
    assert body["why"] == body["detail"] == FORBIDDEN.why


def test_shows_what_was_said_as_text(sqlite_app: Flask, client_for: ClientFor, raising: Raising) -> None:
    author = client_for("author")
    raising(NotFound("There is no <script>alert(1)</script>."))
    answer = author.get(f"/editor/guides/{'0' * 8}-0000-0000-0000-{'0' * 12}/log")
    assert "<script>alert" not in answer.text
    assert "There is no <script>alert(1)</script>." in page(answer, 404).text


def test_names_the_first_of_very_many_errors(sqlite_app: Flask, client: FlaskClient, raising: Raising) -> None:
    raising(InvalidContent({"faq": {index: ["Wrong."] for index in range(9999)}}))
    assert len(problem(client.get("/guides/somewhere.json"), 422)["errors"]) == 500


# What nobody expected


@pytest.mark.usefixtures("as_in_production")
def test_tells_nobody_how_an_unexpected_error_came_about(
    sqlite_app: Flask, client: FlaskClient, client_for: ClientFor, raising: Raising, caplog: pytest.LogCaptureFixture
) -> None:
    guide = a_guide("draft")
    author = client_for("author")
    raising(RuntimeError("the inner workings"))
    answers = [
        client.get("/guides/somewhere"),
        author.get("/guides/somewhere"),
        author.get(f"/editor/guides/{guide.id}"),
    ]
    for answer in answers:
        assert "The fault is ours" in page(answer, 500).text
    answers.append(client.get("/guides/somewhere.json"))
    problem(answers[-1], 500)
    for answer in answers:
        assert not any(word in answer.text for word in ("inner workings", "Traceback", "RuntimeError", ".py"))
    assert "the inner workings" in caplog.text  # but to the log, in full


@pytest.mark.usefixtures("as_in_production")
def test_takes_a_row_that_is_not_as_it_must_be_for_a_defect(
    sqlite_app: Flask, client: FlaskClient, raising: Raising
) -> None:
    raising(IntegrityError("INSERT", {}, Exception("NOT NULL constraint failed: guide.slug")))
    body = problem(client.get("/guides/somewhere.json"), 500)
    assert "guide.slug" not in str(body)


def test_calls_a_lost_race_a_conflict(sqlite_app: Flask, client: FlaskClient, raising: Raising) -> None:
    raising(IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed: slug_claim.slug")))
    assert "at this very moment" in problem(client.get("/guides/somewhere.json"), 409)["detail"]


@pytest.mark.parametrize(
    "error",
    [OperationalError("SELECT", {}, Exception("database is locked")), TimeoutError("QueuePool limit of size 5")],
    ids=["locked", "no connection free"],
)
def test_asks_for_patience_when_the_database_is_busy(
    sqlite_app: Flask, client: FlaskClient, raising: Raising, error: Exception
) -> None:
    raising(error)
    answer = client.get("/guides/somewhere.json")
    assert answer.headers["Retry-After"] == "5"
    assert not any(word in answer.text for word in ("SELECT", "locked", "QueuePool"))
    problem(answer, 503)


@pytest.mark.usefixtures("as_in_production")
def test_stays_polite_while_the_database_is_away_and_works_again_afterwards(
    app: Flask, client: FlaskClient, client_for: ClientFor, api_for: Callable[..., Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = a_guide("published")
    slug, desk, called = guide.slug, f"/editor/guides/{guide.id}", f"/api/v1/editorial/guides/{guide.id}"
    author, program = client_for("author"), api_for("author")
    addresses = (f"/guides/{slug}", "/", "/editor/", desk, "/account")
    with silent_database():
        for address in addresses:
            answer = author.get(address)
            assert "Not available right now" in page(answer, 503).text, address
            assert answer.headers["Retry-After"] == "5"
        for answer in (client.get(f"/guides/{slug}.json"), client.get("/feed.json"), program.get(called)):
            problem(answer, 503)
            assert answer.headers["Retry-After"] == "5"
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
    for address in addresses:
        assert author.get(address).status_code == 200, address
    assert program.get(called).status_code == 200
    monkeypatch.setattr("cms.clock.monotonic", lambda: time.monotonic() + 1)
    assert client.get("/readyz").status_code == 200
