"""When the database breaks off in the middle, and when two people act at the same moment.

It breaks off at the first statement, at every one that writes, and at the end; with CMS_SOAK=1 at every statement.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from cms.errors import Kind, StaleRevision, TransitionRefused
from cms.services import drafting
from cms.services.revising import Kept
from cms.store import guides, public_clock, publications, reviews
from cms.store.db import db, session
from cms.store.guides import Guide
from cms.workflow import Removal
from tests import factories
from tests.factories import a_document, a_guide, a_short_document
from tests.services.together import at_once, everything
from tests.support import people
from tests.support.library import publications_of

SOAK = bool(os.environ.get("CMS_SOAK"))
Act = Callable[[], object]
_EXECUTIONS = ("do_execute", "do_execute_no_params", "do_executemany")


@contextmanager
def breaking_at(number: int | None) -> Iterator[list[str]]:
    """Every statement that the database is asked for, the next `number` of which fails as a lost connection would."""
    asked: list[str] = []

    def count(cursor: Any, statement: str, *rest: Any) -> None:
        asked.append(statement)
        if len(asked) == number:
            driver: Any = db.engine.dialect.dbapi
            raise driver.OperationalError("the line went dead")

    for name in _EXECUTIONS:
        event.listen(db.engine, name, count)
    try:
        yield asked
    finally:
        for name in _EXECUTIONS:
            event.remove(db.engine, name, count)


@contextmanager
def breaking_at_commit() -> Iterator[None]:
    def refuse(connection: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("the line went dead"))

    event.listen(db.engine, "commit", refuse)
    try:
        yield
    finally:
        event.remove(db.engine, "commit", refuse)


def leaves_nothing_wherever_it_breaks(act: Act) -> list[str]:
    """Breaks the act at its end and at its first, second … last statement, each time looking at every row of every
    table; then lets it succeed. Returns the statements that it took.
    """
    before = everything()
    forgets_what_it_read()
    with breaking_at(None) as asked, breaking_at_commit(), pytest.raises(OperationalError):
        act()
    assert everything() == before
    for number, statement in enumerate(asked, 1):
        if number > 1 and statement.startswith("SELECT") and not SOAK:
            continue
        forgets_what_it_read()
        with breaking_at(number) as reached, pytest.raises(OperationalError):
            act()
        assert len(reached) == number, reached
        assert everything() == before, f"something stayed when this failed: {reached[-1]}"
    forgets_what_it_read()
    with breaking_at(None) as succeeded:
        act()
    assert len(succeeded) == len(asked)
    assert everything() != before
    return succeeded


def forgets_what_it_read() -> None:
    """What is still in the session, for how long no one can tell, need not be asked for: statements would be fewer."""
    session().rollback()
    session().expunge_all()


def test_keeps_nothing_of_a_publication_that_breaks_off_anywhere(app: Flask) -> None:
    """With a moved address, another tag, a translation to render again and a debt to settle: every table is written."""
    key = "driver-to-planner"
    a_guide("published", a_document(language="de", slug="busfahrer", translation_key=key))
    guide_id = a_guide("draft", a_document(slug="driver", translation_key=key)).id
    factories.act(guide_id, "force_publish", "managing_editor", reason="Today, please.")
    factories.revise(guide_id, slug="driver-to-planner", tags=["calm"])
    factories.submit(guide_id)
    factories.act(guide_id, "approve", "reviewer")
    newest = guides.find(guide_id).newest
    asked = leaves_nothing_wherever_it_breaks(lambda: factories.act(guide_id, "publish", "publisher"))
    written = {statement.split()[2] for statement in asked if statement.startswith("INSERT")}
    changed = {statement.split()[1] for statement in asked if statement.startswith("UPDATE")}
    assert {"publication", "rendition", "slug_claim", "term", "change", "webhook_event", "event"} <= written
    assert {"guide", "publication", "rendition", "review", "debt", "public_clock"} <= changed
    live = publications.live(guide_id)
    assert live
    assert (live.number, live.revision_number) == (2, newest)


def test_keeps_nothing_of_a_removal_or_a_return_that_breaks_off_anywhere(app: Flask) -> None:
    """With a translation to render again, a guide that shows it, and a takedown's debt to settle."""
    key = "driver-to-planner"
    a_guide("published", a_short_document(language="de", slug="busfahrer", translation_key=key))
    guide_id = a_guide("published", a_short_document(slug="driver", translation_key=key)).id
    factories.act(guide_id, "request_removal", "author", removal=Removal.WITHDRAWN, reason="It is out of date.")
    asked = leaves_nothing_wherever_it_breaks(lambda: factories.act(guide_id, "confirm_removal", "publisher"))
    written = {statement.split()[2] for statement in asked if statement.startswith(("INSERT", "DELETE"))}
    changed = {statement.split()[1] for statement in asked if statement.startswith("UPDATE")}
    assert {"term", "change", "webhook_event", "event"} <= written
    assert {"guide", "publication", "rendition", "removal", "public_clock"} <= changed
    factories.act(guide_id, "reinstate", "publisher")
    factories.act(guide_id, "takedown", "managing_editor", removal=Removal.GONE, reason="It is dangerous.")
    asked = leaves_nothing_wherever_it_breaks(lambda: factories.act(guide_id, "reinstate", "publisher"))
    changed = {statement.split()[1] for statement in asked if statement.startswith("UPDATE")}
    assert {"guide", "publication", "rendition", "removal", "debt", "public_clock"} <= changed


