"""perform: what each row of the table leaves behind in the database, who looked at what, and what is not offered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from flask import Flask

from cms.errors import Kind, NotFound, StaleRevision, TransitionRefused
from cms.services import drafting, editorial, situation
from cms.store import events, guides, public_clock
from cms.store.db import session
from cms.workflow import TRANSITIONS, Actor, Inputs, Stage
from tests import factories
from tests.factories import a_document, a_guide
from tests.services.records import codes, decisions_of, last_event, refused, review_of
from tests.services.together import everything

if TYPE_CHECKING:
    from cms.web.parts import Parts

Actors = Mapping[str, Actor]


# What the review rows leave behind


@time_machine.travel(datetime(2026, 5, 4, 9, 30, tzinfo=UTC), tick=False)
def test_pins_the_text_and_copies_the_stages_when_it_is_sent_for_review(app: Flask, actors: Actors) -> None:
    guide = a_guide("draft")
    factories.revise(guide.id, "second_author", summary="A better summary.")
    factories.submit(guide.id, "author", change_note="  A better summary. ", major=False)
    review, newest = review_of(guide.id), guides.revision(guide.id, 2)
    assert (review.number, review.revision_number, review.digest) == (1, 2, newest.digest)
    assert (review.change_note, review.major, review.submitter_id) == ("A better summary.", False, actors["author"].id)
    assert [Stage.from_dict(one).approvals for one in review.stages] == [1]
    assert (review.closed_at, review.outcome) == (None, None)
    event = last_event(guide.id)
    assert (event.action, event.from_state, event.to_state) == ("submit", "draft", "in_review")
    assert (event.revision_number, event.publication_number, event.seq) == (2, None, None)
    assert event.said == {"change_note": "  A better summary. ", "major": False}
    assert event.at == review.opened_at == datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def test_keeps_an_approval_bound_to_the_pinned_text(app: Flask, actors: Actors) -> None:
    guide = a_guide("in_review")
    factories.act(guide.id, "approve", "reviewer", comment=" Well sourced. ")
    [decision] = decisions_of(guide.id)
    assert (decision.verdict, decision.actor_id, decision.stage) == ("approve", actors["reviewer"].id, 0)
    assert (decision.digest, decision.review_number) == (guides.revision(guide.id, 1).digest, 1)
    assert decision.comment == "Well sourced."
    assert guides.find(guide.id).state == "approved"
    assert review_of(guide.id).closed_at is None  # it ends with the publication
    assert last_event(guide.id).said == {"comment": " Well sourced. "}


@pytest.mark.parametrize(
    ("state", "role"), [("in_review", "reviewer"), ("approved", "reviewer"), ("approved", "publisher")]
)
def test_ends_the_review_when_changes_are_asked_for(app: Flask, actors: Actors, state: Any, role: str) -> None:
    guide = a_guide(state)
    factories.act(guide.id, "request_changes", role, comment="Name the source.")
    decision, review = decisions_of(guide.id)[-1], review_of(guide.id)
    assert (decision.verdict, decision.actor_id) == ("request_changes", actors[role].id)
    assert (decision.comment, decision.digest) == ("Name the source.", review.digest)
    assert review.outcome == "request_changes"
    assert review.closed_at is not None
    assert guides.find(guide.id).state == "changes_requested"
    assert last_event(guide.id).said == {"comment": "Name the source."}


@pytest.mark.parametrize(
    ("state", "action", "role", "said"),
    [
        ("in_review", "recall", "author", {}),
        ("in_review", "recall", "managing_editor", {}),
        ("approved", "reopen", "second_author", {"reason": "A newer survey is out."}),
    ],
)
def test_voids_the_review_when_the_text_is_taken_back(
    app: Flask, state: Any, action: str, role: str, said: dict[str, Any]
) -> None:
    guide = a_guide(state)
    before = len(decisions_of(guide.id))
    factories.act(guide.id, action, role, **said)
    assert guides.find(guide.id).state == "draft"
    assert review_of(guide.id).outcome == action
    assert len(decisions_of(guide.id)) == before
    assert last_event(guide.id).said == said
    factories.submit(guide.id)
    assert guides.find(guide.id).state == "in_review"
    assert review_of(guide.id).number == 2


def test_counts_no_approval_of_an_earlier_review(app: Flask) -> None:
    guide = a_guide("approved")
    factories.act(guide.id, "reopen", "author", reason="One more look.")
    factories.submit(guide.id)  # the very same text
    assert codes(refused(guide.id, "publish", "publisher")) == ["state"]
    newest = guides.revision(guide.id, 1)
    guide = guides.find(guide.id)
    facts = situation.facts_of(
        guide, newest, situation.papers_of(guide), situation.judge(guide, newest.document), reviewers_required=1
    )
    assert facts.approvals == ()
    assert facts.outstanding == 1


def test_drops_changes_by_a_revision_that_says_what_is_live(app: Flask, actors: Actors) -> None:
    guide = a_guide("published")
    live = guides.revision(guide.id, 1)
    factories.revise(guide.id, "second_author", summary="Never mind.")
    clock = public_clock.read().seq, public_clock.read().generation
    factories.act(guide.id, "drop_changes", "author")
    newest = guides.revision(guide.id, 3)
    assert newest.document == live.document
    assert (newest.cause, newest.author_id, newest.base_number) == ("restore", actors["author"].id, 2)
    event = last_event(guide.id)
    assert (event.action, event.from_state, event.to_state) == ("drop_changes", "draft", "published")
    assert (event.revision_number, event.seq, event.publication_number) == (3, None, None)
    session().rollback()
    assert (public_clock.read().seq, public_clock.read().generation) == clock


def test_ends_the_review_of_what_is_dropped(app: Flask) -> None:
    guide = a_guide("published")
    factories.revise(guide.id, summary="Never mind.")
    factories.submit(guide.id)
    factories.act(guide.id, "approve", "reviewer")
    factories.act(guide.id, "drop_changes", "author")
    assert review_of(guide.id).outcome == "drop_changes"
    factories.published_again(guide.id, summary="And yet.")
    assert review_of(guide.id).number == 3


def test_puts_a_guide_into_the_trash_and_back_to_where_it_was(app: Flask) -> None:
    guide = a_guide("in_review")
    factories.act(guide.id, "request_changes", "reviewer", comment="Name the source.")
    factories.act(guide.id, "discard", "author")
    assert guides.find(guide.id).state == "discarded"
    factories.act(guide.id, "recover", "managing_editor")
    assert guides.find(guide.id).state == "changes_requested"
    assert [one.action for one in events.of_guide(guide.id)][-2:] == ["discard", "recover"]


def test_takes_a_guide_out_of_the_trash_whose_wished_address_is_taken(app: Flask) -> None:
    taken = a_guide("published").slug
    guide = a_guide("draft")
    factories.revise(guide.id, slug=taken)
    factories.act(guide.id, "discard", "author")
    factories.act(guide.id, "recover", "author")  # it still has the one it started with
    assert guides.find(guide.id).state == "draft"
    refusal = refused(guide.id, "submit", "author", change_note="First.", major=True)
    assert f"“{taken}” belongs to another guide" in str(refusal)


def test_frees_the_address_of_a_guide_in_the_trash_and_takes_it_again(app: Flask, actors: Actors) -> None:
    guide = a_guide("draft")
    address = guide.slug
    factories.act(guide.id, "discard", "author")
    assert guides.holder(address) is None
    factories.act(guide.id, "recover", "author")
    assert guides.holder(address) == guide.id
    factories.act(guide.id, "discard", "author")
    other = drafting.create_guide(a_document(slug=address), actor=actors["second_author"]).guide
    assert other.slug == address
    factories.act(guide.id, "recover", "author")  # not left in the trash, but given another address
    assert guides.find(guide.id).slug != address
    assert guides.holder(guides.find(guide.id).slug) == guide.id
    assert guides.holder(address) == other.id


# Who looked at what, and what is not offered


def test_refuses_whoever_looked_at_an_older_revision(sqlite_app: Flask, parts: "Parts", actors: Actors) -> None:
    guide = a_guide("draft")
    factories.revise(guide.id, summary="A newer text.")
    anyone = replace(actors["managing_editor"], roles=frozenset.union(*(one.roles for one in actors.values())))
    said = Inputs(comment="c", reason="r", change_note="n", major=True, revision=1)
    before = everything()
    for action in sorted(editorial.PERFORMED - {"restore", "fail_publish"}):
        with pytest.raises(TransitionRefused) as refusal:
            editorial.perform(
                guide.id, action, base=1, actor=anyone, renderer=parts.renderer, rules=parts.rules, inputs=said
            )
        assert refusal.value.kind is Kind.CONFLICT, action
        assert everything() == before, action


def test_restores_by_perform_only_on_the_newest_base(app: Flask, parts: "Parts", actors: Actors) -> None:
    guide = a_guide("draft")
    factories.revise(guide.id, summary="A newer text.")
    said = {"actor": actors["author"], "renderer": parts.renderer, "rules": parts.rules, "inputs": Inputs(revision=1)}
    with pytest.raises(StaleRevision):
        editorial.perform(guide.id, "restore", base=1, **said)  # type: ignore[arg-type]
    assert editorial.perform(guide.id, "restore", base=2, **said).newest == 3  # type: ignore[arg-type]


def test_refuses_an_act_that_is_served_elsewhere_with_a_sentence(sqlite_app: Flask) -> None:
    refusal = refused(a_guide("draft").id, "edit", "author")
    assert codes(refusal) == ["not_offered"]
    assert refusal.kind is Kind.CONFLICT
    assert str(refusal) == "“Save” is not offered here."


def test_offers_nothing_that_it_would_not_perform(sqlite_app: Flask, parts: "Parts", actors: Actors) -> None:
    guide = a_guide("in_review")
    found = editorial.standing(guide, guides.revision(guide.id, 1), actors["reviewer"], parts.rules)
    assert {offer.action for offer in found.offers} <= editorial.PERFORMED | {"edit"}


def test_serves_every_act_of_the_table(sqlite_app: Flask) -> None:
    assert {row.action for row in TRANSITIONS} - editorial.PERFORMED == {"create", "edit"}, "drafting serves these"


def test_knows_no_act_of_another_name(sqlite_app: Flask) -> None:
    with pytest.raises(NotFound, match="hurry"):
        factories.act(a_guide("draft").id, "hurry", "author")
