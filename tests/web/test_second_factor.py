"""The second step at signing in: setting it up, codes, recovery codes, and who must have one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from time_machine import Traveller

from cms.rendering import Site
from cms.services import password_links, second_factors
from cms.services.password_links import RESET
from cms.store import site_events
from cms.store.accounts import User
from cms.store.db import session
from cms.store.outbox import Job
from cms.web.accounts import signing_keys
from cms.web.parts import Parts
from tests.factories import a_guide
from tests.services.together import at_once
from tests.support import codes
from tests.support.clients import Api, Client, submit
from tests.support.codes import CODE, RECOVERY, RECOVERY_CODES, SETUP
from tests.support.people import PASSWORD, PEOPLE, Person
from tests.support.screens import elements

ClientFor = Callable[[str], FlaskClient]
STEP = timedelta(seconds=30)  # a code's life
AUTHOR = PEOPLE["author"]


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def demanded(app: Flask, parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with CMS_SECOND_FACTOR="author"."""
    demanding = replace(parts, settings=replace(parts.settings, second_factor=("author",)))
    monkeypatch.setitem(app.extensions, "crossway", demanding)


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def log() -> list[str]:
    return [one.action for one in site_events.whole_chain() if one.action.startswith("factor_")]


def letters() -> list[str]:
    return [job.payload["letter"]["subject"] for job in session().scalars(select(Job).where(Job.kind == "mail"))]


def author() -> User:
    found = session().get(User, AUTHOR.id, populate_existing=True)
    assert found
    return found


def test_asks_for_a_code_once_it_is_set_up_and_takes_none_twice(
    app: Flask, client_for: ClientFor, client: FlaskClient, clock: Traveller
) -> None:
    setting_up, elsewhere = client_for("author"), app.test_client()
    codes.password(elsewhere, "author")
    assert is_in(elsewhere)
    phone = codes.set_up(setting_up)
    assert is_in(setting_up)
    assert not is_in(elsewhere)
    assert (log(), letters()) == (["factor_added"], ["A second step at signing in is set up"])

    answer = codes.password(client, "author", page="/login?next=/editor/guides")
    assert answer.location == f"{CODE}?next=/editor/guides"
    assert not is_in(client)  # half a signing in opens nothing
    assert submit(client, answer.location, {"code": phone.generate().token}).status_code == 200  # used at setting up
    clock.shift(STEP)
    code = phone.generate().token
    assert submit(client, answer.location, {"code": code}).location == "/editor/guides"
    assert is_in(client)
    assert log() == ["factor_added", "factor_failed"]

    again = app.test_client()
    codes.password(again, "author")
    assert "was used already" in submit(again, CODE, {"code": code}).text
    clock.shift(STEP)
    assert submit(again, CODE, {"code": "12345"}).status_code == 200
    assert submit(again, CODE, {"code": phone.generate().token}).location == "/home"


@pytest.mark.parametrize("page", [CODE, RECOVERY])
def test_lets_one_in_of_two_who_send_the_same_code_at_once(
    app: Flask, client_for: ClientFor, clock: Traveller, page: str
) -> None:
    phone = codes.set_up(client_for("author"))
    code = codes.recovery_codes(client_for("author"))[0]
    clock.shift(STEP)
    if page == CODE:
        code = phone.generate().token
    both = [app.test_client(), app.test_client()]
    for one in both:
        codes.password(one, "author")
        one.get(page)
    answers = at_once(app, *[lambda one=one: submit(one, page, {"code": code}).status_code for one in both])
    assert sorted(map(str, answers)) == ["200", "302"]
    assert sorted(is_in(one) for one in both) == [False, True]


def test_keeps_neither_the_secret_nor_the_codes_readable(app: Flask, client_for: ClientFor) -> None:
    setting_up = client_for("author")
    phone = codes.set_up(setting_up)
    shown = codes.recovery_codes(setting_up)
    assert len(set(shown)) == second_factors.CODES
    kept = str(session().execute(text('SELECT * FROM "user"')).all())
    assert phone.base32_key not in kept
    assert not [one for one in shown if one in kept or one.replace("-", "") in kept]
    assert not [one for one in shown if one in setting_up.get(RECOVERY_CODES + "?show_codes=1").text]


