"""Configuring stages on their page, without scripts."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from cms.store import stages
from tests.support.screens import Screen, shown
from tests.web.editor.test_html import sound

ClientFor = Callable[[str], FlaskClient]
EVIL = "<b onmouseover=alert(1)>{{ 7*7 }}"


def test_adds_moves_and_saves_stages(sqlite_app: Flask, client_for: ClientFor) -> None:
    editor = client_for("managing_editor")
    screen = shown(editor, "/editor/stages")
    assert "this is the default" in screen.text
    sound(screen.html)
    screen = Screen(screen.form("/stages").send(editor, press="add"))
    assert "Not saved yet" in screen.text
    law = {
        "stage-1-name": EVIL,
        "stage-1-roles": ["publisher"],
        "stage-1-sections": ["demand"],
        "stage-1-due_days": "3",
    }
    screen = Screen(screen.form("/stages").send(editor, law, press="up-1"))
    assert stages.configured() == ()
    screen = Screen(screen.form("/stages").send(editor))
    assert "Saved." in screen.text
    first, second = stages.configured()
    assert (first.name, first.sections, first.due_days) == (EVIL, frozenset({"demand"}), 3)
    assert second.name == "Second look"
    screen = shown(editor, "/editor/stages")
    assert "Set by Mona Schreiber" in screen.text
    assert "<b onmouseover" not in screen.html
    assert screen.form("/stages").values["stage-0-name"] == EVIL
    sound(screen.html)
    Screen(screen.form("/stages").send(editor, press="remove-0")).form("/stages").send(editor)
    assert [stage.name for stage in stages.configured()] == ["Second look"]


def test_says_what_is_wrong_and_keeps_what_was_typed(sqlite_app: Flask, client_for: ClientFor) -> None:
    editor = client_for("managing_editor")
    form = shown(editor, "/editor/stages").form("/stages")
    answer = form.send(editor, {"stage-0-name": "", "stage-0-approvals": "many", "stage-0-roles": []})
    screen = Screen(answer)
    assert screen.status == 422
    for sentence in ("Give the stage a name", "whole number from 1 to 9", "at least one role"):
        assert sentence in screen.text
    assert screen.form("/stages").values["stage-0-approvals"] == "many"
    sound(screen.html)
    sectioned = Screen(form.send(editor, {"stage-0-sections": ["faq"]}))
    assert "At least one stage must look at the whole text" in sectioned.text
    late = form.send(editor, {"stage-0-name": "A long thought", "csrf_token": "old"})
    assert late.status_code == 400
    assert "A long thought" in late.text
    assert stages.configured() == ()


def test_keys_go_on_at_the_stage_that_was_added_or_moved(sqlite_app: Flask, client_for: ClientFor) -> None:
    editor = client_for("managing_editor")
    screen = shown(editor, "/editor/stages")
    for press, place in (("add", 2), ("up-1", 1), ("remove-1", 1), ("remove-0", None)):
        screen = Screen(screen.form("/stages").send(editor, press=press))
        begun = [part for part in screen.html.split("<fieldset")[1:] if "<legend>Stage" in part]
        assert [number for number, part in enumerate(begun, 1) if "autofocus" in part.partition(">")[0]] == (
            [place] if place else []
        ), press


def test_its_summary_leads_to_each_field(sqlite_app: Flask, client_for: ClientFor) -> None:
    editor = client_for("managing_editor")
    wrong = {"stage-0-approvals": "many", "stage-0-roles": []}
    screen = Screen(shown(editor, "/editor/stages").form("/stages").send(editor, wrong))
    places = [place for place, _ in screen.complaints]
    assert sorted(places) == ["stage-0-approvals", "stage-0-roles-wrong"]
    assert set(places) <= screen.ids
