"""perform: what each row of the table leaves behind in the database, and what it refuses to do twice."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cms.errors import Kind, NotFound, StaleRevision, TransitionRefused
from cms.services import drafting, editorial, situation
from cms.store import debts, events, guides, publications, renditions, reviews
from cms.store.db import session
from cms.store.events import Event
from cms.store.guides import Guide
from cms.store.renditions import Form
from cms.store.reviews import Acknowledgement, Decision, Review
from cms.workflow import TRANSITIONS, Actor, Effect, Inputs, Stage, State
from tests import factories
from tests.factories import a_document, a_guide
from tests.services.together import everything

if TYPE_CHECKING:
    from cms.web.parts import Parts

Actors = Mapping[str, Actor]
Required = Callable[[int], None]
SETTING = "CMS_REVIEWERS_REQUIRED=0"


@pytest.fixture
def required(app: Flask, parts: "Parts", monkeypatch: pytest.MonkeyPatch) -> Required:
    """required(2): the default stage now needs two approvals."""

    def required(approvals: int) -> None:
        rules = replace(parts.rules, reviewers_required=approvals)
        monkeypatch.setitem(app.extensions, "crossway", replace(parts, rules=rules))

    return required


def review_of(guide_id: UUID) -> Review:
    """The newest review of the guide."""
    query = select(Review).where(Review.guide_id == guide_id).order_by(Review.number.desc())
    return session().scalars(query).first() or pytest.fail("there is no review")


def decisions_of(guide_id: UUID) -> list[Decision]:
    return list(session().scalars(select(Decision).where(Decision.guide_id == guide_id).order_by(Decision.at)))


def last_event(guide_id: UUID) -> Event:
    return events.of_guide(guide_id)[-1]


def refused(guide_id: UUID, action: str, role: str, **said: Any) -> TransitionRefused:
    """The refusal of the act, which has left every row of the database as it was."""
    before = everything()
    with pytest.raises(TransitionRefused) as refusal:
        factories.act(guide_id, action, role, **said)
    assert everything() == before
    return refusal.value


def codes(refusal: TransitionRefused) -> list[str]:
    return [one.code for one in refusal.refusals]


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
    facts = situation.facts_of(
        guides.find(guide.id), newest, situation.judge(guide, newest.document), reviewers_required=1
    )
    assert facts.approvals == ()
    assert facts.outstanding == 1


def test_drops_changes_by_a_revision_that_says_what_is_live(app: Flask, actors: Actors) -> None:
    guide = a_guide("published")
    live = guides.revision(guide.id, 1)
    factories.revise(guide.id, "second_author", summary="Never mind.")
    clock = publications.clock().seq, publications.clock().generation
    factories.act(guide.id, "drop_changes", "author")
    newest = guides.revision(guide.id, 3)
    assert newest.document == live.document
    assert (newest.cause, newest.author_id, newest.base_number) == ("restore", actors["author"].id, 2)
    event = last_event(guide.id)
    assert (event.action, event.from_state, event.to_state) == ("drop_changes", "draft", "published")
    assert (event.revision_number, event.seq, event.publication_number) == (3, None, None)
    session().rollback()
    assert (publications.clock().seq, publications.clock().generation) == clock


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


# Publishing without review, and the debt it leaves


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


# Warnings that somebody answered for

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


# Once is enough


def test_takes_a_second_submit_for_a_conflict(app: Flask) -> None:
    guide = a_guide("in_review")
    refusal = refused(guide.id, "submit", "author", change_note="Again.", major=True)
    assert (codes(refusal), refusal.kind) == (["state"], Kind.CONFLICT)


def test_counts_one_person_once(app: Flask, required: Required) -> None:
    required(2)
    guide = a_guide("in_review")
    factories.act(guide.id, "approve", "reviewer")
    assert codes(refused(guide.id, "approve", "reviewer")) == ["already_approved"]
    assert guides.find(guide.id).state == "in_review"


def test_needs_as_many_approvals_as_the_site_says(app: Flask, required: Required, actors: Actors) -> None:
    required(2)
    guide = a_guide("in_review")
    factories.act(guide.id, "approve", "reviewer")
    assert codes(refused(guide.id, "publish", "publisher")) == ["state"]
    factories.act(guide.id, "approve", "second_reviewer")
    assert guides.find(guide.id).state == "approved"
    assert [one.stage for one in decisions_of(guide.id)] == [0, 0]
    factories.act(guide.id, "publish", "publisher")
    live = publications.live(guide.id)
    assert live
    assert live.counted


def test_keeps_the_stages_an_open_review_started_with(app: Flask, required: Required) -> None:
    guide = a_guide("in_review")
    required(2)
    factories.act(guide.id, "approve", "reviewer")
    assert guides.find(guide.id).state == "approved"


def test_reports_at_submit_that_too_few_could_approve(app: Flask, required: Required) -> None:
    required(3)
    guide = a_guide("draft")
    refusal = refused(guide.id, "submit", "author", change_note="First.", major=True)
    assert codes(refusal) == ["nobody_eligible"]
    assert "there are only 2" in str(refusal)


def test_refuses_the_approval_of_whoever_wrote_a_word(app: Flask, parts: "Parts", actors: Actors) -> None:
    guide = a_guide("draft")
    both = replace(actors["reviewer"], roles=actors["reviewer"].roles | actors["author"].roles)
    text = {**guides.revision(guide.id, 1).document, "summary": "One word."}
    drafting.save_draft(guide.id, text, base=1, actor=both)
    factories.submit(guide.id)
    refusal = refused(guide.id, "approve", "reviewer")
    assert (codes(refusal), refusal.kind) == (["four_eyes"], Kind.FORBIDDEN)
    factories.act(guide.id, "approve", "second_reviewer")


# A site of one person


def test_publishes_without_review_where_nobody_else_could_look(app: Flask, required: Required) -> None:
    required(0)
    guide = a_guide("draft")
    factories.submit(guide.id)
    assert guides.find(guide.id).state == "approved"
    assert last_event(guide.id).said["setting"] == SETTING
    assert review_of(guide.id).stages == []
    factories.act(guide.id, "publish", "publisher")
    live, found = publications.live(guide.id), guides.find(guide.id)
    assert live
    assert (found.state, found.public_status) == ("published", "live")
    assert (live.counted, live.reviewed_on) == (False, None)
    assert last_event(guide.id).said == {"setting": SETTING}
    assert debts.open_debt(guide.id) is None
    assert "reviewed_on" not in renditions.body(live.guide_id, live.number, Form.FEED_ITEM)


def test_names_no_setting_where_somebody_looked(app: Flask) -> None:
    guide = a_guide("published")
    assert [one.action for one in events.of_guide(guide.id) if "setting" in one.said] == []


# Who looked at what, and what is not offered


@pytest.mark.parametrize("action", sorted(editorial.PERFORMED - {"restore"}))
def test_refuses_whoever_looked_at_an_older_revision(app: Flask, parts: "Parts", actors: Actors, action: str) -> None:
    guide = a_guide("draft")
    factories.revise(guide.id, summary="A newer text.")
    anyone = replace(actors["managing_editor"], roles=frozenset.union(*(one.roles for one in actors.values())))
    said = Inputs(comment="c", reason="r", change_note="n", major=True, revision=1)
    before = everything()
    with pytest.raises(TransitionRefused) as refusal:
        editorial.perform(
            guide.id, action, base=1, actor=anyone, renderer=parts.renderer, rules=parts.rules, inputs=said
        )
    assert refusal.value.kind is Kind.CONFLICT
    assert everything() == before


def test_restores_by_perform_only_on_the_newest_base(app: Flask, parts: "Parts", actors: Actors) -> None:
    guide = a_guide("draft")
    factories.revise(guide.id, summary="A newer text.")
    said = {"actor": actors["author"], "renderer": parts.renderer, "rules": parts.rules, "inputs": Inputs(revision=1)}
    with pytest.raises(StaleRevision):
        editorial.perform(guide.id, "restore", base=1, **said)  # type: ignore[arg-type]
    assert editorial.perform(guide.id, "restore", base=2, **said).newest == 3  # type: ignore[arg-type]


NOT_SERVED = sorted({row.action for row in TRANSITIONS if not row.by_system} - editorial.PERFORMED - {"create", "edit"})
SAID: dict[str, Any] = {
    "reason": "Because.", "due": datetime(2999, 1, 1, tzinfo=UTC), "now": datetime(2026, 1, 1, tzinfo=UTC),
    "target": "elsewhere", "evidence": "Seen.",
}  # fmt: skip


@pytest.mark.parametrize("action", NOT_SERVED)
def test_refuses_an_act_without_a_service_with_a_sentence(sqlite_app: Flask, action: str) -> None:
    row = next(row for row in TRANSITIONS if row.action == action)
    states: list[factories.State] = ["approved", "in_review", "draft"]
    guide = a_guide(next((state for state in states if State(state) in row.sources), "draft"))
    role = "managing_editor" if action in ("takedown", "assign", "set_review_by") else "reviewer"
    refusal = refused(guide.id, action, "publisher" if action == "schedule" else role, **SAID)
    if codes(refusal) == ["not_offered"]:
        assert refusal.kind is Kind.CONFLICT
        assert str(refusal) == f"“{row.label}” is not offered here."
    else:  # the table itself says no before
        assert {one.code for one in refusal.refusals} <= {"state", "public_status", "role", "not_claimed"}


def test_reaches_the_rows_without_a_service_where_the_table_allows_them(sqlite_app: Flask) -> None:
    assert codes(refused(a_guide("approved").id, "schedule", "publisher", **SAID)) == ["not_offered"]
    assert codes(refused(a_guide("in_review").id, "claim", "reviewer")) == ["not_offered"]
    assert codes(refused(a_guide("draft").id, "assign", "author", **SAID)) == ["not_offered"]


def test_offers_nothing_that_it_would_not_perform(sqlite_app: Flask, parts: "Parts", actors: Actors) -> None:
    guide = a_guide("approved")
    found = editorial.standing(guide, guides.revision(guide.id, 1), actors["publisher"], parts.rules)
    assert {offer.action for offer in found.offers} <= editorial.PERFORMED | {"edit"}
    assert "schedule" not in {offer.action for offer in found.offers}


def test_serves_every_effect_or_none_of_its_rows(sqlite_app: Flask) -> None:
    served = {row.effect for row in TRANSITIONS if row.action in editorial.PERFORMED}
    waiting = {row.effect for row in TRANSITIONS if row.action in NOT_SERVED}
    assert not served & waiting
    assert Effect.PUBLISH in served


def test_knows_no_act_of_another_name(app: Flask) -> None:
    with pytest.raises(NotFound, match="hurry"):
        factories.act(a_guide("draft").id, "hurry", "author")


def test_tells_the_log_in_plain_values(app: Flask, actors: Actors) -> None:
    guide = a_guide("published", change_note="First edition.")
    told = editorial.log(guide.id)
    assert [one["action"] for one in told] == ["create", "submit", "approve", "publish"]
    assert [one["number"] for one in told] == [1, 2, 3, 4]
    assert told[1]["change_note"] == "First edition."
    assert told[3]["seq"] == 1
    assert told[3]["actor"] == actors["publisher"].id
    assert all(datetime.fromisoformat(one["at"]).utcoffset() == UTC.utcoffset(None) for one in told)