def test_takes_a_recovery_code_once(app: Flask, client_for: ClientFor, client: FlaskClient) -> None:
    codes.set_up(client_for("author"))
    first, second, *_ = codes.recovery_codes(client_for("author"))
    codes.password(client, "author")
    assert "none of your recovery codes" in submit(client, RECOVERY, {"code": "0000-0000-0000"}).text
    assert submit(client, RECOVERY, {"code": f" {first.upper().replace('-', ' ')} "}).location == "/home"
    assert is_in(client)
    again = app.test_client()
    codes.password(again, "author")
    assert submit(again, RECOVERY, {"code": first}).status_code == 200
    assert not is_in(again)
    assert submit(again, RECOVERY, {"code": second}).location == "/home"
    used = ["factor_failed", "factor_recovery_code_used"] * 2
    assert log() == ["factor_added", "factor_recovery_codes_made", *used]
    assert len(author().mf_recovery_codes or []) == second_factors.CODES - 2


def test_shows_again_what_to_type_after_a_wrong_first_code(sqlite_app: Flask, client_for: ClientFor) -> None:
    page = submit(client_for("author"), SETUP, {"setup": "authenticator"}, page=SETUP)
    phone = codes.app_that_scanned(page.text)
    assert "This code is not right" in submit(client_for("author"), CODE, {"code": "000000"}).text
    assert not author().has_second_factor
    assert submit(client_for("author"), CODE, {"code": phone.generate().token}).location == RECOVERY_CODES


def test_writes_valid_html(sqlite_app: Flask, client_for: ClientFor, client: FlaskClient) -> None:
    owner = client_for("author")
    pages = [owner.get(page) for page in (SETUP, "/account/passkeys", "/verify", "/account")]
    pages.append(submit(owner, SETUP, {"setup": "authenticator"}))
    pages.append(submit(owner, CODE, {"code": "000000"}))
    pages.append(submit(owner, "/account/passkeys", {"name": "Laptop", "usage": "secondary"}))
    codes.give(sqlite_app, "author")
    codes.give_passkey("author")
    pages.append(submit(owner, RECOVERY_CODES))
    pages += [owner.get(page) for page in (SETUP, "/account/passkeys", "/account")]
    codes.password(client, "author")
    pages.append(client.get("/login/which"))
    for which, page in (("authenticator", CODE), ("webauthn", "/login/passkey")):
        submit(client, "/login/which", {"which": which})
        pages += [client.get(page), client.get(RECOVERY)]
        codes.password(client, "author")
    for answer in pages:
        assert answer.status_code == 200
        assert list(elements(answer.text))


def test_is_removed_by_its_owner_after_typing_the_password(
    sqlite_app: Flask, client_for: ClientFor, clock: Traveller
) -> None:
    owner = client_for("author")
    codes.set_up(owner)
    codes.recovery_codes(owner)
    clock.shift(timedelta(minutes=11))
    for page in (SETUP, RECOVERY_CODES):
        assert owner.get(page).location.startswith("/verify?next=")
        assert submit(owner, page, {"setup": "disable"}).location.startswith("/verify")
    assert submit(owner, "/verify", {"password": "not the password"}, page="/verify").status_code == 200
    assert submit(owner, f"/verify?next={SETUP}", {"password": PASSWORD}).location == SETUP
    elsewhere = sqlite_app.test_client()
    submit(owner, SETUP, {"setup": "disable"})
    person = author()
    assert (person.tf_totp_secret, person.mf_recovery_codes) == (None, None)
    assert codes.password(elsewhere, "author").location == "/home"
    assert log()[-1] == "factor_removed"
    assert letters()[-1] == "A second step at signing in is removed"


def test_tells_by_nothing_who_has_one(sqlite_app: Flask, people: Any, client: FlaskClient) -> None:
    """Before the password is right, that is."""
    codes.give(sqlite_app, "author")
    said = set()
    for email in (AUTHOR.email, PEOPLE["reviewer"].email, "nobody-at-all@example.org"):
        answer = submit(client, "/login", {"email": email, "password": "not the password"}, page="/login")
        assert isinstance(client, Client)
        said.add((answer.status_code, answer.text.replace(email, "").replace(client.csrf, "")))
    assert len(said) == 1


@pytest.mark.parametrize("page", [CODE, RECOVERY, "/login/which"])
def test_opens_no_page_of_the_second_step_without_the_first(
    sqlite_app: Flask, people: Any, client: FlaskClient, clock: Traveller, page: str
) -> None:
    codes.give(sqlite_app, "author")
    assert client.get(page).location == "/login"
    codes.password(client, "author")
    clock.shift(timedelta(minutes=11))
    assert client.get(page).location == "/login"
    codes.password(client, "author")  # and a newer first step counts from itself
    assert client.get(CODE).status_code == 200


