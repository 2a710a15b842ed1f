"""A document that is opened in the form and saved as it stands is the document that was kept."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms import content
from tests.factories import a_document, a_full_document, a_guide, a_short_document, examples, mended_sample
from tests.support.screens import Screen, shown
from tests.support.typed import typed
from tests.web.editor.desk import drafted, newest, page_of

UNCHANGED = "Nothing had changed, so there is no new revision."


def saved_as_it_stands(author: FlaskClient, page: str) -> Screen:
    answer = shown(author, page).form(page).send(author)
    assert answer.status_code == 303, Screen(answer).complaints
    return shown(author, str(answer.location))


def test_a_document_at_every_limit_comes_back_whole(sqlite_app: Flask, author: FlaskClient) -> None:
    document = a_full_document()
    assert [len(document[name]) for name in ("skills_to_learn", "roadmap", "faq", "resources", "sources")] == [
        20, 16, 30, 60, 40,
    ]  # fmt: skip
    guide, page = drafted(document)
    form = shown(author, page).form(page)
    wanted = typed(document)
    assert {name: [one.replace("\r", "") for one in form.values.getlist(name)] for name in wanted} == wanted
    answer = form.send(author)
    assert answer.location == f"{page}?said=unchanged"
    assert newest(guide.id).number == 1
    answer = form.send(author, {"title": "A change at the very beginning", "roadmap-15-tasks-11": "And at the end."})
    assert answer.location == f"{page}?said=saved"
    kept = newest(guide.id)
    document["roadmap"][15]["tasks"][11] = "And at the end."
    assert kept.document == {**document, "title": "A change at the very beginning"}


@pytest.mark.parametrize("name", ["every section", "only what review needs", "sample", *examples()])
def test_it_comes_back_whole(sqlite_app: Flask, author: FlaskClient, name: str) -> None:
    made = {"every section": a_document, "only what review needs": a_short_document, "sample": mended_sample}
    document = content.draft(made[name]() if name in made else examples()[name])
    guide, page = drafted(document)
    assert UNCHANGED in saved_as_it_stands(author, page).text
    assert newest(guide.id).digest == content.digest(document)


def test_an_empty_draft_stays_empty_though_it_shows_rows_to_begin_with(sqlite_app: Flask, author: FlaskClient) -> None:
    few = {name: a_document()[name] for name in ("language", "from_role", "to_role")}
    guide, page = drafted(few)
    form = shown(author, page).form(page)
    assert {"roadmap-1-tasks-2", "reality_check-love-0", "transferable_skills-1-skill-label"} <= form.values.keys()
    assert "faq-0-question" not in form.values, "review needs no questions"
    assert UNCHANGED in saved_as_it_stands(author, page).text
    assert newest(guide.id).number == 1


def test_nothing_before_and_not_said_are_told_apart(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    screen = shown(author, page)
    form = screen.form(page)
    told = re.findall(r'Builds on <span class="count">([^<]+)', screen.html.partition("<template")[0])
    assert told == ["nothing: it begins the plan", "nothing", "2 of 3"]
    assert [f"roadmap-{index}-depends_on-nothing" in form.values for index in range(3)] == [False, True, False]
    form.send(
        author, {"roadmap-0-depends_on-nothing": "1", "roadmap-1-depends_on-nothing": [], "roadmap-2-depends_on": []}
    )
    steps = newest(guide.id).document["roadmap"]
    assert [step.get("depends_on") for step in steps] == [[], None, None]
    again = shown(author, page).form(page)
    again.send(author, {"roadmap-0-depends_on-nothing": "1", "roadmap-0-depends_on": ["step-2"]})
    assert newest(guide.id).document["roadmap"][0]["depends_on"] == ["step-2"], "what is ticked is never dropped"


def test_ticks_keep_the_order_of_the_document_and_new_ones_follow(sqlite_app: Flask, author: FlaskClient) -> None:
    document = a_document()
    document["roadmap"][2]["depends_on"] = ["step-1", "count"]
    _, page = drafted(document)
    form = shown(author, page).form(page)
    assert form.values.getlist("roadmap-2-depends_on") == ["step-1", "count"]
    assert UNCHANGED in saved_as_it_stands(author, page).text


def test_ids_that_are_left_empty_are_given_and_stay(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    added = shown(author, page).form(page).send(author, press="add:faq")
    Screen(added).form(page).send(author, {"faq-2-question": "Is it fun?", "faq-2-answer": "Most days."})
    assert [row["id"] for row in newest(guide.id).document["faq"]] == ["faq-1", "faq-2", "faq-3"]
    moved = Screen(shown(author, page).form(page).send(author, press="up:faq-2"))
    moved.form(page).send(author)
    assert [row["id"] for row in newest(guide.id).document["faq"]] == ["faq-1", "faq-3", "faq-2"]


@pytest.mark.parametrize("typed_text", ["zero", "0", "-8", "4.5", "1e1", " 7 "])
def test_numbers_are_read_as_they_are_written(sqlite_app: Flask, author: FlaskClient, typed_text: str) -> None:
    guide, page = drafted()
    answer = shown(author, page).form(page).send(author, {"salary_change-min_percent": typed_text})
    if typed_text == "zero":
        assert Screen(answer).form(page).values["salary_change-min_percent"] == "zero"
        assert answer.status_code == 422
    else:
        assert newest(guide.id).document["salary_change"]["min_percent"] == float(typed_text)


def test_line_ends_and_blank_lines_are_kept_where_they_mean_something(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    shown(author, page).form(page).send(author, {"overview": "\r\n  One.\r\n\r\nTwo,\r\nand on.  \r\n"})
    assert newest(guide.id).document["overview"] == "One.\n\nTwo,\nand on."
    assert shown(author, page).form(page).values["overview"] == "One.\r\n\r\nTwo,\r\nand on."


def test_a_published_guide_is_edited_from_what_is_newest(sqlite_app: Flask, author: FlaskClient) -> None:
    guide = a_guide("published")
    page = page_of(guide)
    answer = shown(author, page).form(page).send(author, {"title": "Next edition"})
    assert answer.location == f"{page}?said=saved"
    assert "Draft" in shown(author, page).text
    assert shown(author, page).form(page).values["title"] == "Next edition"
