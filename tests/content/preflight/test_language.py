"""What languages do differently."""

import pytest

from cms.content.preflight.language import language, mentions


@pytest.mark.parametrize(
    ("code", "label", "joins"),
    [
        ("en", "SQL and Data", True),
        ("en", "R & D", True),
        ("en", "R&D", False),
        ("en", "Sandy Andes", False),
        ("en-GB", "SQL AND data", True),
        ("de", "Planung und Bau", True),
        ("de", "Grundlagen", False),
        ("de", "Rock and Roll", False),
        ("fr", "Vente et conseil", True),
        ("ar", "التحليل والتصميم", True),
        ("ar", "تحليل وتصميم", True),
        ("ar", "تصميم واجهات المستخدم", False),
        ("ar", "وثائق", False),
        ("he", "ניתוח ועיצוב", True),
        ("fa", "طراحی و تحلیل", True),
        ("zh", "设计和开发", True),
        ("xx", "this and that", True),
        ("", "this and that", True),
    ],
)
def test_knows_its_and(code: str, label: str, joins: bool) -> None:
    assert language(code).joins(label) is joins


@pytest.mark.parametrize(
    ("code", "text", "parts"),
    [
        ("en", "Figma, Framer, or Webflow", ["Figma", "Framer", "Webflow"]),
        ("en", "AWS/GCP", ["AWS", "GCP"]),
        ("en", "C++", ["C++"]),
        ("en", "R&D", ["R&D"]),
        ("de", "Figma oder Sketch", ["Figma", "Sketch"]),
        ("ar", "Excel، Power BI", ["Excel", "Power BI"]),
        ("ja", "Excel、Word", ["Excel", "Word"]),
        ("en", " , ", []),
    ],
)
def test_takes_lists_apart(code: str, text: str, parts: list[str]) -> None:
    assert language(code).parts(text) == parts


@pytest.mark.parametrize(
    ("code", "text", "letters"),
    [
        ("en", "abc, дом 1", (3, 6)),
        ("ar", "SQL بيان", (4, 7)),
        ("ja", "かなカナ漢字ab", (6, 8)),
        ("ko", "한국", (2, 2)),
        ("sr", "дом", (3, 3)),
        ("sr-Latn", "дом", (0, 3)),
        ("zh-Hant", "漢字", (2, 2)),
        ("xx", "abc", None),
        ("", "abc", None),
        ("en", "12", (0, 0)),
    ],
)
def test_counts_letters_of_its_script(code: str, text: str, letters: tuple[int, int] | None) -> None:
    assert language(code).own_letters(text) == letters


@pytest.mark.parametrize(("code", "mark"), [("en", "?"), ("ar-JO", "؟"), ("el", ";"), ("zh-Hans", "？"), ("", "?")])
def test_knows_its_question_mark(code: str, mark: str) -> None:
    assert language(code).question_mark == mark


@pytest.mark.parametrize(
    ("text", "name", "there"),
    [
        ("use figma now", "figma", True),
        ("use figmas now", "figma", True),
        ("frameworks", "frame", False),
        ("mysql", "sql", False),
        ("mysql and sql", "sql", True),
        ("c++ and c", "c++", True),
        ("node.js!", "node.js", True),
        ("بلغة وsql", "sql", True),
        ("دورة البرمجة", "برمجة", True),
        ("excel", "excel", True),
        ("excel", "", False),
    ],
)
def test_finds_words_of_their_own(text: str, name: str, there: bool) -> None:
    assert mentions(text, name) is there
