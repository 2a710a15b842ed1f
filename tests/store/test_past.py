"""What readers had at a moment: found by indexes, however long the log is."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import time_machine
from flask import Flask

from cms.store import past
from tests import factories
from tests.support.queries import plan_of

DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_tells_what_was_public_between_the_acts(app: Flask) -> None:
    with time_machine.travel(DAY, tick=False) as clock:
        guide = factories.a_guide("published")
        clock.shift(timedelta(days=1))
        factories.published_again(guide.id, tags=["again"])
        clock.shift(timedelta(days=1))
        factories.act(guide.id, "takedown", "managing_editor", removal="gone", reason="Wrong.")
        factories.a_guide("draft")
    moments = [DAY + timedelta(hours=hours) for hours in (0, 1, 24, 25, 49)]
    assert [past.public_before(guide.id, moment) for moment in moments] == [None, 1, 1, 2, None]
    pages = [past.live_before(moment, limit=9).publications for moment in moments]
    assert [[one.number for one in page] for page in pages] == [[], [1], [1], [2], []]


def test_goes_to_a_page_of_a_day_by_indexes(app: Flask) -> None:
    plan = plan_of(lambda: past.live_before(DAY, after=(DAY, UUID(int=7)), limit=2))
    assert any("ix_publication_first" in line and "SCAN" not in line for line in plan), plan
    assert not [line for line in plan if "SCAN " in line or "Seq Scan" in line], plan
    assert not [line for line in plan if "GROUP" in line or "Aggregate" in line], plan
