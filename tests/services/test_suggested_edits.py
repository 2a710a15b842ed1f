"""Suggested changes: an author takes or leaves them, and whoever suggested what was taken is a contributor."""

from typing import Any

import pytest
from flask import Flask

from cms.content import GuideContent, spots
from cms.errors import InvalidContent, NotFound, TransitionRefused
from cms.services import suggested_edits as acts
from cms.store import guides, suggested_edits
from cms.store.guides import Guide
from cms.store.suggested_edits import SuggestedEdit
from tests.factories import a_document, a_guide, act, revise, submit
from tests.services.records import codes, last_event, refused
from tests.support.people import actor


def suggested(guide: Guide, value: Any, anchor: str = "roadmap.step-1.title", by: str = "reviewer") -> SuggestedEdit:
    return acts.suggest(guide.id, anchor=anchor, value=value, actor=actor(by))


def taken(guide: Guide, edit: SuggestedEdit) -> dict[str, Any]:
    """The text with it."""
    return acts.accept(guide.id, edit.id, actor=actor("author")).revision.document


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
    lines = suggested(guide, ["One", "", " Two "], "roadmap.step-1.tasks")
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
    for anchor in ("", "from_role", "faq.no", "roadmap.step-1.id", "schema_version"):
        with pytest.raises(NotFound):
            suggested(guide, "Words", anchor)
    wrong: dict[str, tuple[Any, ...]] = {
        "title": (guide.title, "turned \u202e round", "x" * 10_000, 7, ["Words"]),
        "roadmap.step-1": ({"title": "Another"}, "Words"),
        "roadmap": ("Words", {}, {"title": ""}, {"nothing": "known"}, None),
        "roadmap.step-1.duration": ("long", {"value": "long"}, {"value": 3, "more": 1}),
        "roadmap.step-1.tasks": ("Words", [{}]),
        "difficulty": ("beyond words",),
        "cta.url": ("nowhere",),
        "verified_on": ("soon",),
    }
    for anchor, values in wrong.items():
        for value in values:
            with pytest.raises((InvalidContent, NotFound)):
                suggested(guide, value, anchor)
    with pytest.raises(TransitionRefused):
        suggested(guide, "Words", "title", by="admin")
    edit = suggested(guide, "Words", "title")
    for who in ("publisher", "admin"):
        for decide in (acts.accept, acts.reject):
            with pytest.raises(TransitionRefused):
                decide(guide.id, edit.id, actor=actor(who))
    assert acts.reject(guide.id, edit.id, actor=actor("reviewer")).closed_by == actor("reviewer").id


@pytest.mark.parametrize(
    ("anchor", "value", "kept"),
    [
        ("roadmap.step-1.duration", {"value": 3, "unit": "week"}, {"value": 3, "unit": "week"}),
        ("difficulty", "easy", "easy"),
        ("weekly_hours", None, None),
        ("summary", " Shorter. ", "Shorter."),
        ("tags", ["wheels", "", "maps"], ["wheels", "maps"]),
    ],
)
def test_suggests_values_of_every_kind(app: Flask, anchor: str, value: Any, kept: Any) -> None:
    guide = a_guide("draft")
    document = taken(guide, suggested(guide, value, anchor))
    spot = spots.find(document, anchor)
    assert spot is not None
    assert spot.value == kept


def test_suggests_one_more_row_and_one_less(app: Flask) -> None:
    rows = [{"id": f"faq-{number}", "question": f"Why {number}?", "answer": "Because."} for number in (1, 2)]
    guide = a_guide("draft", a_document(faq=rows))
    more = suggested(guide, {"question": "When?", "answer": "Now."}, "faq")
    same = suggested(guide, {"question": "Where?", "answer": "Here."}, "faq")
    less, again = suggested(guide, None, "faq.faq-1"), suggested(guide, None, "faq.faq-2")
    assert (more.before, more.after) == (None, {"question": "When?", "answer": "Now."})
    revise(guide.id, faq=[rows[1], {**rows[0]}])
    taken(guide, more)
    faq = taken(guide, same)["faq"]
    assert [row["question"] for row in faq] == ["Why 2?", "Why 1?", "When?", "Where?"]
    assert len({row["id"] for row in faq}) == 4
    assert [row["id"] for row in taken(guide, less)["faq"]][:1] == ["faq-2"]
    assert last_event(guide.id).said["suggested_by"] == actor("reviewer").id
    revise(guide.id, faq=[{**rows[1], "answer": "For another reason."}])
    with pytest.raises(TransitionRefused, match="has changed since"):
        taken(guide, again)
    submit(guide.id)
    assert "four_eyes" in codes(refused(guide.id, "approve", "reviewer"))


def test_says_why_a_row_does_not_fit_into_a_list_that_filled_up_meanwhile(sqlite_app: Flask) -> None:
    guide = a_guide("draft")
    more = suggested(guide, {"question": "When?", "answer": "Now."}, "faq")
    most = GuideContent.members()["faq"].at_most  # type: ignore[attr-defined]
    revise(guide.id, faq=[{"question": f"Why {number}?", "answer": "Because."} for number in range(most)])
    with pytest.raises(TransitionRefused, match=f"does not fit any more.*{most}"):
        taken(guide, more)
    assert suggested_edits.waiting(guide.id) == [more]
