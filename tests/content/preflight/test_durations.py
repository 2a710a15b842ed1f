"""The durations that a title names, in several languages."""

from fractions import Fraction

import pytest

from cms.content.preflight.durations import spans

MONTH = Fraction(52, 12)


@pytest.mark.parametrize(
    ("title", "language", "months"),
    [
        ("Your 6-Month Guide", "en", (6, 6)),
        ("A 6–9-Month Plan", "en", (6, 9)),
        ("in 6 to 9 months", "en", (6, 9)),
        ("between 6 and 9 months", "en", (6, 9)),
        ("6 months to 9 months", "en", (6, 9)),
        ("9-6 months", "en", (6, 9)),
        ("Six to Nine Months", "en", (6, 9)),
        ("1.5 years", "en", (18, 18)),
        ("6+ months", "en", (6, 6)),
        ("A 6–9-Month Plan", "en-GB", (6, 9)),
        ("in six months", "xx", (6, 6)),
        ("in 6–9 Monaten", "de", (6, 9)),
        ("6 bis 9 Monate", "de", (6, 9)),
        ("6-Monats-Plan", "de", (6, 6)),
        ("Ein 18-Monatsprogramm", "de-CH", (18, 18)),
        ("in einem Jahr", "de", (12, 12)),
        ("in zwölf Monaten", "de", (12, 12)),
        ("خلال ٦ أشهر", "ar", (6, 6)),
        ("خطة من 9 إلى 12 شهرًا", "ar", (9, 12)),
        ("من ٩ الى ١٢ شهرا", "ar-JO", (9, 12)),
        ("خلال شهرين", "ar", (2, 2)),
        ("في ستة أشهر", "ar", (6, 6)),
        ("خطة الـ6 أشهر", "ar", (6, 6)),
        ("سنة واحدة أو 12 شهرًا", "ar", (12, 12)),
        ("de 6 à 9 mois", "fr", (6, 9)),
        ("de 6 a 9 meses", "es", (6, 9)),
        ("6か月から9か月", "ja", (6, 9)),
        ("6个月", "zh", (6, 6)),
        ("за 6 месяцев", "ru", (6, 6)),
    ],
)
def test_understands(title: str, language: str, months: tuple[int, int]) -> None:
    [one] = spans(title, language)
    assert [one.low, one.high] == [MONTH * number for number in months]
    assert one.text in title


@pytest.mark.parametrize(
    ("title", "weeks"), [("In 10 weeks", 10), ("A 70-day plan", 10), ("1 week", 1), ("in 4.5 weeks", Fraction(9, 2))]
)
def test_counts_in_weeks(title: str, weeks: Fraction) -> None:
    [one] = spans(title, "en")
    assert one.low == one.high == weeks


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("From Driver to Planner", "en"),
        ("After 20 years in retail", "en"),
        ("6 Monthly Habits", "en"),
        ("Web 2.0 for 2026", "en"),
        ("Plan B: the month of May", "en"),
        ("6 Monate", "en"),
        ("", ""),
        ("Vom Montag an", "de"),
        ("An 10 Wochenenden", "de"),
        ("3 Tagebücher", "de"),
        ("6 mesas", "es"),
        ("6 weekly steps", "fr"),
        ("6月のガイド", "ja"),
        ("6月", "zh"),
    ],
)
def test_finds_none(title: str, language: str) -> None:
    assert spans(title, language) == []


def test_finds_several() -> None:
    assert [one.text for one in spans("2 weeks of reading, 6 months of work", "en")] == ["2 weeks", "6 months"]
