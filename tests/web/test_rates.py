"""What costs much may be asked for so often within a minute; everything else, and what is in memory, always."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from cms import clock
from cms.services.accounts import SCOPES
from cms.web.rates import Rates
from tests.factories import a_document
from tests.support import people, redis
from tests.support.clients import Api, sign_in, submit
from tests.support.people import PASSWORD, PEOPLE
from tests.support.screens import Screen
from tests.support.sites import Site, Sites, make_site
from tests.web.admin.log import an_endpoint
from tests.web.admin.pages import at

A_MINUTE = timedelta(seconds=61)
RATES = {"searches_a_minute": 3, "imports_a_minute": 2, "exports_a_minute": 2, "webhook_tests_a_minute": 1}


@pytest.fixture(scope="module")
def rated(sites: Sites) -> Site:
    return make_site(sites.place("sqlite", "rated"), settings={"rate_limits": True, **RATES})


@pytest.fixture
def limited(rated: Site) -> Iterator[Flask]:
    """The application that counts, and has counted nothing yet."""
    with rated.fresh() as app, time_machine.travel(clock.now(), tick=False):
        people.ensure()
        app.extensions["crossway_rates"] = Rates("")
        yield app


def signed_in(app: Flask, key: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, PEOPLE[key].email, PASSWORD)
    return client


def search(client: FlaskClient, words: str, address: str = "192.0.2.1") -> int:
    return client.get(f"/?q={words}", environ_overrides={"REMOTE_ADDR": address}).status_code


def test_searches_from_one_network_are_limited_and_nothing_else_is(limited: Flask) -> None:
    client = limited.test_client()
    assert [search(client, f"word{number}") for number in range(5)] == [200] * 3 + [429] * 2
    assert search(client, "word5", "192.0.2.2") == 200
    assert search(client, "word0") == 200, "it is in memory"
    assert [client.get(path).status_code for path in ("/", "/?q=+", "/?language=en", "/feed.json")] == [200] * 4
    v6 = [f"2001:db8::{number}" for number in range(4)]
    assert [search(client, f"six{address[-1]}", address) for address in v6] == [200] * 3 + [429]
    with time_machine.travel(clock.now() + A_MINUTE, tick=False):
        assert search(client, "word3") == 200


def test_says_when_the_next_is_possible_and_is_not_kept(limited: Flask) -> None:
    client = limited.test_client()
    for number in range(3):
        search(client, f"word{number}")
    with time_machine.travel(clock.now() + timedelta(seconds=20), tick=False):
        refused = client.get("/?q=more", environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
    assert (refused.mimetype, refused.headers["Cache-Control"]) == ("text/html", "no-store")
    assert "many searches from your network. The next is possible in 40 seconds." in Screen(refused).text
    assert "ETag" not in refused.headers
    with time_machine.travel(clock.now() + A_MINUTE, tick=False):
        assert search(client, "more") == 200


def test_guides_begun_by_programs_are_limited_by_person(limited: Flask) -> None:
    author, other = (
        Api(limited.test_client(use_cookies=False), people.token(key, list(SCOPES)))
        for key in ("author", "second_author")
    )
    path = "/api/v1/editorial/guides"
    made = [author.post(path, json={"document": a_document(slug=f"guide-{number}")}) for number in range(3)]
    assert [one.status_code for one in made] == [201, 201, 429]
    assert (made[2].mimetype, made[2].headers["Retry-After"]) == ("application/problem+json", "60")
    assert author.get(path).status_code == 200
    assert other.post(path, json={"document": a_document(slug="guide-4")}).status_code == 201


def test_tables_are_limited_together(limited: Flask) -> None:
    author = signed_in(limited, "author")
    paths = ("/editor/guides.csv", "/editor/audit/export/csv", "/editor/audit/export/jsonl")
    assert [author.get(path).status_code for path in paths] == [200, 200, 429]
    assert signed_in(limited, "reviewer").get(paths[0]).status_code == 200


def test_events_sent_by_hand_are_limited(limited: Flask) -> None:
    admin, endpoint = signed_in(limited, "admin"), an_endpoint()
    assert submit(admin, at(endpoint, "/test"), page=at(endpoint)).status_code == 303
    refused = submit(admin, at(endpoint, "/test"), page=at(endpoint))
    assert refused.status_code == 429
    assert "You sent many events by hand." in Screen(refused).text


def test_counts_together_where_there_is_a_redis_and_alone_while_it_is_away(tmp_path: Path) -> None:
    program = redis.find()
    if program is None:
        pytest.skip(redis.NOT_FOUND)
    with redis.running(program, tmp_path) as url:
        both = Rates(url), Rates(url)
        seen = [both[number % 2].wait("a search", 3) for number in range(4)]
    assert seen[:3] == [0, 0, 0]
    assert 1 <= seen[3] <= 60
    assert [one.wait("a search", 1) > 0 for one in both * 2] == [False, False, True, True]


def test_goes_on_without_a_redis_that_never_was() -> None:
    rates = Rates("redis://127.0.0.1:1/0")
    assert [rates.wait("a search", 1) > 0 for _ in range(2)] == [False, True]
