"""Suggestions by token: made, listed, taken, left."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from tests.factories import a_document, a_guide
from tests.support.clients import Api
from tests.web.api.calls import at, newest, problem, told

For = Callable[..., Api]


def test_suggests_takes_and_leaves(sqlite_app: Flask, api_for: For) -> None:
    rows = [{"id": "faq-1", "question": "Why?", "answer": "Because."}]
    guide = str(a_guide("draft", a_document(faq=rows)).id)
    reviewer, author = api_for("reviewer", scopes=["read", "review"]), api_for("author", scopes=["read", "draft"])
    duration = {"value": 3, "unit": "week"}
    suggested = {"about": "roadmap.step-1.duration", "value": duration}
    made = reviewer.post(at(guide, "suggestions"), json=suggested, key="suggestion-1")
    assert made.status_code == 201
    reviewer.post(at(guide, "suggestions"), json={"about": "faq", "value": {"question": "When?", "answer": "Now."}})
    reviewer.post(at(guide, "suggestions"), json={"about": "faq.faq-1", "value": None})
    first, second, third = told(author.get(at(guide, "suggestions")))["suggestions"]
    assert first == told(made)
    assert (first["after"], first["label"]) == (duration, "Roadmap › Step 2 “Draw” › Duration")
    assert (second["about"], second["before"], second["after"]["question"]) == ("faq", None, "When?")
    assert (third["before"], third["after"]) == (rows[0], None)
    problem(reviewer.post(at(guide, "suggestions", first["id"], "take"), json={}), 403)
    for one in (first, second):
        answer = author.post(at(guide, "suggestions", one["id"], "take"), json={})
        assert answer.status_code == 200, answer.text
    document = told(author.get(at(guide)))["document"]
    assert document["roadmap"][1]["duration"] == duration
    assert [row["question"] for row in document["faq"]] == ["Why?", "When?"]
    assert newest(author, guide) == 3
    left = reviewer.post(at(guide, "suggestions", third["id"], "leave"), json={})
    assert told(left) == {"id": third["id"], "outcome": "rejected"}
    problem(author.post(at(guide, "suggestions", third["id"], "take"), json={}), 409)
    assert told(author.get(at(guide, "suggestions"))) == {"suggestions": [], "next_cursor": None, "has_more": False}


def test_come_in_pages_that_outlast_a_decision(app: Flask, api_for: For) -> None:
    guide = str(a_guide("draft").id)
    author = api_for("author")
    titles = [f"Draw to scale {number}" for number in range(5)]
    for title in titles:
        author.post(at(guide, "suggestions"), json={"about": "roadmap.step-1.title", "value": title})
    first = author.get(at(guide, "suggestions?limit=2"))
    shown = told(first)["suggestions"]
    assert ([one["after"] for one in shown], told(first)["has_more"]) == (titles[:2], True)
    author.post(at(guide, "suggestions", shown[1]["id"], "leave"), json={})
    rest = told(author.get(first.headers["Link"].partition(">")[0].removeprefix("<http://guides.test")))
    assert [one["after"] for one in rest["suggestions"]] == titles[2:4]
    last = told(author.get(at(guide, f"suggestions?limit=2&cursor={rest['next_cursor']}")))
    assert ([one["after"] for one in last["suggestions"]], last["next_cursor"]) == (titles[4:], None)
    problem(author.get(at(guide, "suggestions?cursor=x")), 400)


def test_refuses_what_is_no_suggestion(sqlite_app: Flask, api_for: For) -> None:
    guide = str(a_guide("draft").id)
    api = api_for("author")
    bodies: list[Any] = [
        [], {}, {"about": "title"}, {"value": "x"}, {"about": 1, "value": "x"},
        {"about": "title", "value": "x", "more": 1}, {"about": "title", "value": 7},
        {"about": "roadmap.step-1", "value": {"title": "x"}},
    ]  # fmt: skip
    for body in bodies:
        problem(api.post(at(guide, "suggestions"), json=body), 422)
    problem(api.post(at(guide, "suggestions"), json={"about": "faq.faq-99", "value": None}), 404)
    reading = api_for("reviewer", scopes=["read"])
    problem(reading.post(at(guide, "suggestions"), json={"about": "title", "value": "x"}), 403)
    own = told(api_for("reviewer").post(at(guide, "suggestions"), json={"about": "title", "value": "x"}))["id"]
    problem(reading.post(at(guide, "suggestions", own, "leave"), json={}), 403)
