"""What is found: of drafts the newest text, of live guides what readers get, and neither in place of the other."""

from uuid import UUID

from flask import Flask

from cms.content.searching import asked
from cms.services import searching
from cms.store import search, search_index
from cms.store.db import transaction
from cms.store.search import DraftText, LiveText, Texts
from tests.factories import a_document, a_guide, act, published_again, revise
from tests.support import library


def found(texts: Texts, q: str) -> list[UUID]:
    return [guide_id for _, guide_id in search.ranked(texts, asked(q), (), limit=9)]


def test_finds_the_newest_draft_and_what_readers_get(app: Flask) -> None:
    guide = a_guide("published", a_document(title="From Bus Driver to Falconer"))
    assert found(DraftText, "falcon") == found(LiveText, "falcon") == [guide.id]
    revise(guide.id, title="From Bus Driver to Beekeeper")
    assert (found(DraftText, "beekeeper"), found(LiveText, "beekeeper")) == ([guide.id], [])
    assert (found(DraftText, "falconer"), found(LiveText, "falconer")) == ([], [guide.id])
    act(guide.id, "drop_changes", "author")
    assert found(DraftText, "falconer") == found(LiveText, "falconer") == [guide.id]
    published_again(guide.id, title="From Bus Driver to Beekeeper")
    assert (found(LiveText, "beekeeper"), found(LiveText, "falconer")) == ([guide.id], [])


def test_finds_a_guide_for_readers_only_while_it_is_live(app: Flask) -> None:
    guide = library.public(1)
    assert found(LiveText, "guide") == [guide.id]
    act(guide.id, "takedown", "managing_editor", removal="withdrawn", reason="It was wrong.")
    assert (found(LiveText, "guide"), found(DraftText, "guide")) == ([], [guide.id])
    act(guide.id, "reinstate", "publisher")
    assert found(LiveText, "guide") == [guide.id]


def test_makes_up_for_what_was_there_before_it(app: Flask) -> None:
    live, draft = library.public(1), a_guide("draft")
    revise(live.id, title="A newer title")
    with transaction():
        for guide in (live, draft):
            for texts in (DraftText, LiveText):
                search_index.forget(texts, guide.id)
    assert list(searching.keep_what_is_missing()) == [2, 1, 0]
    assert (found(DraftText, "newer"), found(LiveText, "newer")) == ([live.id], [])
    assert found(LiveText, "guide 1") == [live.id]
    assert list(searching.keep_what_is_missing()) == []
