"""Comments by token."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from cms import clock
from cms.services.commenting import MOST
from cms.store.comments import Comment
from cms.store.db import session, transaction
from tests.factories import a_document, a_guide, revise
from tests.support.clients import Api
from tests.web.api.calls import at, problem, told


def test_reads_and_says(sqlite_app: Flask, api_for: Callable[..., Api]) -> None:
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
    assert api.get(path).get_json() == {"comments": [], "next_cursor": None, "has_more": False}


def test_come_in_pages_of_whole_threads_that_outlast_what_is_said_meanwhile(
    app: Flask, api_for: Callable[..., Api]
) -> None:
    guide, other = str(a_guide("draft").id), str(a_guide("draft", a_document(to_role={"label": "Else"})).id)
    api = api_for("author")
    for where in (other, guide):
        for number in range(5):
            api.post(at(where, "comments"), json={"text": f"{number}?"})
    whole = told(api.get(at(guide, "comments")))
    assert ([one["text"] for one in whole["comments"]], whole["has_more"]) == (["0?", "1?", "2?", "3?", "4?"], False)
    first = api.get(at(guide, "comments?limit=2"))
    assert (told(first)["comments"], told(first)["has_more"]) == (whole["comments"][:2], True)
    for number in (4, 1, 3, 3):
        api.post(at(guide, "comments"), json={"text": f"So {number}.", "answers": whole["comments"][number]["id"]})
    second = api.get(first.headers["Link"].partition(">")[0].removeprefix("<http://guides.test"))
    said = [[one["text"], *[answer["text"] for answer in one["answers"]]] for one in told(second)["comments"]]
    assert said == [["2?"], ["3?", "So 3.", "So 3."]]
    last = api.get(at(guide, f"comments?limit=2&cursor={told(second)['next_cursor']}"))
    assert [one["text"] for one in told(last)["comments"]] == ["4?"]
    assert (told(last)["next_cursor"], "Link" in last.headers) == (None, False)
    for refused in ("limit=0", "limit=1001", "cursor=x", "page=2"):
        problem(api.get(at(guide, f"comments?{refused}")), 400)


def test_whoever_asks_for_no_page_gets_every_thread_there_can_be(
    sqlite_app: Flask, api_for: Callable[..., Api]
) -> None:
    guide = a_guide("draft")
    with transaction():
        for number in range(MOST):
            said = Comment(
                guide_id=guide.id, anchor="", about="The whole guide", text=str(number), blocking=False,
                revision_number=1, author_id="x", at=clock.now(),
            )  # fmt: skip
            session().add(said)
    api = api_for("author")
    problem(api.post(at(str(guide.id), "comments"), json={"text": "One more"}), 409)
    assert len(told(api.get(at(str(guide.id), "comments")))["comments"]) == MOST
