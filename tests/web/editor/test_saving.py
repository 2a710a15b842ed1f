"""Whatever keeps a text from being saved is said in a sentence, and what was typed is shown again."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.services import drafting
from tests import factories
from tests.factories import a_document, a_guide
from tests.support import people
from tests.support.screens import Screen, shown, tags
from tests.web.editor.desk import TYPED, drafted, newest, page_of, still_there


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("timeline-min", "six", "This must be a number, or words such as “6–9 months”."),
        ("timeline-max", "1e999", "This must be a number, or words such as “3 weeks”."),
        ("timeline-max", "1e99", "This number is too large."),
        ("roadmap-1-duration-value", "1,5 or 2", "This must be a number, or words such as “3 weeks”."),
        ("salary_from-min", "1" * 400, "This number is too large."),
        ("salary_from-as_of", "2026-02-30", "This must be a day, written like 2026-11-22."),
        ("sources-1-published_on", "yesterday", "This must be a day, written like 2026-11-22."),
        ("entry_requirements-0-mandatory", "perhaps", "This must be yes or no (true or false)."),
        ("title", "A bell\x07", "This contains the character U+0007, which cannot be kept. Remove it."),
        ("overview", "A turn\u202e", "This contains the character U+202E, which cannot be kept. Remove it."),
        ("reality_check-love-1", "NUL\x00", "This contains the character U+0000, which cannot be kept. Remove it."),
        (
            "cta-url",
            "https://\ufeffexample.org",
            "This contains the character U+FEFF, which cannot be kept. Remove it.",
        ),
        ("summary", "x" * 1201, "This is 1201 characters long; 1200 is the most we can keep."),
        ("faq-1-id", "faq-1", "The id “faq-1” is used twice. Give one of the rows another."),
        ("roadmap-0-skill_slugs", "\x01", "This contains the character U+0001, which cannot be kept. Remove it."),
        ("roadmap-2-depends_on", ["count", "x" * 481], "This is 481 characters long; 480 is the most we can keep."),
    ],
)
def test_what_cannot_be_kept_is_shown_again_beside_the_reason(
    sqlite_app: Flask, author: FlaskClient, name: str, text: Any, why: str
) -> None:
    guide, page = drafted()
    answer = shown(author, page).form(page).send(author, {**TYPED, name: text})
    screen = Screen(answer)
    assert screen.status == 422
    typed = {**TYPED, name: text}
    form = still_there(screen, page, {one: value for one, value in typed.items() if isinstance(value, str)})
    assert form.values.getlist(name) == (text if isinstance(text, list) else [text])
    [(target, words)] = screen.complaints
    assert words.endswith(f": {why}")
    assert target in screen.ids, "the summary leads there"
    assert f"{target}-error-1" in screen.ids, "the field says why, too"
    assert "Nothing was saved: 1 thing to mend" in screen.text
    assert newest(guide.id).number == 1

    mended = a_document()
    shown_again = form.send(author, {name: "", **({"faq-1-id": "faq-2"} if "id" in name else {})})
    assert shown_again.status_code == 303, Screen(shown_again).complaints
    assert newest(guide.id).document["roadmap"][1]["tasks"] != mended["roadmap"][1]["tasks"]


def test_quantities_are_kept_as_they_are_typed_in_a_text(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    quantities = {
        "timeline-min": "8–11 weeks", "timeline-max": "", "timeline-unit": "", "salary_to-as_of": "1 Nov 2026",
        "roadmap-1-duration-value": "12 hours", "roadmap-1-duration-unit": "",
    }  # fmt: skip
    assert shown(author, page).form(page).send(author, quantities).status_code == 303
    document = newest(guide.id).document
    assert document["timeline"] == {"min": 8, "max": 11, "unit": "week"}
    assert document["roadmap"][1]["duration"] == {"value": 12, "unit": "hour"}
    assert document["salary_to"]["as_of"] == "2026-11-01"


def test_every_complaint_is_in_the_summary(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    wrong = {"timeline-min": "six", "roadmap-0-duration-value": "x", "roadmap-2-tasks-0": "\x02", "tags-1": "\x03"}
    screen = Screen(shown(author, page).form(page).send(author, wrong))
    assert [target for target, _ in screen.complaints] == list(wrong)
    assert [words.partition(":")[0] for _, words in screen.complaints] == [
        "Timeline › From", "Roadmap › step 1 › Duration › Length", "Roadmap › step 3 › Tasks › task 1", "Tags › tag 2",
    ]  # fmt: skip
    assert "Nothing was saved: 4 things to mend" in screen.text


def test_what_is_merely_unfinished_is_kept_and_pointed_out(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    changes = {
        "cta-url": "javascript:alert(1)", "language": "klingon", "roadmap-0-skill_slugs": ["no-such-skill"],
        "timeline-min": "12", "faq-1-question": "", "overview": "",
    }  # fmt: skip
    assert shown(author, page).form(page).send(author, changes).status_code == 303
    screen = shown(author, page)
    for sentence in (
        "Web address must be a full web address that begins with https:// or http://.",
        "Language: “klingon” is not a language code we know",
        "Skills learned here names “no-such-skill”, which is not in this guide.",
        "Timeline runs backwards: from 12 to 9.",
        "Question 2 of the FAQ has an answer but no question.",
        "Overview is still empty.",
    ):
        assert sentence in screen.text
    findings = [link.partition("#")[2] for link in screen.links if link.startswith(f"{page}#")]
    assert set(findings) <= screen.ids, "each finding leads to its field"
    assert len(findings) >= 6
    assert screen.form(page).values.getlist("roadmap-0-skill_slugs") == ["no-such-skill"]
    assert not screen.offers("/actions/submit")
    assert newest(guide.id).document["cta"]["url"] == "javascript:alert(1)"


def test_a_stale_form_that_says_the_same_is_no_conflict(
    sqlite_app: Flask, author: FlaskClient, colleague: FlaskClient
) -> None:
    guide, page = drafted()
    mine = shown(author, page).form(page)
    shown(colleague, page).form(page).send(colleague, {"title": "The same thought"})
    assert mine.send(author, {"title": "The same thought"}).location == f"{page}?said=unchanged"
    assert newest(guide.id).number == 2


def test_a_row_button_on_a_stale_form_keeps_its_base(
    sqlite_app: Flask, author: FlaskClient, colleague: FlaskClient
) -> None:
    _, page = drafted()
    mine = shown(author, page).form(page)
    shown(colleague, page).form(page).send(colleague, {"title": "Meanwhile"})
    added = Screen(mine.send(author, press="add:faq"))
    assert added.form(page).values["base"] == "1"
    assert added.form(page).send(author, {"title": "Mine."}).status_code == 409


@pytest.mark.parametrize("state", ["in_review", "approved"])
def test_a_text_that_others_judge_stands_still(sqlite_app: Flask, author: FlaskClient, state: Any) -> None:
    guide, page = drafted()
    form = shown(author, page).form(page)
    factories.submit(guide.id)
    if state == "approved":
        factories.act(guide.id, "approve", "reviewer")
    screen = Screen(form.send(author, TYPED))
    assert screen.status == 409
    still_there(screen, page)
    assert newest(guide.id).number == 1
    reading = shown(author, page)
    assert not reading.offers(str(guide.id)), "the text to read, and no form"
    assert "It cannot be edited while it is" in reading.text
    assert "Work through First maps with QGIS." in reading.text


def test_saving_is_refused_to_whoever_lost_the_race(sqlite_app: Flask, author: FlaskClient) -> None:
    guide = a_guide("draft")
    page = page_of(guide)
    form = shown(author, page).form(page)
    drafting.save_draft(guide.id, a_document(title="From elsewhere"), base=1, actor=people.actor("second_author"))
    assert form.send(author, {"title": "Mine"}).status_code == 409
    assert newest(guide.id).author_id == str(people.PEOPLE["second_author"].id)


def test_a_refused_page_says_what_the_checks_find_in_what_was_typed(sqlite_app: Flask, author: FlaskClient) -> None:
    """Beside the fields as they stand there, also behind a row that is blank."""
    _, page = drafted()
    form = Screen(shown(author, page).form(page).send(author, press="add:faq")).form(page)
    moved = Screen(form.send(author, press="up:faq-2")).form(page)
    blank = next(name for name in moved.values if name.endswith("-question") and not moved.values[name])
    assert blank == "faq-1-question"
    typed = {"timeline-min": "six", "faq-2-question": "This asks nothing"}
    refused = Screen(moved.send(author, typed))
    assert refused.status == 422
    notes = {
        field.get("id"): [note.text for note in box if note.get("class", "").startswith("note ")]
        for box in tags(refused.html)
        for field in box
        if field.tag == "textarea"
    }
    [said] = notes["faq-2-question"]
    assert "“This asks nothing”, does not end in a question mark." in str(said)
    assert notes[blank] == []
    assert "From is not understood as it is typed." in refused.text
