"""Who may call what: every route of the URL map against everyone who might call it.

The table below is written by hand. A route that is not in it fails, and so does one whose mark says something else.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from cms.web.access import Mark, mark_of
from cms.workflow import EDITORIAL_ROLES, Role
from tests.factories import a_document, a_guide
from tests.services.together import everything
from tests.support import people
from tests.support.clients import Client

PUBLIC, SIGNED_IN, TOKEN = Mark("public"), Mark("signed_in"), Mark("token")
EDITORIAL, AUTHOR = Mark("role", EDITORIAL_ROLES), Mark("role", frozenset({Role.AUTHOR}))
ADMIN, MANAGING = Mark("role", frozenset({Role.ADMIN})), Mark("role", frozenset({Role.MANAGING_EDITOR}))
CLOSED = Mark("closed")  # the library’s, and answered 404 to everybody
ANY_ROLE = Mark("role", frozenset(Role))

ROUTES = {
    "GET /": PUBLIC,
    "GET /guides/<slug>": PUBLIC,
    "GET /guides/<slug>.json": PUBLIC,
    "GET /guides/<slug>/plan": PUBLIC,
    "GET /roles/<slug>": PUBLIC,
    "GET /paths": PUBLIC,
    "GET /feed.json": PUBLIC,
    "GET /feed.atom": PUBLIC,
    "GET /guides/<slug>.md": PUBLIC,
    "GET /guides/<slug>.ics": PUBLIC,
    "GET /guides/<slug>.png": PUBLIC,
    "GET /sitemap.xml": PUBLIC,
    "GET /sitemap-<int:number>.xml": PUBLIC,
    "GET /robots.txt": PUBLIC,
    "GET /llms.txt": PUBLIC,
    "GET /api/v1/guides": PUBLIC,
    "GET /api/v1/guides/<id_or_slug>": PUBLIC,
    "GET /api/v1/changes": PUBLIC,
    "GET /api/v1/roles": PUBLIC,
    "GET /api/v1/skills": PUBLIC,
    "GET /api/v1/resources": PUBLIC,
    "GET /api/v1/graph": PUBLIC,
    "GET /healthz": PUBLIC,
    "GET /readyz": PUBLIC,
    "GET /metrics": PUBLIC,
    "GET /api/openapi.json": PUBLIC,
    "GET /api/docs": PUBLIC,
    "GET /api/docs/<release>/<file>": PUBLIC,
    "GET /schemas/guide-1.0.json": PUBLIC,
    "GET /schemas/guide-1.d.ts": PUBLIC,
    "GET /static/<path:filename>": PUBLIC,
    "GET /bootstrap/static/<path:filename>": PUBLIC,
    "GET /fs-static/<path:filename>": PUBLIC,
    "GET /login": PUBLIC,
    "POST /login": PUBLIC,
    "POST /logout": PUBLIC,
    "GET /welcome/<token>": PUBLIC,
    "POST /welcome/<token>": PUBLIC,
    "GET /account/forgotten": PUBLIC,
    "POST /account/forgotten": PUBLIC,
    "GET /account/reset/<token>": PUBLIC,
    "POST /account/reset/<token>": PUBLIC,
    "GET /verify": SIGNED_IN,
    "POST /verify": SIGNED_IN,
    "GET /account/second-step": SIGNED_IN,
    "POST /account/second-step": SIGNED_IN,
    "POST /account/second-step/<token>": CLOSED,
    "GET /account/passkeys": SIGNED_IN,
    "POST /account/passkeys": SIGNED_IN,
    "POST /account/passkeys/<token>": SIGNED_IN,
    "GET /account/passkeys-remove": SIGNED_IN,
    "POST /account/passkeys-remove": SIGNED_IN,
    "GET /login/passkey": PUBLIC,
    "POST /login/passkey": PUBLIC,
    "POST /login/passkey/<token>": PUBLIC,
    "GET /account/recovery-codes": SIGNED_IN,
    "POST /account/recovery-codes": SIGNED_IN,
    "GET /login/code": PUBLIC,
    "POST /login/code": PUBLIC,
    "GET /login/which": PUBLIC,
    "POST /login/which": PUBLIC,
    "GET /login/recovery": PUBLIC,
    "POST /login/recovery": PUBLIC,
    "GET /login/rescue": CLOSED,
    "POST /login/rescue": CLOSED,
    "GET /home": SIGNED_IN,
    "GET /account": SIGNED_IN,
    "POST /account/byline": SIGNED_IN,
    "GET /account/password": SIGNED_IN,
    "POST /account/password": SIGNED_IN,
    "POST /account/sessions/<uuid:session_id>/end": SIGNED_IN,
    "POST /account/sessions/end-others": SIGNED_IN,
    "POST /account/mail": SIGNED_IN,
    "POST /account/tokens": SIGNED_IN,
    "POST /account/tokens/<uuid:token_id>/revoke": SIGNED_IN,
    "GET /editor/": EDITORIAL,
    "GET /editor/guides": EDITORIAL,
    "GET /editor/guides.csv": EDITORIAL,
    "POST /editor/views": EDITORIAL,
    "POST /editor/views/<uuid:view_id>/remove": EDITORIAL,
    "POST /editor/bulk": EDITORIAL,
    "GET /editor/bulk/<uuid:run_id>": EDITORIAL,
    "GET /editor/audit": ANY_ROLE,
    "GET /editor/audit/export/<form>": ANY_ROLE,
    "GET /editor/audit/feed": EDITORIAL,
    "GET /editor/inbox": ANY_ROLE,
    "POST /editor/inbox/<uuid:notification_id>": ANY_ROLE,
    "POST /editor/inbox/read": ANY_ROLE,
    "GET /editor/guides/new": AUTHOR,
    "POST /editor/guides/new": AUTHOR,
    "GET /editor/guides/<uuid:guide_id>": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>": AUTHOR,
    "POST /editor/guides/<uuid:guide_id>/conflict": AUTHOR,
    "POST /editor/guides/<uuid:guide_id>/autosave": AUTHOR,
    "GET /editor/guides/<uuid:guide_id>/preview": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/preview": AUTHOR,
    "POST /editor/guides/<uuid:guide_id>/actions/<action>": EDITORIAL,
    "GET /editor/guides/<uuid:guide_id>/versions": EDITORIAL,
    "GET /editor/guides/<uuid:guide_id>/versions/<int:number>": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/versions/<int:number>/name": EDITORIAL,
    "GET /editor/guides/<uuid:guide_id>/compare": EDITORIAL,
    "GET /editor/guides/<uuid:guide_id>/log": EDITORIAL,
    "GET /editor/guides/<uuid:guide_id>/public": EDITORIAL,
    "GET /editor/guides/<uuid:guide_id>/publications/<int:number>": EDITORIAL,
    "GET /editor/guides/<uuid:guide_id>/publications/<int:number>/feed-item": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/findings": AUTHOR,
    "POST /editor/guides/<uuid:guide_id>/mend": AUTHOR,
    "GET /editor/guides/<uuid:guide_id>/comments": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/comments": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/comments/<uuid:comment_id>/answers": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/comments/<uuid:comment_id>/resolve": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/comments/<uuid:comment_id>/reopen": EDITORIAL,
    "GET /editor/guides/<uuid:guide_id>/review": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/review/looked": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/suggested-edits": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/suggested-edits/<uuid:suggestion_id>": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/restore-part": AUTHOR,
    "GET /editor/stages": MANAGING,
    "POST /editor/stages": MANAGING,
    "GET /editor/suggestions": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/presence": EDITORIAL,
    "GET /editor/guides/<uuid:guide_id>/share": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/share": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/share/<uuid:link_id>/revoke": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/duplicate": AUTHOR,
    "POST /editor/guides/<uuid:guide_id>/translate": AUTHOR,
    "GET /editor/guides/<uuid:guide_id>/translation": EDITORIAL,
    "POST /editor/guides/<uuid:guide_id>/translation": AUTHOR,
    "GET /shared/<token>": PUBLIC,
    "GET /admin/people": ADMIN,
    "GET /admin/people/invite": ADMIN,
    "POST /admin/people/invite": ADMIN,
    "GET /admin/people/<uuid:user_id>": ADMIN,
    "POST /admin/people/<uuid:user_id>/roles": ADMIN,
    "POST /admin/people/<uuid:user_id>/link": ADMIN,
    "POST /admin/people/<uuid:user_id>/sessions/end": ADMIN,
    "POST /admin/people/<uuid:user_id>/second-step/reset": ADMIN,
    "GET /admin/people/<uuid:user_id>/disable": ADMIN,
    "POST /admin/people/<uuid:user_id>/disable": ADMIN,
    "POST /admin/people/<uuid:user_id>/enable": ADMIN,
    "GET /admin/trash": ADMIN,
    "GET /admin/trash/<uuid:guide_id>": ADMIN,
    "POST /admin/trash/<uuid:guide_id>": ADMIN,
    "GET /admin/webhooks": ADMIN,
    "GET /admin/webhooks/new": ADMIN,
    "POST /admin/webhooks/new": ADMIN,
    "GET /admin/webhooks/<uuid:endpoint_id>": ADMIN,
    "GET /admin/webhooks/<uuid:endpoint_id>/change": ADMIN,
    "POST /admin/webhooks/<uuid:endpoint_id>/change": ADMIN,
    "POST /admin/webhooks/<uuid:endpoint_id>/secret": ADMIN,
    "POST /admin/webhooks/<uuid:endpoint_id>/disable": ADMIN,
    "POST /admin/webhooks/<uuid:endpoint_id>/enable": ADMIN,
    "GET /admin/webhooks/<uuid:endpoint_id>/remove": ADMIN,
    "POST /admin/webhooks/<uuid:endpoint_id>/remove": ADMIN,
    "POST /admin/webhooks/<uuid:endpoint_id>/test": ADMIN,
    "POST /admin/webhooks/<uuid:endpoint_id>/resend": ADMIN,
    "GET /admin/webhooks/<uuid:endpoint_id>/deliveries/<int:job_id>": ADMIN,
    "POST /admin/webhooks/<uuid:endpoint_id>/deliveries/<int:job_id>/resend": ADMIN,
    "POST /api/v1/editorial/guides": TOKEN,
    "GET /api/v1/editorial/guides": TOKEN,
    "GET /api/v1/editorial/guides/<uuid:guide_id>": TOKEN,
    "PUT /api/v1/editorial/guides/<uuid:guide_id>/document": TOKEN,
    "POST /api/v1/editorial/guides/<uuid:guide_id>/actions/<action>": TOKEN,
    "GET /api/v1/editorial/guides/<uuid:guide_id>/findings": TOKEN,
    "GET /api/v1/editorial/guides/<uuid:guide_id>/revisions": TOKEN,
    "GET /api/v1/editorial/guides/<uuid:guide_id>/revisions/<number>": TOKEN,
    "PUT /api/v1/editorial/guides/<uuid:guide_id>/revisions/<number>/name": TOKEN,
    "GET /api/v1/editorial/guides/<uuid:guide_id>/compare": TOKEN,
    "GET /api/v1/editorial/guides/<uuid:guide_id>/events": TOKEN,
    "GET /api/v1/editorial/guides/<uuid:guide_id>/comments": TOKEN,
    "POST /api/v1/editorial/guides/<uuid:guide_id>/comments": TOKEN,
    "GET /api/v1/editorial/guides/<uuid:guide_id>/suggestions": TOKEN,
    "POST /api/v1/editorial/guides/<uuid:guide_id>/suggestions": TOKEN,
    "POST /api/v1/editorial/guides/<uuid:guide_id>/suggestions/<uuid:suggestion_id>/take": TOKEN,
    "POST /api/v1/editorial/guides/<uuid:guide_id>/suggestions/<uuid:suggestion_id>/leave": TOKEN,
}
EVERYONE = ("", "nobody", "author", "reviewer", "publisher", "managing_editor", "admin")  # "": nobody is signed in
SCRIPTED = {  # tell a script that nobody is signed in, by 401
    "POST /editor/guides/<uuid:guide_id>/autosave", "POST /editor/guides/<uuid:guide_id>/findings",
}  # fmt: skip
WRITING = ("POST", "PUT", "PATCH", "DELETE")
CANARY = "Quetzalcoatlus"
ClientFor = Callable[[str], FlaskClient]


def routes(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Each route of the URL map as the table writes it; HEAD and OPTIONS come with the others."""
    for found in app.url_map.iter_rules():
        for method in sorted((found.methods or set()) - {"HEAD", "OPTIONS"}):
            yield f"{method} {found.rule}", found


