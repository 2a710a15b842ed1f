"""A POST sent twice with the same key is done once."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cms.errors import InvalidContent
from cms.services import drafting
from cms.store import guides
from cms.store.db import session
from cms.store.guides import Guide
from cms.store.idempotency import KeptAnswer
from tests.factories import a_document
from tests.support.clients import Api
from tests.web.api.calls import GUIDES, at, created, done, newest, problem, saved, told

For = Callable[..., Api]
FIRST = {"change_note": "First.", "major": True}


def count(table: type[Any]) -> int:
    session().rollback()
    return session().scalar(select(func.count()).select_from(table)) or 0


def new_guide(api: Api, key: str, **changes: Any) -> TestResponse:
    return api.post(GUIDES, json={"document": a_document(**changes)}, key=key)


def test_the_same_request_gets_the_same_answer_again(api_for: For) -> None:
    api = api_for("author")
    first, again = new_guide(api, "one"), new_guide(api, "one")
    assert first.status_code == again.status_code == 201
    assert first.data == again.data
    for name in ("Location", "ETag", "Content-Type", "Cache-Control"):
        assert first.headers[name] == again.headers[name]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert count(Guide) == 1


def test_an_act_is_repeated_from_memory_though_the_guide_moved_on(api_for: For) -> None:
    author = api_for("author")
    guide_id = created(author)
    first = author.post(at(guide_id, "actions", "submit"), json=FIRST, if_match=1, key="submit")
    done(api_for("reviewer"), guide_id, "approve")
    again = author.post(at(guide_id, "actions", "submit"), json=FIRST, if_match=1, key="submit")
    assert first.data == again.data
    assert again.headers["Idempotency-Replayed"] == "true"
    events = told(author.get(at(guide_id, "events")))["events"]
    assert [one["action"] for one in events] == ["create", "submit", "approve"]


def test_a_key_stands_for_one_request(api_for: For) -> None:
    api = api_for("author")
    guide_id = told(new_guide(api, "one"))["id"]
    problem(new_guide(api, "one", slug="another"), 422)
    problem(api.post(GUIDES, data=b'{ "document": {} }', key="one"), 422)
    problem(api.post(at(guide_id, "actions", "discard"), if_match=1, key="one"), 422)
    assert api.post(at(guide_id, "actions", "discard"), if_match=1, key="two").status_code == 200
    problem(api.post(at(guide_id, "actions", "discard"), if_match=2, key="two"), 422)
    problem(api.post(at(guide_id, "actions", "recover"), if_match=1, key="two"), 422)
    assert count(Guide) == 1


def test_each_caller_has_keys_of_their_own(api_for: For) -> None:
    assert new_guide(api_for("author"), "one").status_code == 201
    assert new_guide(api_for("second_author"), "one", slug="another").status_code == 201
    assert count(Guide) == 2


def test_a_refusal_is_not_kept(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api, overview=None)
    refused = api.post(at(guide_id, "actions", "submit"), json=FIRST, if_match=1, key="submit")
    problem(refused, 422)
    assert count(KeptAnswer) == 0
    saved(api, guide_id, overview=a_document()["overview"])
    done_now = api.post(at(guide_id, "actions", "submit"), json=FIRST, if_match=2, key="submit")
    assert done_now.status_code == 200
    assert "Idempotency-Replayed" not in done_now.headers


def test_a_body_that_cannot_be_read_takes_no_key(api_for: For) -> None:
    api = api_for("author")
    problem(api.post(GUIDES, data=b"{", key="one"), 400)
    assert new_guide(api, "one").status_code == 201


def test_effect_and_answer_are_kept_together_or_not_at_all(api_for: For, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("the machine stopped here")

    api = api_for("author")
    with monkeypatch.context() as patched:
        patched.setattr("cms.web.repeats._keep", broken)
        with pytest.raises(RuntimeError):
            new_guide(api, "one")
    assert (count(Guide), count(KeptAnswer)) == (0, 0)
    assert new_guide(api, "one").status_code == 201


def test_a_key_is_forgotten_after_a_day(api_for: For) -> None:
    api, start = api_for("author"), datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        guide_id = told(new_guide(api, "one"))["id"]
        new_guide(api, "two", slug="another")
        clock.move_to(start + timedelta(hours=23, minutes=59))
        assert told(new_guide(api, "one"))["id"] == guide_id
        clock.move_to(start + timedelta(hours=24, seconds=1))
        assert new_guide(api, "one", slug="a-third").status_code == 201
    assert count(KeptAnswer) == 1, "and so are the others that are as old"


def test_without_a_key_nothing_is_kept(api_for: For) -> None:
    created(api_for("author"))
    assert count(KeptAnswer) == 0


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize("key", ["", " ", "two words", "x" * 256, "caf\u00e9", "a\tb", "\x7f"])
def test_a_key_is_visible_ascii(api_for: For, key: str) -> None:
    assert "Idempotency-Key" in problem(new_guide(api_for("author"), key), 400)["detail"]
    assert count(Guide) == 0


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize("key", ["x", "x" * 255, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "!~'%00"])
def test_any_other_key_will_do(api_for: For, key: str) -> None:
    api = api_for("author")
    assert new_guide(api, key).data == new_guide(api, key).data


def test_reading_and_saving_take_no_notice_of_a_key(api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    for title in ("Second", "Third"):
        answer = api.put(
            at(guide_id, "document"), json=a_document(title=title), if_match=newest(api, guide_id), key="save"
        )
        assert answer.status_code == 200
    assert newest(api, guide_id) == 3
    assert count(KeptAnswer) == 0


# At once


def at_once(app: Flask, api: Api, *calls: Callable[[Api], TestResponse]) -> list[TestResponse]:
    """The answers of calls that start together, each from a thread and a client of its own."""
    start = Barrier(len(calls))

    def run(call: Callable[[Api], TestResponse]) -> TestResponse:
        one = Api(app.test_client(use_cookies=False), api.token)
        start.wait()
        return call(one)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.parametrize("attempt", range(3))
def test_of_twins_one_acts_and_all_get_its_answer(
    app: Flask, api_for: For, monkeypatch: pytest.MonkeyPatch, attempt: int
) -> None:
    create = drafting.create_guide

    def slowly(*args: Any, **kwargs: Any) -> Any:
        time.sleep(0.1)  # so that the twins really meet
        return create(*args, **kwargs)

    monkeypatch.setattr(drafting, "create_guide", slowly)
    answers = at_once(app, api_for("author"), *[lambda api: new_guide(api, "one")] * 4)
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.data for answer in answers}) == 1
    assert sorted("Idempotency-Replayed" in answer.headers for answer in answers) == [False, True, True, True]
    assert count(Guide) == 1


def test_a_twin_of_a_refused_request_takes_its_turn(app: Flask, api_for: For, monkeypatch: pytest.MonkeyPatch) -> None:
    create, waiting = drafting.create_guide, [True]

    def fails_once(*args: Any, **kwargs: Any) -> Any:
        time.sleep(0.1)
        if waiting and waiting.pop():
            raise InvalidContent({"title": ["Not this time."]})
        return create(*args, **kwargs)

    monkeypatch.setattr(drafting, "create_guide", fails_once)
    answers = at_once(app, api_for("author"), *[lambda api: new_guide(api, "one")] * 2)
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    assert count(Guide) == 1


def test_twins_with_different_bodies_are_told_apart(app: Flask, api_for: For) -> None:
    calls = [lambda api: new_guide(api, "one"), lambda api: new_guide(api, "one", slug="another")]
    assert sorted(answer.status_code for answer in at_once(app, api_for("author"), *calls)) == [201, 422]
    assert count(Guide) == 1


def test_of_two_who_take_an_address_at_once_one_is_told(
    app: Flask, api_for: For, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, both = guides.holder, Barrier(2)

    def seen_by_both(slug: str) -> UUID | None:
        found = holder(slug)
        with suppress(BrokenBarrierError):
            both.wait(0.5)  # on PostgreSQL both have looked before either writes; SQLite lets one in at a time
        return found

    monkeypatch.setattr(guides, "holder", seen_by_both)
    call = lambda api: api.post(GUIDES, json={"document": a_document()})  # noqa: E731
    answers = at_once(app, api_for("author"), call, call)
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    [refused] = [answer for answer in answers if answer.status_code == 409]
    assert ("refusals" in problem(refused, 409)) == (database == "sqlite"), "the other's was seen, or met"
    assert count(Guide) == 1


def test_of_two_who_save_at_once_one_is_told(app: Flask, api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)

    def saving(title: str) -> Callable[[Api], TestResponse]:
        return lambda api: api.put(at(guide_id, "document"), json=a_document(title=title), if_match=1)

    answers = at_once(app, api, saving("Mine"), saving("Theirs"))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [lost] = [told(answer) for answer in answers if answer.status_code == 409]
    [conflict] = lost["conflicts"]
    assert {conflict["theirs"], conflict["mine"]} == {"Mine", "Theirs"}
    assert newest(api, guide_id) == 2


def test_of_two_who_submit_at_once_one_is_told(app: Flask, api_for: For) -> None:
    api = api_for("author")
    guide_id = created(api)
    call = lambda api: api.post(at(guide_id, "actions", "submit"), json=FIRST, if_match=1)  # noqa: E731
    assert sorted(answer.status_code for answer in at_once(app, api, call, call)) == [200, 409]
    assert len(told(api.get(at(guide_id, "events")))["events"]) == 2
