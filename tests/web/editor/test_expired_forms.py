"""A form whose token or session is over saves nothing, and what was typed in it is shown again."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import factories
from tests.factories import a_guide
from tests.support.screens import Screen, shown
from tests.web.editor.desk import TYPED, drafted, newest, page_of, still_there


@pytest.mark.parametrize("token", [None, "", "not-a-token", "IjEyMyI.aaaa.bbbb"])
def test_an_expired_form_is_shown_again_with_a_fresh_token(
    sqlite_app: Flask, author: FlaskClient, token: str | None
) -> None:
    guide, page = drafted()
    form = shown(author, page).form(page)
    answer = form.send(author, {**TYPED, "csrf_token": [] if token is None else token})
    screen = Screen(answer)
    assert screen.status == 400
    assert "Nothing is lost: look it over and press again." in screen.text
    again = still_there(screen, page)
    assert newest(guide.id).number == 1
    assert again.send(author).status_code == 303


def test_a_form_from_before_the_last_sign_in_is_kept_too(
    app: Flask, client_for: Callable[[str], FlaskClient], author: FlaskClient
) -> None:
    guide, page = drafted()
    form = shown(author, page).form(page)
    elsewhere = client_for("second_author")
    screen = Screen(elsewhere.post(page, data=form.filled(TYPED)))
    assert screen.status == 400
    still_there(screen, page)
    assert newest(guide.id).number == 1


def test_what_arrives_after_the_session_ended_is_handed_back(
    sqlite_app: Flask, client_for: Callable[[str], FlaskClient]
) -> None:
    guide, page = drafted()
    form, signed_in_again = shown(client_for("author"), page).form(page), client_for("author")
    late = Screen(form.send(sqlite_app.test_client(), TYPED))
    assert late.status == 401
    assert "Nothing is lost: what you typed is on this page." in late.text
    again = Screen(late.form(page).send(signed_in_again))
    assert again.status == 400, "it is shown once more, because a form without our token may be a forgery"
    assert newest(guide.id).number == 1
    assert still_there(again, page).send(signed_in_again).status_code == 303
    assert newest(guide.id).document["title"] == TYPED["title"]


def test_an_act_without_its_token_is_not_done_and_what_was_written_stays(
    sqlite_app: Flask, author: FlaskClient
) -> None:
    page = page_of(factories.revise(a_guide("published").id, summary="Shorter."))
    said = {"base": "2", "change_note": "First & best.", "major": "yes"}
    for action in ("submit", "discard", "no-such-act"):
        screen = Screen(author.post(f"{page}/actions/{action}", data=said))
        assert screen.status == 400
        assert "Nothing is lost: look it over and press again." in screen.text
        if action == "submit":
            assert screen.form("/actions/submit").values["change_note"] == "First & best."
    refused = author.post("/editor/guides/new", data={"language": "en"})
    assert (refused.status_code, "This form had expired, so nothing was done." in refused.text) == (400, True)
    assert "Draft" in shown(author, page).text
