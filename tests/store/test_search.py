"""Full text on both databases: the same words are found, in the same order, whatever somebody types."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text as sql

from cms.content.searching import Searchable, asked, words
from cms.store import search, search_index
from cms.store.db import transaction
from cms.store.guides import Guide
from cms.store.search import DraftText, LiveText, Place
from cms.store.search_words import Level
from tests.factories import a_guide, a_short_document


def text(title: str = "", ends: str = "", body: str = "") -> Searchable:
    title, ends, body = (" ".join(dict.fromkeys(words(one))) for one in (title, ends, body))
    return Searchable(title, ends, body, body)


@pytest.fixture
def shelf(app: Flask) -> list[Guide]:
    """Three drafts that say what each test gives them."""
    return [a_guide("draft", a_short_document(slug=f"guide-{number}")) for number in range(3)]


def keep(shelf: list[Guide], *texts: Searchable) -> None:
    with transaction():
        for guide, said in zip(shelf, texts, strict=False):
            search_index.keep_draft(guide.id, 1, said, {})


def found(q: str, limit: int = 9) -> list[UUID]:
    """Looked for as pages do, and counted the same."""
    rows = search.ranked(DraftText, asked(q), (), limit=limit)
    assert search.ranked(DraftText, asked(q), (), limit=limit, few=True) == rows
    assert search.count(DraftText, asked(q), (), most=99) == len(rows) or limit < 9
    return [guide_id for _, guide_id in rows]


@pytest.mark.parametrize(
    ("said", "q"),
    [
        ("Größe und Öfen", "GROSSE ofen"),
        ("Krankenpflegefachkraft", "kranken"),
        ("Krankenpflegefachkraft", "krankenpflegefachkraft"),
        ("naïve Zoë’s café", "cafe zoe"),
        ("مُمَرِّضة في المستشفى", "ممرضة"),
        ("إدارة", "ادارة"),
        ("שָׁלוֹם", "שלום"),
        ("護理師轉職指南", "轉職"),
        ("søster Łódź", "lodz soster"),
        ("C++ for nurses", "c"),
        ("2e5 and 3d-printing at example.org", "2e5 printing example"),
        ("हिन्दी भाषा", "हिन्"),
    ],
)
def test_finds_words_of_every_script_by_their_beginning(shelf: list[Guide], said: str, q: str) -> None:
    keep(shelf, text(body=said), text(body="something else"), text(body="nothing"))
    assert found(q) == [shelf[0].id]


@pytest.mark.parametrize("q", ["ofe brot", "fen", "brot ofen x", "", " ", "%", "'", '""', "((((", "🙂"])
def test_finds_nothing_where_a_word_is_missing(shelf: list[Guide], q: str) -> None:
    keep(shelf, text(body="Ofen und Brot"), text(body="a"), text(body="b"))
    assert found(q) == []


@pytest.mark.parametrize(
    "q",
    [
        'ofen" OR "x', "ofen AND", "ofen NOT brot", "title : ofen", "{title}: ofen*", "ofen* ^ -", "NEAR(ofen brot)",
        "ofen' & 'x", "ofen:*A", "ofen | brot", "!ofen", "ofen \\ '", "(" * 100_000 + "ofen", "ofen " * 20_000,
        "'; DROP TABLE guide; --", "ofen <-> brot", "\x00ofen", "ofen\ud7ff",
    ],
)  # fmt: skip
def test_takes_whatever_is_typed_as_words(shelf: list[Guide], q: str) -> None:
    keep(shelf, text(body="Ofen and not or near title"), text(body="other"), text(body="none"))
    assert found(q) in ([], [shelf[0].id])
    assert found("ofen") == [shelf[0].id]


@pytest.mark.parametrize("few", [False, True])
def test_puts_title_before_roles_before_the_rest_and_the_last_change_first(shelf: list[Guide], few: bool) -> None:
    first, second, third = (one.id for one in shelf)
    keep(shelf, text(title="Baker"), text(ends="baker"), text(body="baker"))
    assert found("bake") == [first, second, third]
    keep(shelf[:1], text("x", "x", "baker"))
    assert found("bake") == [second, first, third], "the last change is the first of its level"
    walked: list[UUID] = []
    after = None
    while rows := search.ranked(DraftText, ("bake",), (), limit=1, after=after, few=few):
        [(after, guide_id)] = rows
        walked.append(guide_id)
    assert walked == [second, first, third]
    assert after is not None
    back = search.ranked(DraftText, ("bake",), (), limit=9, after=after, backwards=True, few=few)
    assert [guide_id for _, guide_id in back] == [first, second]


def test_counts_a_word_in_title_and_roles_as_in_both(shelf: list[Guide]) -> None:
    keep(shelf, text("Bus baker", "planner"), text("bus", "x", "planner"), text("", "", ""))
    rows = search.ranked(DraftText, asked("bus planner"), (), limit=9)
    assert [(place.level, guide_id) for place, guide_id in rows] == [
        (Level.ENDS, shelf[0].id), (Level.BODY, shelf[1].id),
    ]  # fmt: skip


def test_narrows_what_is_found_and_stops_counting(shelf: list[Guide]) -> None:
    keep(shelf, *[text(body="baker")] * 3)
    only = (Guide.id == shelf[1].id,)
    assert [guide_id for _, guide_id in search.ranked(DraftText, ("baker",), only, limit=9)] == [shelf[1].id]
    assert search.count(DraftText, ("baker",), only, most=9) == 1
    assert search.count(DraftText, ("baker",), (), most=2) == 2
    assert search.ranked(DraftText, ("baker",), (), limit=9, after=Place(Level.TITLE, 1)) != []


def test_forgets(shelf: list[Guide]) -> None:
    keep(shelf, text(title="Baker"))
    with transaction():
        search_index.forget(DraftText, shelf[0].id)
    assert found("baker") == []
    assert search_index.unkept() == ([(shelf[0].id, 1)], [])
    assert search.ranked(LiveText, ("baker",), (), limit=9) == []


def test_what_was_saved_last_waits_for_the_index_in_a_short_list(postgresql_app: Flask) -> None:
    """Each search reads all of that list, and the planner leaves the index alone while it is long."""
    guide = a_guide("draft", a_short_document())
    for number in range(20):
        with transaction():
            body = " ".join(f"word-{number}-{place}" for place in range(1500))
            search_index.keep_draft(guide.id, 1, Searchable("", "", body, "short"), {})
    with transaction() as act:
        pages = act.scalar(sql("SELECT gin_clean_pending_list('ix_draft_words_words')"))
    assert 0 <= pages <= 33, "of 8 kB"
