"""One section, row or field brought back by token: beside what others saved, and refused as every save is."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from cms.services import verifying_logs
from tests.factories import a_document
from tests.support.clients import Api
from tests.web.api.calls import at, created, done, newest, problem, saved, told

For = Callable[..., Api]
OLD = a_document()
STEP = OLD["roadmap"][1]
TITLE = f"roadmap.{STEP['id']}.title"


def restored(api: Api, guide_id: str, about: str, *, base: int, revision: int = 1, **more: Any) -> TestResponse:
    said = {"revision": revision, "about": about}
    return api.post(at(guide_id, "restore-part"), json=said, if_match=base, **more)


def text_of(api: Api, guide_id: str) -> dict[str, Any]:
    document: dict[str, Any] = told(api.get(at(guide_id)))["document"]
    return document


def test_brings_back_a_field_a_row_and_a_section(sqlite_app: Flask, api_for: For) -> None:
    api = api_for("author", ["read", "draft"])
    guide_id = created(api)
    rows = [{**row, "title": f"Another {number}"} for number, row in enumerate(OLD["roadmap"])]
    saved(api, guide_id, title="Second", summary="Another.", roadmap=rows)
    answer = restored(api, guide_id, TITLE, base=2)
    assert (answer.status_code, told(answer)) == (
        200, {"id": guide_id, "state": "draft", "revision": 3, "merged": []},
    )  # fmt: skip
    assert text_of(api, guide_id)["roadmap"] == [rows[0], {**rows[1], "title": STEP["title"]}, *rows[2:]]
    saved(api, guide_id, roadmap=[rows[0], *rows[2:]])
    assert told(restored(api, guide_id, f"roadmap.{STEP['id']}", base=4))["revision"] == 5
    assert text_of(api, guide_id)["roadmap"] == [rows[0], STEP, *rows[2:]]
    assert told(restored(api, guide_id, "roadmap", base=5))["revision"] == 6
    assert text_of(api, guide_id) == {**OLD, "title": "Second", "summary": "Another."}
    event = told(api.get(at(guide_id, "events")))["events"][-1]
    assert (event["action"], event["cause"], event["part"], event["restored"]) == ("restore", "restore", "roadmap", 1)
    assert verifying_logs.verify().broken == []


def test_keeps_what_others_saved_meanwhile_and_asks_where_they_changed_the_same(
    sqlite_app: Flask, api_for: For
) -> None:
    api = api_for("author")
    guide_id = created(api)
    saved(api, guide_id, title="Second")
    saved(api_for("second_author"), guide_id, summary="Theirs.")
    assert told(restored(api, guide_id, "title", base=2))["merged"] == ["summary"]
    assert text_of(api, guide_id) == {**OLD, "summary": "Theirs."}
    saved(api_for("second_author"), guide_id, title="Theirs")
    refused = problem(restored(api, guide_id, "title", base=2), 409)
    assert [one["path"] for one in refused["conflicts"]] == ["title"]
    assert (refused["base"], refused["newest"]) == (2, 5)
    problem(restored(api, guide_id, "title", base=999_999_999), 409)
    assert newest(api, guide_id) == 5


def test_the_same_request_again_brings_nothing_back_twice(sqlite_app: Flask, api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    saved(api, guide_id, title="Second")
    first, again = (restored(api, guide_id, "title", base=2, key="part-1") for _ in range(2))
    assert (told(first), again.headers["Idempotency-Replayed"]) == (told(again), "true")
    problem(restored(api, guide_id, "summary", base=2, key="part-1"), 422)
    assert told(restored(api, guide_id, "title", base=3))["revision"] == 3, "it says so already"


@pytest.mark.usefixtures("sqlite_app")
def test_refuses_a_place_or_revision_that_is_not_there_and_other_bodies(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    saved(api, guide_id, roadmap=[OLD["roadmap"][0], *OLD["roadmap"][2:]])
    assert "Restore its row" in problem(restored(api, guide_id, TITLE, base=2), 404)["detail"]
    for about in ("", "nowhere", "faq.faq-99", "roadmap.step-1.id", "\x00", "x" * 10_000):
        problem(restored(api, guide_id, about, base=2), 404)
    assert "revision 7" in problem(restored(api, guide_id, "title", base=2, revision=7), 404)["detail"]
    bodies: list[Any] = [
        [], {}, {"revision": 1}, {"about": "title"}, {"revision": 0, "about": "title"}, {"revision": 1, "about": 1},
        {"revision": True, "about": "title"}, {"revision": "1", "about": "title"}, {"revision": 1.5, "about": "title"},
        {"revision": 10**9, "about": "title"}, {"revision": 1, "about": "title", "more": 1},
    ]  # fmt: skip
    for body in bodies:
        problem(api.post(at(guide_id, "restore-part"), json=body, if_match=2), 422)
    assert newest(api, guide_id) == 2


@pytest.mark.usefixtures("sqlite_app")
def test_is_for_those_who_may_write_the_text_as_it_stands(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    saved(api, guide_id, title="Second")
    for role in ("reviewer", "publisher", "managing_editor"):
        problem(restored(api_for(role), guide_id, "title", base=2), 403)
    done(api, guide_id, "submit", change_note="First.", major=True)
    refused = problem(restored(api, guide_id, "title", base=2), 409)
    assert (refused["action"], refused["state"]) == ("restore", "in_review")
    assert newest(api, guide_id) == 2
