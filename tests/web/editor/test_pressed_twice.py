"""What a form adds is added once, however often its button is pressed before the answer has come."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cms.store import comments
from cms.store.db import session
from cms.store.notifications import Notification
from cms.store.suggested_edits import waiting
from tests.factories import a_guide
from tests.support.people import PEOPLE
from tests.support.screens import Screen, shown
from tests.web.editor.desk import page_of

ClientFor = Callable[[str], FlaskClient]


def test_a_comment_and_an_answer_are_said_once(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide, reviewer = a_guide("in_review"), client_for("reviewer")
    page = f"{page_of(guide)}/comments"
    form, said = shown(reviewer, page).form("/comments"), {"text": "Is this so, @Amira Haddad?"}
    first, again = (form.send(reviewer, said) for _ in range(2))
    [thread] = comments.threads(guide.id)
    assert first.status_code == again.status_code == 303
    assert first.location == again.location == f"{page}#comment-{thread.first.id}"
    named = select(Notification).where(Notification.person_id == PEOPLE["author"].id, Notification.kind == "mention")
    assert len(session().scalars(named).all()) == 1
    form, name = shown(reviewer, page).form("/comments"), f"answer-{thread.first.id}"
    for words in ("I looked.", "I looked.", "It is."):
        assert form.send(reviewer, {name: words}, press=form.button("/answers")).status_code == 303
    [thread] = comments.threads(guide.id)
    assert [one.text for one in thread.answers] == ["I looked.", "It is."], "other words are another answer"


def test_words_that_are_said_again_on_a_new_page_are_kept_again(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide, reviewer = a_guide("in_review"), client_for("reviewer")
    for _ in range(2):
        form = shown(reviewer, f"{page_of(guide)}/comments").form("/comments")
        assert form.send(reviewer, {"text": "Done."}).status_code == 303
    assert [one.first.text for one in comments.threads(guide.id)] == ["Done.", "Done."]


def test_what_was_refused_can_be_sent_again(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide, reviewer = a_guide("in_review"), client_for("reviewer")
    form = shown(reviewer, f"{page_of(guide)}/comments").form("/comments")
    assert form.send(reviewer, {"text": "Look.", "about": "no-such-place"}).status_code == 404
    assert form.send(reviewer, {"text": "Look."}).status_code == 303
    assert len(comments.threads(guide.id)) == 1


def test_what_else_was_typed_comes_back_after_both_presses(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide, reviewer = a_guide("in_review"), client_for("reviewer")
    form = shown(reviewer, f"{page_of(guide)}/comments?about=roadmap.step-1.title").form("/comments")
    typed = {"text": "Which?", "about": "summary", "roadmap-1-title": "Another"}
    for _ in range(2):
        screen = Screen(form.send(reviewer, typed))
        values = screen.form("/comments").values
        [title] = [one for name, one in values.items() if name.endswith("-title")]
        assert (screen.status, values["text"], title) == (409, "", "Another")
    for _ in range(2):
        assert Screen(form.send(reviewer, {**typed, "text": ""}, press="suggest")).status == 303
    assert len(comments.threads(guide.id)) == len(waiting(guide.id)) == 1
