"""The walk by the driver gives what the window gives, row by row, on both databases."""

from flask import Flask

from cms.store import direct, listings, publications
from cms.store.db import db
from cms.store.renditions import Form
from tests.factories import a_guide


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
        assert step.changed_at == publications.clock().moved_at


def test_is_empty_where_nothing_is_live(app: Flask) -> None:
    assert not direct.walk(db.engine, Form.FEED_ITEM, limit=3, after=None).rows
