"""A guide as the beginning of another: whose it is, who may approve it, and what a translation still waits for."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask

from cms import content
from cms.content.units import units
from cms.errors import InvalidContent, TransitionRefused
from cms.services import situation, starting, translations
from cms.services.translations import Why
from cms.store import events, guides
from cms.store.db import session
from cms.store.guides import Guide
from cms.workflow import Actor
from tests.factories import a_document, a_full_document, a_guide, act, published_again, revise, submit

Actors = Mapping[str, Actor]


def text(guide: Guide) -> dict[str, Any]:
    found = guides.find(guide.id)
    return dict(guides.revision(guide.id, found.newest).document)


def reminders(guide: Guide) -> dict[str, Why]:
    session().rollback()
    found = translations.of(guides.find(guide.id), text(guide))
    assert found
    return {one.path: one.why for one in found.reminders}


def settle(guide: Guide, *paths: str) -> int:
    found = translations.of(guides.find(guide.id), text(guide))
    assert found
    return translations.settle(guide.id, [one.seen for one in found.reminders if one.path in paths])


# Copies


def test_copies_the_newest_text_into_a_draft_of_whoever_asks(app: Flask, actors: Actors) -> None:
    source = a_guide("published", a_document(translation_key="planner"))
    revise(source.id, summary="Newer than what is public.")
    made = starting.duplicate(source.id, actor=actors["second_author"])
    original, copy = text(source), text(made)
    changed = {name for name in {**original, **copy} if original.get(name) != copy.get(name)}
    assert changed == {"slug", "title", "translation_key"}
    assert copy["title"] == f"{original['title']} (copy)"
    assert "translation_key" not in copy
    assert (made.state, made.public_status, made.owner_id) == ("draft", "never_published", actors["second_author"].id)
    assert made.slug != source.slug
    [event] = events.of_guide(made.id)
    assert event.said == {"cause": "copy", "from_guide": str(source.id), "from_revision": 2}
    assert [row["id"] for row in copy["faq"]] == [row["id"] for row in original["faq"]]
    again = starting.duplicate(source.id, actor=actors["author"])
    assert again.slug not in (made.slug, source.slug)
    assert content.digest(text(again)) != content.digest(copy)


def test_takes_along_those_who_wrote_what_nobody_approved(app: Flask, actors: Actors) -> None:
    source = a_guide("draft")
    made = starting.duplicate(source.id, actor=actors["second_author"])
    assert situation.contributors(made.id) == {actors["author"].id, actors["second_author"].id}
    copy_of_copy = starting.duplicate(made.id, actor=actors["second_author"])
    assert actors["author"].id in situation.contributors(copy_of_copy.id)


def test_takes_nobody_along_with_a_text_that_was_approved(app: Flask, actors: Actors) -> None:
    source = a_guide("published")
    made = starting.duplicate(source.id, actor=actors["second_author"])
    assert situation.contributors(made.id) == {actors["second_author"].id}


def test_forgets_them_once_the_copy_was_approved(app: Flask, actors: Actors) -> None:
    source = a_guide("draft")
    made = starting.duplicate(source.id, actor=actors["second_author"])
    mine = {"title": "From Bus Driver to Planner Anew: A 6–9-Month Plan", "to_role": {"slug": "anew", "label": "Anew"}}
    revise(made.id, "second_author", **mine)
    submit(made.id, "second_author", change_note="First.")
    act(made.id, "approve", "reviewer")
    act(made.id, "publish", "publisher")
    assert situation.contributors(made.id) == frozenset()


@pytest.mark.parametrize("role", ["reviewer", "publisher", "managing_editor", "admin", "nobody"])
def test_is_for_authors(sqlite_app: Flask, actors: Actors, role: str) -> None:
    source = a_guide("published")
    with pytest.raises(TransitionRefused):
        starting.duplicate(source.id, actor=actors[role])
    with pytest.raises(TransitionRefused):
        starting.start_translation(source.id, language="de", actor=actors[role])


# Translations


def test_begins_a_translation_with_all_text_still_to_be_translated(app: Flask, actors: Actors) -> None:
    source = a_guide("published", a_document(translation_key="planner"))
    revise(source.id, summary="Not public yet.")
    made = starting.start_translation(source.id, language="de", actor=actors["second_author"])
    original, copy = guides.revision(source.id, 1).document, text(made)
    assert {name for name in {**original, **copy} if original.get(name) != copy.get(name)} == {"slug", "language"}
    assert (copy["language"], copy["translation_key"], made.language) == ("de", "planner", "de")
    assert made.slug.endswith("-de")
    assert reminders(made) == dict.fromkeys(units(copy), Why.UNTRANSLATED)
    assert {"title", "overview", "roadmap[count].tasks", "faq[faq-1].answer", "reality_check.love"} <= set(units(copy))
    assert not [path for path in units(copy) if path.startswith(("sources", "authors", "slug", "resources"))]


def test_counts_a_text_as_translated_once_it_is_edited(app: Flask, actors: Actors) -> None:
    source = a_guide("published", a_document(translation_key="planner"))
    made = starting.start_translation(source.id, language="de", actor=actors["author"])
    rows = text(made)["faq"]
    revise(made.id, title="Vom Fahrer zum Planer", faq=[{**rows[0], "answer": "Nein."}, *rows[1:]])
    left = reminders(made)
    assert "title" not in left
    assert "faq[faq-1].answer" not in left
    assert left["faq[faq-1].question"] is Why.UNTRANSLATED
    assert settle(made, "faq[faq-1].question", "overview") == 2
    assert reminders(made).keys().isdisjoint({"faq[faq-1].question", "overview"})
    revise(made.id, roadmap=text(made)["roadmap"][::-1])
    assert reminders(made) == {
        path: Why.UNTRANSLATED for path in left if path not in ("faq[faq-1].question", "overview")
    }


def test_reminds_when_readers_get_another_original_and_not_before(app: Flask, actors: Actors) -> None:
    source = a_guide("published", a_document(translation_key="planner"))
    made = starting.start_translation(source.id, language="de", actor=actors["second_author"])
    settle(made, *reminders(made))
    assert reminders(made) == {}
    revise(source.id, overview="Another text.")
    assert reminders(made) == {}, "nobody reads it yet"
    submit(source.id)
    act(source.id, "approve", "reviewer")
    act(source.id, "publish", "publisher")
    assert reminders(made) == {"overview": Why.CHANGED}
    revise(made.id, "second_author", overview="Ein anderer Text.")
    assert reminders(made) == {}
    faq = text(source)["faq"]
    more = [*faq, {"question": "Is there more?", "answer": "Yes."}]
    published_again(source.id, overview="A third.", faq=more[1:])
    left = reminders(made)
    new = next(path for path in left if left[path] is Why.ADDED)
    assert left["overview"] is Why.CHANGED
    assert left["faq[faq-1].answer"] is Why.REMOVED
    assert new.startswith("faq[faq-3]")
    assert settle(made, *left) == len(left)
    assert reminders(made) == {}


def test_asks_again_when_the_original_moved_on_while_somebody_looked(app: Flask, actors: Actors) -> None:
    source = a_guide("draft", a_document(translation_key="planner"))
    made = starting.start_translation(source.id, language="de", actor=actors["author"])
    found = translations.of(guides.find(made.id), text(made))
    assert found
    revise(source.id, overview="Said meanwhile.")
    translations.settle(made.id, [one.seen for one in found.reminders])
    assert reminders(made) == {"overview": Why.UNTRANSLATED}


def test_follows_a_draft_that_has_no_readers_yet(app: Flask, actors: Actors) -> None:
    source = a_guide("draft", a_document(translation_key="planner"))
    made = starting.start_translation(source.id, language="de", actor=actors["author"])
    settle(made, *reminders(made))
    revise(source.id, overview="Saved, no more.")
    assert reminders(made) == {"overview": Why.CHANGED}


def test_gives_the_original_a_key_where_it_has_none(app: Flask, actors: Actors) -> None:
    source = a_guide("draft", a_document(translation_key=None))
    made = starting.start_translation(source.id, language="de", actor=actors["author"])
    assert text(source)["translation_key"] == text(made)["translation_key"] == source.slug
    frozen = a_guide("in_review", a_document(translation_key=None, slug="frozen", to_role={"slug": "x", "label": "X"}))
    before = guides.find(frozen.id).newest
    with pytest.raises(TransitionRefused, match="no translation key yet"):
        starting.start_translation(frozen.id, language="de", actor=actors["author"])
    assert guides.find(frozen.id).newest == before


@pytest.mark.parametrize("language", ["", "xx", "English", "en", "<script>", "de\u202e"])
def test_takes_another_language_that_is_known(sqlite_app: Flask, actors: Actors, language: str) -> None:
    source = a_guide("draft", a_document(translation_key="planner"))
    with pytest.raises(InvalidContent):
        starting.start_translation(source.id, language=language, actor=actors["author"])


def test_begins_one_translation_for_each_language(app: Flask, actors: Actors) -> None:
    source = a_guide("draft", a_document(translation_key="planner"))
    made = starting.start_translation(source.id, language="de", actor=actors["author"])
    with pytest.raises(TransitionRefused, match="in that language"):
        starting.start_translation(source.id, language="de", actor=actors["author"])
    starting.start_translation(source.id, language="ar", actor=actors["author"])
    act(made.id, "discard", "author")
    starting.start_translation(source.id, language="de", actor=actors["author"])


def test_keeps_up_with_the_longest_guide(sqlite_app: Flask, actors: Actors) -> None:
    source = a_guide("draft", a_full_document())
    made = starting.start_translation(source.id, language="de", actor=actors["author"])
    assert len(reminders(made)) > 150
    revise(made.id, overview="Kurz.")
    assert "overview" not in reminders(made)
