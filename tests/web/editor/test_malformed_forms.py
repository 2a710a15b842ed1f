"""What no form of ours sends is neither saved nor harmful: parts of forms, bytes that are no text, too many of them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import a_document
from tests.support.screens import Screen, shown
from tests.web.editor.desk import TYPED, drafted, newest


def test_half_a_form_is_not_saved(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    form = shown(author, page).form(page)
    for press in (None, "add:faq"):
        answer = form.send(author, {**TYPED, "end": []}, press=press)
        assert answer.status_code == 400
        assert "Only a part of the form arrived, so nothing was saved." in Screen(answer).text
    assert newest(guide.id).number == 1


@pytest.mark.parametrize("base", ["", "0", "-1", "2", "one", "²", "1.0", "99999999999999999999", "\x00"])
def test_a_form_must_say_what_it_was_opened_on(sqlite_app: Flask, author: FlaskClient, base: str) -> None:
    guide, page = drafted()
    answer = shown(author, page).form(page).send(author, {"title": "x", "base": base})
    assert (answer.status_code, "so nothing was done" in answer.text) == (400, True)
    act = author.post(f"{page}/actions/discard", data={"csrf_token": author.csrf, "base": base})  # type: ignore[attr-defined]
    assert act.status_code in (400, 409)
    assert newest(guide.id).number == 1
    assert "In the trash" not in shown(author, page).text


def test_names_that_nobody_asked_for_are_ignored(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    strange = {
        "schema_version": "9.9", "state": "published", "public_status": "live", "owner_id": "me", "roadmap": "x",
        "roadmap-": "x", "roadmap-0": "x", "roadmap-0-tasks": "x", "faq--question": "x", "no-such-section": "x",
        "digest": "0", "said": "saved", "<script>": "<script>",
    }  # fmt: skip
    answer = shown(author, page).form(page).send(author, strange)
    assert answer.location == f"{page}?said=unchanged"
    assert (
        newest(guide.id).document
        == a_document() | {name: newest(guide.id).document[name] for name in ("slug", "title", "to_role")}
        or newest(guide.id).number == 1
    )


def test_bytes_that_are_no_text_harm_nobody(sqlite_app: Flask, author: FlaskClient) -> None:
    guide, page = drafted()
    shown(author, page)
    token = author.csrf  # type: ignore[attr-defined]
    form = "application/x-www-form-urlencoded"
    for bytes_ in (
        b"title=%ED%A0%80",
        b"title=%FF%FE&%ED%A0%80=1",
        b"do=add:%ED%A0%80",
        b"faq-0-answer=%C0%80",
        b"=&&=%",
    ):
        body = b"csrf_token=" + token.encode() + b"&base=1&end=1&" + bytes_
        answer = author.post(page, data=body, content_type=form)
        assert answer.status_code < 500, bytes_
        act = author.post(f"{page}/actions/submit", data=body, content_type=form)
        assert act.status_code < 500
        new = author.post("/editor/guides/new", data=body, content_type=form)
        assert new.status_code < 500
    for query in ("%ED%A0%80", "%00", "%FF"):
        for path in (f"{page}?said={query}", f"/editor/?q={query}&state={query}", f"{page}/compare?from={query}"):
            assert author.get(path).status_code < 500, path
    assert "\ud800" not in str(newest(guide.id).document)


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]
)
def test_ten_megabytes_are_too_many(sqlite_app: Flask, author: FlaskClient, content_type: str) -> None:
    guide, page = drafted()
    body = b"overview=" + b"x" * 10_000_000
    for path in (page, f"{page}/actions/submit", "/editor/guides/new"):
        answer = author.post(path, data=body, content_type=content_type)
        assert answer.status_code in ((413,) if content_type != "text/plain" else (413, 400)), path
        assert Screen(answer).text.count("Back to your first page") == 1
    assert newest(guide.id).number == 1
