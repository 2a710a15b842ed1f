"""People, as an admin sees and changes them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.services import accounts as acts
from cms.services import handing_over
from cms.store import accounts, guides, user_sessions
from cms.store.db import session, transaction
from cms.workflow import Role
from tests.factories import a_document, a_guide
from tests.support import clients
from tests.support.clients import Api, submit
from tests.support.logs import written
from tests.support.people import PASSWORD, PEOPLE, Person
from tests.support.screens import Screen, elements, shown, tags
from tests.support.statements import statements

ClientFor = Callable[[str], FlaskClient]
PHRASE = "four words are long enough"
AUTHOR, ADMIN = PEOPLE["author"], PEOPLE["admin"]


def address(person: Person, act: str = "") -> str:
    return f"/admin/people/{person.id}{act}"


def roles(person: Person) -> set[str]:
    session().rollback()
    found = accounts.find(str(person.id))
    assert found
    return {str(role) for role in found.actor().roles}


def link_in(html: str) -> str:
    [found] = [str(one.get("value")) for one in tags(html) if one.get("id") == "link"]
    return found.removeprefix(clients.ORIGIN)


def test_lists_everybody_with_what_they_may_do(sqlite_app: Flask, client_for: ClientFor) -> None:
    acts.disable(PEOPLE["second_author"].id)
    with transaction():
        acts.add_person(email="new@example.org", name="<b>New</b>", roles=[], password_hash=None, demonstration=True)
    page = shown(client_for("admin"), "/admin/people")
    assert list(elements(page.html))
    for person in PEOPLE.values():
        assert person.email in page.text
    assert page.text.count("Disabled") == 1
    assert "<b>New</b>new@example.org None Invited Demonstration Not signed in" in page.text


def test_asks_no_more_of_the_database_for_more_people(sqlite_app: Flask, client_for: ClientFor) -> None:
    admin = client_for("admin")
    with statements() as few:
        admin.get("/admin/people")
    for number in range(12):
        acts.add_person(email=f"p{number}@example.org", name="P", roles=[Role.AUTHOR], password_hash=None)
    with statements() as many:
        admin.get("/admin/people")
    assert len(many) == len(few)


def test_an_invitation_leads_to_a_password_and_in(
    sqlite_app: Flask, client_for: ClientFor, client: FlaskClient
) -> None:
    admin = client_for("admin")
    with written() as log:
        done = (
            shown(admin, "/admin/people/invite")
            .form("/invite")
            .send(admin, {"email": "New.Person@example.org", "name": "New Person", "role": ["author", "reviewer"]})
        )
    assert done.status_code == 201
    assert done.headers["Cache-Control"] == "no-store"
    link = link_in(done.text)
    assert link.rpartition("/")[2] not in "".join(log.lines)
    page = shown(client, link)
    assert page.form("").send(client, {"password": PHRASE, "password_again": PHRASE}).status_code == 303
    clients.sign_in(client, "new.person@example.org", PHRASE)
    assert "Author, Reviewer" in shown(client, "/account").text
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"email": "not an address", "name": "N"}, "email", "is no e-mail address"),
        ({"email": AUTHOR.email.upper(), "name": "N"}, "email", "somebody with the address"),
        ({"email": "n@example.org", "name": " "}, "name", "Give a name"),
    ],
)
def test_an_invitation_says_what_is_wrong_and_keeps_what_was_typed(
    sqlite_app: Flask, client_for: ClientFor, typed: dict[str, Any], field: str, words: str
) -> None:
    admin = client_for("admin")
    refused = shown(admin, "/admin/people/invite").form("/invite").send(admin, {**typed, "role": ["publisher"]})
    assert refused.status_code == 422
    screen = Screen(refused)
    assert f"{field}-error-1" in screen.ids
    assert words in screen.text
    assert screen.form("/invite").values.getlist("role") == ["publisher"]


def test_changes_roles_and_signs_out(sqlite_app: Flask, client_for: ClientFor) -> None:
    admin, author = client_for("admin"), client_for("author")
    page = shown(admin, address(AUTHOR))
    assert page.form("/roles").values.getlist("role") == ["author"]
    with written() as log:
        done = page.form("/roles").send(admin, {"role": ["reviewer", "publisher", "no such role"]})
    assert done.status_code == 303
    assert roles(AUTHOR) == {"reviewer", "publisher"}
    assert author.get("/account").status_code == 303
    line = log.event("roles changed")
    assert (line["account"], line["roles"]) == (str(AUTHOR.id), ["publisher", "reviewer"])
    assert line["actor"] == str(ADMIN.id)


def test_the_last_admin_stays_one(app: Flask, client_for: ClientFor) -> None:
    admin = client_for("admin")
    refused = shown(admin, address(ADMIN)).form("/roles").send(admin, {"role": ["author"]})
    assert refused.status_code == 422
    assert "Nobody else is an admin." in Screen(refused).text
    assert roles(ADMIN) == {"admin"}
    acts.set_roles(AUTHOR.id, [Role.ADMIN])
    assert submit(admin, address(ADMIN, "/roles"), {"role": ["author"]}).status_code == 303
    assert roles(ADMIN) == {"author"}
    assert admin.get("/account").status_code == 200  # one's own session goes on
    assert admin.get("/admin/people").status_code == 403


def test_disables_lists_what_is_open_and_lets_in_again(
    sqlite_app: Flask, client_for: ClientFor, api_for: Callable[..., Api]
) -> None:
    a_guide("draft", a_document(title="From Bus Driver to Archivist"))
    author, program, admin = client_for("author"), api_for("author"), client_for("admin")
    asked = shown(admin, address(AUTHOR, "/disable"))
    assert "They own 1 guide." in asked.text
    assert "Archivist" not in asked.html  # an admin alone reads no draft
    with written() as log:
        assert asked.form("/disable").send(admin).status_code == 303
    assert log.event("person disabled")["account"] == str(AUTHOR.id)
    assert author.get("/account").status_code == 303
    assert program.get("/api/v1/editorial/guides").status_code == 401
    assert submit(author, "/login", {"email": AUTHOR.email, "password": PASSWORD}, page="/login").status_code == 200
    page = shown(admin, address(AUTHOR))
    assert not page.offers("/roles")
    assert submit(admin, address(AUTHOR, "/link")).status_code == 400
    assert page.form("/enable").send(admin).status_code == 303
    clients.sign_in(author, AUTHOR.email, PASSWORD)
    assert program.get("/api/v1/editorial/guides").status_code == 200


def test_an_admin_who_edits_sees_which_guides_are_open(sqlite_app: Flask, client_for: ClientFor) -> None:
    a_guide("draft", a_document(title="From Bus Driver to Archivist"))
    acts.set_roles(ADMIN.id, [Role.ADMIN, Role.MANAGING_EDITOR])
    assert "Archivist" in shown(client_for("admin"), address(AUTHOR, "/disable")).text


def test_says_what_they_left_waiting(sqlite_app: Flask, client_for: ClientFor) -> None:
    a_guide("in_review", a_document(title="From Bus Driver to Archivist"))
    admin = client_for("admin")
    plain = shown(admin, address(AUTHOR, "/disable"))
    acts.set_roles(ADMIN.id, [Role.ADMIN, Role.REVIEWER])
    clients.sign_in(admin, ADMIN.email, PASSWORD)
    page = shown(admin, address(AUTHOR, "/disable"))
    for one, titles in ((plain, 0), (page, 2)):  # of what they own, and of what they sent
        assert "1 guide: each waits for reviewers, sent by them." in one.text
        assert one.text.count("Archivist") == titles


def test_says_how_many_there_are_beyond_those_it_lists(
    sqlite_app: Flask, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_over, "_LISTED", 1)
    for _ in range(3):
        a_guide("in_review")
    acts.set_roles(ADMIN.id, [Role.ADMIN, Role.REVIEWER])
    page = shown(client_for("admin"), address(AUTHOR, "/disable"))
    assert "They own 3 guides." in page.text
    assert "3 guides: each waits for reviewers, sent by them." in page.text
    assert page.text.count("and 2 more") == 2


def test_nobody_disables_themselves(sqlite_app: Flask, client_for: ClientFor) -> None:
    admin = client_for("admin")
    admin.get("/admin/people")
    refused = submit(admin, address(ADMIN, "/disable"))
    assert refused.status_code == 422
    assert "Ask another admin" in Screen(refused).text
    assert not shown(admin, address(ADMIN)).offers("/disable")


def test_ends_the_sessions_of_somebody(sqlite_app: Flask, client_for: ClientFor) -> None:
    admin, author = client_for("admin"), client_for("author")
    assert shown(admin, address(AUTHOR)).form("/sessions/end").send(admin).status_code == 303
    assert author.get("/account").status_code == 303
    assert shown(admin, address(ADMIN)).form("/sessions/end").send(admin).status_code == 303
    session().rollback()
    assert len(user_sessions.of_user(ADMIN.id)) == 1


def test_a_new_link_replaces_a_lost_password(sqlite_app: Flask, client_for: ClientFor, client: FlaskClient) -> None:
    admin, author = client_for("admin"), client_for("author")
    link = link_in(shown(admin, address(AUTHOR)).form("/link").send(admin).text)
    shown(client, link).form("").send(client, {"password": PHRASE, "password_again": PHRASE})
    assert author.get("/account").status_code == 303
    clients.sign_in(client, AUTHOR.email, PHRASE)


def test_knows_nobody_by_another_id(sqlite_app: Flask, client_for: ClientFor) -> None:
    admin = client_for("admin")
    admin.get("/admin/people")
    assert admin.get(f"/admin/people/{uuid4()}").status_code == 404
    for act in ("roles", "link", "sessions/end", "disable", "enable"):
        assert submit(admin, f"/admin/people/{uuid4()}/{act}").status_code == 404


def test_an_admin_who_edits_says_who_gets_the_guides(sqlite_app: Flask, client_for: ClientFor) -> None:
    guide = a_guide("draft", a_document(title="From Bus Driver to Archivist"))
    admin, page = client_for("admin"), address(AUTHOR, "/disable")
    assert 'name="to"' not in shown(admin, page).html, "an admin alone has no editorial right"
    acts.set_roles(ADMIN.id, [Role.ADMIN, Role.MANAGING_EDITOR])
    clients.sign_in(admin, ADMIN.email, PASSWORD)
    form = shown(admin, page).form("/disable")
    assert form.send(admin, {"to": str(AUTHOR.id)}).status_code == 422
    answer = form.send(admin, {"to": str(PEOPLE["second_author"].id)})
    outcome = shown(admin, str(answer.location))
    assert "Archivist" in outcome.text
    session().rollback()
    assert guides.find(guide.id).owner_id == str(PEOPLE["second_author"].id)