def path(app: Flask, route: Rule, guide_id: object) -> str:
    """The address of the route for a guide that is there."""
    known = {
        "guide_id": guide_id,
        "token_id": uuid4(),
        "link_id": uuid4(),
        "view_id": uuid4(),
        "run_id": uuid4(),
        "session_id": uuid4(),
        "comment_id": uuid4(),
        "suggestion_id": uuid4(),
        "number": 1,
        "action": "recall",
    }
    known |= {"endpoint_id": guide_id, "job_id": 1}
    known |= {"id_or_slug": guide_id, "session_id": uuid4(), "user_id": guide_id}
    known |= {"id_or_slug": guide_id, "notification_id": guide_id, "form": "csv"}
    known |= {"slug": "nowhere", "token": "x", "filename": "editor.css", "file": "swagger-ui.css", "release": "5"}
    with app.test_request_context():
        built: str = app.url_map.bind("guides.test").build(
            route.endpoint, {name: known[name] for name in route.arguments}
        )
    return built


def outcome(answer: TestResponse) -> str:
    """How far the caller came: to the door, past it, or sent away."""
    if answer.status_code == 303 and (answer.location or "").startswith("/login"):
        return "sign in"
    if answer.status_code == 401:
        return "no token"
    if answer.status_code == 403 and ("have the role" in answer.text or "has no editorial role" in answer.text):
        return "no role"
    return "let in"


