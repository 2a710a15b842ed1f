"""Leaving by two people: what asking and confirming leave behind, and where a redirect may lead."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from cms.errors import Kind, TransitionRefused
from cms.services import editorial
from cms.store import debts, guides, public_clock, publications, removals, renditions
from cms.store.db import session
from cms.store.guides import Guide
from cms.store.removals import Removal
from cms.store.renditions import Form
from cms.store.terms import Pointer, Term
from cms.workflow import Removal as Kind_of
from cms.workflow import Role
from tests.factories import a_document, a_guide, act, published_again
from tests.services.together import at_once, everything

if TYPE_CHECKING:
    from cms.web.parts import Parts
from tests.services.leaving import (
    FRIDAY,
    GONE,
    MONDAY,
    REDIRECT,
    WHY,
    WITHDRAWN,
    Actors,
    ask,
    change_of,
    kept,
    last_announced,
    moment,
    no_jobs,
    remove,
    status,
    take_down,
    waiting,
)
from tests.services.records import codes, last_event, refused

# Asking and confirming


def test_changes_nothing_for_readers_by_asking(app: Flask, actors: Actors) -> None:
    guide, target = a_guide("published"), a_guide("published")
    public = ("publication", "rendition", "public_clock", "change", "term", "pointer", "webhook_event", "outbox_job")
    before = everything()
    with time_machine.travel(MONDAY, tick=False):
        ask(guide.id, REDIRECT, target=target.slug, public_text=" Read the newer one. ")
    after = everything()
    assert [after[table] for table in public] == [before[table] for table in public]
    asked = removals.asked(guide.id)
    assert asked
    assert (asked.kind, asked.target_id, asked.reason, asked.public_text) == (
        "redirect", target.id, WHY, "Read the newer one.",
    )  # fmt: skip
    assert (asked.asked_by, asked.asked_at, asked.confirmed_by) == (actors["author"].id, MONDAY, None)
    event = last_event(guide.id)
    assert (event.seq, event.from_public, event.to_public) == (None, "live", "live")
    assert event.said["target"] == target.slug
    assert removals.standing(guide.id) is None


@pytest.mark.parametrize("kind", [WITHDRAWN, GONE])
def test_takes_a_guide_from_its_readers_by_two_people(app: Flask, actors: Actors, kind: Kind_of) -> None:
    guide, other = a_guide("published"), a_guide("published")
    live = kept(moment(guide.id))
    before = public_clock.read().seq
    ask(guide.id, kind, public_text="Read another.")
    with time_machine.travel(FRIDAY, tick=False):
        act(guide.id, "confirm_removal", "publisher")
    session().rollback()
    assert (guides.find(guide.id).state, status(guide.id)) == ("published", str(kind))
    assert publications.live(guide.id) is None
    last = moment(guide.id)
    assert (kept(last), last.ended_at) == (live, FRIDAY)
    holds = removals.standing(guide.id)
    assert holds
    assert (holds.asked_by, holds.confirmed_by) == (actors["author"].id, actors["publisher"].id)
    assert (holds.confirmed_at, removals.asked(guide.id)) == (FRIDAY, None)
    event = last_event(guide.id)
    assert (event.seq, event.publication_number, event.to_public) == (before + 1, 1, str(kind))
    assert event.said == {"removal": str(kind), "public_text": "Read another."}
    page = renditions.body(guide.id, 1, Form.PAGE)
    assert ("Read another." in page) == (kind is WITHDRAWN)
    assert WHY not in page, "the reason is not for readers"
    assert session().scalars(select(Term).where(Term.guide_id == guide.id)).all() == []
    assert debts.open_debt(guide.id, debts.TAKEDOWN) is None
    change = change_of(guide.id)
    assert (change.type, change.seq, change.version, change.target_id) == (str(kind), before + 1, 1, None)
    assert last_announced(guide.id) == (f"guide.{kind}", before + 1)
    assert status(other.id) == "live"
    assert codes(refused(guide.id, "confirm_removal", "publisher")) == ["public_status"]


def test_sends_readers_to_another_guide(app: Flask) -> None:
    guide, target = a_guide("published"), a_guide("published")
    before = moment(guide.id).generation
    remove(guide.id, REDIRECT, target=target.slug)
    assert status(guide.id) == "redirected"
    change = change_of(guide.id)
    assert (change.type, change.target_id) == ("redirected", target.id)
    assert last_announced(guide.id)[0] == "guide.redirected"
    assert moment(guide.id).generation > before, "who keeps its addresses is told that they answer otherwise"
    for table in (Term, Pointer):
        assert session().scalars(select(table).where(table.guide_id == guide.id)).all() == []


def test_has_the_pages_that_show_it_rendered_again(app: Flask) -> None:
    """Translations in the same act, those that are related by the worker."""
    key = "driver-to-planner"
    german = a_guide("published", a_document(language="de", slug="busfahrer", translation_key=key))
    guide = a_guide("published", a_document(slug="driver", translation_key=key))
    other = a_guide("published", a_document(slug="other", translation_key=None, to_role={"slug": "x", "label": "X"},
                                            related_slugs=["driver"]))  # fmt: skip
    assert 'hreflang="en"' in renditions.body(german.id, 1, Form.PAGE)
    no_jobs()
    remove(guide.id, GONE)
    assert 'hreflang="en"' not in renditions.body(german.id, 1, Form.PAGE)
    assert str(other.id) in waiting()
    no_jobs()
    act(guide.id, "reinstate", "publisher")
    assert 'hreflang="en"' in renditions.body(german.id, 1, Form.PAGE)
    assert str(other.id) in waiting()


def test_ends_the_earlier_request_by_asking_anew(app: Flask, actors: Actors) -> None:
    guide = a_guide("published")
    ask(guide.id, GONE)
    ask(guide.id, WITHDRAWN, "publisher", public_text="New.")
    session().rollback()
    every = session().scalars(select(Removal).order_by(Removal.asked_at)).all()
    assert [(one.kind, one.ended_at is None) for one in every] == [("gone", False), ("withdrawn", True)]
    assert codes(refused(guide.id, "confirm_removal", "publisher")) == ["four_eyes"]


OTHERWISE: list[tuple[dict[str, Any], str]] = [
    ({"removal": WITHDRAWN}, "another kind of removal"),
    ({"removal": GONE}, "another kind of removal"),
    ({"target": "other"}, "sends readers elsewhere"),
    ({"public_text": "Something else."}, "tells readers something else"),
]


def test_confirms_what_was_asked_for_and_nothing_else(app: Flask) -> None:
    guide, target = a_guide("published"), a_guide("published")
    a_guide("published", a_document(slug="other", translation_key=None))
    ask(guide.id, REDIRECT, target=target.slug)
    for named, words in OTHERWISE:
        refusal = refused(guide.id, "confirm_removal", "publisher", **named)
        assert (codes(refusal), refusal.kind, refusal.state) == (["not_what_was_asked"], Kind.CONFLICT, "published")
        assert words in str(refusal)
    act(guide.id, "confirm_removal", "publisher", removal=REDIRECT, target=target.slug)
    assert status(guide.id) == "redirected"


def test_confirms_by_nobody_but_another_publisher(app: Flask, parts: "Parts", actors: Actors) -> None:
    """On the person, not on the role: whoever asked does not confirm, whatever roles are held meanwhile."""
    guide = a_guide("published")
    ask(guide.id, GONE)
    for role in ("author", "reviewer", "managing_editor", "admin"):
        assert refused(guide.id, "confirm_removal", role, removal=WITHDRAWN).kind is Kind.FORBIDDEN
    asker = replace(actors["author"], roles=frozenset(Role))
    with pytest.raises(TransitionRefused) as refusal:
        editorial.perform(guide.id, "confirm_removal", base=1, actor=asker, renderer=parts.renderer, rules=parts.rules)
    assert (codes(refusal.value), refusal.value.kind) == (["four_eyes"], Kind.FORBIDDEN)
    assert codes(refused(a_guide("published").id, "confirm_removal", "publisher", removal=GONE)) == ["no_request"]


def test_lets_one_of_two_win_who_remove_it_at_once(app: Flask) -> None:
    guide = a_guide("published")
    ask(guide.id, GONE)
    came_of = at_once(app, lambda: take_down(guide.id), lambda: act(guide.id, "confirm_removal", "publisher"))
    [refusal] = [one for one in came_of if isinstance(one, TransitionRefused)]
    assert refusal.kind is Kind.CONFLICT
    session().rollback()
    assert public_clock.read().seq == 2


# Where a redirect may lead


def test_redirects_to_another_live_guide_only(app: Flask) -> None:
    guide, draft = a_guide("published"), a_guide("draft")
    left, away = a_guide("published"), a_guide("published")
    remove(left.id, WITHDRAWN)
    remove(away.id, REDIRECT, target=guide.slug)
    for target in (guide.slug, draft.slug, left.slug, away.slug, "nowhere", "not a slug/"):
        refusal = refused(guide.id, "request_removal", "author", removal=REDIRECT, reason=WHY, target=target)
        assert codes(refusal) == ["bad_target"], target
    for blank in (None, "", "  "):
        refusal = refused(guide.id, "request_removal", "author", removal=REDIRECT, reason=WHY, target=blank)
        assert (codes(refusal), refusal.kind) == (["target_missing"], Kind.MISSING)


def test_knows_the_target_by_an_earlier_address_of_its(app: Flask) -> None:
    guide, target = a_guide("published"), a_guide("published")
    first = target.slug
    published_again(target.id, slug="a-new-address")
    ask(guide.id, REDIRECT, target=first)
    published_again(target.id, slug="a-newer-address")
    act(guide.id, "confirm_removal", "publisher", target=first)
    assert change_of(guide.id).target_id == target.id
    assert last_event(guide.id).said["target"] == "a-newer-address"


def test_looks_at_the_target_again_when_it_is_confirmed(app: Flask, parts: "Parts", actors: Actors) -> None:
    guide, target = a_guide("published"), a_guide("published")
    ask(guide.id, REDIRECT, target=target.slug)
    remove(target.id, GONE)
    assert codes(refused(guide.id, "confirm_removal", "publisher")) == ["bad_target"]
    found = guides.find(guide.id)
    stands = editorial.standing(found, guides.revision(guide.id, 1), actors["publisher"], parts.rules)
    [offer] = [one for one in stands.offers if one.action == "confirm_removal"]
    assert not offer.allowed, "nor is it offered"
    ask(guide.id, GONE)  # asked anew, for something that can be had
    act(guide.id, "confirm_removal", "publisher")


def test_follows_redirects_to_where_they_lead_now(app: Flask) -> None:
    first, second, third = (a_guide("published") for _ in range(3))
    remove(first.id, REDIRECT, target=second.slug)
    assert removals.way(first.id) == [second.id]
    remove(second.id, REDIRECT, target=third.slug)
    assert removals.way(first.id) == [second.id, third.id]
    act(second.id, "reinstate", "publisher")
    assert removals.way(first.id) == [second.id]
    assert removals.way(second.id) == []


def test_refuses_one_of_two_that_are_redirected_to_each_other_at_once(app: Flask) -> None:
    for _ in range(3):
        pair = [a_guide("published") for _ in range(2)]
        for guide, other in (pair, pair[::-1]):
            ask(guide.id, REDIRECT, target=other.slug)

        def confirming(guide_id: UUID) -> Callable[[], Guide]:
            return lambda: act(guide_id, "confirm_removal", "publisher")

        came_of = at_once(app, *(confirming(one.id) for one in pair))
        [refusal] = [one for one in came_of if isinstance(one, TransitionRefused)]
        assert codes(refusal) == ["bad_target"]
        session().rollback()
        assert sorted(status(one.id) for one in pair) == ["live", "redirected"]
