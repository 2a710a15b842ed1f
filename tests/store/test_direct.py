"""What is read by the driver is what SQLAlchemy gives, row by row, on both databases."""

import pytest
from flask import Flask
from sqlalchemy import delete

from cms.store import direct, listings, public_clock, publications, renditions, terms
from cms.store.db import db, transaction
from cms.store.renditions import Form
from cms.workflow import Removal
from tests.factories import a_document, a_guide, act, published_again


def test_gives_what_the_window_gives(app: Flask) -> None:
    for _ in range(4):
        a_guide("published")
    usual = listings.window(Form.FEED_ITEM, limit=9)
    assert len(usual) == 4
    for after in (None, *(row.place for row in usual)):
        step = direct.walk(db.engine, Form.FEED_ITEM, limit=3, after=after)
        expected = listings.window(Form.FEED_ITEM, limit=3, after=after)
        assert [(*direct.place_of(row), row[2].decode()) for row in step.rows] == [
            (*row.place, row.body) for row in expected
        ]
        assert step.changed_at == public_clock.read().moved_at


def test_gives_the_clock(app: Flask) -> None:
    a_guide("published")
    clock = public_clock.read()
    assert direct.clock(db.engine) == (clock.seq, clock.generation, clock.epoch)


def test_is_empty_where_nothing_is_live(app: Flask) -> None:
    assert not direct.walk(db.engine, Form.FEED_ITEM, limit=3, after=None).rows


def test_gives_the_page_that_is_kept_and_the_guides_it_shows(app: Flask) -> None:
    key = "driver-to-planner"
    other = a_guide("published", a_document(language="de", slug="busfahrer", translation_key=key))
    guide = published_again(a_guide("published", a_document(slug="driver", translation_key=key)).id, summary="Anew.")
    live = publications.live(guide.id)
    assert live
    found = direct.page(db.engine, "driver")
    kept = renditions.body(guide.id, live.number, Form.PAGE).encode()
    assert found == (guide.id, live.rendered_at, kept, terms.shown_by(guide.id))
    assert other.id in found.shown


def test_gives_no_page_of_what_is_not_live(app: Flask) -> None:
    guide = a_guide("published", a_document(slug="driver"))
    published_again(guide.id, slug="driver-to-planner")
    a_guide("draft", a_document(slug="draft"))
    for slug in ("driver", "draft", "nothing"):
        assert direct.page(db.engine, slug) is None
    act(guide.id, "request_removal", "author", removal=Removal.WITHDRAWN, reason="It is out of date.")
    act(guide.id, "confirm_removal", "publisher")
    assert direct.page(db.engine, "driver-to-planner") is None


def test_holds_no_file_open_that_the_pool_has_given_up(sqlite_app: Flask) -> None:
    direct.clock(db.engine)
    held = direct._own.connection.dbapi_connection
    db.engine.dispose()
    with pytest.raises(db.engine.dialect.loaded_dbapi.ProgrammingError):
        held.cursor()
    assert direct.clock(db.engine).seq == public_clock.read().seq


def test_says_that_there_is_no_clock(app: Flask) -> None:
    a_guide("published")
    with transaction() as act:
        act.execute(delete(public_clock.PublicClock))
    with pytest.raises(LookupError, match="no public clock"):
        direct.walk(db.engine, Form.FEED_ITEM, limit=3, after=None)