def expected(mark: Mark, key: str) -> str:
    if mark.kind == "public":
        return "let in"
    if mark.kind == "closed":
        return "closed"
    if mark.kind == "token":
        return "no token"  # a session is none
    if not key:
        return "sign in"
    if mark.kind == "role" and not people.PEOPLE[key].roles & mark.roles:
        return "no role"
    return "let in"


@pytest.fixture
def draft(app: Flask) -> str:
    """The id of a draft with a word in it that stands nowhere else."""
    return str(a_guide("draft", a_document(title=f"From Bus Driver to {CANARY}")).id)


def call(client: FlaskClient, method: str, address: str) -> TestResponse:
    """With the token of the forms, so that it is the mark that decides; without a word in the form itself."""
    assert isinstance(client, Client)
    data = {"csrf_token": client.csrf} if method in WRITING else None
    return client.open(address, method=method, data=data)


def test_has_a_row_for_every_route_and_none_besides(sqlite_app: Flask) -> None:
    assert sorted(name for name, _ in routes(sqlite_app)) == sorted(ROUTES)


def test_marks_every_route_as_the_table_says(sqlite_app: Flask) -> None:
    marks = {name: mark_of(sqlite_app, route.endpoint) for name, route in routes(sqlite_app)}
    assert {name: mark for name, mark in marks.items() if mark != ROUTES.get(name)} == {}


