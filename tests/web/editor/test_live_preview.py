"""The page of what is typed: whatever is typed, it is shown as far as it is valid, and nothing is saved."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import a_document, a_full_document, a_guide
from tests.services.together import everything
from tests.support.canaries import CANARY, seen_in, with_canaries
from tests.support.clients import Client
from tests.support.screens import elements, shown, tags
from tests.support.typed import typed
from tests.web.editor.desk import drafted, page_of

ClientFor = Callable[[str], FlaskClient]
UGLY = ["", " ", "six", "-1", "1e999", "9" * 400, "²", "\u202e", "\x00", "<script>alert(1)</script>", "x" * 9000,
        "2026-13-45", "javascript:alert(1)", "{{ 7*7 }}", "zz-ZZ", "EUR", "faq-1", "step-1", "yes"]  # fmt: skip


def preview(client: FlaskClient, page: str, data: Any) -> str:
    """The answer for what is posted; fails when it is anything but the page."""
    answer = client.post(f"{page}/preview", data=data, headers=_token(client))
    assert answer.status_code == 200, (answer.status, answer.text[:2000], data)
    return answer.text


def places(html: str) -> dict[str, str]:
    [meta] = [one for one in tags(html) if one.get("name") == "field-anchors"]
    found: dict[str, str] = json.loads(meta.get("content", ""))
    return found


def test_shows_what_is_typed_and_saves_nothing(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    form = shown(author, page).form(page)
    before = everything()
    html = preview(author, page, form.filled({"title": "Typed & unsaved", "overview": "Of *this* moment."}))
    assert "Typed &amp; unsaved</h1>" in html
    assert "<em>this</em>" in html
    assert "What is typed now" in html
    assert "Left out" not in html
    assert '<meta name="robots" content="noindex">' in html
    assert everything() == before
    assert guide.newest == 1


def test_is_the_page_that_the_preview_of_the_saved_text_is(sqlite_app: Flask, author: FlaskClient) -> None:
    document = a_document()
    guide, page = drafted(document)
    saved = author.get(f"{page}/preview").text
    now = preview(author, page, typed(document))
    assert (
        now.partition("<article>")[2].partition("</article>")[0]
        == (saved.partition("<article>")[2].partition("</article>")[0])
    )
    assert page_of(guide) == page


def test_leaves_out_what_is_wrong_and_names_it(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    wrong = {"timeline-min": "six", "roadmap-1-tasks-0": "\u202e", "faq-1-id": "faq-1", "tags-30": "x"}
    wrong |= {f"tags-{number}": f"tag {number}" for number in range(12)}
    form = shown(author, page).form(page)
    html = preview(author, page, form.filled({**wrong, "title": "Still shown"}))
    assert "Still shown</h1>" in html
    for label in ("Timeline › From", "Roadmap › step 2 › Tasks › task 1", "Tags"):
        assert label in html, label
    assert "tag 9" in html
    assert "tag 10" not in html


def test_shows_a_form_that_nobody_has_filled_in(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    html = preview(author, page, {})
    assert "Untitled guide" in html
    assert places(html)["title"] == "page-content"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_shows_whatever_is_typed(sqlite_app: Flask, author: FlaskClient, data: st.DataObject) -> None:
    page = getattr(author, "previewed", "") or drafted()[1]
    author.previewed = page  # type: ignore[attr-defined]
    fields = typed(a_document())
    names = data.draw(st.lists(st.sampled_from(sorted(fields)), max_size=12, unique=True))
    for name in names:
        fields[name] = [data.draw(st.sampled_from(UGLY))]
    for name in data.draw(st.lists(st.sampled_from(sorted(fields)), max_size=40)):
        fields.pop(name, None)
    html = preview(author, page, fields)
    assert "<script>alert" not in html
    assert 'href="javascript:' not in html


@pytest.mark.parametrize("ugly", UGLY, ids=ascii)
def test_shows_a_form_with_the_same_in_every_field(sqlite_app: Flask, author: FlaskClient, ugly: str) -> None:
    _, page = drafted()
    html = preview(author, page, {name: [ugly] for name in typed(a_document())})
    assert "<script>alert" not in html
    list(elements(html))


def test_says_where_each_field_is_shown(sqlite_app: Flask, author: FlaskClient) -> None:
    document = a_document()
    _, page = drafted(document)
    form = shown(author, page).form(page)
    # With gaps in the numbers of rows, as scripts leave them.
    data = form.filled({"faq-77-question": "New?", "roadmap-1-title": ["Second"]})
    for name in [one for one in data if one.startswith("roadmap-0-")]:
        data.pop(name)
    html = preview(author, page, data)
    ids = {one.get("id") for one in tags(html)}
    found = places(html)
    assert found["overview"] == "overview"
    assert found["timeline"] == "page-facts"
    assert found["intros-roadmap"] == "roadmap"
    assert found["roadmap-1"] == f"step-{document['roadmap'][1]['id']}"
    assert "roadmap-0" not in found
    assert found["faq-77"].startswith("question-")
    shown_sections = {name for name in found if "-" not in name and name in document}
    unplaced = {name for name in shown_sections if found[name] not in ids}
    assert unplaced <= {"related_slugs"}
    rows = {name for name in found if "-" in name and not name.startswith(("intros-", "authors-"))}
    assert {name for name in rows if found[name] not in ids} == set()


def test_is_shown_in_frames_of_ours_and_no_other_answer_is(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    token = _token(author)
    asked = (("POST", f"{page}/preview", "self"), ("GET", f"{page}/preview", "none"), ("GET", page, "none"))
    for method, path, who in asked:
        headers = author.open(path, method=method, headers=token).headers
        assert f"frame-ancestors '{who}'" in headers["Content-Security-Policy"], path
        assert headers["X-Frame-Options"] == ("SAMEORIGIN" if who == "self" else "DENY")
        assert headers["Cache-Control"] == "no-store"
        assert "unsafe" not in headers["Content-Security-Policy"]


def test_takes_no_form_that_is_not_ours(sqlite_app: Flask, author: FlaskClient) -> None:
    _, page = drafted()
    assert author.post(f"{page}/preview", data={"title": "x"}).status_code == 400
    assert author.post(f"{page}/preview", headers={"X-CSRFToken": "x"}).status_code == 400
    full = {f"tags-{number}": "x" for number in range(20_001)}
    assert author.post(f"{page}/preview", data=full, headers=_token(author)).status_code == 413


def test_shows_no_draft_to_others(sqlite_app: Flask, client_for: ClientFor, client: FlaskClient) -> None:
    guide = a_guide("draft", {**with_canaries(a_document(translation_key=None)), "slug": "zaunkoenig-1"})
    for visitor in (client, client_for("nobody"), client_for("admin"), client_for("reviewer")):
        visitor.get("/account")
        data = {"csrf_token": visitor.csrf, "title": "x"}  # type: ignore[attr-defined]
        answer = visitor.post(f"{page_of(guide)}/preview", data=data)
        assert answer.status_code in (303, 400, 401, 403)
        assert not seen_in(answer.data)
    assert CANARY in preview(client_for("author"), page_of(guide), typed({"title": CANARY}))


def test_shows_the_longest_guide(sqlite_app: Flask, author: FlaskClient) -> None:
    document = a_full_document()
    _, page = drafted(document)
    html = preview(author, page, typed(document))
    assert len([name for name in places(html) if "-" in name]) > 150


def _token(client: FlaskClient) -> dict[str, str]:
    assert isinstance(client, Client)
    if not client.csrf:
        client.get("/account")
    return {"X-CSRFToken": client.csrf}
