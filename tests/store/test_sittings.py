"""Autosaves that a later one replaced may go after a day, unless anything refers to them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cms.services import autosaving, drafting
from cms.services.autosaving import Page
from cms.store import guides, history, open_pages, retention
from cms.store.db import transaction
from tests import factories
from tests.factories import a_document, a_guide
from tests.support import people

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def writes(guide_id: UUID, *words: str, tab: str = "the-first-page", who: str = "author") -> None:
    """A message for each word."""
    for word in words:
        base = guides.find(guide_id).newest
        page = Page(tab, base)
        document = a_document(summary=word)
        autosaving.autosave(guide_id, document, base=base, page=page, actor=people.actor(who))


def numbers(guide_id: UUID) -> list[int]:
    return [row.number for row in history.page(guide_id).entries][::-1]


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def test_keeps_the_first_and_the_last_of_a_sitting_and_never_gives_a_number_twice(app: Flask) -> None:
    with time_machine.travel(at(0), tick=False):
        guide_id = a_guide("draft", a_document()).id
        writes(guide_id, "a", "b", "c", "d")
    with time_machine.travel(at(23), tick=False):
        retention.forget()
        assert numbers(guide_id) == [1, 2, 3, 4, 5]
    with time_machine.travel(at(25), tick=False):
        retention.forget()
        assert numbers(guide_id) == [1, 2, 5], "the log names 2"
        going_on = a_document(title="On", summary="a")
        kept = drafting.save_draft(guide_id, going_on, base=4, actor=people.actor("second_author"))
    assert (kept.revision.number, kept.revision.cause) == (6, "merge")
    assert guides.revision(guide_id, 6).document["summary"] == "d"


def test_keeps_what_anything_refers_to(app: Flask) -> None:
    with time_machine.travel(at(0), tick=False):
        guide_id = a_guide("draft", a_document()).id
        writes(guide_id, "a", "b", "c")
        factories.submit(guide_id)
        factories.act(guide_id, "recall", "author")
        writes(guide_id, "d", "e", "f", "g")
        factories.act(guide_id, "restore", "author", revision=6)
        writes(guide_id, "h", tab="another-page", who="second_author")
        writes(guide_id, "i", "j")
    with time_machine.travel(at(30), tick=False):
        retention.forget()
    # 1 made; 2, 5 and 11 begin a line of the log; 4 was submitted; 6 restored; 8 the base of 9, the restored text.
    assert numbers(guide_id) == [1, 2, 4, 5, 6, 8, 9, 10, 11, 12]


def test_a_page_that_was_left_holds_nothing(app: Flask) -> None:
    with time_machine.travel(at(0), tick=False):
        guide_id = a_guide("draft", a_document()).id
        writes(guide_id, "a", "b", tab="another-page", who="second_author")
        writes(guide_id, "b")
        as_it_was = guides.revision(guide_id, 3).document
        kept = drafting.save_draft(guide_id, as_it_was, base=3, actor=people.actor("author"), tab="the-first-page")
        assert not kept.changed, "nobody settles what another has typed"
        writes(guide_id, "c", tab="another-page", who="second_author")
    with time_machine.travel(at(25), tick=False):
        retention.forget()
    assert numbers(guide_id) == [1, 2, 4]


def test_keeps_what_was_saved_by_hand_as_it_stood(app: Flask) -> None:
    with time_machine.travel(at(0), tick=False):
        guide_id = a_guide("draft", a_document()).id
        writes(guide_id, "a", "b")
        as_it_was = guides.revision(guide_id, 3).document
        drafting.save_draft(guide_id, as_it_was, base=3, actor=people.actor("author"), tab="the-first-page")
        writes(guide_id, "c", "d", "e", tab="another-page")
    with time_machine.travel(at(25), tick=False):
        retention.forget()
    assert numbers(guide_id) == [1, 2, 3, 4, 5, 7]
    assert guides.revision(guide_id, 4).cause == "edit"


def test_begins_a_new_sitting_after_half_an_hour(app: Flask) -> None:
    with time_machine.travel(at(0), tick=False):
        guide_id = a_guide("draft", a_document()).id
        writes(guide_id, "a", "b")
    with time_machine.travel(at(0.6), tick=False):
        writes(guide_id, "c")
    with time_machine.travel(at(48), tick=False):
        retention.forget()
    assert numbers(guide_id) == [1, 2, 3, 4]


def test_forgets_pages_after_a_week(app: Flask) -> None:
    author = str(people.PEOPLE["author"].id)
    with time_machine.travel(at(0), tick=False):
        guide_id = a_guide("draft", a_document()).id
        writes(guide_id, "a")
    for days, there in ((6, True), (8, False)):
        with time_machine.travel(at(24 * days), tick=False):
            retention.forget()
            assert (open_pages.find(guide_id, author, "the-first-page") is not None) == there


def test_lets_only_superseded_autosaves_go(app: Flask) -> None:
    guide_id = a_guide("draft", a_document()).id
    writes(guide_id, "a", "b", "c")
    for number in (1, 2, 4):
        with pytest.raises(DBAPIError, match="revision is append-only"), transaction() as act:
            act.execute(text(f"DELETE FROM revision WHERE number = {number}"))  # noqa: S608  # our own number
    with pytest.raises(DBAPIError, match="revision is append-only"), transaction() as act:
        act.execute(text("UPDATE revision SET cause = 'edit' WHERE number = 3"))
    with transaction() as act:
        act.execute(text("DELETE FROM revision WHERE number = 3"))
    assert numbers(guide_id) == [1, 2, 4]
