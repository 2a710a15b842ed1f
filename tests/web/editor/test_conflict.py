"""Two people on one guide, without scripts: what does not meet is kept of both, what meets is asked about."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.store import events
from tests.factories import a_document, revise
from tests.support.clients import Api
from tests.support.screens import Form, Screen, shown
from tests.web.editor.desk import drafted, newest

ASKS = "/conflict"


def opened(author: FlaskClient, colleague: FlaskClient, page: str) -> tuple[Form, Form]:
    """The form of both, on the same revision."""
    return shown(author, page).form(page), shown(colleague, page).form(page)


def asked(author: FlaskClient, colleague: FlaskClient, page: str, mine: Any, theirs: Any) -> Screen:
    """What the author is asked after both saved."""
    form, other = opened(author, colleague, page)
    assert other.send(colleague, theirs).status_code == 303
    screen = Screen(form.send(author, mine))
    assert screen.status == 409
    return screen


def test_edits_of_different_rows_and_a_new_order_are_all_kept(
    sqlite_app: Flask, author: FlaskClient, colleague: FlaskClient
) -> None:
    guide, page = drafted()
    before = newest(guide.id).document["roadmap"]
    mine, theirs = opened(author, colleague, page)
    moved = Screen(theirs.send(colleague, press="down:roadmap-0")).form(page)
    assert moved.send(colleague, {"roadmap-0-title": "Theirs second"}).status_code == 303
    answer = mine.send(author, {"roadmap-0-title": "Mine first", "summary": "My summary."})
    assert answer.status_code == 303
    saved = newest(guide.id)
    assert [row["id"] for row in saved.document["roadmap"]] == [before[at]["id"] for at in (1, 0, 2)]
    assert [row["title"] for row in saved.document["roadmap"]] == ["Theirs second", "Mine first", before[2]["title"]]
    assert saved.document["summary"] == "My summary."
    assert (saved.cause, saved.base_number, saved.author_id) == ("merge", 2, guide.owner_id)
    told = shown(author, str(answer.location)).text
    assert "Saved, together with what Ben Okafor saved meanwhile: Roadmap." in told
    assert events.of_guide(guide.id)[-1].said["merged"]


def test_a_form_and_a_program_merge_with_one_another(
    sqlite_app: Flask, author: FlaskClient, api_for: Callable[..., Api]
) -> None:
    guide, page = drafted()
    form, rows = shown(author, page).form(page), a_document()["roadmap"]
    theirs = a_document(roadmap=[rows[2], rows[0], {**rows[1], "title": "By program"}])
    program = api_for("second_author")
    at = f"/api/v1/editorial/guides/{guide.id}/document"
    assert program.put(at, json=theirs, if_match=1).status_code == 200
    assert form.send(author, {"roadmap-0-tasks-0": "By form."}).status_code == 303
    again = program.put(at, json={**theirs, "tags": ["by program"]}, if_match=2)
    assert again.get_json()["merged"] == [f"roadmap[{rows[0]['id']}].tasks"]
    document = newest(guide.id).document
    assert [row["id"] for row in document["roadmap"]] == [rows[at]["id"] for at in (2, 0, 1)]
    assert (document["roadmap"][1]["tasks"][0], document["roadmap"][2]["title"]) == ("By form.", "By program")
    assert document["tags"] == ["by program"]


def test_the_same_field_is_asked_about_and_nothing_is_lost(
    sqlite_app: Flask, author: FlaskClient, colleague: FlaskClient
) -> None:
    guide, page = drafted()
    theirs = {"title": "What Ben wrote", "summary": "Ben’s.", "roadmap-1-title": "Ben’s step"}
    mine = {"title": "What I wrote & <b>", "summary": "My own.", "roadmap-0-title": "My step", "region": "DE"}
    screen = asked(author, colleague, page, mine, theirs)
    for words in ("Ben Okafor saved while you were writing", "What Ben", "What I", "& <b>", "2 places were changed"):
        assert words in screen.text
    assert newest(guide.id).number == 2, "a stale save does not win"
    form = screen.form(ASKS)
    assert [form.values[f"about-{at}"] for at in (0, 1)] == ["field:title", "field:summary"]
    assert "about-2" not in form.values

    undecided = Screen(form.send(author, {"choice-0": "mine"}))
    assert undecided.status == 422
    assert "Choose one." in undecided.text
    again = undecided.form(ASKS)
    assert again.values["choice-0"] == "mine"
    assert again.send(author, {"choice-1": "theirs"}).status_code == 303
    document = newest(guide.id).document
    assert (document["title"], document["summary"]) == ("What I wrote & <b>", "Ben’s.")
    assert [row["title"] for row in document["roadmap"][:2]] == ["My step", "Ben’s step"]
    assert document["region"] == "DE"
    assert (newest(guide.id).cause, newest(guide.id).base_number) == ("merge", 2)


@pytest.mark.parametrize(("button", "kept"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_one_button_keeps_all_of_one_side_where_both_changed(
    sqlite_app: Flask, author: FlaskClient, colleague: FlaskClient, button: str, kept: str
) -> None:
    guide, page = drafted()
    mine = {"title": "Mine", "overview": "Mine", "tags-0": "only mine", "reality_check-love-0": "Mine"}
    theirs = {"title": "Theirs", "overview": "Theirs", "region": "FR", "reality_check-love-0": "Theirs"}
    screen = asked(author, colleague, page, mine, theirs)
    assert screen.form(ASKS).send(author, press=button).status_code == 303
    document = newest(guide.id).document
    assert [document["title"], document["overview"], document["reality_check"]["love"][0]] == [kept] * 3
    assert (document["tags"][0], document["region"]) == ("only mine", "FR")


def test_what_is_written_anew_is_judged_like_anything_that_is_typed(
    sqlite_app: Flask, author: FlaskClient, colleague: FlaskClient
) -> None:
    guide, page = drafted()
    mine = {"title": "Mine", "timeline-min": "5", "action_plan-this_week-0": "Mine"}
    theirs = {"title": "Theirs", "timeline-max": "11", "action_plan-this_week-0": "Theirs"}
    form = asked(author, colleague, page, mine, theirs).form(ASKS)
    assert form.values["hand0"] == "Mine"
    choices = {f"choice-{at}": "hand" for at in range(3)}
    typed = {"hand0": "Both of us", "hand1-max": "eleven", "hand2": "One\r\n\r\nTwo"}
    screen = Screen(form.send(author, {**choices, **typed}))
    assert screen.status == 422
    assert "This must be a number, or words such as “3 weeks”." in screen.text
    again = screen.form(ASKS)
    assert again.values["hand0"] == "Both of us"
    assert again.values["hand1-max"] == "eleven"
    assert again.send(author, {"hand1-max": "11"}).status_code == 303
    document = newest(guide.id).document
    assert document["title"] == "Both of us"
    assert document["timeline"] == {"min": 5, "max": 11, "unit": "month"}
    assert document["action_plan"]["this_week"] == ["One", "Two"]


def test_whoever_saves_meanwhile_is_asked_about_as_well(
    sqlite_app: Flask, author: FlaskClient, colleague: FlaskClient
) -> None:
    guide, page = drafted()
    mine = {"title": "Mine", "summary": "My summary.", "region": "DE", "faq-0-question": "Mine?"}
    form = asked(author, colleague, page, mine, {"title": "Theirs"}).form(ASKS)
    revise(guide.id, "second_author", summary="Theirs later.", tags=["later"])
    second = Screen(form.send(author, {"choice-0": "mine"}))
    assert second.status == 409
    assert "Somebody saved again meanwhile" in second.text
    again = second.form(ASKS)
    assert again.values["about-0"] == "field:summary"
    assert (again.values["base"], again.values["over"]) == ("2", "3")
    assert again.send(author, {"choice-0": "mine"}).status_code == 303
    document = newest(guide.id).document
    assert (document["title"], document["summary"], document["region"]) == ("Mine", "My summary.", "DE")
    assert (document["faq"][0]["question"], document["tags"]) == ("Mine?", ["later"])


def test_a_row_that_one_removed_and_the_other_edited_is_kept_or_not(
    sqlite_app: Flask, author: FlaskClient, colleague: FlaskClient
) -> None:
    for choice, left in (("mine", 3), ("theirs", 2)):
        guide, page = drafted()
        mine, theirs = opened(author, colleague, page)
        less = Screen(theirs.send(colleague, press="remove:roadmap-1")).form(page)
        assert less.send(colleague).status_code == 303
        screen = Screen(mine.send(author, {"roadmap-1-title": "Worth keeping"}))
        assert "Worth keeping" in screen.text
        assert "Removed" in screen.text
        assert "hand0" not in screen.form(ASKS).values
        assert screen.form(ASKS).send(author, {"choice-0": choice}).status_code == 303
        assert len(newest(guide.id).document["roadmap"]) == left


def test_one_can_go_on_in_the_whole_form(sqlite_app: Flask, author: FlaskClient, colleague: FlaskClient) -> None:
    guide, page = drafted()
    screen = asked(author, colleague, page, {"title": "Mine", "region": "DE"}, {"title": "Theirs", "summary": "Theirs"})
    form = Screen(screen.form(ASKS).send(author, press="write")).form(page)
    assert (form.values["title"], form.values["region"], form.values["summary"]) == ("Mine", "Germany", "Theirs")
    assert form.values["base"] == "2"
    assert newest(guide.id).number == 2
    assert form.send(author, {"title": "Looked at both"}).status_code == 303
    assert newest(guide.id).document["title"] == "Looked at both"


def test_an_expired_token_or_a_frozen_text_loses_no_choice(
    sqlite_app: Flask, author: FlaskClient, colleague: FlaskClient
) -> None:
    guide, page = drafted()
    form = asked(author, colleague, page, {"title": "Mine", "region": "DE"}, {"title": "Theirs"}).form(ASKS)
    expired = Screen(form.send(author, {"choice-0": "hand", "hand0": "Anew", "csrf_token": "x"}))
    assert expired.status == 400
    again = expired.form(ASKS)
    assert (again.values["choice-0"], again.values["hand0"]) == ("hand", "Anew")
    shown(author, page).form("/actions/submit").send(author, {"change_note": "First.", "major": "yes"})
    frozen = Screen(again.send(author))
    assert frozen.status == 409
    assert frozen.form(ASKS).values["hand0"] == "Anew"
    assert json.loads(frozen.form(ASKS).values["mine"])["region"] == "DE"
    shown(author, page).form("/actions/recall").send(author)
    assert frozen.form(ASKS).send(author).status_code == 303
    assert newest(guide.id).document["title"] == "Anew"


@pytest.mark.parametrize(
    "wrong",
    [{"mine": "{"}, {"mine": ""}, {"over": "9"}, {"over": ""}, {"base": "0"}, {"end": []}, {"base": "2", "over": "1"}],
)
def test_a_form_that_did_not_arrive_whole_saves_nothing(
    sqlite_app: Flask, author: FlaskClient, colleague: FlaskClient, wrong: dict[str, Any]
) -> None:
    guide, page = drafted()
    form = asked(author, colleague, page, {"title": "Mine"}, {"title": "Theirs"}).form(ASKS)
    assert form.send(author, {"choice-0": "mine", **wrong}).status_code == 400
    assert newest(guide.id).number == 2


def test_two_orders_that_contradict_are_asked_about(
    sqlite_app: Flask, author: FlaskClient, colleague: FlaskClient
) -> None:
    """b before a, said one; c before b, said the other; and a stayed before c for both: a circle."""
    guide, page = drafted()
    a, b, c = [row["id"] for row in newest(guide.id).document["roadmap"]]
    mine, theirs = opened(author, colleague, page)
    assert Screen(theirs.send(colleague, press="down:roadmap-0")).form(page).send(colleague).status_code == 303
    moved = Screen(mine.send(author, press="up:roadmap-2")).form(page)
    screen = Screen(moved.send(author, {"roadmap-0-title": "Mine"}))
    assert screen.status == 409
    assert "Roadmap: the order" in screen.text
    assert screen.form(ASKS).send(author, {"choice-0": "mine"}).status_code == 303
    rows = newest(guide.id).document["roadmap"]
    assert [row["id"] for row in rows] == [a, c, b]
    assert rows[0]["title"] == "Mine"
