"""An error as a program and as a person is told it."""

from typing import Any

from werkzeug.test import TestResponse

from tests.support.screens import Screen


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    body: dict[str, Any] = answer.get_json(force=True)
    assert (body["type"], body["status"]) == ("about:blank", status)
    assert body["title"]
    assert body["detail"]
    return body


def page(answer: TestResponse, status: int) -> Screen:
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert answer.headers["Cache-Control"] == "no-store"
    return Screen(answer)
