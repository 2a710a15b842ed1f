"""Comments by token."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from tests.factories import a_document, a_guide, revise
from tests.support.clients import Api


def test_reads_and_says(app: Flask, api_for: Callable[..., Api]) -> None:
    rows = [{"id": "faq-1", "question": "Why?", "answer": "Because."}]
    guide = a_guide("draft", a_document(faq=rows))
    path = f"/api/v1/editorial/guides/{guide.id}/comments"
    api = api_for("reviewer")
    made = api.post(path, json={"text": "Who says?", "about": "faq.faq-1.answer", "blocking": True})
    assert made.status_code == 201, made.text
    thread = made.get_json()["thread"]
    assert api.post(path, json={"text": "The union.", "answers": thread}).get_json()["thread"] == thread
    revise(guide.id, faq=None)
    [one] = api.get(path).get_json()["comments"]
    assert one["text"] == "Who says?"
    assert one["about"] == "faq.faq-1.answer"
    assert one["label"] == "Questions › Question 1 “Why?” › Answer"
    assert (one["present"], one["blocking"], one["resolved_at"]) == (False, True, None)
    assert [answer["text"] for answer in one["answers"]] == ["The union."]


def test_refuses_what_is_no_comment(sqlite_app: Flask, api_for: Callable[..., Api]) -> None:
    guide = a_guide("draft")
    path = f"/api/v1/editorial/guides/{guide.id}/comments"
    api = api_for("author")
    bodies: list[Any] = [[], {}, {"text": 1}, {"text": ""}, {"text": "x", "more": 1}, {"text": "x", "answers": "y"}]
    for body in bodies:
        assert api.post(path, json=body).status_code == 422, body
    assert api.post(path, json={"text": "x", "about": "faq.faq-99"}).status_code == 404
    assert api.post(path, json={"text": "x", "answers": str(guide.id)}).status_code == 404
    assert api_for("author", scopes=["read"]).post(path, json={"text": "x"}).status_code == 403
    assert api.get(path).get_json() == {"comments": []}
