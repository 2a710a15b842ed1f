"""Publishing without review, and the debt it leaves."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from flask import Flask

from cms.errors import TransitionRefused
from cms.services import editorial, situation
from cms.store import debts, guides, publications
from cms.workflow import Actor
from tests import factories
from tests.factories import a_document, a_guide
from tests.services.records import codes, decisions_of, last_event, refused, review_of
from tests.services.together import everything

if TYPE_CHECKING:
    from cms.web.parts import Parts

Actors = Mapping[str, Actor]


@time_machine.travel(datetime(2026, 5, 30, 23, 59, tzinfo=UTC), tick=False)
def test_owes_a_second_look_at_what_was_forced(app: Flask, actors: Actors) -> None:
    guide = a_guide("draft")
    factories.revise(guide.id, "second_author", summary="A better summary.")
    factories.act(guide.id, "force_publish", "managing_editor", reason="The old page was wrong.")
    debt = debts.open_debt(guide.id)
    assert debt
    assert (debt.publication_number, debt.forced_by) == (1, actors["managing_editor"].id)
    assert debt.contributors == sorted([actors["author"].id, actors["second_author"].id])
    assert debt.due_on == date(2026, 6, 6)
    assert debt.opened_at == datetime(2026, 5, 30, 23, 59, tzinfo=UTC)
    found = guides.find(guide.id)
    assert (found.state, found.public_status) == ("published", "live_unreviewed")
    event = last_event(guide.id)
    assert (event.from_public, event.to_public) == ("never_published", "live_unreviewed")
    assert (event.publication_number, event.seq) == (1, 1)
    assert event.said == {"reason": "The old page was wrong."}
    live = publications.live(guide.id)
    assert live
    assert (live.counted, live.reviewed_on) == (False, None)


def test_keeps_what_the_open_review_said_when_it_is_forced_past(app: Flask) -> None:
    guide = a_guide("in_review", change_note="New figures.")
    factories.act(guide.id, "force_publish", "managing_editor", reason="Today, please.")
    live = publications.live(guide.id)
    assert live
    assert (live.change_note, live.major) == ("New figures.", True)
    assert review_of(guide.id).outcome == "force_publish"
    assert codes(refused(guide.id, "approve", "reviewer")) == ["state"]


def test_lets_nobody_who_had_a_hand_in_it_clear_the_debt(app: Flask, parts: "Parts", actors: Actors) -> None:
    guide = a_guide("draft")
    factories.act(guide.id, "force_publish", "managing_editor", reason="Today, please.")
    for key in ("author", "managing_editor"):
        everyone = replace(actors[key], roles=frozenset(actors["reviewer"].roles | actors[key].roles))
        before = everything()
        with pytest.raises(TransitionRefused) as refusal:
            editorial.perform(
                guide.id, "clear_debt", base=1, actor=everyone, renderer=parts.renderer, rules=parts.rules
            )
        assert codes(refusal.value) == ["four_eyes"]
        assert everything() == before


@time_machine.travel(datetime(2026, 6, 3, 12, 0, tzinfo=UTC), tick=False)
def test_clears_the_debt_by_a_decision_about_the_live_text(app: Flask, actors: Actors) -> None:
    guide = a_guide("draft")
    factories.act(guide.id, "force_publish", "managing_editor", reason="Today, please.")
    factories.revise(guide.id, summary="Meanwhile, the next text.")
    factories.act(guide.id, "clear_debt", "reviewer", comment="Checked.")
    [decision] = decisions_of(guide.id)
    assert (decision.verdict, decision.review_number) == ("clear_debt", None)
    assert (decision.digest, decision.comment) == (guides.revision(guide.id, 1).digest, "Checked.")
    assert debts.open_debt(guide.id) is None
    live = publications.live(guide.id)
    assert live
    assert (live.counted, live.reviewed_on) == (True, date(2026, 6, 3))
    assert (guides.find(guide.id).state, guides.find(guide.id).public_status) == ("draft", "live")
    event = last_event(guide.id)
    assert (event.publication_number, event.seq, event.said) == (1, 2, {"comment": "Checked."})
    assert situation.contributors(guide.id) == {actors["author"].id}  # for the next text alone


def test_settles_the_debt_with_a_reviewed_publication(app: Flask) -> None:
    guide = a_guide("draft")
    factories.act(guide.id, "force_publish", "managing_editor", reason="Today, please.")
    factories.published_again(guide.id, summary="Now with a second look.")
    assert debts.open_debt(guide.id) is None
    assert guides.find(guide.id).public_status == "live"
    assert codes(refused(guide.id, "clear_debt", "second_reviewer")) == ["public_status"]


def test_replaces_the_debt_when_it_is_forced_again(app: Flask) -> None:
    guide = a_guide("draft")
    factories.act(guide.id, "force_publish", "managing_editor", reason="Today, please.")
    factories.revise(guide.id, summary="Once more.")
    factories.act(guide.id, "force_publish", "managing_editor", reason="Again.")
    debt = debts.open_debt(guide.id)
    assert debt
    assert debt.publication_number == 2


def test_waives_nothing_that_makes_a_guide_a_guide(app: Flask) -> None:
    guide = a_guide("draft", a_document(overview=None))
    refusal = refused(guide.id, "force_publish", "managing_editor", reason="Today, please.")
    assert codes(refusal) == ["incomplete"]
    assert "Overview is still empty." in str(refusal)
