"""What readers get: one live publication for a guide and an address, and a clock that is never passed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from cms.store import guides, public_clock, publications
from cms.store.db import lost_race, session, transaction
from cms.store.events import Event
from cms.store.guides import Guide
from cms.store.publications import Publication
from tests import factories
from tests.services.together import somebody_waits
from tests.support.library import publications_of
from tests.support.queries import counted
from tests.support.threads import wait_until


def publication_of(guide: Guide) -> Publication:
    found = publications.live(guide.id)
    assert found
    return found


def copy_of(publication: Publication, **changes: Any) -> Publication:
    values = {column.name: getattr(publication, column.name) for column in Publication.__table__.columns}
    return Publication(**{**values, **changes})


# One live publication


def test_allows_a_guide_one_live_publication(app: Flask) -> None:
    first = publication_of(factories.a_guide("published"))
    with pytest.raises(IntegrityError) as caught, transaction() as act:
        act.add(copy_of(first, number=2, slug="elsewhere"))
    assert lost_race(caught.value)


def test_allows_an_address_one_live_publication(app: Flask) -> None:
    first = publication_of(factories.a_guide("published"))
    other = publication_of(factories.a_guide("published"))
    with pytest.raises(IntegrityError) as caught, transaction():
        other.slug = first.slug
    assert lost_race(caught.value)


def test_allows_any_number_that_ended(app: Flask) -> None:
    guide = factories.a_guide("published")
    for tag in ("one", "two"):
        factories.published_again(guide.id, tags=[tag])
    assert [one.number for one in publications_of(guide.id)] == [3, 2, 1]
    assert publication_of(guide).number == 3
    ended = select(func.count()).select_from(Publication).where(Publication.ended_at.is_not(None))
    assert session().scalar(ended) == 2


# The clock


def test_moves_the_generation_with_every_rendering_and_the_number_with_public_changes(app: Flask) -> None:
    for public, expected in ((True, (1, 1)), (False, (1, 2)), (True, (2, 3))):
        with transaction():
            moved = public_clock.tick(public_change=public)
            assert (moved.seq, moved.generation) == expected
        clock = public_clock.read()
        assert (clock.seq, clock.generation) == expected


def test_gives_no_number_to_what_was_rolled_back(app: Flask) -> None:
    def fails_at_its_end() -> None:
        with transaction():
            assert public_clock.tick(public_change=True).seq == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails_at_its_end()
    with transaction():
        assert public_clock.tick(public_change=True).seq == 1


def test_lets_whoever_comes_second_wait_for_the_first_number(postgresql_app: Flask) -> None:
    def second() -> int:
        with postgresql_app.app_context(), transaction():
            return public_clock.tick(public_change=True).seq

    with ThreadPoolExecutor(1) as thread:
        with transaction() as act:
            assert public_clock.tick(public_change=True).seq == 1
            act.flush()
            waiting = thread.submit(second)
            wait_until(lambda: somebody_waits(postgresql_app))
            assert not waiting.done()
        assert waiting.result() == 2


def test_forgets_what_a_savepoint_took_back(app: Flask) -> None:
    """Neither the lock, which goes with the savepoint, nor the move; what was there before it stays."""
    before = public_clock.read().generation
    moves = public_clock.Moves.seen
    session().rollback()
    with transaction() as act:
        taken_back = act.begin_nested()
        assert public_clock.tick(public_change=True).seq == 1
        taken_back.rollback()
        with counted() as sent:
            public_clock.wait_for_turn()
        assert sent, "the lock is taken again"
        assert public_clock.generation() == before + 1
        assert public_clock.read().seq == 0
        taken_back = act.begin_nested()
        public_clock.tick(public_change=False)
        taken_back.rollback()
        assert public_clock.generation() == before + 1, "what was moved before the savepoint stays moved"
        with act.begin_nested():
            public_clock.tick(public_change=True)
        assert public_clock.generation() == before + 2
    assert public_clock.Moves.seen > moves
    session().rollback()
    assert (public_clock.read().seq, public_clock.read().generation) == (1, before + 2)
    moves = public_clock.Moves.seen
    with transaction() as act:
        taken_back = act.begin_nested()
        public_clock.tick(public_change=False)
        taken_back.rollback()
    assert public_clock.Moves.seen == moves, "nothing moved"


def test_numbers_concurrent_publishing_without_a_gap_in_the_order_readers_see(app: Flask) -> None:
    made = [factories.a_guide("approved").id for _ in range(8)]
    session().rollback()
    start = threading.Barrier(3)
    working = threading.Event()
    working.set()

    def publish(ids: list[Any]) -> None:
        with app.app_context():
            start.wait()
            for guide_id in ids:
                factories.act(guide_id, "publish", "publisher")

    def read() -> list[list[int | None]]:
        seen: list[list[int | None]] = []
        with app.app_context():
            start.wait()
            while working.is_set() or not seen:
                seen.append(
                    list(session().scalars(select(Event.seq).where(Event.seq.is_not(None)).order_by(Event.seq)))
                )
                session().rollback()
        return seen

    with ThreadPoolExecutor(3) as threads:
        reading = threads.submit(read)
        writing = [threads.submit(publish, made[half::2]) for half in (0, 1)]
        try:
            for one in writing:
                one.result()
        finally:
            working.clear()
        seen = reading.result()
    for numbers in seen:
        assert numbers == list(range(1, len(numbers) + 1))
    assert public_clock.read().seq == 8
    assert session().scalar(select(func.max(Event.seq))) == 8


# Looking things up


def test_knows_another_live_guide_of_the_same_route(app: Flask) -> None:
    document = factories.a_document()
    live = factories.a_guide("published", document)
    other = factories.a_guide()
    assert publications.same_route(document, other.id) == live.slug
    assert publications.same_route(document, live.id) == ""
    for change in ({"language": "de"}, {"region": "DE"}, {"region": None}, {"to_role": {"slug": "x"}}):
        assert publications.same_route(factories.a_document(**change), other.id) == ""


def test_knows_a_route_without_a_country(app: Flask) -> None:
    live = factories.a_guide("published", factories.a_document(region=None))
    assert publications.same_route(factories.a_document(region=None), factories.a_guide().id) == live.slug


def test_finds_the_live_text_at_its_address_only(app: Flask) -> None:
    guide = factories.a_guide("published")
    first = guide.slug
    factories.published_again(guide.id, slug="second")
    found = publications.live_by_slug("second")
    assert found
    assert found.guide_id == guide.id
    assert publications.live_by_slug(first) is None
    for address in (first, "second"):
        known = publications.at(address)
        assert known
        assert (known[0].guide_id, known[0].slug, known[1]) == (guide.id, "second", "live")
    assert publications.at(factories.a_guide().slug) is None


def test_names_the_last_text_that_had_its_approvals(app: Flask) -> None:
    guide = factories.a_guide("published")
    factories.revise(guide.id, tags=["a"])
    factories.published_again(guide.id, tags=["b"])
    assert guides.find(guide.id).newest == 3
    assert publications.last_counted_revision(guide.id) == 3
    factories.revise(guide.id, tags=["c"])
    factories.act(guide.id, "force_publish", "managing_editor", reason="It was urgent.")
    assert publications.last_counted_revision(guide.id) == 3
