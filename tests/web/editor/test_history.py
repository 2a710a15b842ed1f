"""Versions: milestones and all of them, a name for one, and any two compared."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from tests.factories import a_guide, act, revise
from tests.store.test_history import many, named
from tests.support.queries import counted
from tests.support.screens import Screen, shown
from tests.web.editor.desk import drafted
from tests.web.editor.test_html import sound

ClientFor = Callable[[str], FlaskClient]


def chosen(screen: Screen) -> dict[str, object]:
    """The two that a comparison is about."""
    [form] = [one for one in screen.forms if "from" in one.values]
    return dict(form.values)


def test_shows_milestones_first_and_every_version_when_asked(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    for words in ("Two.", "Three.", "Four."):
        revise(guide.id, summary=words)
    named(guide.id, 2, "As sent <b>out</b>")
    first = shown(author, f"{page}/versions")
    sound(first.html)
    assert "As sent <b>out</b>" in first.text
    assert f"{page}/versions/2" in first.links
    assert f"{page}/versions/3" not in first.links
    every = shown(author, f"{page}/versions?all=1")
    assert f"{page}/versions/3" in every.links
    log = shown(author, f"{page}/log")
    assert "named a version" in log.text
    assert "As sent <b>out</b>" in log.text


def test_walks_through_hundreds_and_asks_no_more_for_them(sqlite_app: Flask, author: FlaskClient) -> None:
    few, few_page = drafted()
    guide, page = drafted()
    revise(few.id, summary="Two.")
    many(guide.id, 300)
    for path in ("/versions", "/versions?all=1", "/compare"):
        author.get(f"{few_page}{path}")
        author.get(f"{page}{path}")
        with counted() as small:
            author.get(f"{few_page}{path}")
        with counted() as large:
            screen = shown(author, f"{page}{path}")
        assert len(large) <= len(small), path
        sound(screen.html)
        assert len(screen.html) < 120_000, path
    older = shown(author, f"{page}/versions?all=1&since=51")
    assert f"{page}/versions/51" in older.links
    assert f"{page}/versions/52" not in older.links
    compared = shown(author, f"{page}/compare?from=3&to=5")
    assert chosen(compared) == {"from": "3", "to": "5"}


def test_gives_a_version_a_name_and_another(sqlite_app: Flask, author: FlaskClient, client_for: ClientFor) -> None:
    guide, page = drafted()
    revise(guide.id, summary="Two.")
    reviewer = client_for("reviewer")
    form = shown(reviewer, f"{page}/versions/1").form(f"{page}/versions/1/name")
    wrong = Screen(form.send(reviewer, {"name": "x" * 81}))
    sound(wrong.html)
    assert wrong.status == 422
    assert wrong.form(f"{page}/versions/1/name").values["name"] == "x" * 81
    assert "the limit is 80" in wrong.text
    lost = Screen(form.send(reviewer, {"name": "Kept", "csrf_token": "old"}))
    assert lost.status == 400
    assert lost.form(f"{page}/versions/1/name").values["name"] == "Kept"
    revise(guide.id, summary="Saved meanwhile.")
    answer = form.send(reviewer, {"name": "As agreed"})
    assert answer.status_code == 303
    there = shown(reviewer, str(answer.location))
    sound(there.html)
    assert "Revision 1: As agreed" in there.text
    assert ", As agreed" in shown(author, f"{page}/compare?from=2").text
    there.form(f"{page}/versions/1/name").send(reviewer, {"name": "As signed"})
    assert "As agreed" in shown(author, f"{page}/log").text
    assert "As signed" in shown(author, f"{page}/versions").text
    assert author.post(f"{page}/versions/9/name", data=form.values).status_code in (400, 404)


def test_compares_what_is_live_with_the_draft(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, draft = a_guide("published"), drafted()[1]
    page = f"/editor/guides/{guide.id}"
    revise(guide.id, summary="Another.")
    revise(guide.id, summary="Yet another.")
    screen = shown(author, f"{page}/compare?from=live")
    assert chosen(screen) == {"from": "1", "to": "3"}
    assert "(live), Amira Haddad, " in screen.text
    assert chosen(shown(author, f"{page}/compare?from=2&to=live")) == {"from": "2", "to": "1"}
    assert author.get(f"{draft}/compare?from=live").status_code == 404
    act(guide.id, "drop_changes", "author")
    assert author.get(f"{page}/compare?from=life").status_code == 400


def test_knows_no_number_and_no_day_beyond_all_there_are(
    sqlite_app: Flask, client_for: Callable[[str], FlaskClient]
) -> None:
    reader, guide = client_for("author"), a_guide("published")
    for number in ("99999999", "9999999999", "9" * 20, "9" * 5000):
        for place in (f"versions/{number}", f"publications/{number}", f"publications/{number}/feed-item"):
            assert reader.get(f"/editor/guides/{guide.id}/{place}").status_code == 404, place[:40]
    assert reader.get(f"/editor/guides/{guide.id}/public?on=9999-12-31").status_code == 303
    assert reader.get("/editor/audit?day=9999-12-31").status_code in (200, 403)
