"""The last public change of each guide, in the order of numbers, and where redirects end."""

from collections.abc import Mapping
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from cms import clock
from cms.store import changes, publications
from cms.store.changes import Change
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.store.removals import Removal
from tests import factories
from tests.support.library import public


def sent_on(routes: Mapping[UUID, UUID]) -> None:
    """Removals that stand, as rows: what is asked here is where they lead together."""
    with transaction() as act:
        for guide_id, target_id in routes.items():
            act.add(
                Removal(
                    guide_id=guide_id,
                    kind="redirect",
                    target_id=target_id,
                    reason="",
                    public_text="",
                    asked_by="x",
                    asked_at=clock.now(),
                    confirmed_by="y",
                    confirmed_at=clock.now(),
                    ended_at=None,
                )
            )


def test_keeps_the_last_change_of_each_guide(app: Flask) -> None:
    first, second = public(1), public(2)
    factories.published_again(first.id, tags=["again"])
    found = changes.after(0, limit=9)
    assert [(one.seq, one.guide_id, one.version, one.type) for one in found] == [
        (2, second.id, 1, "upsert"),
        (3, first.id, 2, "upsert"),
    ]
    assert session().scalar(select(func.count()).select_from(Change)) == 2
    published = publications.live(first.id)
    assert published
    assert (found[1].slug, found[1].content_hash) == (published.slug, published.content_hash)


def test_reads_on_after_any_number(app: Flask) -> None:
    for number in range(5):
        public(number)
    every = changes.after(0, limit=99)
    for seq in range(7):
        assert changes.after(seq, limit=99) == every[seq:]
        assert changes.after(seq, limit=2) == every[seq : seq + 2]


def test_knows_every_address_a_guide_was_public_at(app: Flask) -> None:
    moved, draft = public(1), factories.a_guide("draft")
    factories.published_again(moved.id, slug="elsewhere")
    factories.revise(moved.id, slug="wished-for")
    assert changes.public_slugs([moved.id, draft.id]) == {moved.id: ["elsewhere", "guide-1"], draft.id: []}
    assert changes.public_slugs([]) == {}


def test_follows_redirects_to_their_end_however_they_are_asked_for(app: Flask) -> None:
    a, b, c, d, e = (public(number) for number in range(5))
    sent_on({a.id: b.id, b.id: c.id, c.id: d.id})
    ends = {a.id: "guide-3", b.id: "guide-3", c.id: "guide-3", d.id: "guide-3", e.id: "guide-4"}
    assert changes.destinations(ends) == ends
    for guide_id, slug in ends.items():
        assert changes.destinations([guide_id]) == {guide_id: slug}
    factories.published_again(d.id, slug="moved")
    assert changes.destinations([a.id]) == {a.id: "moved"}
    assert changes.destinations([]) == {}


def test_never_runs_in_a_circle(app: Flask) -> None:
    """The workflow allows none; a database that was tampered with must not hold up a reader."""
    made: list[Guide] = [public(number) for number in range(3)]
    a, b, c = (one.id for one in made)
    sent_on({a: b, b: c, c: a})
    assert set(changes.destinations([a])) == {a}
