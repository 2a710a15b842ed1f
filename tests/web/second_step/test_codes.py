"""Codes of an app and recovery codes: set up, asked for, taken once, removed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import verify_password
from sqlalchemy import text
from time_machine import Traveller

from cms.services import second_factors
from cms.store import accounts
from cms.store.db import session, transaction
from cms.web import second_factor
from tests.services.together import at_once
from tests.support import codes
from tests.support.clients import submit
from tests.support.codes import CODE, RECOVERY, RECOVERY_CODES, SETUP
from tests.support.people import PASSWORD
from tests.support.screens import elements
from tests.web.second_step.seen import author, is_in, letters, log

ClientFor = Callable[[str], FlaskClient]
STEP = timedelta(seconds=30)  # a code's life


def test_asks_for_a_code_once_it_is_set_up_and_takes_none_twice(
    sqlite_app: Flask, client_for: ClientFor, client: FlaskClient, clock: Traveller
) -> None:
    setting_up, elsewhere = client_for("author"), sqlite_app.test_client()
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

    again = sqlite_app.test_client()
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


def test_keeps_neither_the_secret_nor_the_codes_readable(sqlite_app: Flask, client_for: ClientFor) -> None:
    setting_up = client_for("author")
    phone = codes.set_up(setting_up)
    shown = codes.recovery_codes(setting_up)
    assert len(set(shown)) == second_factors.CODES
    kept = str(session().execute(text('SELECT * FROM "user"')).all())
    assert phone.base32_key not in kept
    assert not [one for one in shown if one in kept or one.replace("-", "") in kept]
    assert not [one for one in shown if one in setting_up.get(RECOVERY_CODES + "?show_codes=1").text]


def test_takes_a_recovery_code_once(sqlite_app: Flask, client_for: ClientFor, client: FlaskClient) -> None:
    codes.set_up(client_for("author"))
    first, second, *_ = codes.recovery_codes(client_for("author"))
    codes.password(client, "author")
    assert "none of your recovery codes" in submit(client, RECOVERY, {"code": "0000-0000-0000"}).text
    assert submit(client, RECOVERY, {"code": f" {first.upper().replace('-', ' ')} "}).location == "/home"
    assert is_in(client)
    again = sqlite_app.test_client()
    codes.password(again, "author")
    assert submit(again, RECOVERY, {"code": first}).status_code == 200
    assert not is_in(again)
    assert submit(again, RECOVERY, {"code": second}).location == "/home"
    used = ["factor_failed", "factor_recovery_code_used"] * 2
    assert log() == ["factor_added", "factor_recovery_codes_made", *used]
    assert len(author().mf_recovery_codes or []) == second_factors.CODES - 2


def test_lets_others_write_while_a_recovery_code_is_compared(
    app: Flask, client_for: ClientFor, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of eight takes a while, on purpose."""
    codes.set_up(client_for("author"))
    *_, last = codes.recovery_codes(client_for("author"))
    codes.password(client, "author")
    compared: list[str] = []

    def slowly(code: str, kept: str) -> bool:
        rename(f"Amira {len(compared)}")
        compared.append(kept)
        return bool(verify_password(code, kept))

    def rename(name: str) -> None:
        def write() -> None:
            with app.app_context(), transaction():
                accounts.everyone()[0].name = name

        with ThreadPoolExecutor(1) as thread:
            thread.submit(write).result(timeout=10)

    monkeypatch.setattr(second_factor, "verify_password", slowly)
    assert submit(client, RECOVERY, {"code": last}).location == "/home"
    assert len(compared) == second_factors.CODES


def test_shows_again_what_to_type_after_a_wrong_first_code(sqlite_app: Flask, client_for: ClientFor) -> None:
    page = submit(client_for("author"), SETUP, {"setup": "authenticator"}, page=SETUP)
    phone = codes.app_that_scanned(page.text)
    assert "This code is not right" in submit(client_for("author"), CODE, {"code": "000000"}).text
    assert not author().has_second_factor
    assert submit(client_for("author"), CODE, {"code": phone.generate().token}).location == RECOVERY_CODES


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
