"""Who may not, what is not there, and what an act still lacks: each said in a sentence."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from tests import factories
from tests.factories import a_document
from tests.support import people
from tests.support.screens import Screen, shown
from tests.web.editor.desk import drafted, newest, page_of


def test_who_does_not_write_reads(sqlite_app: Flask, client_for: Callable[[str], FlaskClient]) -> None:
    guide, page = drafted()
    for key in ("reviewer", "publisher", "managing_editor"):
        reader = client_for(key)
        screen = shown(reader, page)
        assert not screen.offers(str(guide.id))
        assert "This is the text of revision 1." in screen.text
        refused = reader.post(page, data={"csrf_token": reader.csrf, "base": "1", "end": "1", "title": "x"})  # type: ignore[attr-defined]
        assert refused.status_code == 403
        assert "Your account does not have the role this page needs." in Screen(refused).text
        assert reader.get("/editor/guides/new").status_code == 403
    for key in ("admin", "nobody"):
        for path in ("/editor/", page, f"{page}/preview", f"{page}/versions", f"{page}/log"):
            outsider = client_for(key).get(path)
            assert outsider.status_code == 403, "admin alone reads no draft"
            assert a_document()["overview"][:40] not in outsider.text
    assert newest(guide.id).number == 1


def test_a_stranger_is_asked_to_sign_in_and_led_back(sqlite_app: Flask, client: FlaskClient) -> None:
    _, page = drafted()
    for path in ("/editor/", page, f"{page}/compare?from=1&to=1", f"{page}/preview", "/editor/guides/new", "/account"):
        answer = client.get(path)
        assert answer.status_code == 303, path
        assert answer.location.startswith("/login?next=")
        assert "no-store" in answer.headers["Cache-Control"]
    compare = client.get(f"{page}/compare?from=1&to=1")
    there = client.post(str(compare.location), data={
        "email": people.PEOPLE["author"].email, "password": people.PASSWORD,
        "csrf_token": shown(client, str(compare.location)).form("/compare%3Ffrom%3D1%26to%3D1").values["csrf_token"],
    })  # fmt: skip
    assert there.location.endswith(f"{page}/compare?from=1&to=1")
    for path in (page, f"{page}/actions/submit"):
        assert Screen(client.application.test_client().post(path, data={})).status in (303, 400)


def test_what_is_not_there_is_not_found(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    nobody = "/editor/guides/00000000-0000-7000-8000-000000000000"
    for path in (nobody, f"{nobody}/versions", f"{nobody}/preview", f"{nobody}/log", f"{nobody}/compare"):
        answer = author.get(path)
        assert (answer.status_code, "There is no such guide." in Screen(answer).text) == (404, True), path
    for path in (f"{page}/versions/99", f"{page}/compare?from=99", f"{page}/compare?to=99"):
        answer = author.get(path)
        assert (answer.status_code, "There is no revision 99 of this guide." in Screen(answer).text) == (404, True)
    for path in ("/editor/guides/42", "/editor/guides/x", "/editor/nowhere", f"{page}/versions/-1", f"{page}/nothing"):
        assert author.get(path).status_code == 404, path
    for query in ("from=x", "to=", "from=-1", "to=%C2%B2", "from=" + "9" * 30):
        assert author.get(f"{page}/compare?{query}").status_code == 400, query
    form = shown(author, page).form(page)
    assert author.post(nobody, data=form.filled()).status_code == 404
    answer = author.post(f"{page}/actions/fly", data={"csrf_token": form.values["csrf_token"], "base": "1"})
    assert (answer.status_code, "There is no act called “fly”." in answer.text) == (404, True)
    for path in (page, f"{page}/actions/submit"):
        put = author.put(path)
        assert put.status_code == 405
        assert "POST" in put.headers["Allow"]


def test_a_new_guide_needs_its_two_roles(sqlite_app: Flask, author: FlaskClient) -> None:
    new = "/editor/guides/new"
    form = shown(author, new).form(new)
    screen = Screen(form.send(author, {"from_role-label": "Bus <driver>"}))
    assert screen.status == 422
    assert screen.complaints == [("to_role", "To role: To role is needed to start a guide.")]
    assert "to_role" in screen.ids
    assert screen.form(new).values["from_role-label"] == "Bus <driver>"
    started = screen.form(new).send(author, {"to_role-label": "Planner"})
    assert started.status_code == 303
    page = str(started.location).removesuffix("?said=begun")
    values = shown(author, str(started.location)).form(page).values
    assert values["slug"] == "bus-driver-to-planner"
    assert values["title"] == "From Bus <driver> to Planner"
    again = form.send(author, {"from_role-label": "Bus driver", "to_role-label": "Planner"})
    page = str(again.location).removesuffix("?said=begun")
    assert shown(author, page).form(page).values["slug"] == "bus-driver-to-planner-en"


def test_a_new_guide_begins_with_codes_that_exist(sqlite_app: Flask, author: FlaskClient) -> None:
    new = "/editor/guides/new"
    roles = {"from_role-label": "Bus driver", "to_role-label": "Planner"}
    screen = Screen(shown(author, new).form(new).send(author, {**roles, "language": "klingon", "region": "uni"}))
    assert screen.status == 422
    assert screen.complaints == [
        ("language", "Language: Choose a language from the list."),
        ("region", "Country: Choose a country from the list, or leave it empty."),
    ]
    assert screen.form(new).values["region"] == "uni"
    assert screen.form(new).send(author, {"language": "english", "region": "germany"}).status_code == 303


def test_an_act_that_lacks_words_shows_what_was_written(sqlite_app: Flask, author: FlaskClient) -> None:
    page = page_of(factories.revise(factories.a_guide("published").id, summary="Shorter."))
    form = shown(author, page).form("/actions/submit")
    screen = Screen(form.send(author, {"change_note": "First & <best>."}))
    assert screen.status == 422
    assert "Say whether this is a major or a minor change." in screen.text
    again = screen.form("/actions/submit")
    assert again.values["change_note"] == "First & <best>."
    assert again.send(author, {"major": "no"}).status_code == 303
    for ugly in ({"change_note": "\x07"}, {"change_note": "x" * 9000}, {"major": "perhaps"}, {"answer-x": "x"}):
        assert Screen(form.send(author, ugly)).status in (409, 422), ugly
