"""Talking about a text on its pages, without scripts."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.services import commenting
from cms.store import comments
from cms.store.guides import Guide
from cms.store.suggested_edits import waiting
from tests.factories import a_document, a_guide, revise
from tests.support.people import actor
from tests.support.screens import Screen, shown
from tests.web.editor.desk import drafted, newest, page_of
from tests.web.editor.test_html import sound

ClientFor = Callable[[str], FlaskClient]
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>&quot;{{ 7*7 }}"


def remark(guide: Guide, text: str = "Is this so?", about: str = "roadmap.step-1.title") -> str:
    made = commenting.comment(guide.id, anchor=about, text=text, blocking=True, actor=actor("reviewer"))
    return str(made.id)


def test_begins_a_thread_about_a_field_and_answers_and_settles_it(app: Flask, client_for: ClientFor) -> None:
    guide = a_guide("in_review")
    page, reviewer, author = page_of(guide), client_for("reviewer"), client_for("author")
    asked = shown(reviewer, f"{page}/comments?about=roadmap.step-1.title")
    assert a_document()["roadmap"][1]["title"] in asked.text
    sent = asked.form("/comments").send(reviewer, {"text": "Which one?", "blocking": "yes"})
    assert sent.status_code == 303
    [thread] = comments.threads(guide.id)
    assert (thread.first.anchor, thread.first.blocking) == ("roadmap.step-1.title", True)
    assert sent.location.endswith(f"{page}/comments#comment-{thread.first.id}")
    screen = shown(author, f"{page}/comments")
    assert "Has to be settled before it is approved" in screen.text
    assert screen.form("/answers").send(author, {"text": "The short one."}).status_code == 303
    assert screen.form("/resolve").send(author).status_code == 303
    screen = shown(reviewer, f"{page}/comments")
    assert "The short one." in screen.text
    assert "Settled by Amira Haddad" in screen.text
    screen.form("/reopen").send(reviewer)
    [thread] = comments.threads(guide.id)
    assert thread.is_open


def test_stands_beside_the_field_while_one_writes(app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    remark(guide, EVIL)
    screen = shown(author, page)
    assert f"Comment: {EVIL}" in screen.text
    assert "<script>alert" not in screen.html
    assert "onerror=alert(2)>" not in screen.html
    back = screen.form("/answers").send(author, {"text": "Yes."})
    assert back.location.startswith(f"{page}#comment-")
    sound(screen.html)


def test_says_so_when_what_it_is_about_has_gone(app: Flask, author: FlaskClient) -> None:
    guide, page = drafted(a_document(faq=[{"id": "faq-1", "question": "Why?", "answer": "Because."}]))
    remark(guide, about="faq.faq-1.answer")
    revise(guide.id, faq=None)
    screen = shown(author, f"{page}/comments")
    assert "Questions › Question 1 “Why?” › Answer No longer in the text" in screen.text


@pytest.mark.parametrize("text", ["", "x" * 2001])
def test_hands_back_what_it_could_not_keep(sqlite_app: Flask, author: FlaskClient, text: str) -> None:
    guide, page = drafted()
    first = remark(guide)
    form = shown(author, f"{page}/comments").form("/comments")
    answers = [
        form.send(author, {"text": text, "about": "title", "blocking": "yes"}),
        shown(author, f"{page}/comments").form(f"/{first}/answers").send(author, {"text": text}),
    ]
    for answer in answers:
        screen = Screen(answer)
        assert screen.status == 422
        assert text in screen.html
        sound(screen.html)
    late = form.send(author, {"text": "A long thought", "csrf_token": "old"})
    assert late.status_code == 400
    assert "A long thought" in late.text


def test_shows_whatever_is_said_as_text(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted(a_document(title=EVIL))
    remark(guide, EVIL, about="title")
    remark(guide, "Nothing new.", about="")
    html = shown(author, f"{page}/comments").html
    assert "<script>alert" not in html
    assert "onerror=alert(2)>" not in html
    assert "49" not in Screen(author.get(f"{page}/comments")).form("/comments").values.getlist("text")
    sound(html)


def test_suggests_a_text_that_an_author_takes(app: Flask, client_for: ClientFor) -> None:
    _, page = drafted()
    reviewer, author = client_for("reviewer"), client_for("author")
    form = shown(reviewer, f"{page}/comments?about=roadmap.step-1.title").form("/comments")
    same = Screen(form.send(reviewer, press="suggest"))
    assert same.status == 422
    assert "This is what stands there already." in same.text
    sound(same.html)
    assert form.send(reviewer, {"roadmap-1-title": EVIL}, press="suggest").status_code == 303
    screen = shown(author, f"{page}/comments")
    assert EVIL in screen.text
    assert "<script>alert" not in screen.html
    sound(screen.html)
    [decide] = [one for one in screen.forms if "/suggested-edits/" in one.action]
    assert decide.send(author, press="take").status_code == 303
    assert EVIL in shown(author, f"{page}/review").text
    assert decide.send(author, press="take").status_code == 409, "somebody has decided already"


def test_sending_a_comment_or_a_suggestion_keeps_what_was_typed_for_the_other(
    app: Flask, client_for: ClientFor
) -> None:
    guide, page = drafted()
    reviewer = client_for("reviewer")
    form = shown(reviewer, f"{page}/comments?about=roadmap.step-1.title").form("/comments")
    typed = {"text": "Which one?", "blocking": "yes", "about": "summary", "roadmap-1-title": "Another title"}

    def kept(screen: Screen, status: int) -> tuple[list[str], str]:
        """The comment and the suggestion on the page that comes back."""
        sound(screen.html)
        assert screen.status == status, screen.text
        values = screen.form("/comments").values
        [title] = [one for name, one in values.items() if name.endswith("-title")]
        return [values[name] for name in ("about", "text", "blocking") if name in values], title

    both = (["summary", "Which one?", "yes"], "Another title")
    assert kept(Screen(form.send(reviewer, {**typed, "csrf_token": "old"})), 400) == both
    assert kept(Screen(form.send(reviewer, {**typed, "csrf_token": "old"}, press="suggest")), 400) == both
    too_long = "x" * 2001
    assert kept(Screen(form.send(reviewer, {**typed, "text": too_long})), 422)[1] == "Another title"
    assert kept(Screen(form.send(reviewer, {**typed, "roadmap-1-title": "Draw"}, press="suggest")), 422)[0] == both[0]

    said = Screen(form.send(reviewer, typed))
    assert kept(said, 200) == (["roadmap.step-1.title", ""], "Another title")
    assert "Your comment is there. Your suggestion is not sent yet." in said.text
    assert [one.first.text for one in comments.threads(guide.id)] == ["Which one?"]
    suggested = Screen(form.send(reviewer, typed, press="suggest"))
    sound(suggested.html)
    assert "It is suggested. Your comment is not sent yet." in suggested.text
    values = suggested.form("/comments").values
    assert (values["about"], values["text"], values["blocking"]) == ("summary", "Which one?", "yes")
    assert len(waiting(guide.id)) == 1
    assert suggested.form("/comments").send(reviewer).status_code == 303


def test_suggests_with_the_form_of_the_place(sqlite_app: Flask, client_for: ClientFor) -> None:
    """Each kind of value by its own control: a number with its unit, a choice, lines, boxes to tick; rows too."""
    guide, page = drafted(a_document(faq=[{"id": "faq-1", "question": "Why?", "answer": "Because."}]))
    reviewer, author = client_for("reviewer"), client_for("author")
    step = next(index for index, row in enumerate(a_document()["roadmap"]) if row["id"] == "step-1")

    def suggests(about: str, **typed: str) -> Screen:
        """typed: names with _ for the hyphens."""
        screen = shown(reviewer, f"{page}/comments?about={about}")
        sound(screen.html)
        names = {name.replace("_", "-"): one for name, one in typed.items()}
        return Screen(screen.form("/comments").send(reviewer, names, press="suggest"))

    here = f"roadmap_{step}_"
    assert suggests("roadmap.step-1.duration", **{f"{here}duration_value": "5"}).status == 303
    assert suggests("difficulty", difficulty="easy").status == 303
    assert suggests("roadmap.step-1.tasks", **{f"{here}tasks_0": "Another task"}).status == 303
    assert suggests("faq", faq_0_question="When?", faq_0_answer="Now.").status == 303
    assert suggests("faq.faq-1").status == 303
    refused = suggests("roadmap.step-1.duration", **{f"{here}duration_value": "five"})
    sound(refused.html)
    assert refused.status == 422
    assert "This must be a number." in refused.text
    assert refused.form("/comments").values["roadmap-0-duration-value"] == "five"
    empty = suggests("faq", faq_0_question=" ")
    assert (empty.status, "an empty row would not be kept" in empty.text) == (422, True)
    talk = shown(author, f"{page}/comments")
    sound(talk.html)
    for form in [one for one in talk.forms if "/suggested-edits/" in one.action]:
        assert form.send(author, press="take").status_code == 303
    document = newest(guide.id).document
    row = document["roadmap"][step]
    assert (row["duration"]["value"], document["difficulty"], row["tasks"][0]) == (5, "easy", "Another task")
    assert row["tasks"][1:] == a_document()["roadmap"][step]["tasks"][1:]
    assert [one["question"] for one in document["faq"]] == ["When?"]
