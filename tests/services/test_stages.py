"""Configured stages: what a review goes through, what is refused, and which sign-offs stand for a later text."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask

from cms.errors import InvalidContent, TransitionRefused
from cms.services import staging
from cms.services.commenting import comment, resolve
from cms.store import guides
from cms.store import stages as store
from cms.workflow import Role, Stage
from tests.factories import a_guide, act, revise, submit
from tests.services.records import codes, last_event, refused, review_of
from tests.support.people import actor

LEGAL = {"name": "Legal", "roles": ["publisher"], "approvals": 1, "sections": ["demand"], "due_days": 3}
LOOK = {"name": "Second look", "roles": ["reviewer"], "approvals": 1}


def configure(*rows: dict[str, Any]) -> tuple[Stage, ...]:
    return staging.configure(list(rows), actor=actor("managing_editor"))


def test_goes_through_the_stages_in_their_order(app: Flask) -> None:
    configure(LEGAL, LOOK)
    guide = a_guide("in_review")
    assert codes(refused(guide.id, "approve", "reviewer")) == ["role"]
    assert act(guide.id, "approve", "publisher").state == "in_review"
    assert act(guide.id, "approve", "reviewer").state == "approved"
    assert act(guide.id, "publish", "publisher").state == "published"


def test_leaves_open_reviews_as_they_began(app: Flask) -> None:
    guide = a_guide("in_review")
    configure(LEGAL, LOOK)
    assert act(guide.id, "approve", "reviewer").state == "approved"
    configure()
    assert store.configured() == ()


def test_says_at_submit_that_nobody_could_pass_a_stage(app: Flask) -> None:
    configure({**LEGAL, "approvals": 2}, LOOK)
    guide = a_guide("draft")
    refusal = refused(guide.id, "submit", "author", change_note="New.", major=True)
    assert codes(refusal) == ["nobody_eligible"]
    assert "“Legal” needs 2 people" in refusal.refusals[0].why


def test_keeps_a_sign_off_as_long_as_its_sections_stay_what_they_were(app: Flask) -> None:
    configure(LEGAL, LOOK)
    guide = a_guide("in_review")
    act(guide.id, "approve", "publisher")
    act(guide.id, "request_changes", "reviewer", comment="Shorter, please.")
    revise(guide.id, summary="Shorter.")
    submit(guide.id)
    assert last_event(guide.id).said["still_signed"] == [{"stage": "Legal", "actor": actor("publisher").id}]
    assert act(guide.id, "approve", "reviewer").state == "approved", "the law was looked at before"
    act(guide.id, "publish", "publisher")
    # It lasts beyond the publication that it counted for, and ends with another text.
    revise(guide.id, summary="Shorter still.")
    submit(guide.id)
    act(guide.id, "recall", "author")
    revise(guide.id, demand={"level": "high", "text": "Many more."})
    submit(guide.id)
    assert "still_signed" not in last_event(guide.id).said
    assert codes(refused(guide.id, "approve", "reviewer")) == ["role"]


def test_drops_a_sign_off_whose_giver_took_part_or_changed_their_mind(app: Flask) -> None:
    configure({**LEGAL, "roles": ["publisher", "author"]}, LOOK)
    guide = a_guide("in_review")
    act(guide.id, "approve", "second_author")
    act(guide.id, "recall", "author")
    revise(guide.id, "second_author", summary="Shorter.")
    submit(guide.id)
    assert "still_signed" not in last_event(guide.id).said, "they have had a hand in it since"
    act(guide.id, "approve", "publisher")
    act(guide.id, "approve", "reviewer")
    act(guide.id, "request_changes", "publisher", comment="On second thought, no.")
    revise(guide.id, summary="Longer again.")
    submit(guide.id)
    assert "still_signed" not in last_event(guide.id).said, "they asked for changes since"


@pytest.mark.parametrize("minds", [True, False])
def test_brings_no_sign_off_past_a_comment_that_blocks(app: Flask, minds: bool) -> None:
    """A stage that minds comments would else be passed while one is open; one that does not is."""
    configure({**LEGAL, "comments_block": minds}, LOOK)
    guide = a_guide("in_review")
    act(guide.id, "approve", "publisher")
    thread = comment(guide.id, anchor="demand.text", text="Who says?", blocking=True, actor=actor("reviewer"))
    act(guide.id, "request_changes", "reviewer", comment="See the comment.")
    revise(guide.id, summary="Shorter.")
    submit(guide.id)
    assert ("still_signed" in last_event(guide.id).said) == (not minds)
    if not minds:
        return
    assert codes(refused(guide.id, "approve", "publisher")) == ["open_comments"]
    resolve(guide.id, thread.id, actor=actor("author"))
    assert act(guide.id, "approve", "publisher").state == "in_review"
    act(guide.id, "recall", "author")
    submit(guide.id)
    assert "still_signed" in last_event(guide.id).said, "nothing is open any more"


def test_keeps_a_sign_off_of_sections_when_a_text_is_reopened_and_nothing_else(app: Flask) -> None:
    configure(LEGAL, LOOK)
    guide = a_guide("in_review")
    act(guide.id, "approve", "publisher")
    act(guide.id, "approve", "reviewer")
    act(guide.id, "reopen", "author", reason="A typo.")
    revise(guide.id, summary="Without it.")
    submit(guide.id)
    assert [one["stage"] for one in last_event(guide.id).said["still_signed"]] == ["Legal"]
    assert guides.find(guide.id).state == "in_review"
    assert codes(refused(guide.id, "publish", "publisher")) == ["state"]


def test_says_at_submit_that_two_people_cannot_pass_three_stages(app: Flask) -> None:
    three = [{**LOOK, "name": name, "bars_earlier_approvers": True} for name in ("Facts", "Language", "Tone")]
    configure(*three)
    guide = a_guide("draft")
    refusal = refused(guide.id, "submit", "author", change_note="New.", major=True)
    assert codes(refusal) == ["nobody_eligible"]
    assert "“Tone” needs 1 person" in refusal.refusals[0].why
    configure(*three[:2])
    assert submit(guide.id).state == "in_review"


def test_is_due_after_working_days(app: Flask) -> None:
    configure(LEGAL, LOOK)
    with time_machine.travel("2026-03-06T10:00:00Z", tick=False):  # a Friday
        guide = a_guide("in_review")
        assert review_of(guide.id).due_on == date(2026, 3, 11)
        act(guide.id, "approve", "publisher")
    assert review_of(guide.id).due_on is None


def test_is_configured_by_managing_editors_alone(sqlite_app: Flask) -> None:
    for role in ("author", "reviewer", "publisher", "admin"):
        with pytest.raises(TransitionRefused, match="managing editor"):
            staging.configure([LOOK], actor=actor(role))
    assert store.configured() == ()


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ({}, "stages"),
        ([LEGAL], "stages"),
        ([LOOK, LOOK], 1),
        ([LOOK] * 11, "stages"),
        ([{**LOOK, "name": " "}], 0),
        ([{**LOOK, "name": "x" * 61}], 0),
        ([{**LOOK, "name": "\u202eLegal"}], 0),
        ([{**LOOK, "roles": []}], 0),
        ([{**LOOK, "roles": ["admin"]}], 0),
        ([{**LOOK, "approvals": 0}], 0),
        ([{**LOOK, "approvals": True}], 0),
        ([{**LOOK, "approvals": "2"}], 0),
        ([{**LOOK, "sections": ["nothing"]}], 0),
        ([{**LOOK, "due_days": 0}], 0),
        ([{**LOOK, "comments_block": "yes"}], 0),
        ([{**LOOK, "more": 1}], 0),
    ],
)
def test_refuses_stages_that_would_not_work(rows: Any, where: Any) -> None:
    with pytest.raises(InvalidContent) as error:
        staging.read(rows)
    assert where in error.value.errors


def test_reads_what_it_writes(tmp_path: Path) -> None:
    stages = staging.read([LEGAL, LOOK])
    assert staging.read(json.loads(json.dumps([stage.to_dict() for stage in stages]))) == stages
    assert stages[0].sections == frozenset({"demand"})
    assert stages[1].roles == frozenset({Role.REVIEWER})