def test_ends_half_a_signing_in_when_the_password_changes_or_an_admin_resets_it(
    app: Flask, people: Any, client_for: ClientFor, client: FlaskClient
) -> None:
    phone = codes.give(app, "author")
    codes.password(client, "author")
    admin = client_for("admin")
    page = f"/admin/people/{AUTHOR.id}"
    assert submit(admin, f"{page}/second-step/reset", page=page).location == page
    assert submit(client, CODE, {"code": phone.generate().token}).location == "/login"
    assert not is_in(client)
    assert (log()[-1], letters()) == ("factor_removed", ["A second step at signing in is removed"])
    assert codes.password(client, "author").location == "/home"
    assert submit(admin, f"{page}/second-step/reset").status_code == 400  # there is none any more


def test_is_not_passed_by_a_new_password(sqlite_app: Flask, people: Any, client: FlaskClient) -> None:
    codes.give(sqlite_app, "author")
    keys, new = signing_keys(sqlite_app), "seven slow trams at dawn"
    reset = f"/account/reset/{password_links.token_for(author(), RESET, keys)}"
    assert submit(client, reset, {"password": new, "password_again": new}, page=reset).location == "/login"
    assert not is_in(client)
    assert author().has_second_factor
    assert codes.password(client, "author", new).location == CODE
    assert not is_in(client)


# Who must have one


def test_leads_whoever_must_have_one_to_setting_it_up(app: Flask, demanded: None, client_for: ClientFor) -> None:
    guide = a_guide("draft")
    writer = client_for("author")
    for page in ("/home", "/account", "/editor/", f"/editor/guides/{guide.id}", "/account/password"):
        answer = writer.get(page)
        assert (answer.status_code, answer.location) == (303, SETUP), page
    for form in (f"/editor/guides/{guide.id}", f"/editor/guides/{guide.id}/actions/submit", "/account/tokens"):
        answer = submit(writer, form, {"title": "Typed"}, page=SETUP)
        assert answer.status_code == 403, form
        assert "Your role needs a second step" in answer.text
    saved = writer.post(f"/editor/guides/{guide.id}/autosave", json={}, headers={"X-CSRFToken": writer.csrf})  # type: ignore[attr-defined]
    assert (saved.status_code, saved.mimetype) == (403, "application/problem+json")
    assert writer.get("/api/v1/editorial/guides").status_code == 401  # a session is no token

    codes.set_up(writer)
    assert writer.get("/editor/").status_code == 200
    assert submit(writer, SETUP, {"setup": "disable"}, page=SETUP).location == "/account"
    assert author().has_second_factor
    assert client_for("reviewer").get("/editor/").status_code == 200


def test_counts_a_passkey_as_one_and_keeps_the_last(app: Flask, demanded: None, client_for: ClientFor) -> None:
    writer = client_for("author")
    codes.give_passkey("author")
    assert writer.get("/editor/").status_code == 200
    asking = app.test_client()
    assert codes.password(asking, "author").location == "/login/passkey"
    assert not is_in(asking)
    remove = {"name": "Laptop"}
    assert submit(writer, "/account/passkeys-remove", remove, page="/account").location == "/account"
    assert author().factors == 1
    codes.set_up(writer)
    assert codes.password(app.test_client(), "author").location == "/login/which"
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


@pytest.mark.usefixtures("people")
def test_leads_to_the_code_whoever_looks_elsewhere_half_way(
    sqlite_app: Flask, client: FlaskClient, clock: Traveller
) -> None:
    """A writing screen does so by itself, whenever somebody comes back to it."""
    codes.give_passkey("reviewer")
    with_passkey = sqlite_app.test_client()
    codes.password(with_passkey, "reviewer")
    assert with_passkey.get("/editor/").location == "/login/passkey?next=/editor/"
    assert with_passkey.get("/login/passkey").status_code == 200
    codes.give(sqlite_app, "reviewer")
    with_both = sqlite_app.test_client()
    codes.password(with_both, "reviewer")
    assert with_both.get("/editor/").location == "/login/which?next=/editor/"
    assert submit(with_both, "/login/which", {"which": "authenticator"}).location == CODE
    phone = codes.give(sqlite_app, "author")
    codes.password(client, "author")
    answer = client.get("/editor/guides?q=maps")
    assert answer.location == f"{CODE}?next=/editor/guides?q%3Dmaps"
    assert submit(client, answer.location, {"code": phone.generate().token}).location == "/editor/guides?q=maps"
    again = sqlite_app.test_client()
    codes.password(again, "author")
    clock.shift(timedelta(minutes=11))
    late = again.get(again.get("/editor/guides").location)
    assert late.location == "/login?next=/editor/guides"
