"""Comments: they stay with what they are about, block what they block, and nothing that was said is lost."""

import pytest
from flask import Flask
from sqlalchemy import select

from cms.errors import InvalidContent, NotFound, TransitionRefused
from cms.services import auditing, commenting, verifying_logs
from cms.services.auditing import Asked
from cms.store import comments, events
from cms.store.comments import Comment
from cms.store.db import session
from cms.store.guides import Guide
from cms.store.notifications import Notification
from cms.workflow import Actor
from tests.factories import a_document, a_guide, act, revise
from tests.services.records import last_event, refused
from tests.support.people import PEOPLE, actor


def said(guide: Guide, text: str = "Is this so?", *, about: str = "", blocking: bool = False, by: str = "") -> Comment:
    who = actor(by or "reviewer")
    return commenting.comment(guide.id, anchor=about, text=text, blocking=blocking, actor=who)


def test_keeps_a_thread_with_what_it_is_about(app: Flask) -> None:
    guide = a_guide("in_review")
    first = said(guide, " Which course?\r\n", about="roadmap.step-1.title")
    commenting.answer(guide.id, first.id, text="The evening one.", actor=actor("author"))
    [thread] = comments.threads(guide.id)
    assert thread.first.text == "Which course?"
    assert thread.first.about.startswith("Roadmap › Step 2 “")
    assert [one.text for one in thread.answers] == ["The evening one."]
    assert thread.people == {actor("reviewer").id, actor("author").id}


def test_survives_reordering_and_says_what_it_was_about_when_the_row_is_gone(app: Flask) -> None:
    rows = [{"id": f"faq-{n}", "question": f"Question {n}?", "answer": f"Answer {n}."} for n in (1, 2)]
    guide = a_guide("draft", a_document(faq=rows))
    said(guide, about="faq.faq-2.answer")
    revise(guide.id, faq=rows[::-1])
    [thread] = comments.threads(guide.id)
    assert thread.first.anchor == "faq.faq-2.answer"
    revise(guide.id, faq=rows[:1])
    [thread] = comments.threads(guide.id)
    assert thread.first.about == "Questions › Question 2 “Question 2?” › Answer"
    with pytest.raises(NotFound, match="no such place"):
        said(guide, about="faq.faq-2.answer")


def test_blocks_an_approval_until_it_is_settled(app: Flask) -> None:
    guide = a_guide("in_review")
    first = said(guide, blocking=True)
    said(guide, "A small thing.")
    refusal = refused(guide.id, "approve", "second_reviewer")
    assert [one.code for one in refusal.refusals] == ["open_comments"]
    commenting.resolve(guide.id, first.id, actor=actor("author"))
    commenting.reopen(guide.id, first.id, actor=actor("reviewer"))
    refused(guide.id, "approve", "second_reviewer")
    commenting.resolve(guide.id, first.id, actor=actor("author"))
    commenting.resolve(guide.id, first.id, actor=actor("reviewer"))
    [thread, _] = comments.threads(guide.id)
    assert thread.first.resolved_by == actor("author").id, "what is settled stays as it was settled"
    noted = [one for one in events.of_guide(guide.id) if one.action.endswith("_comment")]
    assert [(one.action, one.actor_id) for one in noted] == [
        ("settle_comment", actor("author").id),
        ("reopen_comment", actor("reviewer").id),
        ("settle_comment", actor("author").id),
    ]
    assert all(one.said == {"about": "The whole guide", "thread": str(first.id)} for one in noted)
    assert act(guide.id, "approve", "second_reviewer").state == "approved"
    assert verifying_logs.verify().broken == []


