"""How many approvals are enough, and whose: once is enough of anybody, and on a site of one person none is needed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from cms.errors import Kind
from cms.services import drafting
from cms.store import debts, events, guides, publications, renditions
from cms.store.renditions import Form
from cms.workflow import Actor
from tests import factories
from tests.factories import a_guide
from tests.services.records import codes, decisions_of, last_event, refused, review_of

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
