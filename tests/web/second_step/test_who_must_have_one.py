"""Who must have a second step, and what it takes to be without one again."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from cms.rendering import Site
from cms.services import second_factors
from tests.factories import a_guide
from tests.support import codes
from tests.support.clients import Api, submit
from tests.support.codes import SETUP
from tests.support.people import Person
from tests.support.screens import Screen
from tests.web.second_step.seen import AUTHOR, author, is_in, log

ClientFor = Callable[[str], FlaskClient]


def test_leads_whoever_must_have_one_to_setting_it_up(sqlite_app: Flask, demanded: None, client_for: ClientFor) -> None:
    guide = a_guide("draft")
    writer = client_for("author")
    for page in ("/home", "/account", "/editor/", f"/editor/guides/{guide.id}", "/account/password"):
        answer = writer.get(page)
        assert (answer.status_code, answer.location) == (303, SETUP), page
    for form in (f"/editor/guides/{guide.id}", f"/editor/guides/{guide.id}/actions/submit", "/account/tokens"):
        answer = submit(writer, form, {"title": "Typed"}, page=SETUP)
        assert answer.status_code == 403, form
        assert "Your role needs a second step" in answer.text
        assert ("Typed" in answer.text) == form.startswith("/editor"), "what the desk gets may be long"
    saved = writer.post(f"/editor/guides/{guide.id}/autosave", json={}, headers={"X-CSRFToken": writer.csrf})  # type: ignore[attr-defined]
    assert (saved.status_code, saved.mimetype) == (403, "application/problem+json")
    assert writer.get("/api/v1/editorial/guides").status_code == 401  # a session is no token

    codes.set_up(writer)
    assert writer.get("/editor/").status_code == 200
    assert submit(writer, SETUP, {"setup": "disable"}, page=SETUP).location == "/account"
    assert author().has_second_factor
    assert client_for("reviewer").get("/editor/").status_code == 200


def test_hands_back_what_was_typed_before_it_was_set_up(
    sqlite_app: Flask, demanded: None, client_for: ClientFor
) -> None:
    guide = a_guide("draft")
    writer = client_for("author")
    form = f"/editor/guides/{guide.id}"
    typed = {"title": "From <Bus>", "base": "1", "end": "1"}
    held = Screen(submit(writer, form, typed, page=SETUP)).form(form)
    assert held.values.to_dict() == typed
    codes.set_up(writer)
    again = held.send(writer)
    assert again.status_code == 400
    assert Screen(again).form(form).values["title"] == "From <Bus>"


def test_counts_a_passkey_as_one_and_keeps_the_last(sqlite_app: Flask, demanded: None, client_for: ClientFor) -> None:
    writer = client_for("author")
    codes.give_passkey("author")
    assert writer.get("/editor/").status_code == 200
    asking = sqlite_app.test_client()
    assert codes.password(asking, "author").location == "/login/passkey"
    assert not is_in(asking)
    remove = {"name": "Laptop"}
    assert submit(writer, "/account/passkeys-remove", remove, page="/account").location == "/account"
    assert author().factors == 1
    codes.set_up(writer)
    assert codes.password(sqlite_app.test_client(), "author").location == "/login/which"
    assert submit(writer, "/account/passkeys-remove", remove).location == "/account/passkeys"
    assert submit(writer, SETUP, {"setup": "disable"}).location == "/account"
    assert (author().factors, author().has_second_factor) == (1, True)
    assert log() == ["factor_added", "factor_added", "factor_removed"]
    codes.give_passkey("author", "Key")
    second_factors.reset(AUTHOR.id, Site("Crossway", "https://guides.test"))
    assert author().factors == 0


def test_leaves_tokens_of_programs_alone(
    sqlite_app: Flask, demanded: None, people: Mapping[str, Person], api_for: Callable[..., Api]
) -> None:
    assert api_for("author").get("/api/v1/editorial/guides").status_code == 200


def test_is_reset_by_command(sqlite_app: Flask, people: Any) -> None:
    codes.give(sqlite_app, "author")
    result = sqlite_app.test_cli_runner().invoke(args=["users", "reset-second-step", AUTHOR.email])
    assert result.exit_code == 0, result.output
    assert not author().has_second_factor