def test_notes_what_stands_in_the_way_again_and_nothing_else(app: Flask) -> None:
    guide = a_guide("in_review")
    small, open_still = said(guide, "A small thing."), said(guide, blocking=True)
    commenting.resolve(guide.id, small.id, actor=actor("author"))
    commenting.reopen(guide.id, small.id, actor=actor("reviewer"))
    commenting.reopen(guide.id, open_still.id, actor=actor("reviewer"))
    assert last_event(guide.id).action == "submit"
    commenting.resolve(guide.id, open_still.id, actor=actor("author"))
    commenting.reopen(guide.id, open_still.id, actor=actor("reviewer"))
    entry = auditing.of_guides(Asked(guide_id=guide.id), limit=1)[0]
    assert entry.done == "reopened a comment that keeps it from being approved"
    assert verifying_logs.verify().broken == []


@pytest.mark.parametrize("text", ["", " \r\n ", "x" * (commenting.LONGEST + 1), "turned \u202e round"])
def test_keeps_nothing_that_says_nothing_or_deceives(sqlite_app: Flask, text: str) -> None:
    guide = a_guide("draft")
    with pytest.raises(InvalidContent):
        said(guide, text)
    assert comments.threads(guide.id) == []


def test_is_open_to_those_with_an_editorial_role_alone(sqlite_app: Flask) -> None:
    guide, other = a_guide("draft"), a_guide("draft")
    first = said(guide)
    with pytest.raises(TransitionRefused, match="editorial role"):
        commenting.answer(guide.id, first.id, text="Hm.", actor=actor("admin"))
    with pytest.raises(NotFound):
        commenting.answer(other.id, first.id, text="Hm.", actor=actor("author"))


def test_calls_in_whoever_is_mentioned(app: Flask) -> None:
    guide = a_guide("draft")
    made = said(guide, "@Ben Okafor, is this so? @Ruth Lindqvist asks.")
    told = session().scalars(select(Notification).where(Notification.kind == "mention")).all()
    assert [str(one.person_id) for one in told] == [actor("second_author").id], "nobody calls themselves in"
    assert told[0].said["place"] == f"/comments#comment-{made.id}"


def heard(kind: str) -> set[str]:
    """Who was told of it: by their keys."""
    told = session().scalars(select(Notification).where(Notification.kind == kind)).all()
    return {key for key, one in PEOPLE.items() if one.id in {row.person_id for row in told}}


def test_whose_guide_it_is_and_who_wrote_last_hear_of_a_comment(app: Flask) -> None:
    guide = a_guide("draft")
    said(guide, "My own note.", by="author")
    assert heard("commented") == set(), "nobody hears of themselves"
    revise(guide.id, "second_author", summary="Shorter.")
    said(guide, "@Ben Okafor, is this so?", about="summary")
    assert (heard("commented"), heard("mention")) == ({"author"}, {"second_author"}), "each hears of it once"
    said(guide)
    assert heard("commented") == {"author", "second_author"}


def test_who_has_written_in_a_thread_hears_of_answers(app: Flask) -> None:
    guide = a_guide("draft")
    first = said(guide)
    commenting.answer(guide.id, first.id, text="It is.", actor=actor("second_author"))
    assert heard("answered") == {"reviewer"}
    commenting.answer(guide.id, first.id, text="It was.", actor=actor("publisher"))
    assert heard("answered") == {"reviewer", "second_author"}
    [row, *_] = session().scalars(select(Notification).where(Notification.kind == "answered")).all()
    assert row.said["place"] == f"/comments#comment-{first.id}"


def test_finds_who_is_mentioned() -> None:
    ann, lee, cole = (Actor(name, name, frozenset()) for name in ("Ann", "Ann Lee", "J. Cole"))
    everyone = [ann, lee, cole]
    assert commenting.mentioned("Ask @ann lee about it.", everyone) == [lee]
    assert commenting.mentioned("(@Ann), @J. Cole!", everyone) == [cole, ann]
    another = Actor("2", "ann lee", frozenset())
    assert commenting.mentioned("@Ann Lee, who?", [*everyone, another]) == [lee, another], "of one name, both"
    assert commenting.mentioned("ann@Ann.example, @Anna, Ann", everyone) == []
