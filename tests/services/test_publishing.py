"""Going public: dates, numbers, addresses, and what is rendered again without being published again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from cms import content
from cms.content import json_text
from cms.errors import TransitionRefused
from cms.rendering import Renderer
from cms.services import publishing
from cms.store import events, guides, listings, publications, renditions
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.store.listings import Filters
from cms.store.publications import Publication
from cms.store.renditions import Form, Rendition
from cms.store.terms import Term
from cms.workflow import Actor
from tests import factories
from tests.factories import a_document, a_guide
from tests.services.together import at_once

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)


def live(guide_id: UUID) -> Publication:
    session().rollback()
    return publications.live(guide_id) or pytest.fail("nothing is live")


def body(guide_id: UUID, form: Form = Form.PAGE) -> str:
    return renditions.body(guide_id, live(guide_id).number, form)


@dataclass(frozen=True)
class Clock:
    seq: int
    generation: int
    epoch: str


def clock() -> Clock:
    session().rollback()
    now = publications.clock()
    return Clock(now.seq, now.generation, now.epoch)


@dataclass(frozen=True)
class Told:
    """What rendering again must never move."""

    number: int
    digest: str
    content_hash: str
    published_at: datetime
    modified_at: datetime
    item_id: str
    version: int

    @classmethod
    def of(cls, guide_id: UUID) -> "Told":
        one = live(guide_id)
        item = json_text.parse(body(guide_id, Form.FEED_ITEM))
        told = (one.number, one.digest, one.content_hash, one.published_at, one.modified_at)
        return cls(*told, item_id=item["id"], version=item["_guide"]["version"])


def resource(guide_id: UUID) -> dict[str, Any]:
    found: dict[str, Any] = json_text.parse(body(guide_id, Form.RESOURCE))
    return found


# Dates, numbers, hashes


def test_remembers_when_it_was_first_public_and_when_its_text_last_changed(app: Flask) -> None:
    with time_machine.travel(MONDAY, tick=False):
        guide = a_guide("published")
    with time_machine.travel(TUESDAY, tick=False):
        factories.published_again(guide.id, major=False, summary="A minor change.")
    one = live(guide.id)
    assert (one.first_published_at, one.published_at, one.modified_at) == (MONDAY, TUESDAY, TUESDAY)
    assert one.last_major_change_at == MONDAY
    with time_machine.travel(FRIDAY, tick=False):
        factories.published_again(guide.id, major=True, summary="A major change.")
    one = live(guide.id)
    assert (one.first_published_at, one.last_major_change_at) == (MONDAY, FRIDAY)
    item = json_text.parse(body(guide.id, Form.FEED_ITEM))
    assert item["date_published"] == "2026-03-02T09:00:00Z"
    assert item["date_modified"] == "2026-03-06T09:00:00Z"


def test_does_not_call_a_moved_address_a_modified_text(app: Flask) -> None:
    with time_machine.travel(MONDAY, tick=False):
        guide = a_guide("published")
    first = live(guide.id).content_hash
    with time_machine.travel(TUESDAY, tick=False):
        factories.published_again(guide.id, slug="another-address")
    one = live(guide.id)
    assert one.content_hash == first
    assert (one.modified_at, one.published_at, one.number) == (MONDAY, TUESDAY, 2)


def test_numbers_publications_from_one_and_ends_the_one_before(app: Flask) -> None:
    guide = a_guide("published")
    factories.published_again(guide.id, summary="Second.")
    factories.published_again(guide.id, summary="Third.")
    session().rollback()
    everything = publications.all_of(guide.id)
    assert [one.number for one in everything] == [3, 2, 1]
    assert [one.ended_at is None for one in everything] == [True, False, False]
    assert resource(guide.id)["_guide"]["version"] == 3


def test_publishes_the_approved_text_byte_for_byte(app: Flask) -> None:
    document = a_document(translation_key=None)
    guide = a_guide("published", document)
    one, revision = live(guide.id), guides.revision(guide.id, 1)
    assert one.digest == revision.digest == content.digest(revision.document)
    assert one.content_hash == content.content_hash(revision.document)
    assert one.content_hash.startswith("sha256:")
    served = resource(guide.id)
    assert served["_guide"]["content_hash"] == one.content_hash
    assert content.digest(content.draft({name: served[name] for name in served if name != "_guide"})) == one.digest


def test_says_on_which_day_the_last_approval_was_given(app: Flask) -> None:
    with time_machine.travel(MONDAY, tick=False):
        guide = a_guide("approved")
    with time_machine.travel(FRIDAY, tick=False):
        factories.act(guide.id, "publish", "publisher")
    assert live(guide.id).reviewed_on == date(2026, 3, 2)
    assert resource(guide.id)["_guide"]["reviewed_on"] == "2026-03-02"


def test_tells_readers_what_changed_and_when(app: Flask) -> None:
    guide = a_guide("published", change_note="First edition.")
    factories.published_again(guide.id, change_note="New salary figures.", summary="Newer.")
    page = body(guide.id)
    assert page.index("New salary figures.") < page.index("First edition.")


def test_takes_one_number_of_the_feed_of_changes_for_each_publication(app: Flask) -> None:
    before = clock()
    first = a_guide("published")
    second = a_guide("published")
    factories.published_again(first.id, summary="Again.")
    after = clock()
    assert (after.seq - before.seq, after.epoch) == (3, before.epoch)
    assert after.generation > before.generation
    assert live(second.id).ended_at is None


# Addresses


def test_sends_readers_of_every_earlier_address_straight_to_the_last(app: Flask, client: FlaskClient) -> None:
    guide = a_guide("published")
    first = guide.slug
    for slug in ("second-address", "third-address"):
        factories.published_again(guide.id, slug=slug)
    for earlier in (first, "second-address"):
        for suffix in ("", ".json"):
            answer = client.get(f"/guides/{earlier}{suffix}")
            assert answer.status_code == 301
            assert answer.location == f"/guides/third-address{suffix}"
    assert client.get("/guides/third-address").status_code == 200


def test_comes_back_to_an_earlier_address(app: Flask, client: FlaskClient) -> None:
    guide = a_guide("published")
    first = guide.slug
    factories.published_again(guide.id, slug="second-address")
    factories.published_again(guide.id, slug=first)
    assert client.get(f"/guides/{first}").status_code == 200
    assert client.get("/guides/second-address").location == f"/guides/{first}"


def test_gives_up_an_address_that_was_never_public(app: Flask, client: FlaskClient) -> None:
    guide = a_guide("draft")
    draft_address = guide.slug
    factories.revise(guide.id, slug="public-address")
    factories.submit(guide.id)
    factories.act(guide.id, "approve", "reviewer")
    factories.act(guide.id, "publish", "publisher")
    session().rollback()
    assert guides.holder(draft_address) is None
    assert guides.holder("public-address") == guide.id
    assert guides.find(guide.id).slug == "public-address"
    assert client.get(f"/guides/{draft_address}").status_code == 404


def test_keeps_an_address_that_was_public_for_ever(app: Flask) -> None:
    guide = a_guide("published")
    first = guide.slug
    factories.published_again(guide.id, slug="second-address")
    other = a_guide("draft")
    factories.revise(other.id, slug=first)
    with pytest.raises(TransitionRefused, match=f"“{first}” belongs to another guide"):
        factories.submit(other.id)
    assert guides.holder(first) == guide.id


def test_holds_no_address_for_a_mere_wish(app: Flask) -> None:
    """Two drafts may wish for one address; who is published first has it, and the other is told."""
    first, second = a_guide("draft"), a_guide("draft")
    for guide in (first, second):
        factories.revise(guide.id, slug="both-want-this")
        factories.submit(guide.id)
        factories.act(guide.id, "approve", "reviewer")
    factories.act(first.id, "publish", "publisher")
    with pytest.raises(TransitionRefused) as refused:
        factories.act(second.id, "publish", "publisher")
    assert {one.code for one in refused.value.refusals} == {"slug_taken", "incomplete"}
    assert guides.holder("both-want-this") == first.id


# Translations


def a_translation(language: str, slug: str, **more: Any) -> Guide:
    key = "driver-to-planner"
    return a_guide(document=a_document(language=language, slug=slug, translation_key=key), **more)


def test_renders_translations_again_in_the_same_act(app: Flask, client: FlaskClient) -> None:
    english = a_translation("en", "driver-to-planner", state="published")
    told, page = Told.of(english.id), body(english.id)
    assert resource(english.id)["_guide"]["translations"] == []
    german = a_translation("de", "busfahrer-zu-planer", state="published")
    for guide, slug in ((english, "busfahrer-zu-planer"), (german, "driver-to-planner")):
        [named] = resource(guide.id)["_guide"]["translations"]
        assert named["url"].endswith(f"/guides/{slug}")
        assert f'hreflang="{named["language"]}"' in client.get(f"/guides/{guide.slug}").text
    assert Told.of(english.id) == told
    assert body(english.id) != page
    factories.published_again(german.id, slug="vom-bus-zum-plan")
    assert resource(english.id)["_guide"]["translations"][0]["url"].endswith("/guides/vom-bus-zum-plan")


def test_leaves_guides_of_another_translation_key_alone(app: Flask) -> None:
    english = a_translation("en", "driver-to-planner", state="published")
    rendered_at = live(english.id).rendered_at
    a_guide("published", a_document(language="de", slug="anders", translation_key="something-else"))
    assert live(english.id).rendered_at == rendered_at


def test_lets_two_translations_that_go_public_at_once_name_each_other(app: Flask) -> None:
    pair = [a_translation(language, f"guide-in-{language}", state="approved").id for language in ("en", "de")]

    def publishing_it(guide_id: UUID) -> Callable[[], Guide]:
        return lambda: factories.act(guide_id, "publish", "publisher")

    came_of = at_once(app, *map(publishing_it, pair))
    assert [type(one) for one in came_of] == [Guide, Guide]
    for guide_id, other in zip(pair, ("de", "en"), strict=True):
        assert [one["language"] for one in resource(guide_id)["_guide"]["translations"]] == [other]


def test_gives_numbers_without_gaps_to_those_who_publish_at_once(app: Flask) -> None:
    waiting = [a_guide("approved").id for _ in range(4)]
    before = clock().seq
    came_of = at_once(
        app, *(lambda guide_id=guide_id: factories.act(guide_id, "publish", "publisher") for guide_id in waiting)
    )
    assert [type(one) for one in came_of] == [Guide] * 4
    numbers = [seq for guide_id in waiting for seq in numbers_of(guide_id)]
    assert sorted(numbers) == list(range(before + 1, before + 5))
    assert clock().seq == before + 4


def numbers_of(guide_id: UUID) -> list[int]:
    return [one.seq for one in events.of_guide(guide_id) if one.seq is not None]


# Rendering again


def test_renders_again_only_what_is_outdated(app: Flask, renderer: Renderer) -> None:
    current, outdated = a_guide("published"), a_guide("published")
    factories.revise(outdated.id, summary="A draft that nobody approved.")
    told, before = Told.of(outdated.id), clock()
    with transaction() as act:
        mine = Publication.guide_id == outdated.id
        act.execute(update(Publication).where(mine).values(rendered_with="older"))
        act.execute(update(Rendition).where(Rendition.guide_id == outdated.id).values(body="an older page"))
    rendered_at = live(current.id).rendered_at
    assert list(publishing.render_outdated(renderer)) == [(outdated.slug, 0)]
    again, page = live(outdated.id), body(outdated.id)
    assert page.startswith("<!doctype html>")
    assert "nobody approved" not in page
    assert again.rendered_with == renderer.fingerprint
    assert Told.of(outdated.id) == told
    assert live(current.id).rendered_at == rendered_at
    after = clock()
    # One for the guide, and one for the pages that list guides.
    assert (after.seq, after.generation) == (before.seq, before.generation + 2)
    assert list(publishing.render_outdated(renderer)) == []


def test_shows_the_cleared_debt_without_moving_the_text(app: Flask, actors: Mapping[str, Actor]) -> None:
    guide = a_guide("draft")
    with time_machine.travel(MONDAY, tick=False):
        factories.act(guide.id, "force_publish", "managing_editor", reason="Today, please.")
    told, page, before = Told.of(guide.id), body(guide.id), clock()
    assert resource(guide.id)["_guide"]["status"] == "live_unreviewed"
    assert "reviewed_on" not in resource(guide.id)["_guide"]
    with time_machine.travel(FRIDAY, tick=False):
        factories.act(guide.id, "clear_debt", "reviewer")
    assert Told.of(guide.id) == told
    assert body(guide.id) != page
    member = resource(guide.id)["_guide"]
    assert (member["status"], member["reviewed_on"]) == ("live", "2026-03-06")
    assert clock().seq == before.seq + 1


def test_previews_the_newest_text_and_marks_it_as_not_public(app: Flask, renderer: Renderer) -> None:
    guide = a_guide("published")
    factories.revise(guide.id, summary="Only for us, as yet.")
    session().rollback()
    found = guides.find(guide.id)
    page = publishing.preview(found, guides.revision(guide.id, 2), renderer, "Preview of revision 2.")
    assert "Only for us, as yet." in page
    assert "Preview of revision 2." in page
    assert "noindex" in page
    assert "Only for us, as yet." not in body(guide.id)


def test_names_the_terms_of_what_was_live_before_there_were_any(app: Flask, renderer: Renderer) -> None:
    """As after an update from a version that kept no terms."""
    guide = a_guide("published")
    with transaction() as act:
        act.execute(delete(Term))
        act.execute(update(Publication).values(rendered_with=""))
    assert not listings.window(Form.LIST_ITEM, limit=9, filters=Filters(from_role=("bus-driver",)))
    assert list(publishing.render_outdated(renderer)) == [(guide.slug, 0)]
    assert listings.window(Form.LIST_ITEM, limit=9, filters=Filters(from_role=("bus-driver",)))
