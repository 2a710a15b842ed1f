"""Rows that were added and left blank: they are gone after a save, and the page says so."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect

from tests.factories import a_document, a_short_document
from tests.support.screens import Screen, shown
from tests.web.editor.desk import drafted, newest
from tests.web.editor.writer import Writer


def test_it_says_what_was_left_out(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    form = shown(author, page).form(page)
    rows = len(a_document()["roadmap"])
    for place in ("roadmap", "faq", "faq", "to_role-codes", "skills_to_learn-0-tools"):
        form = Screen(form.send(author, {"title": "Another"}, press=f"add:{place}")).form(page)
    saved = shown(author, str(form.send(author).location))
    said = "1 empty code, 1 empty step and 2 empty questions were left out."
    assert f"Saved. {said}" in saved.text
    assert newest(guide.id).document["title"] == "Another"
    assert f"roadmap-{rows}-title" not in saved.form(page).values
    form = Screen(saved.form(page).send(author, press="add:roadmap")).form(page)
    answer = shown(author, str(form.send(author).location))
    assert "Nothing had changed, so there is no new revision. 1 empty step was left out." in answer.text


def test_rows_that_a_list_begins_with_are_there_again(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted({name: a_short_document()[name] for name in ("language", "from_role", "to_role")})
    answer = shown(author, page).form(page).send(author, {"roadmap-0-title": "Read", "reality_check-love-0": "Quiet."})
    saved = shown(author, str(answer.location))
    assert "left out" not in saved.text
    values = saved.form(page).values
    assert (values["roadmap-0-title"], values["roadmap-1-title"]) == ("Read", "")
    removed = Screen(saved.form(page).send(author, press="remove:roadmap-1")).form(page).values
    assert "roadmap-1-title" not in removed, "whoever takes one out does not get it back"


@pytest.mark.parametrize(
    "blank", ["1 <b>", "0 step", "-1 step", "1 visit to elsewhere.example", "", "9999 step", "١ step"]
)
def test_an_address_says_nothing_of_its_own(sqlite_app: Flask, author: FlaskClient, blank: str) -> None:
    _, page = drafted()
    answer = author.get(page, query_string={"said": "saved", "blank": blank})
    assert (answer.status_code, "left out" in answer.text) == (200, False)


def test_the_bar_says_it_wherever_one_is(writer_at: Callable[..., Writer]) -> None:
    writer = writer_at()
    writer.page.locator('[name=do][value="add:faq"]').click()
    writer.types(title="Another")
    writer.posts_the_form()
    expect(writer.state).to_have_text("Saved. 1 empty question was left out.")
    expect(writer.state).to_be_in_viewport()