def test_keeps_nothing_of_a_save_that_breaks_off_anywhere(app: Flask) -> None:
    guide_id = a_guide("draft").id
    document = {**guides.revision(guide_id, 1).document, "summary": "Nearly lost."}
    actor = people.actor("author")
    leaves_nothing_wherever_it_breaks(lambda: drafting.save_draft(guide_id, document, base=1, actor=actor))
    assert guides.revision(guide_id, 2).document["summary"] == "Nearly lost."


def test_keeps_nothing_of_a_new_guide_that_breaks_off_anywhere(app: Flask) -> None:
    people.ensure()
    actor, document = people.actor("author"), a_document()
    leaves_nothing_wherever_it_breaks(lambda: drafting.create_guide(document, actor=actor))


def test_keeps_nothing_of_an_approval_that_breaks_off_anywhere(app: Flask) -> None:
    guide_id = a_guide("in_review").id
    leaves_nothing_wherever_it_breaks(lambda: factories.act(guide_id, "approve", "reviewer"))


# Two at the same moment


def doing(guide_id: UUID, action: str, role: str, **said: Any) -> Act:
    return lambda: factories.act(guide_id, action, role, **said)


def sides(came_of: list[object]) -> tuple[list[object], list[TransitionRefused]]:
    """Those that succeeded, and the refusals; all refused for the state that the other brought about."""
    refusals = [one for one in came_of if isinstance(one, TransitionRefused)]
    assert all(one.kind is Kind.CONFLICT for one in refusals)
    return [one for one in came_of if isinstance(one, Guide | Kept)], refusals


def test_publishes_once_when_two_publish_at_once(app: Flask) -> None:
    guide_id = a_guide("approved").id
    won, lost = sides(at_once(app, *[doing(guide_id, "publish", "publisher")] * 2))
    assert (len(won), len(lost)) == (1, 1)
    session().rollback()
    assert [one.number for one in publications_of(guide_id)] == [1]
    assert public_clock.read().seq == 1


@pytest.mark.parametrize(
    ("state", "one", "other"),
    [
        ("in_review", ("approve", "reviewer", {}), ("recall", "author", {})),
        ("approved", ("publish", "publisher", {}), ("reopen", "author", {"reason": "One more look."})),
        ("approved", ("publish", "publisher", {}), ("request_changes", "reviewer", {"comment": "Wait."})),
        ("draft", ("submit", "author", {"change_note": "New.", "major": True}), ("discard", "author", {})),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else value,
)
def test_lets_one_of_two_win_whose_acts_exclude_each_other(
    app: Flask, state: factories.State, one: tuple[str, str, Any], other: tuple[str, str, Any]
) -> None:
    for _ in range(3):
        guide_id = a_guide(state).id
        acts = [doing(guide_id, action, role, **said) for action, role, said in (one, other)]
        came_of = at_once(app, *acts)
        won, lost = sides(came_of)
        assert (len(won), len(lost)) == (1, 1)
        session().rollback()
        published = publications.live(guide_id) is not None
        assert published == (one[0] == "publish" and came_of[0] in won)
        assert (reviews.open_review(guide_id) is not None) == (guides.find(guide_id).state in ("in_review", "approved"))


def test_counts_no_approval_of_a_review_that_was_reopened_meanwhile(app: Flask) -> None:
    """An approval and a reopening: whichever comes first, nothing is approved that somebody is writing on."""
    for _ in range(3):
        guide_id = a_guide("in_review").id
        came_of = at_once(
            app, doing(guide_id, "approve", "reviewer"), doing(guide_id, "reopen", "author", reason="One more look.")
        )
        won, _lost = sides(came_of)
        session().rollback()
        state = guides.find(guide_id).state
        assert state == ("draft" if len(won) == 2 else "approved")
        assert (reviews.open_review(guide_id) is None) == (state == "draft")


def test_publishes_no_text_but_the_approved_one_when_someone_saves_beside_it(app: Flask) -> None:
    guide_id = a_guide("approved").id
    approved = guides.revision(guide_id, 1)
    document, digest = {**approved.document, "summary": "Slipped in."}, approved.digest
    actor = people.actor("author")

    def saving() -> object:
        return drafting.save_draft(guide_id, document, base=1, actor=actor)

    came_of = at_once(app, doing(guide_id, "publish", "publisher"), saving)
    assert isinstance(came_of[0], Guide)  # a frozen text does not stand in the way of its publication
    assert not isinstance(came_of[1], StaleRevision)
    session().rollback()
    live = publications.live(guide_id)
    assert live
    assert live.digest == digest
    assert (guides.find(guide_id).newest == 2) == isinstance(came_of[1], Kept)


def test_keeps_one_of_two_approvals_by_the_same_person(app: Flask) -> None:
    guide_id = a_guide("in_review").id
    won, lost = sides(at_once(app, *[doing(guide_id, "approve", "reviewer")] * 2))
    assert (len(won), len(lost)) == (1, 1)
    session().rollback()
    assert len(reviews.decisions(guide_id, 1)) == 1
