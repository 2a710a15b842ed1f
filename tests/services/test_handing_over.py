"""Somebody leaves: what they had begun is found, claims end, guides go to somebody else, and the others are told."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from cms.errors import InvalidContent
from cms.services import accounts as acts
from cms.services import bulk, handing_over, suggested_edits, telling
from cms.store import bulk as runs
from cms.store import events, guides, notifications, reviews
from cms.store.db import session
from cms.store.notifications import Notification
from cms.web.parts import Parts
from cms.workflow import Actor
from tests.factories import a_guide, act
from tests.support.people import PEOPLE

AUTHOR, REVIEWER = PEOPLE["author"], PEOPLE["reviewer"]
LATER = datetime(2999, 1, 1, tzinfo=UTC)


def told() -> list[Notification]:
    session().rollback()
    kind = Notification.kind == "account_closed"
    return list(session().scalars(select(Notification).where(kind).order_by(Notification.id)))


def test_finds_what_somebody_has_begun(app: Flask) -> None:
    draft, review = a_guide("draft"), a_guide("in_review")
    soon = act(a_guide("approved", publisher="publisher").id, "schedule", "publisher", due=LATER, zone="UTC")
    act(review.id, "claim", "reviewer")
    suggested_edits.suggest(draft.id, anchor="title", value="Another title", actor=REVIEWER.actor)
    theirs = handing_over.open_work(str(AUTHOR.id))
    assert (theirs.owned.total, [one.id for one in theirs.writing.guides]) == (3, [draft.id])
    assert {one.id for one in theirs.submitted.guides} == {review.id, soon.id}
    found = handing_over.open_work(str(REVIEWER.id))
    assert [one.id for one in found.claimed.guides] == [review.id]
    assert [one.id for one in found.suggested.guides] == [draft.id]
    assert [one.id for one in handing_over.open_work(str(PEOPLE["publisher"].id)).scheduled.guides] == [soon.id]


def test_counts_beyond_what_it_lists(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing_over, "_LISTED", 1)
    for _ in range(2):
        suggested_edits.suggest(a_guide("draft").id, anchor="title", value="Another", actor=REVIEWER.actor)
        act(a_guide("in_review").id, "claim", "reviewer")
        act(a_guide("approved", publisher="publisher").id, "schedule", "publisher", due=LATER, zone="UTC")
    theirs, found = (handing_over.open_work(str(one.id)) for one in (AUTHOR, REVIEWER))
    scheduled = handing_over.open_work(str(PEOPLE["publisher"].id)).scheduled
    counted = [theirs.owned, theirs.submitted, theirs.writing, found.claimed, found.suggested, scheduled]
    assert [(one.total, len(one.guides), one.further) for one in counted] == [
        (6, 1, 5), (4, 1, 3), (2, 1, 1), (2, 1, 1), (2, 1, 1), (2, 1, 1),
    ]  # fmt: skip


def test_ends_claims_and_tells_managing_editors_with_the_way_to_the_guides(
    app: Flask, actors: Mapping[str, Actor]
) -> None:
    guide = a_guide("in_review")
    act(guide.id, "claim", "reviewer")
    assert handing_over.disable(REVIEWER.id, actor=actors["admin"])
    review = reviews.open_review(guide.id)
    assert review
    assert review.claimed_by is None
    assert told() == [], "nothing is left"
    assert handing_over.disable(AUTHOR.id, actor=actors["admin"])
    assert not handing_over.disable(AUTHOR.id, actor=actors["admin"]), "once"
    [one] = told()
    assert one.person_id == PEOPLE["managing_editor"].id
    [line] = telling.lines(notifications.still_unread([one.id]))
    assert line.sentence.startswith("Ada Novak closed the account of Amira Haddad.")
    assert line.path == f"/editor/guides?owner={AUTHOR.id}"
    acts.enable(AUTHOR.id)


def test_tells_publishers_what_is_left_where_nobody_is_managing_editor(
    sqlite_app: Flask, actors: Mapping[str, Actor]
) -> None:
    a_guide("draft")
    acts.set_roles(PEOPLE["managing_editor"].id, [])
    handing_over.disable(AUTHOR.id, actor=actors["admin"])
    assert [one.person_id for one in told()] == [PEOPLE["publisher"].id]


def test_hands_over_more_guides_than_are_picked_by_hand(
    sqlite_app: Flask, parts: Parts, actors: Mapping[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)
    mine = [a_guide("draft") for _ in range(5)]
    to, editor = str(PEOPLE["second_author"].id), actors["managing_editor"]
    with pytest.raises(InvalidContent):
        bulk.start("assign", {"target": to}, [(one.id, 1) for one in mine], back="", actor=editor)
    run = handing_over.hand_over(AUTHOR.id, to, actor=editor)
    assert run
    bulk.work(run.id, renderer=parts.renderer, rules=parts.rules, seconds=60)
    found = {row.guide_id: (row.outcome, row.title) for row in runs.rows(run.id)}
    assert found == {guide.id: ("done", guide.title) for guide in mine}
    assert {guides.find(guide.id).owner_id for guide in mine} == {to}


def test_hands_each_guide_over_by_the_act_of_the_workflow(
    app: Flask, parts: Parts, actors: Mapping[str, Actor]
) -> None:
    mine = [a_guide("draft"), a_guide("published")]
    to = PEOPLE["second_author"]
    handing_over.disable(AUTHOR.id, actor=actors["managing_editor"])
    run = handing_over.hand_over(AUTHOR.id, str(to.id), actor=actors["managing_editor"])
    assert run
    bulk.work(run.id, renderer=parts.renderer, rules=parts.rules, seconds=60)
    assert [row.outcome for row in runs.rows(run.id)] == ["done", "done"]
    for guide in mine:
        assert guides.find(guide.id).owner_id == str(to.id)
        event = events.of_guide(guide.id)[-1]
        assert (event.action, event.actor_id) == ("assign", actors["managing_editor"].id)
    assert handing_over.hand_over(AUTHOR.id, str(to.id), actor=actors["managing_editor"]) is None
