"""The copies that factories make of databases: the same as written anew, and never a copy of anything else."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from cms.store import guides
from cms.store.db import db, session, sqlite_driver, transaction
from cms.store.guides import Guide
from cms.web.parts import Parts
from tests import factories
from tests.support import clients, people, snapshots
from tests.support.people import PEOPLE
from tests.support.sites import File, Site


@pytest.fixture
def again(sqlite_app: Flask, site: Site) -> Callable[[], None]:
    """Exchanges the database for a new one, as the next test would."""

    def again() -> None:
        db.session.remove()
        site.renew()

    return again


class Counted:
    """What factories are asked for, and how often it was written. Each has a name of its own: copies outlive a test."""

    def __init__(self, name: str) -> None:
        self.name, self.times = f"{name} {time.perf_counter_ns()}", 0

    def __call__(self) -> str:
        def written() -> str:
            self.times += 1
            with transaction():
                factories.a_guide()
            return f"written {self.times}"

        return snapshots.once(self.name, written)


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that a file of SQLite holds."""
    with closing(sqlite_driver().connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}  # noqa: S608


def number_of_guides() -> int:
    return session().scalar(select(func.count()).select_from(Guide)) or 0


def test_the_same_call_gets_a_copy_of_all_that_was_written(site: Site, again: Callable[[], None]) -> None:
    assert isinstance(site.place, File)
    one = factories.a_guide("published")
    first = rows(site.place.path)
    again()
    assert number_of_guides() == 0
    other = factories.a_guide("published")
    assert other.id == one.id
    assert rows(site.place.path) == first
    assert guides.find(other.id).state == "published"


def test_a_chain_of_calls_is_copied_as_far_as_it_is_the_same(again: Callable[[], None]) -> None:
    first, second, third = Counted("first"), Counted("second"), Counted("third")
    assert [first(), second()] == ["written 1", "written 1"]
    again()
    assert [first(), third()] == ["written 1", "written 1"]
    assert number_of_guides() == 2
    again()
    assert [second(), first()] == ["written 2", "written 2"]
    assert number_of_guides() == 2
    again()
    assert [first(), second(), first.times, second.times] == ["written 1", "written 1", 2, 2]


def test_what_was_written_anew_is_followed_by_nothing_that_was_made_before(
    again: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Counted("first"), Counted("second")
    for age in (timedelta(minutes=1), timedelta(0), timedelta(minutes=1)):
        monkeypatch.setattr(snapshots, "MOST_AGE", age)
        again()
        assert first() == f"written {first.times}"
        second()
    assert (first.times, second.times) == (2, 2)


@pytest.mark.parametrize("how", ["the services", "a request", "another connection", "the schema"])
def test_what_anybody_else_has_written_ends_the_chain(how: str, site: Site, again: Callable[[], None]) -> None:
    assert isinstance(site.place, File)
    first, second = Counted("first"), Counted("second")
    first()
    second()
    again()
    first()
    if how == "the services":
        factories.revise(session().scalars(select(Guide)).one().id, tags=["new"])
    elif how == "a request":
        clients.sign_in(site.app.test_client(), PEOPLE["author"].email, PEOPLE["author"].password)
    else:
        with closing(sqlite_driver().connect(site.place.path)) as connection:
            connection.execute("UPDATE user SET active = 0" if how == "another connection" else "CREATE TABLE new (id)")
            connection.commit()
    second()
    assert (first.times, second.times) == (1, 2)


def test_what_only_reads_ends_nothing(site: Site, again: Callable[[], None]) -> None:
    first, second = Counted("first"), Counted("second")
    for _ in range(2):
        again()
        first()
        assert number_of_guides() == 1
        assert site.app.test_client().get("/healthz").status_code == 200
        second()
    assert (first.times, second.times) == (1, 1)


def test_what_an_act_is_part_of_is_no_call_of_its_own(again: Callable[[], None]) -> None:
    first = Counted("first")
    for _ in range(2):
        again()
        with transaction():
            first()
    assert first.times == 2


def test_another_time_is_another_call(again: Callable[[], None]) -> None:
    first = Counted("first")
    for minute in (0, 1, 0):
        again()
        with time_machine.travel(datetime(2026, 11, 23, 12, minute, tzinfo=UTC), tick=False):
            first()
    assert first.times == 2


def test_where_the_clock_goes_a_copy_is_used_for_a_minute(
    again: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Counted("first")
    for age in (timedelta(minutes=1), timedelta(0)):
        monkeypatch.setattr(snapshots, "MOST_AGE", age)
        for _ in range(2):
            again()
            first()
    assert first.times == 3


def test_an_application_of_other_parts_writes_anew(
    sqlite_app: Flask, parts: Parts, again: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Counted("first")
    first()
    again()
    monkeypatch.setitem(sqlite_app.extensions, "crossway", replace(parts))
    first()
    assert first.times == 2


def test_what_failed_is_not_kept(again: Callable[[], None]) -> None:
    def fails() -> str:
        raise ValueError("half-way")

    first = Counted("first")
    for _ in range(2):
        again()
        with pytest.raises(ValueError, match="half-way"):
            snapshots.once("fails", fails)
        first()
    assert first.times == 2, "whatever it had written is part of no copy"


def test_a_client_has_signed_in_and_so_has_its_copy(again: Callable[[], None], sqlite_app: Flask) -> None:
    seen = []
    for _ in range(2):
        again()
        people.ensure()
        one = clients.signed_in(sqlite_app, PEOPLE["author"].email, PEOPLE["author"].password)
        assert PEOPLE["author"].email in one.get("/account").get_data(as_text=True)
        clients.submit(one, "/logout")
        assert one.get("/account").status_code == 303
        seen.append(one)
    assert seen[0] is not seen[1]
