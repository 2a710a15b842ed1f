"""What is rendered again without being published again: beside its translations, and with other templates."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from cms.rendering import Renderer
from cms.services import publishing, rendering
from cms.store import events, guides, listings
from cms.store.db import session, transaction
from cms.store.guides import Guide
from cms.store.listings import Filters
from cms.store.publications import Publication
from cms.store.renditions import Form, Rendition
from cms.store.terms import Term
from cms.workflow import Actor
from tests import factories
from tests.factories import a_document, a_guide
from tests.services.public import FRIDAY, MONDAY, Told, body, clock, live, resource
from tests.services.together import at_once

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
    assert list(rendering.render_outdated(renderer)) == [(outdated.slug, 0)]
    again, page = live(outdated.id), body(outdated.id)
    assert page.startswith("<!doctype html>")
    assert "nobody approved" not in page
    assert again.rendered_with == renderer.fingerprint
    assert Told.of(outdated.id) == told
    assert live(current.id).rendered_at == rendered_at
    after = clock()
    # One for the guide, and one for the pages that list guides.
    assert (after.seq, after.generation) == (before.seq, before.generation + 2)
    assert list(rendering.render_outdated(renderer)) == []


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
    assert list(rendering.render_outdated(renderer)) == [(guide.slug, 0)]
    assert listings.window(Form.LIST_ITEM, limit=9, filters=Filters(from_role=("bus-driver",)))
