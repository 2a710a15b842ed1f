"""Guessing is slowed down, wherever it comes from; who signed in here before does not wait for it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from cms import clock
from cms.services import accounts as acts
from cms.services import throttling
from cms.services.password_links import WELCOME, token_for
from cms.services.throttling import Limit
from cms.web.accounts import signing_keys
from tests.services.together import at_once
from tests.support import codes, people
from tests.support.clients import Client, sign_in, submit
from tests.support.codes import CODE, RECOVERY
from tests.support.logs import written
from tests.support.people import PASSWORD, PEOPLE
from tests.support.screens import Screen
from tests.support.sites import Site, Sites, make_site

AUTHOR, REVIEWER = PEOPLE["author"], PEOPLE["reviewer"]
HERE, WRONG = "192.0.2.1", "wrong"


@pytest.fixture(scope="module")
def limited(sites: Sites) -> Site:
    return make_site(sites.place("sqlite", "limited"), settings={"rate_limits": True})


@pytest.fixture
def guarded(limited: Site) -> Iterator[Flask]:
    """The application that counts, behind no proxy."""
    with limited.fresh() as app, time_machine.travel(clock.now(), tick=False):
        people.ensure()
        yield app


def attempt(
    client: FlaskClient, email: str = AUTHOR.email, password: str = WRONG, address: str = HERE, **headers: str
) -> int:
    """The status of one try. 200: looked at, and wrong; 302: right; 429: not looked at."""
    assert isinstance(client, Client)
    if not client.csrf:
        client.get("/login")
    data = {"email": email, "password": password, "csrf_token": client.csrf}
    answer = client.post("/login", data=data, headers=headers, environ_overrides={"REMOTE_ADDR": address})
    return answer.status_code


def test_looks_at_few_tries_from_changing_addresses(guarded: Flask) -> None:
    client = guarded.test_client()
    ways = ["Amira@example.org", " amira@EXAMPLE.ORG", AUTHOR.email]
    checked = 0
    for number in range(100):
        address = f"10.0.9.{number}" if number % 2 else HERE
        headers = {"X-Forwarded-For": f"10.1.{number}.1", "X-Real-IP": f"10.2.0.{number}"}
        checked += attempt(client, ways[number % 3], address=address, **headers) == 200
    assert 1 <= checked <= 30


def test_looks_at_few_of_a_thousand_tries(sqlite_app: Flask) -> None:
    """As above without the forms: for one account from everywhere, and for every account from one address."""
    for tries in (
        [throttling.counters("password", account="a", address=f"10.0.{number % 250}.1") for number in range(500)],
        [throttling.counters("password", account=f"{number}", address=HERE) for number in range(500)],
    ):
        assert 1 <= sum(throttling.take(one) == 0 for one in tries) <= 20


def test_looks_at_few_of_many_accounts_from_one_address(guarded: Flask) -> None:
    client = guarded.test_client()
    seen = [attempt(client, f"person{number}@example.org") for number in range(60)]
    assert seen == [200] * 20 + [429] * 40


def test_says_how_long_to_wait_and_looks_again_then(guarded: Flask) -> None:
    client = guarded.test_client()
    assert [attempt(client) for _ in range(6)] == [200] * 5 + [429]
    with written() as lines:
        answer = submit(client, "/login", {"email": AUTHOR.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "30"
    assert "the next one is possible in a minute" in Screen(answer).text
    [line] = [one for one in lines.events() if one["event"] == "tries slowed down"]
    assert (line["what"], line["seconds"]) == ("password", 30)
    assert PASSWORD not in str(lines.lines)
    with time_machine.travel(clock.now() + timedelta(seconds=31), tick=False):
        assert attempt(client) == 200
        assert attempt(client) == 429


def test_waits_longer_each_time_up_to_a_quarter_of_an_hour() -> None:
    seconds = [Limit(free=5).wait(failures).total_seconds() for failures in range(4, 13)]
    assert seconds == [0, 30, 60, 120, 240, 480, 900, 900, 900]
    assert Limit(free=5).wait(10**6) == timedelta(minutes=15)


def test_a_device_that_signed_in_before_does_not_wait(guarded: Flask) -> None:
    owner, thief, other = guarded.test_client(), guarded.test_client(), guarded.test_client()
    sign_in(owner, AUTHOR.email, PASSWORD)
    sign_in(other, REVIEWER.email, PASSWORD)  # a device, but not of this account
    for client in (owner, other):
        submit(client, "/logout", page="/account")
        client.get("/login")
    for number in range(8):
        attempt(thief, address=f"198.51.100.{number}")
    assert attempt(thief, password=PASSWORD) == 429
    assert attempt(other, password=PASSWORD) == 429
    assert [attempt(owner) for _ in range(6)] == [200] * 5 + [429]  # it has a count of its own
    with time_machine.travel(clock.now() + timedelta(seconds=31), tick=False):
        assert attempt(owner, password=PASSWORD) == 302
        attempt(thief)
        assert attempt(thief, password=PASSWORD) == 429  # and that did not help whoever guesses


def test_a_made_up_device_is_none(guarded: Flask) -> None:
    client = guarded.test_client()
    client.set_cookie("known-device", "WyJ4IiwgW11d.aaaa.bbbb", domain="guides.test")
    assert [attempt(client) for _ in range(6)][-1] == 429


def test_signing_in_to_an_own_account_gives_no_tries_on_others(guarded: Flask) -> None:
    client = guarded.test_client()
    tries = 0
    for number in range(24):
        tries += attempt(client, f"person{number}@example.org") == 200
        fresh = guarded.test_client()
        attempt(fresh, REVIEWER.email, PASSWORD)
        attempt(fresh, AUTHOR.email)  # signed in already, so led on: no try at all, and no success either
    assert tries == 20


def test_who_types_wrong_a_few_times_and_then_right_begins_anew(guarded: Flask) -> None:
    client = guarded.test_client()
    for _ in range(3):
        fresh = guarded.test_client()
        assert [attempt(fresh) for _ in range(4)] == [200] * 4
        assert attempt(fresh, password=PASSWORD) == 302
    assert attempt(client) == 200


@pytest.mark.parametrize("path", ["/account/password", "/verify"])
def test_slows_guessing_by_somebody_at_an_open_screen(guarded: Flask, path: str) -> None:
    client = guarded.test_client()
    sign_in(client, AUTHOR.email, PASSWORD)
    client.get("/account")
    said = {"password": "wrong wrong wrong", "new_password": "x" * 20, "new_password_confirm": "x" * 20}
    assert [submit(client, path, said).status_code for _ in range(6)] == [200] * 5 + [429]


def test_slows_guessing_at_links(guarded: Flask) -> None:
    person = acts.add_person(email="new@example.org", name="New", roles=[], password_hash=None)
    client = guarded.test_client()
    client.get("/login")
    assert [submit(client, "/welcome/x", {}).status_code for _ in range(21)] == [404] * 20 + [429]
    link = f"/welcome/{token_for(person, WELCOME, signing_keys(guarded))}"
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        said = {"password": "four words are long enough", "password_again": "four words are long enough"}
        assert submit(client, link, said).status_code == 303


def test_a_form_that_is_not_ours_counts_against_nobody(guarded: Flask) -> None:
    client = guarded.test_client()
    for _ in range(10):
        assert client.post("/login", data={"email": AUTHOR.email, "password": "wrong"}).status_code == 400
    assert attempt(client, password=PASSWORD) == 302


def test_many_at_once_do_not_slip_through(app: Flask) -> None:
    counted = throttling.counters("password", account="a@example.org", address=HERE)
    waits = at_once(app, *[lambda: throttling.take(counted)] * 12)
    assert [wait for wait in waits if wait == 0] == [0] * 5


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8:1:2:3::4", "2001:db8:1:2:ffff::1", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("no address", "no address", True),
    ],
)
def test_counts_by_what_a_household_shares(one: str, other: str, same: bool) -> None:
    assert (throttling.network(one) == throttling.network(other)) is same


def test_the_cookie_of_a_device_is_kept_from_scripts(guarded: Flask) -> None:
    client: Any = guarded.test_client()
    client.get("/login")
    answer = submit(client, "/login", {"email": AUTHOR.email, "password": PASSWORD})
    [header] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("known-device")]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert AUTHOR.email not in header


def test_slows_guessing_at_codes_down_and_keeps_their_owner_out_nowhere(guarded: Flask) -> None:
    phone = codes.give(guarded, "author")
    owner, guesser = guarded.test_client(), guarded.test_client()
    codes.password(owner, "author")
    assert submit(owner, CODE, {"code": phone.generate().token}).status_code == 302  # from now on a known device
    for _ in range(5):
        codes.password(guesser, "author")  # whose rightness gives back no guess
        assert submit(guesser, CODE, {"code": "000000"}).status_code == 200
        assert submit(guesser, "/login/which", {"which": "authenticator"}).status_code == 302  # nor does what leads on
    codes.password(guesser, "author")
    assert submit(guesser, CODE, {"code": "000000"}).status_code == 429
    assert submit(guesser, RECOVERY, {"code": "0000-0000-0000"}).status_code == 429
    submit(owner, "/logout", page="/account")
    codes.password(owner, "author")
    later = phone.generate(clock.now().timestamp() + 30).token
    assert submit(owner, CODE, {"code": later}).location == "/home"
