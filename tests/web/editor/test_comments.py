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


def test_begins_a_thread_about_a_field_and_answers_and_settles_it(sqlite_app: Flask, client_for: ClientFor) -> None:
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
    form, first = screen.form("/comments"), thread.first.id
    said = {f"answer-{first}": "The short one."}
    assert form.send(author, said, press=form.button(f"/{first}/answers")).status_code == 303
    assert form.send(author, press=form.button(f"/{first}/resolve")).status_code == 303
    screen = shown(reviewer, f"{page}/comments")
    assert "The short one." in screen.text
    assert "Settled by Amira Haddad" in screen.text
    form = screen.form("/comments")
    form.send(reviewer, press=form.button(f"/{first}/reopen"))
    [thread] = comments.threads(guide.id)
    assert thread.is_open


def test_stands_beside_the_field_while_one_writes(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    remark(guide, EVIL)
    screen = shown(author, page)
    assert f"Comment: {EVIL}" in screen.text
    assert "<script>alert" not in screen.html
    assert "onerror=alert(2)>" not in screen.html
    form = screen.form("/answers")
    back = form.send(author, {next(one for one in form.values if one.startswith("answer-")): "Yes."})
    assert back.location.startswith(f"{page}#comment-")
    sound(screen.html)


def test_says_so_when_what_it_is_about_has_gone(sqlite_app: Flask, author: FlaskClient) -> None:
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
        form.send(author, {f"answer-{first}": text}, press=form.button(f"/{first}/answers")),
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


def test_suggests_a_text_that_an_author_takes(sqlite_app: Flask, client_for: ClientFor) -> None:
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
    decide = screen.form("/comments")
    assert decide.send(author, press="take").status_code == 303
    assert EVIL in shown(author, f"{page}/review").text
    assert decide.send(author, press="take").status_code == 409, "somebody has decided already"


def test_sending_one_thing_keeps_what_else_was_typed(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide, page = drafted()
    first = remark(guide)
    reviewer = client_for("reviewer")
    form = shown(reviewer, f"{page}/comments?about=roadmap.step-1.title").form("/comments")
    answers, settles = (form.button(f"/{first}/{what}") for what in ("answers", "resolve"))
    own = f"answer-{first}"
    typed = {"text": "Which?", "blocking": "yes", "about": "summary", "roadmap-1-title": "Another", own: "So it is."}

    def kept(screen: Screen, status: int) -> list[str]:
        """About what, comment and ticked; suggestion; answer: as they stand on the page that comes back."""
        sound(screen.html)
        assert screen.status == status, screen.text[:400]
        values = screen.form("/comments").values
        titles = [one for name, one in values.items() if name.endswith("-title")]
        return [values.get(name, "-") for name in ("about", "text", "blocking")] + (titles or ["-"]) + [values[own]]

    everything = ["summary", "Which?", "yes", "Another", "So it is."]
    for button in (None, "suggest", answers, settles):
        assert kept(Screen(form.send(reviewer, {**typed, "csrf_token": "old"}, press=button)), 400) == everything
    wrong = {"text": "x" * 2001, "roadmap-1-title": "Draw", own: "y" * 2001}
    for name, button in (("text", None), ("roadmap-1-title", "suggest"), (own, answers)):
        found = kept(Screen(form.send(reviewer, {**typed, name: wrong[name]}, press=button)), 422)
        assert found == [wrong[name] if one == typed[name] else one for one in everything]

    assert kept(Screen(form.send(reviewer, typed)), 409) == ["roadmap.step-1.title", "", "-", "Another", "So it is."]
    suggested = Screen(form.send(reviewer, typed, press="suggest"))
    assert "That is done. What else you typed here is not sent yet" in suggested.text
    assert kept(suggested, 409)[:3] == everything[:3]
    assert kept(Screen(form.send(reviewer, typed, press=answers)), 409) == [*everything[:4], ""]
    assert kept(Screen(form.send(reviewer, typed, press=settles)), 409) == everything
    [thread] = [one for one in comments.threads(guide.id) if str(one.first.id) == first]
    assert ([one.text for one in thread.answers], thread.is_open) == (["So it is."], False)
    assert [edit.after for edit in waiting(guide.id)] == ["Another"]
    assert form.send(reviewer, {own: "And no more."}, press=answers).status_code == 303


def test_a_suggestion_for_what_has_gone_meanwhile_is_handed_back(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide, page = drafted(a_document(faq=[{"id": "faq-1", "question": "Why?", "answer": "Because."}]))
    reviewer = client_for("reviewer")
    form = shown(reviewer, f"{page}/comments?about=faq.faq-1.answer").form("/comments")
    [name] = [one for one in form.values if one.endswith("-answer")]
    revise(guide.id, faq=None)
    typed = {name: "A long & better answer", "text": "", "about": "", "place": "faq.faq-1.answer"}
    for more, button, status in (({}, "suggest", 404), ({"text": "Look here"}, None, 409)):
        screen = Screen(form.send(reviewer, {**typed, **more}, press=button))
        sound(screen.html)
        assert screen.status == status
        assert "A long & better answer" in screen.text
        assert "no longer in the text" in screen.text
    assert [one.first.text for one in comments.threads(guide.id)] == ["Look here"]
    assert screen.form("/comments").send(reviewer, {"text": "And here"}).status_code == 303


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
    assert "This must be a number, or words such as “3 weeks”." in refused.text
    assert refused.form("/comments").values["roadmap-0-duration-value"] == "five"
    empty = suggests("faq", faq_0_question=" ")
    assert (empty.status, "an empty row would not be kept" in empty.text) == (422, True)
    talk = shown(author, f"{page}/comments")
    sound(talk.html)
    form = talk.form("/comments")
    for button in [one for one in form.buttons if one.value == "take"]:
        assert form.send(author, press=button).status_code == 303
    document = newest(guide.id).document
    row = document["roadmap"][step]
    assert (row["duration"]["value"], document["difficulty"], row["tasks"][0]) == (5, "easy", "Another task")
    assert row["tasks"][1:] == a_document()["roadmap"][step]["tasks"][1:]
    assert [one["question"] for one in document["faq"]] == ["When?"]


def test_a_form_without_the_field_of_its_place_is_answered_with_that_field(
    sqlite_app: Flask, author: FlaskClient
) -> None:
    guide, page = drafted()
    form = shown(author, f"{page}/comments").form("/comments")
    for more, status in (({"text": ""}, 422), ({"text": "Look.", "csrf_token": "old"}, 400)):
        screen = Screen(form.send(author, {"place": "roadmap.step-1.title", **more}))
        assert screen.status == status
        assert [one for one in screen.form("/comments").values if one.endswith("-title")], "as it is offered"
    assert comments.threads(guide.id) == []
