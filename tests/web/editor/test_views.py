"""Saved views: kept under a name, shown to everyone if they are shared, changed by nobody but their owner."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from tests.factories import a_guide
from tests.support.screens import Screen, shown

For = Callable[[str], FlaskClient]
LIST = "/editor/guides"


def keep(client: FlaskClient, name: str, query: str, **more: str) -> Screen:
    form = shown(client, f"{LIST}?{query}").form("/views")
    answer = form.send(client, {"name": name, **more})
    return Screen(client.get(answer.location)) if answer.status_code == 303 else Screen(answer)


def test_a_view_is_a_choice_under_a_name(sqlite_app: Flask, client_for: For) -> None:
    a_guide("draft")
    author, reviewer = client_for("author"), client_for("reviewer")
    kept = keep(author, "  My   drafts ", "state=draft&q=bus&unknown=1&sort=title")
    assert "The view is saved." in kept.text
    href = f"{LIST}?q=bus&state=draft&sort=title"
    assert "My drafts" in kept.text
    assert href in kept.links
    assert "My drafts" not in shown(reviewer, LIST).text
    keep(author, "My drafts", "state=in_review", shared="yes")
    told = shown(reviewer, LIST)
    assert f"{LIST}?state=in_review" in told.links
    assert href not in shown(author, LIST).links, "of one name there is one"
    assert "by Amira Haddad" in told.text


def test_nobody_removes_the_view_of_somebody_else(sqlite_app: Flask, client_for: For) -> None:
    author, reviewer = client_for("author"), client_for("reviewer")
    keep(author, "Ours", "state=draft", shared="yes")
    [remove] = [form for form in shown(author, LIST).forms if form.action.endswith("/remove")]
    assert not [form for form in shown(reviewer, LIST).forms if form.action.endswith("/remove")]
    token = shown(reviewer, LIST).form("/views").values["csrf_token"]
    refused = reviewer.post(remove.action, data={"csrf_token": token})
    assert (refused.status_code, "You have no such view." in refused.text) == (404, True)
    assert "Ours" in shown(reviewer, LIST).text
    assert remove.send(author).status_code == 303
    assert "Ours" not in shown(reviewer, LIST).text


def test_what_cannot_be_kept_is_said(sqlite_app: Flask, client_for: For) -> None:
    author = client_for("author")
    for name, words in (("   ", "Give the view a name."), ("x" * 61, "60 characters at most")):
        refused = keep(author, name, "state=draft")
        assert (refused.status, words in refused.text) == (422, True)
        assert refused.form("/views").values["query"] == "state=draft"


def test_an_expired_token_keeps_nothing_and_loses_nothing(sqlite_app: Flask, client_for: For) -> None:
    author = client_for("author")
    answer = keep(author, "Ours", "state=draft", shared="yes", csrf_token="old")
    assert (answer.status, "security token expired" in answer.text) == (400, True)
    form = answer.form("/views")
    assert [form.values[name] for name in ("query", "name", "shared")] == ["state=draft", "Ours", "yes"]
    assert "Ours" not in shown(author, LIST).text
    assert form.send(author).status_code == 303
    assert "Ours" in shown(author, LIST).text
