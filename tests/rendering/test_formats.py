import pytest

from cms.rendering.formats import Formats, own_name
from cms.rendering.words import Words


def _formats(language: str) -> Formats:
    return Formats(language, Words(language))


@pytest.mark.parametrize(
    ("language", "low", "high", "said"),
    [
        ("en", 10, 10, "+10%"), ("en", -8, 15, "\u22128% – +15%"), ("en", 0, 5, "0% – +5%"), ("en", 7.5, None, "+7.5%"),
        ("de", -8, 15, "\u22128\u00a0% – +15\u00a0%"), ("ar", 10, 30, "\u200e+10%\u200f – \u200e+30%"),
        ("en", None, None, ""),
    ],
)  # fmt: skip
def test_percents_show_their_sign(language: str, low: float | None, high: float | None, said: str) -> None:
    assert _formats(language).percents(low, high) == said


@pytest.mark.parametrize(
    ("language", "low", "high", "currency", "said"),
    [
        ("en", 78000, 98000, "USD", "$78,000–98,000"), ("en", 46, None, "USD", "$46"), ("en", 5, 5, "USD", "$5"),
        ("de", 52000, 68000, "EUR", "52.000–68.000\u00a0€"), ("de", 24.9, None, "EUR", "24,90\u00a0€"),
        ("ar", 420, 680, "JOD", "\u200f420–680\u00a0د.أ.\u200f"), ("ar", 48, None, "USD", "\u200f48\u00a0US$\u200e"),
        ("en", 12, 15, None, "12–15"), ("en", None, None, "USD", ""), ("en", 9, 12.5, "GBP", "£9.00–12.50"),
    ],
)  # fmt: skip
def test_money_says_its_currency_once(
    language: str, low: float | None, high: float | None, currency: str | None, said: str
) -> None:
    assert _formats(language).money(low, high, currency) == said


@pytest.mark.parametrize(
    ("language", "low", "high", "unit", "said"),
    [
        ("en", 6, 9, "month", "6–9 months"), ("en", 6, 6, "month", "6 months"), ("en", 1, None, "day", "1 day"),
        ("de", 1.5, None, "week", "1,5 Wochen"), ("ar", 9, 12, "month", "9–12 شهرًا"), ("ar", 1, 2, "month", "1–2 أشهر"),
        ("ar", 2, None, "day", "يومان"), ("en", 3, None, None, "3"), ("en", 3, None, "moon", "3 moon"),
        ("en", None, None, "week", ""),
    ],
)  # fmt: skip
def test_lengths(language: str, low: float | None, high: float | None, unit: str | None, said: str) -> None:
    told = str(_formats(language).length(low, high, unit))
    assert told.replace('<span class="together">', "").replace("</span>", "") == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "November 22, 2026"),
        ("de", "22. November 2026"),
        ("ar", "22 نوفمبر 2026"),
        ("xx-nowhere", "November 22, 2026"),
    ],
)
def test_days(language: str, said: str) -> None:
    assert _formats(language).day("2026-11-22") == said


def test_names_of_countries_languages_and_currencies() -> None:
    german = _formats("de")
    assert german.code("region", "JO") == "Jordanien"
    assert german.code("region", "??") == "??"
    assert german.code("language", "en") == "Englisch"
    assert german.code("currency", "USD") == "US-Dollar"
    assert own_name("de") == "Deutsch"
    assert own_name("no such") == "no such"
