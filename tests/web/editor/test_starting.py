"""Duplicating and translating from the guide's page, by plain forms."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.store import guides
from cms.store.db import session
from tests.factories import a_document, a_guide, revise
from tests.support.canaries import CANARY, seen_in, with_canaries
from tests.support.screens import Screen, shown
from tests.web.editor.desk import newest, page_of

ClientFor = Callable[[str], FlaskClient]


def landed(location: str) -> UUID:
    return UUID(location.partition("?")[0].rpartition("/")[2])


def test_duplicates_by_one_button(sqlite_app: Flask, author: FlaskClient) -> None:
    source = a_guide("published")
    answer = shown(author, page_of(source)).form("/duplicate").send(author)
    assert answer.status_code == 303
    screen = shown(author, answer.location)
    assert "This is your copy" in screen.text
    made = guides.find(landed(answer.location))
    assert made.id != source.id
    log = shown(author, f"{page_of(made)}/log")
    assert "Copied from revision 1 of another guide" in log.text
    assert f"{page_of(source)}/versions/1" in log.links
    assert "Copied" in shown(author, f"{page_of(made)}/versions").text


def test_says_what_cannot_be_copied(sqlite_app: Flask, author: FlaskClient) -> None:
    source = a_guide("draft")
    revise(source.id, from_role=None)
    answer = shown(author, page_of(source)).form("/duplicate").send(author)
    assert answer.status_code == 422
    assert "From role is needed" in answer.text


def test_translates_step_by_step(sqlite_app: Flask, author: FlaskClient) -> None:
    source = a_guide("draft", a_document(translation_key="planner"))
    answer = shown(author, page_of(source)).form("/translate").send(author, {"language": " de "})
    assert answer.status_code == 303, answer.text
    made = guides.find(landed(answer.location))
    page = page_of(made)
    assert page in shown(author, page_of(source)).links
    screen = shown(author, page)
    assert "Not translated yet." in screen.text
    assert screen.form(page).send(author, {"title": "Vom Fahrer zum Planer"}).status_code == 303
    waiting = shown(author, f"{page}/translation")
    assert "Vom Fahrer" not in waiting.text.partition("How it stands")[2]
    form = waiting.form("/translation")
    every = [part.partition('"')[0] for part in waiting.html.split('name="right" value="')[1:]]
    assert form.send(author, {"right": every}).location.endswith("said=settled")
    assert "Everything is translated" in shown(author, f"{page}/translation").text
    revise(source.id, overview=f"The original moves on to <{'x' * 400}>.")
    screen = shown(author, page)
    assert "The original changed on" in screen.text
    assert f"The original moves on to <{'x' * 200}" in screen.text
    assert "…" in screen.text
    [note] = [link for link in screen.links if link.endswith("#reminder-overview")]
    assert "reminder-overview" in shown(author, note.partition("#")[0]).ids
    assert shown(author, page).form(page).send(author, {"overview": "Neu."}).status_code == 303
    assert "The original changed" not in shown(author, page).text
    session().rollback()
    assert newest(made.id).document["overview"] == "Neu."


@pytest.mark.parametrize(("language", "status"), [("", 422), ("xx", 422), ("en", 422), ("de", 409)])
def test_says_why_it_starts_no_translation(sqlite_app: Flask, author: FlaskClient, language: str, status: int) -> None:
    source = a_guide("draft", a_document(translation_key="planner"))
    form = shown(author, page_of(source)).form("/translate")
    if status == 409:
        assert form.send(author, {"language": language}).status_code == 303
    answer = form.send(author, {"language": language})
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    again = Screen(answer)
    assert "#translate-language" in again.links
    assert again.form("/translate").values["language"] == language


@pytest.mark.parametrize("place", ["", "/versions"])
def test_a_language_is_chosen_by_its_name(sqlite_app: Flask, author: FlaskClient, place: str) -> None:
    source = a_guide("draft", a_document(translation_key="planner"))
    screen = shown(author, f"{page_of(source)}{place}")
    assert '<option value="Portuguese">pt</option>' in screen.html
    assert screen.html.count('id="codes-language"') == 1
    made = screen.form("/translate").send(author, {"language": "portuguese "})
    path = str(made.location)
    assert shown(author, path).form(path.partition("?")[0]).values["language"] == "Portuguese"


def test_offers_nothing_to_those_who_write_nothing(sqlite_app: Flask, client_for: ClientFor) -> None:
    source = a_guide("draft", a_document(translation_key="planner"))
    reviewer = client_for("reviewer")
    screen = shown(reviewer, page_of(source))
    assert not screen.offers("/duplicate")
    assert not screen.offers("/translate")
    assert reviewer.get(f"{page_of(source)}/translation").status_code == 404
    data = {"csrf_token": reviewer.csrf, "language": "de"}  # type: ignore[attr-defined]
    for what in ("duplicate", "translate", "translation"):
        assert reviewer.post(f"{page_of(source)}/{what}", data=data).status_code == 403


def test_brings_no_word_of_either_to_readers(sqlite_app: Flask, author: FlaskClient, client: FlaskClient) -> None:
    source = a_guide("draft", {**with_canaries(a_document(translation_key="planner")), "slug": "zaunkoenig-1"})
    shown(author, page_of(source)).form("/duplicate").send(author)
    shown(author, page_of(source)).form("/translate").send(author, {"language": "de"})
    for path in ("/", "/feed.json", "/api/v1/guides", "/api/v1/changes", "/sitemap.xml", "/api/v1/graph", "/llms.txt"):
        assert not seen_in(client.get(path).data), path
    assert CANARY in author.get("/editor/").text
