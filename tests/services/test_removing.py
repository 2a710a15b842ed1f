"""Leaving and coming back: what each act leaves behind, whom it takes, and which addresses lead where."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select

from cms.errors import Kind, TransitionRefused
from cms.services import editorial, publishing
from cms.store import changes, debts, events, guides, publications, removals, renditions
from cms.store.db import session, transaction
from cms.store.events import Event
from cms.store.guides import Guide
from cms.store.outbox import Job
from cms.store.publications import Publication
from cms.store.removals import Removal
from cms.store.renditions import Form
from cms.store.terms import Pointer, Term
from cms.store.webhooks import WebhookEvent
from cms.workflow import Actor, Role
from cms.workflow import Removal as Kind_of
from tests.factories import a_document, a_guide, act, published_again, revise, submit
from tests.services.together import at_once, everything

if TYPE_CHECKING:
    from cms.web.parts import Parts

Actors = Mapping[str, Actor]
MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 6, 5, 23, 30, tzinfo=UTC)
WITHDRAWN, REDIRECT, GONE = Kind_of.WITHDRAWN, Kind_of.REDIRECT, Kind_of.GONE
WHY = "The figures are from 2019."


def ask(guide_id: UUID, kind: Kind_of, role: str = "author", **said: Any) -> Guide:
    return act(guide_id, "request_removal", role, removal=kind, reason=WHY, **said)


def remove(guide_id: UUID, kind: Kind_of, **said: Any) -> Guide:
    ask(guide_id, kind, **said)
    return act(guide_id, "confirm_removal", "publisher")


def take_down(guide_id: UUID, kind: Kind_of = WITHDRAWN, **said: Any) -> Guide:
    return act(guide_id, "takedown", "managing_editor", removal=kind, reason="It is dangerous.", **said)


def refused(guide_id: UUID, action: str, role: str, **said: Any) -> TransitionRefused:
    """The refusal of the act, which has left every row of the database as it was."""
    before = everything()
    with pytest.raises(TransitionRefused) as refusal:
        act(guide_id, action, role, **said)
    assert everything() == before
    return refusal.value


def codes(refusal: TransitionRefused) -> list[str]:
    return [one.code for one in refusal.refusals]


def last_event(guide_id: UUID) -> Event:
    return events.of_guide(guide_id)[-1]


def status(guide_id: UUID) -> str:
    session().rollback()
    return guides.find(guide_id).public_status


def last_announced(guide_id: UUID) -> tuple[str, int | None]:
    query = select(WebhookEvent).where(WebhookEvent.guide_id == guide_id).order_by(WebhookEvent.seq.desc())
    one = session().scalars(query).first()
    assert one
    return one.type, one.seq


def change_of(guide_id: UUID) -> changes.Changed:
    [found] = [one for one in changes.after(0, limit=100) if one.guide_id == guide_id]
    return found


def moment(guide_id: UUID) -> Publication:
    found = publications.newest(guide_id)
    assert found
    return found


def kept(one: Publication) -> list[object]:
    """What neither leaving nor coming back may move."""
    names = ("number", "slug", "digest", "content_hash", "published_at", "first_published_at", "modified_at",
             "last_major_change_at", "reviewed_on", "counted", "revision_number")  # fmt: skip
    return [getattr(one, name) for name in names]


def waiting() -> list[str]:
    """The guides that the worker is to render."""
    return [job.payload["guide_id"] for job in session().scalars(select(Job).where(Job.kind == "render"))]


def no_jobs() -> None:
    with transaction() as act:
        act.execute(delete(Job))


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
    before = publications.clock().seq
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


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ({"removal": WITHDRAWN}, "another kind of removal"),
        ({"removal": GONE}, "another kind of removal"),
        ({"target": "other"}, "sends readers elsewhere"),
        ({"public_text": "Something else."}, "tells readers something else"),
    ],
)
def test_confirms_what_was_asked_for_and_nothing_else(app: Flask, named: dict[str, Any], words: str) -> None:
    guide, target = a_guide("published"), a_guide("published")
    a_guide("published", a_document(slug="other", translation_key=None))
    ask(guide.id, REDIRECT, target=target.slug)
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


# Taken down by one


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
    clock = publications.clock().seq, publications.clock().generation
    herself = replace(actors["managing_editor"], roles=frozenset(Role))
    with pytest.raises(TransitionRefused) as refusal:
        editorial.perform(guide.id, "clear_debt", base=1, actor=herself, renderer=parts.renderer, rules=parts.rules)
    assert codes(refusal.value) == ["four_eyes"]
    act(guide.id, "clear_debt", "reviewer", comment="Dangerous indeed.")
    debt = session().scalars(select(debts.Debt).where(debts.Debt.guide_id == guide.id)).one()
    assert debt.closed_by == actors["reviewer"].id
    assert (status(guide.id), last_event(guide.id).seq) == ("gone", None)
    assert last_event(guide.id).said == {"comment": "Dangerous indeed."}
    assert (publications.clock().seq, publications.clock().generation) == clock, "nothing public has changed"
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


# Coming back


@pytest.mark.parametrize("kind", Kind_of)
def test_brings_back_what_was_last_live_as_it_was(app: Flask, parts: "Parts", kind: Kind_of) -> None:
    with time_machine.travel(MONDAY, tick=False):
        guide, target = a_guide("published"), a_guide("published")
    publishing.render_neighbour(guide.id, parts.renderer)  # it shows the other from now on
    tables = ("term", "pointer")
    page, told, before = renditions.body(guide.id, 1, Form.PAGE), kept(moment(guide.id)), everything()
    with time_machine.travel(FRIDAY, tick=False):
        remove(guide.id, kind, **({"target": target.slug} if kind is REDIRECT else {}))
        session().rollback()
        generation = moment(guide.id).generation
        revise(guide.id, summary="A draft, meanwhile.", slug=target.slug)  # whatever is being written beside it
        seq = publications.clock().seq
        act(guide.id, "reinstate", "publisher")
    session().rollback()
    back = publications.live(guide.id)
    assert back
    assert (kept(back), renditions.body(guide.id, 1, Form.PAGE)) == (told, page)
    assert back.generation > generation, "who keeps its addresses is told that they answer otherwise"
    after = everything()
    assert [after[table] for table in tables] == [before[table] for table in tables]
    assert (status(guide.id), guides.find(guide.id).state) == ("live", "draft")
    assert removals.standing(guide.id) is None
    event = last_event(guide.id)
    assert (event.seq, event.publication_number, event.from_public) == (seq + 1, 1, {REDIRECT: "redirected"}.get(
        kind, str(kind)))  # fmt: skip
    assert (change_of(guide.id).type, change_of(guide.id).seq) == ("upsert", seq + 1)
    assert last_announced(guide.id) == ("guide.reinstated", seq + 1)
    assert codes(refused(guide.id, "reinstate", "publisher")) == ["public_status"]


def test_closes_the_debt_of_a_takedown_by_bringing_it_back(app: Flask) -> None:
    guide = a_guide("published")
    take_down(guide.id)
    act(guide.id, "reinstate", "publisher")
    assert debts.open_debt(guide.id, debts.TAKEDOWN) is None
    take_down(guide.id)  # and it can happen again
    remaining = session().scalars(select(Removal).where(Removal.ended_at.is_(None))).all()
    assert [one.guide_id for one in remaining] == [guide.id]


@pytest.mark.parametrize("forced", [False, True])
def test_is_live_again_with_another_text(app: Flask, forced: bool) -> None:
    guide = a_guide("published")
    take_down(guide.id, GONE)
    revise(guide.id, summary="Mended.")
    if forced:
        act(guide.id, "force_publish", "managing_editor", reason="Today, please.")
    else:
        submit(guide.id)
        act(guide.id, "approve", "reviewer")
        act(guide.id, "publish", "publisher")
    assert status(guide.id) == ("live_unreviewed" if forced else "live")
    assert removals.standing(guide.id) is None
    assert debts.open_debt(guide.id, debts.TAKEDOWN) is None
    live = publications.live(guide.id)
    assert live
    assert live.number == 2
    assert last_announced(guide.id)[0] == "guide.published"
    assert "Mended." in renditions.body(guide.id, 2, Form.PAGE)


def test_leaves_a_departed_guide_in_the_trash_where_it_was(app: Flask) -> None:
    guide = a_guide("published")
    remove(guide.id, WITHDRAWN)
    revise(guide.id, summary="Never mind.")
    act(guide.id, "discard", "author")
    assert status(guide.id) == "withdrawn"
    assert codes(refused(guide.id, "reinstate", "publisher")) == ["state"]
    act(guide.id, "recover", "author")
    act(guide.id, "reinstate", "publisher")
    assert guides.find(guide.id).slug == moment(guide.id).slug


def test_renders_what_left_with_other_templates_and_leaves_redirects_alone(app: Flask, parts: "Parts") -> None:
    withdrawn, gone, redirected = (a_guide("published") for _ in range(3))
    for guide, kind in ((withdrawn, WITHDRAWN), (gone, GONE)):
        remove(guide.id, kind, public_text="Sorry.")
    remove(redirected.id, REDIRECT, target=a_guide("published").slug)
    page = renditions.body(redirected.id, 1, Form.PAGE)
    with transaction():
        for guide in (withdrawn, gone, redirected):
            moment(guide.id).rendered_with = "older"
    assert {slug for slug, _ in publishing.render_outdated(parts.renderer)} == {withdrawn.slug, gone.slug}
    session().rollback()
    assert renditions.body(redirected.id, 1, Form.PAGE) == page
    assert "Sorry." in renditions.body(withdrawn.id, 1, Form.PAGE)
    assert list(publishing.render_outdated(parts.renderer)) == []


# Still right


def test_says_when_somebody_last_found_that_it_still_holds(app: Flask, parts: "Parts", actors: Actors) -> None:
    with time_machine.travel(MONDAY, tick=False):
        guide = a_guide("published")
    told, page, seq = kept(moment(guide.id)), renditions.body(guide.id, 1, Form.PAGE), publications.clock().seq
    with time_machine.travel(FRIDAY, tick=False):
        act(guide.id, "reaffirm", "reviewer", evidence=" Ledgers of June 2026. ")
    session().rollback()
    one = moment(guide.id)
    assert (one.verified_on, kept(one)) == (date(2026, 6, 5), told)
    assert renditions.body(guide.id, 1, Form.PAGE) != page
    event = last_event(guide.id)
    assert (event.seq, event.publication_number) == (seq + 1, 1)
    assert event.said == {"evidence": " Ledgers of June 2026. "}
    assert "Ledgers" not in "".join(row[-1] for row in everything()["rendition"])
    assert (change_of(guide.id).seq, change_of(guide.id).type) == (seq + 1, "upsert")
    assert last_announced(guide.id) == ("guide.updated", seq + 1)


def test_takes_the_word_of_the_owner_or_a_reviewer_with_what_they_looked_at(app: Flask) -> None:
    guide = a_guide("published")
    for role in ("second_author", "publisher", "managing_editor"):
        assert codes(refused(guide.id, "reaffirm", role, evidence="Seen.")) == ["not_its_owner"]
    assert codes(refused(guide.id, "reaffirm", "admin", evidence="Seen.")) == ["role"]
    assert codes(refused(guide.id, "reaffirm", "author", evidence="  ")) == ["evidence_missing"]
    act(guide.id, "reaffirm", "author", evidence="Seen.")
    remove(guide.id, WITHDRAWN)
    assert codes(refused(guide.id, "reaffirm", "author", evidence="Seen.")) == ["public_status"]


def test_lets_one_of_two_win_who_remove_it_at_once(app: Flask) -> None:
    guide = a_guide("published")
    ask(guide.id, GONE)
    came_of = at_once(app, lambda: take_down(guide.id), lambda: act(guide.id, "confirm_removal", "publisher"))
    [refusal] = [one for one in came_of if isinstance(one, TransitionRefused)]
    assert refusal.kind is Kind.CONFLICT
    session().rollback()
    assert publications.clock().seq == 2
