"""Everything a document says stands on its page and in the text of its feed item."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from cms.content import Document
from cms.content.document import walk
from cms.content.kinds import Amount, Choice, Code, Day, Flag, Kind, Lines, Link, References, Slug, Text
from cms.rendering.formats import Formats
from cms.rendering.markup import paragraphs
from cms.rendering.references import References as Rows
from cms.rendering.words import Words
from tests.rendering.support import NAMES, RENDERER, example, guide_of, plain, text_of
from tests.support.documents import SMALL

DOCUMENTS = {**{name: example(name) for name in NAMES}, "every section": SMALL}


def _said(document: Document, kind: Kind, value: Any, words: Words, formats: Formats) -> Iterator[str]:
    """What a reader should find for one value."""
    if isinstance(kind, Slug | Link) or not kind.shown:
        return
    if isinstance(kind, References):
        yield from (named.name for named in Rows(document).named(kind.to, value))
    elif isinstance(kind, Lines):
        yield from value
    elif isinstance(kind, Choice):
        yield words.plain(kind.options[value])
    elif isinstance(kind, Code):
        yield "" if kind.of == "currency" else formats.code(kind.of, value)
    elif isinstance(kind, Day):
        yield formats.day(value)
    elif isinstance(kind, Flag):
        yield words.plain("Mandatory" if value else "Not mandatory")
    elif isinstance(kind, Amount):
        yield formats.number(abs(value)) if value else ""
    elif isinstance(kind, Text):
        yield from paragraphs(re.sub(r"\[([^]]*)\]\(http[^)]*\)", r"\1", value))


def _expected(document: Document) -> list[str]:
    """Every value but units, which are told with their number, and small numbers that Arabic says as a word."""
    words = Words(document["language"])
    formats = Formats(document["language"], words)
    said = [
        text
        for where, kind, value in walk(document)
        if value is not None and where[-1] != "unit"
        for text in _said(document, kind, value, words, formats)
    ]
    said += list(document.get("intros", {}).values())
    return [text for text in said if text and not (words.language == "ar" and text in ("1", "2"))]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_page_says_everything(name: str) -> None:
    document = DOCUMENTS[name]
    page = text_of(RENDERER.page(guide_of(document)))
    assert [text for text in _expected(document) if plain(text) not in page] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_feed_text_says_everything_and_begins_with_the_title(name: str) -> None:
    document = DOCUMENTS[name]
    text = RENDERER.content_text(guide_of(document))
    assert text.startswith(f"{document['title']}\n\n")
    words = plain(re.sub(r" \(https?://[^)\s]*\)", "", text))
    assert [said for said in _expected(document) if plain(said) not in words] == []


def test_links_of_a_document_are_on_its_page() -> None:
    page = RENDERER.page(guide_of(SMALL))
    urls = [value for _, kind, value in walk(SMALL) if isinstance(kind, Link) and value]
    assert [url for url in urls if f'href="{url}"' not in page] == []


def test_ids_and_slugs_are_only_in_the_json() -> None:
    text = text_of(RENDERER.page(guide_of(SMALL)))
    assert "network-review" not in text
    assert "timetable-data" not in text


def test_price_is_told_with_its_basis_and_free_in_a_word() -> None:
    text = text_of(RENDERER.page(guide_of(SMALL)))
    assert "Transport Data Office · Free in total · Download · 6 hours · English" in text
    assert "Kerbside Press · Ines Valdez · £19.50 in total · Print or e-book · 4 weeks · English" in text


def test_unknown_references_say_nothing() -> None:
    document = {**SMALL, "demand": {**SMALL["demand"], "source_ids": ["no-such-source"]}}
    assert "no-such-source" not in RENDERER.page(guide_of(document))
