"""Forms: they do nothing unless they are really ours, and say nothing beyond their fields."""

from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.services import accounts as acts
from cms.store import guides
from cms.store.db import session
from tests.factories import a_guide
from tests.house.routes import path, routes
from tests.services.together import everything
from tests.support.clients import Client, submit
from tests.support.people import PASSWORD, PEOPLE
from tests.support.typed import typed

ClientFor = Callable[[str], FlaskClient]
ANOTHER = "seven slow trams at dawn"
AUTHOR = PEOPLE["author"]


def forms(guide_id: object) -> Mapping[str, dict[str, str]]:
    """Addresses that change something, with what a form of theirs could post."""
    return {
        "/login": {"email": AUTHOR.email, "password": PASSWORD},
        "/editor/guides/new": {"language": "en", "from_role-label": "Nurse", "to_role-label": "Analyst"},
        f"/editor/guides/{guide_id}": {"base": "1", "end": "1", "title": "Another title"},
        f"/editor/guides/{guide_id}/actions/discard": {"base": "2"},  # after the save
        "/account/byline": {"name": "Someone Else"},
        "/account/tokens": {"token_name": "Mine", "scope": "draft"},
        "/account/password": {"password": PASSWORD, "new_password": ANOTHER, "new_password_confirm": ANOTHER},
    }


@pytest.mark.parametrize("token", ["", "none of ours", "another session’s"])
def test_does_nothing_for_a_form_that_is_not_ours(sqlite_app: Flask, client_for: ClientFor, token: str) -> None:
    guide = a_guide("draft")
    author, other = client_for("author"), client_for("second_author")
    author.get("/account")
    if token.startswith("another"):
        other.get("/account")
        assert isinstance(other, Client)
        token = other.csrf
    before = everything()
    for address, data in forms(guide.id).items():
        answer = author.post(address, data={**data, **({"csrf_token": token} if token else {})})
        assert answer.status_code in (400, 422) or "expired" in answer.text or "CSRF" in answer.text, address
        assert answer.status_code not in (201, 302, 303), address
    assert everything() == before


@pytest.mark.parametrize("key", ["author", "managing_editor", "admin"])
def test_no_address_does_anything_for_a_form_of_another_site(
    sqlite_app: Flask, client_for: ClientFor, key: str
) -> None:
    guide, client = a_guide("draft"), client_for(key)
    client.get("/account")
    before = everything()
    posts = [route for name, route in routes(sqlite_app) if name.startswith("POST")]
    for route in posts:
        address = path(sqlite_app, route, str(guide.id))
        answer = client.post(address, data={"base": "1"}, headers={"Origin": "https://evil.example"})
        assert answer.status_code not in (200, 201, 302, 303) or route.endpoint.startswith("security."), address
    assert everything() == before
    assert client.get("/account").status_code == 200


def test_acts_on_the_same_forms_when_they_are_ours(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide = a_guide("draft")
    author = client_for("author")
    author.get("/account")
    answers = {address: submit(author, address, data) for address, data in forms(guide.id).items()}
    expected = (201, 302, 303)
    assert {
        address: answer.status_code for address, answer in answers.items() if answer.status_code not in expected
    } == {}


# What a form cannot say


EXTRA = {
    "id": "0", "guide_id": "0", "state": "published", "status": "published", "public_status": "live", "newest": "9",
    "revision": "9", "number": "9", "owner_id": "x", "creator_id": "x", "author_id": "x", "actor": "x",
    "approved_by": "x", "reviewed_on": "2026-01-01", "created_at": "2020-01-01", "updated_at": "2020-01-01",
    "published_at": "2020-01-01", "cause": "import", "digest": "x", "given_ids": "x", "role": "admin",
    "roles": "admin", "is_admin": "1", "active": "0", "demonstration": "1", "email": "evil@example.org",
    "user_id": "x", "fs_uniquifier": "x", "schema_version": "9.9", "counted": "1",
}  # fmt: skip


def test_ignores_whatever_a_form_says_beyond_its_fields(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide = a_guide("draft")
    author = client_for("author")
    author.get("/account")
    document = {**guides.revision(guide.id, 1).document, "summary": "The one change."}
    data = {**typed(document), **EXTRA, "base": "1", "end": "1"}
    assert submit(author, f"/editor/guides/{guide.id}", data).status_code == 303
    assert submit(author, "/account/byline", {**EXTRA, "name": AUTHOR.name, "url": ""}).status_code == 303
    session().rollback()
    found, revision = guides.find(guide.id), guides.revision(guide.id, 2)
    assert (found.state, found.public_status, found.newest) == ("draft", "never_published", 2)
    assert (found.owner_id, found.creator_id) == (str(AUTHOR.id), str(AUTHOR.id))
    assert (revision.author_id, revision.cause, revision.document) == (str(AUTHOR.id), "edit", document)
    person = acts.find(AUTHOR.email)
    assert person.actor().roles == AUTHOR.roles
    assert (person.active, person.demonstration) == (True, False)


def test_publishes_nothing_because_a_form_says_so(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide = a_guide("draft")
    author = client_for("author")
    author.get("/account")
    before = everything()
    for action in ("publish", "approve", "force_publish", "clear_debt"):
        said = {**EXTRA, "base": "1", "reason": "Because.", "comment": "Fine."}
        assert submit(author, f"/editor/guides/{guide.id}/actions/{action}", said).status_code == 403
    assert everything() == before
