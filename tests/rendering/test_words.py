"""The fixed words: every one in every catalogue, plural forms, and English marked where a language lacks them."""

from collections.abc import Iterator
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from cms.content import words as enumerations
from cms.content.guide import GuideContent
from cms.content.kinds import Group, Items, Shape, Slug
from cms.rendering import leadins
from cms.rendering.words import CATALOGUES, Words
from tests.rendering.support import RENDERER, ROOT, guide_of
from tests.support.documents import SMALL

KEYWORDS: dict[str, Any] = {"word": None, "plain": None, "plural": (1, 2)}


def _headings(shape: type[Shape]) -> Iterator[str]:
    for kind in shape.members().values():
        if kind.shown and not isinstance(kind, Slug):
            yield kind.heading
            if isinstance(kind, Group | Items):
                yield from _headings(kind.shape)


def _in_code() -> Iterator[Any]:
    files = [("jinja2.ext:babel_extract", path) for path in (ROOT / "templates" / "public").rglob("*.html")]
    files += [("python", path) for path in (ROOT / "cms" / "rendering").glob("*.py")]
    for method, path in files:
        with path.open("rb") as lines:
            yield from (message for _, message, _, _ in extract(method, lines, keywords=KEYWORDS))
    for module, names in ((enumerations, vars(enumerations)), (leadins, vars(leadins))):
        yield from (word for name in names if name.isupper() and isinstance(vars(module)[name], dict)
                    for word in vars(module)[name].values())  # fmt: skip
    yield from _headings(GuideContent)


SAID = {message for message in _in_code() if message}


def _catalogue(language: str) -> dict[Any, Message]:
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        return {message.id: message for message in read_po(lines, locale=language) if message.id}


@pytest.mark.parametrize("language", ["de", "ar"])
def test_catalogue_has_every_word_and_no_other(language: str) -> None:
    messages = _catalogue(language)
    assert SAID - messages.keys() == set()
    assert messages.keys() - SAID == set()
    assert [message.id for message in messages.values() if message.fuzzy or not all(_forms(message))] == []


@pytest.mark.parametrize(("language", "forms"), [("de", 2), ("ar", 6)])
def test_counted_words_have_all_forms(language: str, forms: int) -> None:
    counted = [message for message in _catalogue(language).values() if message.pluralizable]
    assert counted
    assert {len(_forms(message)) for message in counted} == {forms}


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "1 week"), ("en", 2, "2 weeks"), ("en", 1.5, "1.5 weeks"),
        ("de", 1, "1 Woche"), ("de", 0, "0 Wochen"),
        ("ar", 1, "أسبوع واحد"), ("ar", 2, "أسبوعان"), ("ar", 6, "6 أسابيع"), ("ar", 11, "11 أسبوعًا"),
        ("ar", 100, "100 أسبوع"), ("ar", 103, "103 أسابيع"), ("ar", 1.5, "1.5 أسبوع"),
    ],
)  # fmt: skip
def test_plural_forms(language: str, count: float, said: str) -> None:
    assert Words(language).plural("%(count)s week", "%(count)s weeks", count, count=count) == said


def test_dialect_uses_the_words_of_its_language() -> None:
    assert Words("de-AT").word("Resources") == "Lernmaterial"
    assert Words("ar-JO").word("Yes") == "نعم"


def test_other_language_falls_back_to_marked_english() -> None:
    assert Words("fr").word("Yes") == '<span lang="en" dir="ltr">Yes</span>'
    assert Words("fr").word("As of %(day)s", day="<3 mai>") == (
        '<span lang="en" dir="ltr">As of <bdi lang="fr">&lt;3 mai&gt;</bdi></span>'
    )
    page = RENDERER.page(guide_of({**SMALL, "language": "fr"}))
    assert '<html lang="fr" dir="ltr">' in page
    assert '<h2 id="overview-heading"><span lang="en" dir="ltr">Overview</span>' in page


def test_word_that_is_the_same_in_both_languages_is_not_marked() -> None:
    assert Words("de").word("Workshop") == "Workshop"
    assert Words("en").word("Yes") == "Yes"


@pytest.mark.parametrize("tag", ["", "-", "../de", "x" * 300, "DE"])
def test_odd_language_tags_are_no_error(tag: str) -> None:
    assert "Yes" in Words(tag).word("Yes") or "Ja" in Words(tag).word("Yes")
