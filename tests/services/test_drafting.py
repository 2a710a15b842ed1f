"""Writing: what a guide starts with, what a save keeps, and who wins when two save at once."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from cms import content
from cms.errors import InvalidContent, Kind, NotFound, StaleRevision, TransitionRefused
from cms.services import drafting
from cms.services.revising import Kept
from cms.store import events, guides, history
from cms.store.db import session
from cms.workflow import Actor
from tests import factories
from tests.factories import a_document, a_guide, a_short_document
from tests.services.together import at_once, everything

Actors = Mapping[str, Actor]


def a_start(**changes: Any) -> dict[str, Any]:
    """No more than a guide needs to be started."""
    roles = {"from_role": {"label": "Night nurse"}, "to_role": {"label": "Data steward"}}
    return {"language": "en", **roles, **changes}


def step(title: str, **more: Any) -> dict[str, Any]:
    """A step of the roadmap that has no id yet."""
    return {"title": title, "duration": {"value": 2, "unit": "week"}, "tasks": [f"Begin with {title}."], **more}


def roadmap_ids(kept: Kept) -> list[str]:
    return [row["id"] for row in kept.revision.document["roadmap"]]


# Starting a guide


def test_proposes_an_address_and_a_title_from_the_two_roles(app: Flask, actors: Actors) -> None:
    kept = drafting.create_guide(a_start(), actor=actors["author"])
    assert kept.guide.slug == kept.revision.document["slug"] == "night-nurse-to-data-steward"
    title = kept.revision.document["title"]
    assert kept.guide.title == title
    assert "Night nurse" in title
    assert "Data steward" in title


def test_tells_equal_routes_apart_by_language_and_then_by_number(app: Flask, actors: Actors) -> None:
    slugs = [drafting.create_guide(a_start(language="de"), actor=actors["author"]).guide.slug for _ in range(4)]
    stem = "night-nurse-to-data-steward"
    assert slugs == [stem, f"{stem}-de", f"{stem}-de-2", f"{stem}-de-3"]


def test_finds_an_address_for_roles_without_a_latin_letter(app: Flask, actors: Actors) -> None:
    raw = a_start(language="ar", from_role={"label": "سائق"}, to_role={"label": "مخطط"})
    first, second = (drafting.create_guide(raw, actor=actors["author"]).guide for _ in range(2))
    assert first.slug.startswith("guide-")
    assert first.slug != second.slug


def test_keeps_a_wish_that_is_no_address_and_holds_a_proper_one_meanwhile(app: Flask, actors: Actors) -> None:
    kept = drafting.create_guide(a_start(slug="Night Nurse!"), actor=actors["author"])
    assert kept.revision.document["slug"] == "Night Nurse!"
    assert kept.guide.slug == "night-nurse-to-data-steward"


@pytest.mark.parametrize("reserved", ["new", "plan", "api"])
def test_gives_no_reserved_word_as_an_address(sqlite_app: Flask, actors: Actors, reserved: str) -> None:
    assert drafting.create_guide(a_start(slug=reserved), actor=actors["author"]).guide.slug != reserved


def test_refuses_an_address_that_another_guide_holds(app: Flask, actors: Actors) -> None:
    held = drafting.create_guide(a_start(slug="mine"), actor=actors["author"]).guide
    before = everything()
    with pytest.raises(TransitionRefused) as refused:
        drafting.create_guide(a_start(slug="mine"), actor=actors["second_author"])
    assert [(one.code, one.kind) for one in refused.value.refusals] == [("slug_taken", Kind.CONFLICT)]
    assert everything() == before
    assert guides.holder("mine") == held.id


@pytest.mark.parametrize("lacking", drafting.NEEDED_TO_START)
def test_names_what_is_needed_to_start(sqlite_app: Flask, actors: Actors, lacking: str) -> None:
    raw = a_start()
    del raw[lacking]
    with pytest.raises(InvalidContent) as refused:
        drafting.create_guide(raw, actor=actors["author"])
    assert list(refused.value.errors) == [lacking]
    assert "needed to start" in refused.value.errors[lacking][0]


def test_names_all_that_is_needed_at_once(sqlite_app: Flask, actors: Actors) -> None:
    with pytest.raises(InvalidContent) as refused:
        drafting.create_guide({}, actor=actors["author"])
    assert set(refused.value.errors) == set(drafting.NEEDED_TO_START)


@pytest.mark.parametrize("role", ["reviewer", "publisher", "managing_editor", "admin", "nobody"])
def test_lets_only_authors_start_a_guide(sqlite_app: Flask, actors: Actors, role: str) -> None:
    with pytest.raises(TransitionRefused) as refused:
        drafting.create_guide(a_start(), actor=actors[role])
    assert refused.value.kind is Kind.FORBIDDEN
    assert guides.listing(limit=1) == ([], 0)


@pytest.mark.parametrize("extra", ["state", "status", "owner_id", "approved_by", "created_at", "newest", "revision"])
def test_takes_no_member_that_is_not_content(sqlite_app: Flask, actors: Actors, extra: str) -> None:
    with pytest.raises(InvalidContent) as refused:
        drafting.create_guide(a_start(**{extra: "published"}), actor=actors["author"])
    assert list(refused.value.errors) == [extra]


def test_logs_the_start_as_the_first_link_of_the_chain(app: Flask, actors: Actors) -> None:
    guide = drafting.create_guide(a_start(), actor=actors["author"], cause="import").guide
    [event] = events.of_guide(guide.id)
    assert (event.number, event.action, event.from_state, event.to_state) == (1, "create", None, "draft")
    assert (event.from_public, event.to_public, event.revision_number) == (None, "never_published", 1)
    assert event.actor_id == guide.owner_id == guide.creator_id == actors["author"].id
    assert event.said == {"cause": "import"}
    assert event.previous_hash == "0" * 64
    assert event.seq is None


# Saving


def test_keeps_a_save_as_the_next_revision_with_what_it_was_based_on(app: Flask, actors: Actors) -> None:
    guide = a_guide("draft")
    first = guides.revision(guide.id, 1)
    document = {**first.document, "summary": "Another summary."}
    kept = drafting.save_draft(guide.id, document, base=1, actor=actors["second_author"])
    assert kept.changed
    found = guides.revision(guide.id, 2)
    assert (found.author_id, found.cause) == (actors["second_author"].id, "edit")
    assert (found.base_number, found.base_digest) == (1, first.digest)
    assert found.digest == content.digest(found.document) != first.digest
    assert list(found.section_digests) == list(found.document)
    changed = {name for name in found.section_digests if found.section_digests[name] != first.section_digests[name]}
    assert changed == {"summary"}
    assert first.document == guides.revision(guide.id, 1).document


@pytest.mark.parametrize("base", [2, 1])
def test_writes_nothing_when_the_text_says_just_that_already(app: Flask, actors: Actors, base: int) -> None:
    guide = factories.revise(a_guide("draft").id, summary="Another summary.")
    document = guides.revision(guide.id, 2).document
    before = everything()
    kept = drafting.save_draft(guide.id, dict(reversed(document.items())), base=base, actor=actors["second_author"])
    assert not kept.changed
    assert kept.revision.number == 2
    assert everything() == before


@pytest.mark.parametrize("base", [1, 0, 3, 10**12])
def test_refuses_a_save_on_any_other_base_than_the_newest(app: Flask, actors: Actors, base: int) -> None:
    guide = factories.revise(a_guide("draft").id, summary="Theirs.")
    before = everything()
    with pytest.raises(StaleRevision) as refused:
        drafting.save_draft(guide.id, a_document(summary="Mine."), base=base, actor=actors["author"])
    assert (refused.value.base, refused.value.newest) == (base, 2)
    assert everything() == before


def test_gives_no_id_a_second_time_even_after_its_row_was_removed(app: Flask, actors: Actors) -> None:
    author = actors["author"]
    kept = drafting.create_guide(a_short_document(roadmap=[step("Read"), step("Draw")]), actor=author)
    assert roadmap_ids(kept) == ["step-1", "step-2"]
    document = kept.revision.document
    kept = drafting.save_draft(kept.guide.id, {**document, "roadmap": document["roadmap"][:1]}, base=1, actor=author)
    document = kept.revision.document
    kept = drafting.save_draft(
        kept.guide.id, {**document, "roadmap": [*document["roadmap"], step("Apply")]}, base=2, actor=author
    )
    assert roadmap_ids(kept) == ["step-1", "step-3"]
    kept = drafting.restore_revision(kept.guide.id, 1, base=3, actor=author)
    document = kept.revision.document
    kept = drafting.save_draft(
        kept.guide.id, {**document, "roadmap": [*document["roadmap"], step("Ask")]}, base=4, actor=author
    )
    assert roadmap_ids(kept) == ["step-1", "step-2", "step-4"]


@pytest.mark.parametrize("state", ["in_review", "approved"])
def test_freezes_the_text_while_it_is_judged(app: Flask, actors: Actors, state: factories.State) -> None:
    guide = a_guide(state)
    before = everything()
    with pytest.raises(TransitionRefused) as refused:
        drafting.save_draft(guide.id, a_document(summary="Quickly."), base=1, actor=actors["author"])
    assert refused.value.kind is Kind.CONFLICT
    assert refused.value.state == state
    assert everything() == before


def test_starts_a_new_round_of_work_on_a_live_guide_and_leaves_readers_alone(app: Flask, actors: Actors) -> None:
    guide = a_guide("published")
    public = ("publication", "rendition", "public_clock", "change")
    before = everything()
    factories.revise(guide.id, summary="Work in progress.")
    after = everything()
    assert [after[table] for table in public] == [before[table] for table in public]
    assert (guides.find(guide.id).state, guides.find(guide.id).public_status) == ("draft", "live")


def test_stays_with_changes_requested_until_it_is_sent_again(app: Flask) -> None:
    guide = a_guide("in_review")
    factories.act(guide.id, "request_changes", "reviewer", comment="Please name the source.")
    assert factories.revise(guide.id, summary="With its source.").state == "changes_requested"


def test_knows_no_guide_by_a_foreign_id(app: Flask, actors: Actors) -> None:
    someone = UUID(a_guide("draft").owner_id)
    with pytest.raises(NotFound):
        drafting.save_draft(someone, a_document(), base=1, actor=actors["author"])


# Restoring


def test_makes_an_old_text_the_newest_again(app: Flask, actors: Actors) -> None:
    guide = a_guide("draft")
    factories.revise(guide.id, summary="Second thoughts.")
    kept = drafting.restore_revision(guide.id, 1, base=2, actor=actors["second_author"])
    first, third = guides.revision(guide.id, 1), guides.revision(guide.id, 3)
    assert kept.changed
    assert third.document == first.document
    assert (third.cause, third.base_number, third.author_id) == ("restore", 2, actors["second_author"].id)
    assert events.of_guide(guide.id)[-1].said == {"cause": "restore", "restored": 1}
    assert events.of_guide(guide.id)[-1].action == "restore"


def test_restores_nothing_on_an_old_base(app: Flask, actors: Actors) -> None:
    guide = a_guide("draft")
    factories.revise(guide.id, summary="Second thoughts.")
    with pytest.raises(StaleRevision):
        drafting.restore_revision(guide.id, 1, base=1, actor=actors["author"])


@pytest.mark.parametrize("number", [0, -1, 7, 2**31, 2**63, 10**30])
def test_restores_no_revision_that_never_was(app: Flask, actors: Actors, number: int) -> None:
    guide = a_guide("draft")
    with pytest.raises(NotFound, match=f"no revision {number} "):
        drafting.restore_revision(guide.id, number, base=1, actor=actors["author"])


# Racing


def test_lets_one_of_two_racing_saves_win_and_loses_no_word_of_it(app: Flask, actors: Actors) -> None:
    guide_id = a_guide("draft", a_short_document()).id
    document = guides.revision(guide_id, 1).document

    def saving(who: str, text: str, base: int) -> Callable[[], Kept]:
        changed = {**document, "summary": text}
        return lambda: drafting.save_draft(guide_id, changed, base=base, actor=actors[who])

    for base in range(1, 21):
        hers, his = f"Hers after {base}.", f"His after {base}."
        came_of = at_once(app, saving("author", hers, base), saving("second_author", his, base))
        won = [one for one in came_of if isinstance(one, Kept)]
        lost = [one for one in came_of if isinstance(one, StaleRevision)]
        assert len(won) == len(lost) == 1
        assert (lost[0].base, lost[0].newest) == (base, base + 1)
        newest = guides.revision(guide_id, base + 1)
        assert newest.document["summary"] == (hers if newest.author_id == actors["author"].id else his)
        assert newest.document["summary"] == won[0].revision.document["summary"]
    session().rollback()
    assert [row.number for row in history.page(guide_id).entries] == list(range(21, 0, -1))
    assert [event.number for event in events.of_guide(guide_id)] == list(range(1, 22))
