"""Warnings that somebody answered for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from cms.errors import InvalidContent, Kind
from cms.services import situation
from cms.store import guides, reviews
from cms.store.db import session
from cms.store.guides import Guide
from cms.store.reviews import Acknowledgement
from cms.workflow import Actor
from tests import factories
from tests.factories import a_document, a_guide
from tests.services.records import codes, refused

Actors = Mapping[str, Actor]


REPEATED = "Draw every stop within ten minutes’ walk of your home."


def with_repetition(text: str = REPEATED) -> dict[str, Any]:
    """A document in which the second skill to learn repeats what a first list says already."""
    document = a_document(translation_key=None)
    document["transferable_skills"][0]["text"] = text
    document["skills_to_learn"][1]["how_to_learn"] = text
    return document


def answer(guide_id: UUID, reason: str = "It is the same exercise.") -> list[dict[str, str]]:
    guide = guides.find(guide_id)
    found = situation.judge(guide, guides.revision(guide_id, guide.newest).document)
    return [{"rule": one.rule, "path": one.path, "reason": reason} for one in found if one.rule == "S12"]


def sent(guide_id: UUID, **more: Any) -> Guide:
    return factories.act(guide_id, "submit", "author", change_note="What is new.", major=True, **more)


def test_asks_for_a_reason_for_each_warning(app: Flask, actors: Actors) -> None:
    guide = a_guide("draft", with_repetition())
    refusal = refused(guide.id, "submit", "author", change_note="First.", major=True)
    assert codes(refusal) == ["unacknowledged"]
    assert refusal.kind is Kind.MISSING
    for empty in ("", "   "):
        refused(guide.id, "submit", "author", change_note="First.", major=True, acknowledge=answer(guide.id, empty))
    sent(guide.id, acknowledge=answer(guide.id))
    [kept] = session().scalars(select(Acknowledgement).where(Acknowledgement.guide_id == guide.id))
    assert (kept.rule, kept.reason, kept.actor_id) == ("S12", "It is the same exercise.", actors["author"].id)
    assert kept.anchor == "skills_to_learn.map-making.how_to_learn"


def test_forgets_the_reason_when_the_act_is_refused_after_all(app: Flask) -> None:
    guide = a_guide("draft", with_repetition())
    refused(guide.id, "submit", "author", acknowledge=answer(guide.id))  # neither note nor size


def test_asks_again_when_the_text_it_was_about_has_changed(app: Flask) -> None:
    guide = a_guide("draft", with_repetition())
    sent(guide.id, acknowledge=answer(guide.id))
    factories.act(guide.id, "recall", "author")
    other = with_repetition("Draw your own street.")
    factories.revise(guide.id, **{name: other[name] for name in ("transferable_skills", "skills_to_learn")})
    assert codes(refused(guide.id, "submit", "author", change_note="New.", major=True)) == ["unacknowledged"]


def test_remembers_the_reason_when_rows_only_change_places(app: Flask) -> None:
    guide = a_guide("draft", with_repetition())
    sent(guide.id, acknowledge=answer(guide.id))
    factories.act(guide.id, "recall", "author")
    rows = guides.revision(guide.id, 1).document["skills_to_learn"]
    factories.revise(guide.id, skills_to_learn=[rows[2], rows[0], rows[1]])
    assert answer(guide.id)[0]["path"] == "skills_to_learn[2].how_to_learn"
    assert sent(guide.id).state == "in_review"


def test_drops_an_answer_to_a_warning_that_is_not_there(app: Flask) -> None:
    guide = a_guide("draft")
    sent(guide.id, acknowledge=[{"rule": "S12", "path": "faq[0]", "reason": "Just in case."}])
    assert reviews.acknowledged(guide.id) == {}


def test_takes_one_reason_for_rows_that_cannot_be_told_apart(app: Flask) -> None:
    document = a_document(translation_key=None)
    document["transferable_skills"] = [document["transferable_skills"][0]] * 3
    guide = a_guide("draft", document)
    assert len(answer(guide.id)) == 2
    assert sent(guide.id, acknowledge=answer(guide.id)).state == "in_review"
    assert len(reviews.acknowledged(guide.id)) == 1


def test_takes_reasons_with_nothing_but_sending_for_review(app: Flask) -> None:
    """Else whoever may only say that a guide still holds would answer for the warnings of its authors."""
    guide = a_guide("published")
    factories.revise(guide.id, **with_repetition())
    with pytest.raises(InvalidContent) as refusal:
        factories.act(guide.id, "reaffirm", "reviewer", evidence="I asked.", acknowledge=answer(guide.id))
    assert refusal.value.errors == {"acknowledge": ["Reasons for warnings come with “submit”, and with no other act."]}
    session().rollback()
    assert reviews.acknowledged(guide.id) == {}
