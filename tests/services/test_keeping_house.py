"""Who looks after a guide, by when, and who has claimed its review."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from cms.services import accounts, keeping_house
from cms.store import guides, notifications, reviews
from cms.workflow import Actor
from tests.factories import a_guide, act
from tests.services.records import codes, last_event, refused
from tests.support.people import PEOPLE

Actors = Mapping[str, Actor]
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("named", ["id", "email"])
def test_hands_a_guide_over_and_tells_the_new_owner(app: Flask, named: str) -> None:
    guide, ben = a_guide("in_review"), PEOPLE["second_author"]
    act(guide.id, "assign", "managing_editor", target=str(getattr(ben, named)))
    assert guides.find(guide.id).owner_id == str(ben.id)
    assert last_event(guide.id).said == {"target": str(ben.id), "owner_before": str(PEOPLE["author"].id)}
    assert [one.kind for one, _ in notifications.page(ben.id, of_guides=True, limit=10)] == ["yours_now"]
    assert guides.find(guide.id).state == "in_review", "the work stands where it stood"


def test_hands_a_guide_to_nobody_who_could_not_look_after_it(sqlite_app: Flask) -> None:
    guide = a_guide("draft")
    accounts.disable(PEOPLE["second_author"].id)
    for named, why in (
        ("nobody@example.com", "Nobody here"), ("", "Name the new owner"), (PEOPLE["second_author"].email, "is closed"),
        (str(PEOPLE["reviewer"].id), "neither an author"),
    ):  # fmt: skip
        refusal = refused(guide.id, "assign", "author", target=named)
        assert why in str(refusal), str(refusal)
    assert guides.find(guide.id).owner_id == str(PEOPLE["author"].id)
    assert str(PEOPLE["second_author"].id) not in [id_ for _, id_ in keeping_house.owners()]


def test_says_by_when_somebody_is_to_look_again(app: Flask) -> None:
    guide = a_guide("published")
    act(guide.id, "set_review_by", "author", due=datetime(2999, 5, 4, tzinfo=UTC), now=NOON)
    assert guides.find(guide.id).review_by == date(2999, 5, 4)
    assert last_event(guide.id).said["review_by"] == "2999-05-04"


def test_a_claim_is_advice_and_runs_out(app: Flask, actors: Actors) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        guide = a_guide("in_review")
        act(guide.id, "claim", "reviewer")
        review = reviews.open_review(guide.id)
        assert keeping_house.claimant(review) == actors["reviewer"].id
        assert codes(refused(guide.id, "release", "second_reviewer")) == ["someone_elses_claim"]
        clock.shift(timedelta(hours=24))
        assert keeping_house.claimant(review) is None
        assert codes(refused(guide.id, "release", "reviewer")) == ["not_claimed"]
        act(guide.id, "claim", "second_reviewer")
        act(guide.id, "approve", "reviewer")
        assert guides.find(guide.id).state == "approved", "a claim keeps nobody away"


def test_a_claim_ends_with_ones_decision(sqlite_app: Flask) -> None:
    guide = a_guide("in_review")
    act(guide.id, "claim", "reviewer")
    act(guide.id, "release", "reviewer")
    assert keeping_house.claimant(reviews.open_review(guide.id)) is None
    act(guide.id, "claim", "reviewer")
    act(guide.id, "approve", "reviewer")
    assert keeping_house.claimant(reviews.open_review(guide.id)) is None
