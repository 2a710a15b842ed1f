"""One section or field brought back from an older version, on the page that compares."""

from flask import Flask
from flask.testing import FlaskClient

from tests.factories import revise
from tests.services.records import last_event
from tests.support.screens import Screen, shown
from tests.web.editor.desk import drafted, newest
from tests.web.editor.test_html import sound


def test_brings_back_a_field_beside_what_was_saved_meanwhile(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    old = newest(guide.id).document
    steps = [{**row, "title": "Another"} if row["id"] == "step-1" else row for row in old["roadmap"]]
    revise(guide.id, roadmap=steps, summary="Another.")
    screen = shown(author, f"{page}/compare?from=1&to=2")
    sound(screen.html)
    [form] = [one for one in screen.forms if one.values.get("part") == "roadmap.step-1.title"]
    revise(guide.id, "second_author", overview="Saved meanwhile.")
    assert form.send(author).status_code == 303
    kept = newest(guide.id)
    assert kept.document["roadmap"] == old["roadmap"]
    assert (kept.document["summary"], kept.document["overview"]) == ("Another.", "Saved meanwhile.")
    assert last_event(guide.id).said["part"] == "roadmap.step-1.title"
    whole = shown(author, f"{page}/compare?from=1")
    [form] = [one for one in whole.forms if one.values.get("part") == "summary"]
    form.send(author)
    assert newest(guide.id).document["summary"] == old["summary"]
    lost = Screen(form.send(author, {"part": "faq.faq-99.answer"}))
    assert lost.status == 404
    assert "no such place" in lost.text
