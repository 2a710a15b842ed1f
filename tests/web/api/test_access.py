"""Who may call what: tokens, scopes, roles, methods, and one spelling of each address."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cms.store.accounts import User
from cms.store.api_tokens import ApiToken
from cms.store.db import session, transaction
from tests.factories import a_document
from tests.support.clients import Api
from tests.support.people import Person
from tests.web.api.calls import EDITORIAL, GUIDES, at, created, done, newest, problem, told

pytestmark = pytest.mark.usefixtures("sqlite_app")

For = Callable[..., Api]
People = Mapping[str, Person]
FIRST = {"change_note": "First.", "major": True}
SOME_ID = UUID("019ab000-0000-7000-8000-000000000000")

CALLS = [
    ("GET", GUIDES),
    ("POST", GUIDES),
    ("GET", at(SOME_ID)),
    ("PUT", at(SOME_ID, "document")),
    ("POST", at(SOME_ID, "actions", "publish")),
    ("GET", at(SOME_ID, "findings")),
    ("GET", at(SOME_ID, "revisions")),
    ("GET", at(SOME_ID, "revisions", 1)),
    ("PUT", at(SOME_ID, "revisions", 1, "name")),
    ("GET", at(SOME_ID, "compare?from=1&to=1")),
    ("POST", at(SOME_ID, "restore-part")),
    ("GET", at(SOME_ID, "events")),
    ("GET", at(SOME_ID, "comments")),
    ("POST", at(SOME_ID, "comments")),
    ("GET", at(SOME_ID, "suggestions")),
    ("POST", at(SOME_ID, "suggestions")),
    ("POST", at(SOME_ID, "suggestions", SOME_ID, "take")),
    ("POST", at(SOME_ID, "suggestions", SOME_ID, "leave")),
]


def test_this_table_names_every_call(app: Flask) -> None:
    routes = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    assert sum(len(rule.methods - {"HEAD", "OPTIONS"}) for rule in routes if rule.methods) == len(CALLS)


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic YTpi", "wrong", "Bearer é"])
def test_without_a_valid_token_nothing_is_said(app: Flask, method: str, path: str, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode().decode("latin-1")}
    answer = app.test_client().open(path, method=method, headers=headers, json={})
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_in_the_address_is_no_token(sqlite_app: Flask, api_for: For) -> None:
    api = api_for("author")
    problem(sqlite_app.test_client().get(f"{GUIDES}?token={api.token}&access_token={api.token}"), 401)


def test_a_session_is_no_token(client_for: Callable[[str], FlaskClient]) -> None:
    problem(client_for("author").get(GUIDES), 401)


def test_a_revoked_token_is_no_token(api_for: For) -> None:
    api = api_for("author")
    with transaction() as act:
        for token in act.scalars(select(ApiToken)):
            token.revoked_at = datetime.now(UTC)
    problem(api.get(GUIDES), 401)


def test_the_token_of_someone_who_left_is_no_token(api_for: For, people: People) -> None:
    api = api_for("author")
    with transaction() as act:
        act.get_one(User, people["author"].id).active = False
    problem(api.get(GUIDES), 401)


@pytest.mark.parametrize("role", ["admin", "nobody"])
def test_without_an_editorial_role_no_draft_is_read(api_for: For, role: str) -> None:
    guide_id = created(api_for("author"))
    for path in (GUIDES, at(guide_id), at(guide_id, "revisions", 1), at(guide_id, "events")):
        assert "Bus" not in str(problem(api_for(role).get(path), 403))
    problem(api_for(role).post(GUIDES, json={"document": a_document(slug="another")}), 403)


@pytest.mark.parametrize("role", ["author", "reviewer", "publisher", "managing_editor"])
def test_everyone_with_an_editorial_role_reads_every_draft(api_for: For, role: str) -> None:
    guide_id = created(api_for("author"))
    api = api_for(role, ["read"])
    for path in ("", "/findings", "/revisions", "/revisions/1", "/compare?from=1&to=1", "/events"):
        assert api.get(f"{at(guide_id)}{path}").status_code == 200


# Scopes: never more than the owner's roles, and less where the token says so


def test_reading_needs_its_scope(api_for: For) -> None:
    guide_id = created(api_for("author"))
    api = api_for("author", ["draft"])
    for path in (GUIDES, at(guide_id), at(guide_id, "events")):
        assert "scope" in problem(api.get(path), 403)["detail"]
        assert api.send("HEAD", path).status_code == 403


@pytest.mark.parametrize(
    ("role", "scopes", "action"),
    [
        ("author", ["read"], "submit"),
        ("author", ["read", "review", "publish"], "submit"),
        ("author", [], "submit"),
        ("managing_editor", ["read", "draft", "review"], "force_publish"),
        ("author", ["publish"], "force_publish"),
        ("author", ["read", "draft", "review", "publish"], "force_publish"),
    ],
)
def test_an_act_needs_scope_and_role(api_for: For, role: str, scopes: list[str], action: str) -> None:
    guide_id = created(api_for("author"))
    said = {**FIRST, "reason": "Urgent."}
    answer = api_for(role, scopes).post(at(guide_id, "actions", action), json=said, if_match=1)
    assert problem(answer, 403)["refusals"][0]["code"] == "role"
    assert told(api_for("author").get(at(guide_id)))["state"] == "draft"


@pytest.mark.parametrize("scopes", [["read"], ["review", "publish"], []])
def test_writing_needs_the_scope_draft(api_for: For, scopes: list[str]) -> None:
    guide_id = created(api_for("author"))
    api = api_for("author", scopes)
    problem(api.post(GUIDES, json={"document": a_document(slug="another")}), 403)
    problem(api.put(at(guide_id, "document"), json=a_document(title="Mine"), if_match=1), 403)
    problem(api.post(at(guide_id, "actions", "restore"), json={"revision": 1}, if_match=1), 403)
    problem(api.post(at(guide_id, "restore-part"), json={"revision": 1, "about": "title"}, if_match=1), 403)
    assert newest(api_for("author"), guide_id) == 1


def test_a_token_with_its_one_scope_does_its_one_thing(api_for: For) -> None:
    guide_id = created(api_for("author", ["draft", "read"]))
    answer = api_for("author", ["draft"]).post(at(guide_id, "actions", "submit"), json=FIRST, if_match=1)
    assert answer.status_code == 200
    answer = api_for("reviewer", ["review"]).post(at(guide_id, "actions", "approve"), if_match=1)
    assert answer.status_code == 200
    answer = api_for("publisher", ["publish"]).post(at(guide_id, "actions", "publish"), if_match=1)
    assert told(answer)["state"] == "published"


def test_scopes_show_in_what_is_offered(api_for: For) -> None:
    guide_id = created(api_for("author"))
    offered = {one["action"]: one["allowed"] for one in told(api_for("author", ["read"]).get(at(guide_id)))["actions"]}
    assert offered
    assert not any(offered.values())


# Four eyes, whatever roles a person holds


def test_nobody_approves_their_own_text(api_for: For, people: People) -> None:
    with transaction() as act:
        everything = list(act.scalars(select(User)))
        roles = {role for user in everything for role in user.roles}
        act.get_one(User, people["author"].id).roles = list(roles)
    api = api_for("author")
    guide_id = created(api)
    done(api, guide_id, "submit", **FIRST)
    refused = problem(api.post(at(guide_id, "actions", "approve"), if_match=1), 403)
    assert refused["refusals"][0]["code"] == "four_eyes"
    assert refused["who_can_clear"]
    assert told(api.get(at(guide_id)))["state"] == "in_review"


def test_whoever_had_a_hand_in_it_does_not_approve(api_for: For, people: People) -> None:
    with transaction() as act:
        reviewer = act.get_one(User, people["reviewer"].id)
        second_author = act.get_one(User, people["second_author"].id)
        second_author.roles = [*second_author.roles, *reviewer.roles]
    guide_id = created(api_for("author"))
    second = api_for("second_author")
    second.put(at(guide_id, "document"), json=a_document(title="With a hand of mine"), if_match=1)
    done(api_for("author"), guide_id, "submit", **FIRST)
    refused = problem(second.post(at(guide_id, "actions", "approve"), if_match=2), 403)
    assert refused["refusals"][0]["code"] == "four_eyes"
    done(api_for("reviewer"), guide_id, "approve")


# Methods and spellings


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", GUIDES, {"GET", "HEAD", "POST", "OPTIONS"}),
        ("DELETE", at(SOME_ID), {"GET", "HEAD", "OPTIONS"}),
        ("PATCH", at(SOME_ID), {"GET", "HEAD", "OPTIONS"}),
        ("PUT", at(SOME_ID), {"GET", "HEAD", "OPTIONS"}),
        ("GET", at(SOME_ID, "document"), {"PUT", "OPTIONS"}),
        ("POST", at(SOME_ID, "document"), {"PUT", "OPTIONS"}),
        ("GET", at(SOME_ID, "actions", "publish"), {"POST", "OPTIONS"}),
        ("POST", at(SOME_ID, "revisions", 1), {"GET", "HEAD", "OPTIONS"}),
        ("TRACE", GUIDES, {"GET", "HEAD", "POST", "OPTIONS"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(api_for: For, method: str, path: str, allowed: set[str]) -> None:
    answer = api_for("author").send(method, path)
    problem(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == allowed


def test_no_header_changes_the_method(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    headers = {"X-HTTP-Method-Override": "PUT", "X-Method-Override": "PUT"}
    problem(api.post(at(guide_id, "document"), json=a_document(title="Mine"), if_match=1, headers=headers), 405)


@pytest.mark.parametrize("path", [
    "{guides}/", "{guide}/", "{editorial}/GUIDES", "{editorial}/Guides/{id}", "{guide}/actions/submit/",
    "{guide}/ACTIONS/submit", "{editorial}", "{editorial}/", "{guide}/document/", "{guide}/actions",
    "{guides}/{id}%20", "{guides};/{id}", "{guides}/./{id}/x/..",
])  # fmt: skip
def test_an_address_has_one_spelling(api_for: For, path: str) -> None:
    api = api_for("author")
    guide_id = created(api)
    other = path.format(editorial=EDITORIAL, guides=GUIDES, guide=at(guide_id), id=guide_id)
    for method in ("GET", "POST", "PUT"):
        answer = api.send(method, other, json=FIRST, if_match=1)
        assert answer.status_code in (404, 405), (method, other, answer.status)
        assert answer.mimetype == "application/problem+json"
    assert told(api.get(at(guide_id)))["state"] == "draft"


@pytest.mark.parametrize("path", ["{editorial}//guides", "/{guides}", "{guides}//{id}"])
def test_a_doubled_slash_leads_to_the_one_spelling_or_nowhere(app: Flask, api_for: For, path: str) -> None:
    guide_id = created(api_for("author"))
    other = path.format(editorial=EDITORIAL, guides=GUIDES, id=guide_id)
    answer = app.test_client().get(f"http://guides.test{other}")
    assert answer.status_code in (308, 401, 404)
    assert guide_id not in answer.text.replace(other.lstrip("/"), "") or answer.status_code == 308


@pytest.mark.parametrize("path", ["{guides}%2f{id}", "{guides}/{id}%2Fevents", "{editorial}%2fguides"])
def test_an_encoded_slash_gets_nobody_past_the_token(app: Flask, api_for: For, path: str) -> None:
    """The server below us decodes paths, so it is the same address, and asks the same."""
    guide_id = created(api_for("author"))
    other = path.format(editorial=EDITORIAL, guides=GUIDES, id=guide_id)
    problem(app.test_client().get(other), 401)
    problem(api_for("author", ["draft"]).get(other), 403)


def test_answers_are_not_kept_and_set_no_cookie(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    for path in (GUIDES, at(guide_id), at(guide_id, "events"), at(uuid4())):
        answer = api.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    session().rollback()