@pytest.mark.parametrize("key", EVERYONE)
def test_lets_in_just_those_whom_the_table_names(
    sqlite_app: Flask, client_for: ClientFor, client: FlaskClient, draft: str, key: str
) -> None:
    visitor = client_for(key) if key else client
    call(visitor, "GET", "/login")  # whose page has the token of the forms
    if key:
        call(visitor, "GET", "/account")
    wrong = {}
    for name, route in routes(sqlite_app):
        method = name.partition(" ")[0]
        if name == "POST /logout":
            continue  # which would end the walk; looked at by itself
        answer = call(visitor, method, path(sqlite_app, route, draft))
        came = "closed" if ROUTES[name] is CLOSED and answer.status_code == 404 else outcome(answer)
        if came != ("no token" if name in SCRIPTED and not key else expected(ROUTES[name], key)):
            wrong[name] = came
    assert wrong == {}


@pytest.mark.parametrize("key", EVERYONE[1:])
def test_opens_the_calls_of_programs_to_tokens_of_those_with_an_editorial_role(
    sqlite_app: Flask, api_for: Callable[..., object], draft: str, key: str
) -> None:
    api: Any = api_for(key)
    has_role = bool(people.PEOPLE[key].roles & EDITORIAL_ROLES)
    wrong = {}
    for name, route in routes(sqlite_app):
        if ROUTES[name] is TOKEN:
            came = outcome(api.send(name.partition(" ")[0], path(sqlite_app, route, draft)))
            if came != ("let in" if has_role else "no role"):
                wrong[name] = came
    assert wrong == {}


