"""What an editor could do, as the list finds it: by what they wrote, sent, decided and asked for."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from flask import Flask
from sqlalchemy import update

from cms import clock
from cms.services import accounts, staging, suggested_edits
from cms.store import guide_list
from cms.store.choices import Choice, Sort, Wants
from cms.store.db import transaction
from cms.store.reviews import Review
from cms.workflow import Role
from tests.factories import a_document, a_guide, act, published_again, revise, submit
from tests.support.library import public
from tests.support.people import PEOPLE, actor, ensure


def found(wants: Wants, key: str) -> list[UUID]:
    choice = Choice(wants=(wants,), me=str(PEOPLE[key].id))
    rows = [one.id for one in guide_list.window(choice, limit=9).guides]
    assert guide_list.count(choice) == len(rows)
    return rows


def test_a_review_is_for_those_who_had_no_hand_in_the_text(app: Flask) -> None:
    often = a_guide("published", a_document(translation_key=None))  # a high number of a counted revision, elsewhere
    for number in range(3):
        published_again(often.id, summary=f"Said in another way, {number}.")
    written = a_guide("in_review", author="second_author")
    assert found(Wants.MY_REVIEW, "author") == [], "who has no role that decides"
    for key in ("author", "second_author"):
        accounts.set_roles(PEOPLE[key].id, (Role.AUTHOR, Role.REVIEWER))
    assert found(Wants.MY_REVIEW, "author") == [written.id]
    assert found(Wants.MY_REVIEW, "second_author") == []
    revise(often.id, "second_author", summary="By another hand.")
    submit(often.id)
    assert found(Wants.MY_REVIEW, "second_author") == [], "what one wrote since the last approval"
    assert found(Wants.MY_REVIEW, "author") == [written.id], "what one has sent"
    assert set(found(Wants.MY_REVIEW, "reviewer")) == {written.id, often.id}


def test_a_review_is_for_the_roles_of_the_stage_that_it_stands_at(app: Flask) -> None:
    _stages(("Facts", ["reviewer"], 2, False), ("Legal", ["publisher"], 1, False), ("Last", ["reviewer"], 1, True))
    ensure()
    accounts.set_roles(PEOPLE["publisher"].id, (Role.PUBLISHER, Role.REVIEWER))
    accounts.set_roles(PEOPLE["admin"].id, (Role.REVIEWER, Role.ADMIN))
    guide = a_guide("in_review")
    turns = {
        "": {"reviewer", "second_reviewer", "publisher", "admin"},
        "reviewer": {"second_reviewer", "publisher", "admin"},
        "second_reviewer": {"publisher"},
        "publisher": {"admin"},
    }
    for approves, turn in turns.items():
        if approves:
            act(guide.id, "approve", approves)
        mine = {key for key in PEOPLE if found(Wants.MY_REVIEW, key) == [guide.id]}
        assert mine == turn, approves


def test_a_review_of_a_stage_is_for_those_who_approved_another_unless_it_bars_them(app: Flask) -> None:
    _stages(("Facts", ["reviewer"], 1, False), ("Style", ["reviewer"], 1, False))
    guide = a_guide("in_review")
    act(guide.id, "approve", "reviewer")
    assert found(Wants.MY_REVIEW, "reviewer") == found(Wants.MY_REVIEW, "second_reviewer") == [guide.id]


def test_a_review_is_not_for_those_whose_suggestion_was_taken(app: Flask) -> None:
    guide = a_guide("draft")
    edit = suggested_edits.suggest(guide.id, anchor="summary", value="Shorter.", actor=actor("reviewer"))
    suggested_edits.accept(guide.id, edit.id, actor=actor("author"))
    submit(guide.id)
    assert (found(Wants.MY_REVIEW, "reviewer"), found(Wants.MY_REVIEW, "second_reviewer")) == ([], [guide.id])


def test_a_text_is_for_those_who_write_it_and_for_who_looks_after_it(app: Flask) -> None:
    guide, live = a_guide("in_review"), a_guide("published", author="second_author")
    act(guide.id, "request_changes", "reviewer", comment="Shorter, please.")
    assert (found(Wants.MY_TEXT, "author"), found(Wants.MY_TEXT, "second_author")) == ([guide.id], [live.id])
    act(guide.id, "assign", "author", target=str(PEOPLE["second_author"].id))
    act(live.id, "assign", "author", target=str(PEOPLE["managing_editor"].id))
    assert found(Wants.MY_TEXT, "second_author") == [guide.id], "what was handed over, and not what was approved"
    assert found(Wants.MY_TEXT, "author") == [guide.id]


def _stages(*rows: tuple[str, list[str], int, bool]) -> None:
    names = ("name", "roles", "approvals", "bars_earlier_approvers")
    staging.configure([dict(zip(names, row, strict=True)) for row in rows], actor=actor("managing_editor"))


def test_a_second_look_is_for_those_who_neither_wrote_nor_forced(app: Flask) -> None:
    forced, taken = public(1), public(2)
    act(taken.id, "takedown", "managing_editor", removal="withdrawn", reason="It was wrong.")
    assert set(found(Wants.MY_SECOND_LOOK, "reviewer")) == {forced.id, taken.id}
    assert found(Wants.MY_SECOND_LOOK, "managing_editor") == []
    assert found(Wants.MY_SECOND_LOOK, "author") == [taken.id], "a contributor may look at a takedown"
    assert set(found(Wants.SECOND_LOOK, "author")) == {forced.id, taken.id}


def test_a_removal_is_confirmed_by_another(app: Flask) -> None:
    leaving = public(1)
    act(leaving.id, "request_removal", "publisher", removal="gone", reason="It is out of date.")
    assert found(Wants.MY_REMOVAL, "publisher") == []
    assert found(Wants.MY_REMOVAL, "author") == found(Wants.REMOVAL, "publisher") == [leaving.id]


def test_the_first_ones_of_several_choices_are_those_of_each(app: Flask) -> None:
    for days in (3, 1, 2):
        a_guide("draft")
        a_guide("in_review")
        act(a_guide("approved").id, "schedule", "publisher", due=clock.now() + timedelta(days=days), zone="UTC")
    for due_in in (5, None, -1, 2):
        waiting = a_guide("in_review")
        due_on = None if due_in is None else clock.today() + timedelta(days=due_in)
        with transaction() as current:
            current.execute(update(Review).where(Review.guide_id == waiting.id).values(due_on=due_on))
    a_guide("published")
    me = str(PEOPLE["author"].id)
    by_text = Choice(me=me, state=("draft",), wants=(Wants.MY_TEXT,))
    by_hour = Choice(me=me, state=("scheduled", "published"), sort=Sort.DUE)
    by_day = Choice(me=me, state=("in_review", "draft"), sort=Sort.REVIEW_DUE)
    late = Choice(me=me, wants=(Wants.REVIEW_LATE,), sort=Sort.REVIEW_DUE)
    every = Choice(me=me)
    failed, own = replace(every, state=("publish_failed",)), replace(every, owner=me)
    choices = [by_text, failed, by_hour, by_day, late, every, own]
    assert guide_list.count(late) == 1
    for limit, most in ((1, 2), (2, 1), (9, 200)):
        found = guide_list.firsts(choices, limit=limit, most=most)
        for choice, (first, number) in zip(choices, found, strict=True):
            window = guide_list.window(choice, limit=limit)
            assert first == window.guides
            assert number == guide_list.count(choice, most)
            assert window.total == guide_list.count(choice)
