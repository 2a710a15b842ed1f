"""Suggested texts: an author takes or leaves them, and whoever suggested what was taken is a contributor."""

import pytest
from flask import Flask

from cms.errors import InvalidContent, NotFound, TransitionRefused
from cms.services import suggested_edits as acts
from cms.store import guides, suggested_edits
from cms.store.guides import Guide
from cms.store.suggested_edits import SuggestedEdit
from tests.factories import a_document, a_guide, act, revise, submit
from tests.services.records import codes, last_event, refused
from tests.support.people import actor


def suggested(guide: Guide, text: str, anchor: str = "roadmap.step-1.title", by: str = "reviewer") -> SuggestedEdit:
    return acts.suggest(guide.id, anchor=anchor, text=text, actor=actor(by))


def test_makes_whoever_suggested_what_was_taken_a_contributor(app: Flask) -> None:
    guide = a_guide("in_review")
    edit = suggested(guide, "Draw to scale")
    with pytest.raises(TransitionRefused):  # the text is kept still while others judge it
        acts.accept(guide.id, edit.id, actor=actor("author"))
    act(guide.id, "request_changes", "second_reviewer", comment="See the suggestion.")
    kept = acts.accept(guide.id, edit.id, actor=actor("author"))
    assert (kept.revision.cause, kept.revision.author_id) == ("suggestion", actor("author").id)
    assert last_event(guide.id).said["suggested_by"] == actor("reviewer").id
    assert [row["title"] for row in kept.revision.document["roadmap"] if row["id"] == "step-1"] == ["Draw to scale"]
    submit(guide.id)
    assert "four_eyes" in codes(refused(guide.id, "approve", "reviewer"))
    assert act(guide.id, "approve", "second_reviewer").state == "approved"


def test_leaves_no_trace_on_who_may_approve_when_it_is_left(app: Flask) -> None:
    guide = a_guide("draft")
    edit = suggested(guide, "Draw to scale")
    assert acts.reject(guide.id, edit.id, actor=actor("second_author")).outcome == "rejected"
    with pytest.raises(TransitionRefused, match="decided"):
        acts.accept(guide.id, edit.id, actor=actor("author"))
    assert suggested_edits.waiting(guide.id) == []
    submit(guide.id)
    assert act(guide.id, "approve", "reviewer").state == "approved"


def test_touches_that_field_alone_wherever_its_row_has_moved(app: Flask) -> None:
    guide = a_guide("draft")
    first, second = suggested(guide, "Draw to scale"), suggested(guide, "Sketch")
    lines = suggested(guide, "One\n\n Two \n", "roadmap.step-1.tasks")
    revise(guide.id, roadmap=a_document()["roadmap"][::-1], summary="Another.")
    acts.accept(guide.id, first.id, actor=actor("author"))
    acts.accept(guide.id, lines.id, actor=actor("author"))
    document = guides.revision(guide.id, guides.find(guide.id).newest).document
    row = next(row for row in document["roadmap"] if row["id"] == "step-1")
    assert (row["title"], row["tasks"], document["summary"]) == ("Draw to scale", ["One", "Two"], "Another.")
    with pytest.raises(TransitionRefused, match="has changed since"):
        acts.accept(guide.id, second.id, actor=actor("author"))


def test_refuses_what_cannot_be_suggested(sqlite_app: Flask) -> None:
    guide = a_guide("draft")
    for anchor in ("", "roadmap", "roadmap.step-1", "roadmap.step-1.duration", "roadmap.step-1.skill_slugs", "faq.no"):
        with pytest.raises(NotFound):
            suggested(guide, "Words", anchor)
    for text in (guide.title, "turned \u202e round", "x" * 10_000):
        with pytest.raises(InvalidContent):
            suggested(guide, text, "title")
    with pytest.raises(TransitionRefused):
        suggested(guide, "Words", "title", by="admin")
    edit = suggested(guide, "Words", "title")
    for who in ("publisher", "admin"):
        for decide in (acts.accept, acts.reject):
            with pytest.raises(TransitionRefused):
                decide(guide.id, edit.id, actor=actor(who))
    assert acts.reject(guide.id, edit.id, actor=actor("reviewer")).closed_by == actor("reviewer").id