@pytest.mark.parametrize("key", ["", "nobody", "admin"])
def test_shows_no_word_of_a_draft_to_those_without_an_editorial_role(
    sqlite_app: Flask, client_for: ClientFor, client: FlaskClient, api_for: Callable[..., object], draft: str, key: str
) -> None:
    visitor = client_for(key) if key else client
    addresses = [path(sqlite_app, route, draft) for name, route in routes(sqlite_app) if name.startswith("GET")]
    answers = [visitor.get(address) for address in addresses]
    if key:
        api: Any = api_for(key)
        answers += [api.get(address) for address in addresses if address.startswith("/api")]
    assert [answer.request.path for answer in answers if CANARY in answer.text] == []
    assert any(CANARY in client_for("author").get(address).text for address in addresses)


def test_changes_nothing_by_reading(sqlite_app: Flask, client_for: ClientFor, draft: str) -> None:
    author = client_for("author")
    before = everything()
    for name, route in routes(sqlite_app):
        address = path(sqlite_app, route, draft)
        if name.startswith("GET"):
            author.get(address)
            author.head(address)
        author.options(address)
    assert everything() == before


def test_refuses_every_method_that_a_route_does_not_name(sqlite_app: Flask, client_for: ClientFor, draft: str) -> None:
    """Above all: what changes something is not reached by following a link."""
    author = client_for("author")
    taken: dict[str, set[str]] = {}
    for name, route in routes(sqlite_app):
        taken.setdefault(path(sqlite_app, route, draft), set()).add(name.partition(" ")[0])
    before = everything()
    for address, methods in taken.items():
        for method in {"GET", *WRITING} - methods:
            answer = author.open(address, method=method)
            assert answer.status_code == 405, f"{method} {address}"
            assert methods <= set(answer.headers["Allow"].split(", ")), f"{method} {address}"
    assert everything() == before


def test_calls_nothing_that_writes_by_the_method_that_reads(sqlite_app: Flask) -> None:
    """A view that answers both is one of Flask-Security's forms, which show themselves when they are read."""
    both = {route.endpoint for _, route in routes(sqlite_app) if {"GET", "POST"} <= (route.methods or set())}
    forms = {"login", "verify", "change_password", "two_factor_setup", "two_factor_token_validation", "tf_select"}
    forms |= {"two_factor_rescue", "mf_recovery", "mf_recovery_codes", "wan_register", "wan_signin", "wan_delete"}
    assert both == {f"security.{name}" for name in forms}
