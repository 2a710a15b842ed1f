"""Of a guide that readers never had nobody is asked what changed; of every later version they are."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.store import guides, publications, reviews
from tests import factories
from tests.factories import a_document, a_guide
from tests.support.screens import Screen, shown
from tests.web.editor.desk import drafted, page_of

NOTE, SIZE = "change_note", "How big is the change?"


@pytest.mark.parametrize(
    ("language", "note"), [("en", "First version."), ("de", "Erste Fassung."), ("fi", "First version.")]
)
def test_a_first_version_is_sent_by_its_button(
    sqlite_app: Flask, author: FlaskClient, language: str, note: str
) -> None:
    guide, page = drafted(a_document(language=language, translation_key=None))
    screen = shown(author, page)
    form = screen.form("/actions/submit")
    assert (NOTE in form.values, SIZE in screen.text) == (False, False)
    assert (
        form.send(author, {name: "Meant so." for name in form.values if name.startswith("answers")}).status_code == 303
    )
    review = reviews.open_review(guide.id)
    assert review
    assert (review.change_note, review.major) == (note, True)
    factories.act(guide.id, "approve", "reviewer")
    factories.act(guide.id, "publish", "publisher")
    live = publications.live(guide.id)
    assert live
    assert (live.change_note, live.major) == (note, True)


def test_its_reviewers_are_not_told_that_it_is_new(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    shown(author, page).form("/actions/submit").send(author)
    assert "What is new" not in shown(author, f"{page}/review").text
    factories.act(guide.id, "recall", "author")
    factories.submit(guide.id, change_note="Written by a program.")
    assert "What is new, in the author’s words: “Written by a program.”" in shown(author, f"{page}/review").text


@pytest.mark.parametrize("withdrawn", [False, True])
def test_every_later_version_says_what_changed(sqlite_app: Flask, author: FlaskClient, withdrawn: bool) -> None:
    guide = a_guide("published")
    if withdrawn:
        factories.act(guide.id, "request_removal", "author", removal="withdrawn", reason="Old.")
        factories.act(guide.id, "confirm_removal", "publisher")
    page = page_of(factories.revise(guide.id, summary="Shorter."))
    screen = shown(author, page)
    assert SIZE in screen.text
    refused = Screen(screen.form("/actions/submit").send(author))
    assert (refused.status, "Say in a sentence what changed, for readers." in refused.text) == (422, True)
    assert screen.form("/actions/submit").send(author, {NOTE: "Shorter.", "major": "no"}).status_code == 303
    assert guides.find(guide.id).state == "in_review"
