"""Taken down by one: at once, and with a debt."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cms.errors import Kind, TransitionRefused
from cms.services import editorial
from cms.store import debts, public_clock, removals
from cms.store.db import session
from cms.workflow import Role
from tests.factories import a_guide, act
from tests.services.leaving import FRIDAY, GONE, REDIRECT, Actors, ask, last_announced, status, take_down
from tests.services.records import codes, last_event, refused

if TYPE_CHECKING:
    from cms.web.parts import Parts


@time_machine.travel(FRIDAY, tick=False)
def test_takes_a_guide_down_at_once_and_owes_a_second_look(app: Flask, actors: Actors) -> None:
    guide = a_guide("published")
    ask(guide.id, GONE)  # which is overtaken
    take_down(guide.id, public_text="Do not do this.")
    assert status(guide.id) == "withdrawn"
    assert removals.asked(guide.id) is None
    holds, debt = removals.standing(guide.id), debts.open_debt(guide.id, debts.TAKEDOWN)
    assert holds
    assert debt
    mona = actors["managing_editor"].id
    assert (holds.asked_by, holds.confirmed_by, holds.confirmed_at) == (mona, mona, FRIDAY)
    assert (debt.forced_by, debt.publication_number, debt.due_on) == (mona, 1, date(2026, 6, 12))
    event = last_event(guide.id)
    assert (event.seq, event.publication_number) == (2, 1)
    assert last_announced(guide.id) == ("guide.withdrawn", 2)


def test_takes_nothing_down_without_a_reason_or_by_anybody_else(app: Flask) -> None:
    guide = a_guide("published")
    for role in ("author", "reviewer", "publisher", "admin"):
        refusal = refused(guide.id, "takedown", role, removal=GONE, reason="It is dangerous.")
        assert (codes(refusal), refusal.kind) == (["role"], Kind.FORBIDDEN)
    assert codes(refused(guide.id, "takedown", "managing_editor", removal=GONE)) == ["reason_missing"]
    for kind in (None, REDIRECT):
        refusal = refused(guide.id, "takedown", "managing_editor", removal=kind, reason="Danger.", target="elsewhere")
        assert codes(refusal) == ["removal_missing"]


def test_has_a_takedown_looked_at_by_a_reviewer_who_did_not_do_it(app: Flask, parts: "Parts", actors: Actors) -> None:
    guide = a_guide("published")
    take_down(guide.id, GONE)
    clock = public_clock.read().seq, public_clock.read().generation
    herself = replace(actors["managing_editor"], roles=frozenset(Role))
    with pytest.raises(TransitionRefused) as refusal:
        editorial.perform(guide.id, "clear_debt", base=1, actor=herself, renderer=parts.renderer, rules=parts.rules)
    assert codes(refusal.value) == ["four_eyes"]
    act(guide.id, "clear_debt", "reviewer", comment="Dangerous indeed.")
    debt = session().scalars(select(debts.Debt).where(debts.Debt.guide_id == guide.id)).one()
    assert debt.closed_by == actors["reviewer"].id
    assert (status(guide.id), last_event(guide.id).seq) == ("gone", None)
    assert last_event(guide.id).said == {"comment": "Dangerous indeed."}
    assert (public_clock.read().seq, public_clock.read().generation) == clock, "nothing public has changed"
    assert codes(refused(guide.id, "clear_debt", "second_reviewer")) == ["no_debt"]


def test_keeps_the_debt_of_a_text_apart_from_that_of_its_takedown(app: Flask) -> None:
    guide = a_guide("draft")
    act(guide.id, "force_publish", "managing_editor", reason="Today, please.")
    take_down(guide.id)
    act(guide.id, "clear_debt", "reviewer")
    assert debts.open_debt(guide.id, debts.TAKEDOWN) is None
    assert debts.open_debt(guide.id), "nobody has looked at the text"
    act(guide.id, "reinstate", "publisher")
    assert status(guide.id) == "live_unreviewed"
    act(guide.id, "clear_debt", "reviewer")
    assert (status(guide.id), debts.open_debt(guide.id)) == ("live", None)
