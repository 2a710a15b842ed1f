"""Windows on what is public: in order, without a gap or a repetition, whatever is asked for and whoever publishes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from cms.store import listings
from cms.store.db import transaction
from cms.store.guides import Guide
from cms.store.listings import Filters, Order
from cms.store.publications import Publication
from cms.store.renditions import Form
from tests import factories
from tests.support.library import naming, public, role
from tests.support.queries import plan_of

MAY = datetime(2026, 5, 1, tzinfo=UTC)


def set_dates(guides: Sequence[Guide], **dates: datetime) -> None:
    with transaction() as act:
        ids = [one.id for one in guides]
        act.execute(update(Publication).where(Publication.guide_id.in_(ids)).values(**dates))


def walked(order: Order = Order.PUBLISHED, *, limit: int = 2, **asked: Any) -> list[UUID]:
    found: list[UUID] = []
    place = None
    while page := listings.window(Form.LIST_ITEM, limit=limit, order=order, after=place, **asked):
        found += [row.guide_id for row in page]
        place = page[-1].place
    return found


def test_goes_through_all_newest_first_and_does_not_shift(app: Flask) -> None:
    made = [factories.a_guide("published") for _ in range(5)]
    set_dates(made[1:4], first_published_at=MAY)  # at the very same moment: the id decides
    same = sorted((one.id for one in made[1:4]), reverse=True)
    first = listings.window(Form.LIST_ITEM, limit=2)
    factories.published_again(made[0].id, tags=["again"])
    factories.a_guide("published")
    rest = listings.window(Form.LIST_ITEM, limit=9, after=first[-1].place)
    assert [row.guide_id for row in (*first, *rest)] == [made[4].id, made[0].id, *same]


def test_orders_by_the_last_change_as_well(app: Flask) -> None:
    made = [public(number) for number in range(5)]
    for number, guide in enumerate((made[2], made[0], made[4])):
        set_dates([guide], modified_at=datetime(2027, 1, 1 + number, tzinfo=UTC))
    set_dates([made[1], made[3]], modified_at=MAY)
    expected = [made[4].id, made[0].id, made[2].id, *sorted((made[1].id, made[3].id), reverse=True)]
    for limit in (1, 2, 3, 9):
        assert walked(Order.UPDATED, limit=limit) == expected


def test_finds_what_has_one_of_the_values_of_every_filter(app: Flask) -> None:
    skills, learnt = naming(brought=["stock-control", "hygiene"]), naming(learnt=["stock-control"])
    a = public(1, from_role=role("cook"), to_role=role("clerk"), difficulty="easy", tags=["paid leave"], **skills)
    b = public(2, from_role=role("clerk"), to_role=role("cook"), language="de", tags=["paid"], **learnt)
    c = public(3, from_role=role("cook"), to_role=role("baker"), difficulty="easy", language="de")
    factories.a_guide("in_review", factories.a_document(from_role=role("cook"), tags=["paid"]))
    cases: list[tuple[Filters, list[Guide]]] = [
        (Filters(), [c, b, a]),
        (Filters(from_role=("cook",)), [c, a]),
        (Filters(to_role=("cook", "baker")), [c, b]),
        (Filters(role=("cook",)), [c, b, a]),
        (Filters(role=("clerk",), from_role=("cook",)), [a]),
        (Filters(skill=("stock-control",)), [b, a]),
        (Filters(skill=("hygiene", "nothing")), [a]),
        (Filters(tag=("paid",)), [b]),
        (Filters(tag=("Paid", "paid leav", "pai%")), []),
        (Filters(language=("de",), difficulty=("easy",)), [c]),
        (Filters(role=("nobody",)), []),
    ]
    for filters, expected in cases:
        for limit in (1, 5):
            assert walked(filters=filters, limit=limit) == [one.id for one in expected], filters
        page, total = listings.index_page(filters, "", limit=9, offset=0)
        assert ([one.guide_id for one in page], total) == ([one.id for one in expected], len(expected)), filters


def test_knows_what_was_modified_then_or_later(app: Flask) -> None:
    old, new = public(1), public(2)
    set_dates([old], modified_at=MAY)
    moment = timedelta(microseconds=1)
    assert walked(since=MAY) == [new.id, old.id]
    assert walked(since=MAY + moment) == [new.id]
    assert walked(Order.UPDATED, since=MAY + moment, filters=Filters(role=("role-1",))) == []


def test_forgets_a_term_with_the_text_that_named_it(app: Flask) -> None:
    guide = public(1, tags=["before"])
    factories.published_again(guide.id, tags=["after"])
    factories.revise(guide.id, tags=["draft"])
    assert [walked(filters=Filters(tag=(tag,))) for tag in ("before", "after", "draft")] == [[], [guide.id], []]


def test_finds_live_guides_by_words(app: Flask) -> None:
    bus = factories.a_guide("published")
    school = public(1, language="de", title="Von der Schule in die Größe")
    factories.a_guide("in_review")

    def found(q: str) -> list[UUID]:
        page, total = listings.index_page(Filters(), q, limit=9, offset=0)
        assert total == len(page)
        return [one.guide_id for one in page]

    assert found("") == [school.id, bus.id]
    assert found("GRÖSSE schule") == [school.id]
    assert found("grosse schu") == [school.id]
    assert found("größe kerbside") == []
    assert found("Kerbside") == [bus.id]
    assert found("100%") == found("_") == []


def test_cuts_the_library_into_parts(app: Flask) -> None:
    ids = sorted(public(number).id for number in range(5))
    slugs = {guide_id: row.slug for guide_id, row in zip(ids, listings.part(ids[0], 9), strict=True)}
    assert set(slugs.values()) == {f"guide-{number}" for number in range(5)}
    for size in (1, 2, 5, 6):
        starts = listings.starts(size)
        assert list(starts) == ids[::size]
        assert [row.slug for start in starts for row in listings.part(start, size)] == [slugs[one] for one in ids]


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"order": Order.PUBLISHED}, "ix_publication_feed"),
        ({"order": Order.UPDATED}, "ix_publication_updated"),
        ({"filters": Filters(role=("cook",), tag=("paid",))}, "ix_term_kind_value"),
    ],
)
def test_goes_to_a_deep_page_by_an_index(app: Flask, asked: dict[str, Any], index: str) -> None:
    """So that it costs what the first one costs: nothing before it is read."""
    plan = plan_of(lambda: listings.window(Form.LIST_ITEM, limit=2, after=(MAY, UUID(int=7)), **asked))
    assert any(index in line and "SCAN" not in line for line in plan), plan
    assert not [line for line in plan if "SCAN publication" in line or "Seq Scan" in line], plan
