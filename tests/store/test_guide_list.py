"""What an editor could do, as the list finds it: by what they wrote, sent, decided and asked for."""

from uuid import UUID

from flask import Flask

from cms.store import guide_list
from cms.store.guide_list import Choice, Wants
from tests.factories import a_document, a_guide, act, published_again, revise, submit
from tests.support.library import public
from tests.support.people import PEOPLE


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
    assert found(Wants.MY_REVIEW, "author") == [written.id]
    assert found(Wants.MY_REVIEW, "second_author") == []
    revise(often.id, "second_author", summary="By another hand.")
    submit(often.id)
    assert found(Wants.MY_REVIEW, "second_author") == [], "what one wrote since the last approval"
    assert found(Wants.MY_REVIEW, "author") == [written.id], "what one has sent"
    assert set(found(Wants.MY_REVIEW, "reviewer")) == {written.id, often.id}


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
