"""Numbers, days, percents, money, lengths, countries and languages, as the guide's language writes them."""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from markupsafe import Markup

from cms.rendering.words import Words

_MINUS = "\u2212"
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = "\u200e", "\u200f"  # marks that keep a sign beside its number in Arabic script
_DIGITS = "#,##0.######"


@lru_cache(maxsize=256)
def locale_of(language: str) -> Locale:
    """The locale of a BCP 47 tag, or of its beginning; English when CLDR does not know it."""
    parts = language.split("-")
    while parts:
        try:
            return Locale.parse("-".join(parts), sep="-")
        except (UnknownLocaleError, ValueError):
            parts.pop()
    return Locale("en")


@lru_cache(maxsize=2048)
def _number(value: float, locale: Locale) -> str:
    return format_decimal(value, format=_DIGITS, locale=locale)


@lru_cache(maxsize=2048)
def _day(day: date, locale: Locale) -> str:
    return format_date(day, "long", locale=locale)


@lru_cache(maxsize=2048)
def _money(ends: tuple[float, ...], currency: str, locale: Locale) -> str:
    """One amount, or a range of two. Cents only where there are some."""
    style = locale.currency_formats["standard"].pattern
    whole = all(end == int(end) for end in ends)
    pattern = re.sub(r"0\.00", "0" if whole else "0.00####", style)
    first, last = (
        format_currency(end, currency, format=pattern, locale=locale, currency_digits=False)
        for end in (ends[0], ends[-1])
    )
    if locale.text_direction == "rtl" and not last.endswith(_RIGHT_TO_LEFT):
        last += _LEFT_TO_RIGHT  # keeps the sign of "US$" beside its letters
    if len(ends) == 1:
        return last
    digits = r"\d.*\d|\d"
    start, end = re.search(digits, first), re.search(digits, last)
    return last.replace(end[0], f"{start[0]}–{end[0]}", 1) if start and end else f"{first}–{last}"


@lru_cache(maxsize=2048)
def _language(tag: str, locale: Locale) -> str:
    try:
        return Locale.parse(tag, sep="-").get_display_name(locale) or tag
    except (UnknownLocaleError, ValueError):
        return str(locale.languages.get(tag.split("-")[0], tag))


@lru_cache(maxsize=2048)
def _length(ends: tuple[float, ...], unit: str | None, language: str, locale: Locale) -> Markup | str:
    said, words, count = "–".join(_number(end, locale) for end in ends), Words(language), ends[-1]
    if len(ends) > 1:
        said = Markup('<span class="together">{}</span>').format(said)
        count = max(count, 3)  # languages that count "two weeks" in one word need their form with a number for "1–2"
    if unit == "hour":
        return words.plural("%(count)s hour", "%(count)s hours", count, count=said)
    if unit == "day":
        return words.plural("%(count)s day", "%(count)s days", count, count=said)
    if unit == "week":
        return words.plural("%(count)s week", "%(count)s weeks", count, count=said)
    if unit == "month":
        return words.plural("%(count)s month", "%(count)s months", count, count=said)
    return f"{said} {unit}" if unit else said


class Formats:
    """How one language writes values. Ends of a range that are equal are said once."""

    def __init__(self, language: str, words: Words) -> None:
        self._locale, self._words = locale_of(language), words
        self._sentence_locale = locale_of(words.number_language)
        self.right_to_left = self._locale.text_direction == "rtl"
        self.comma = "، " if self._locale.language in ("ar", "fa", "ur") else ", "

    def number(self, value: float) -> str:
        return _number(value, self._locale)

    def day(self, value: date | datetime | str) -> str:
        """A day of the calendar, given as such or as 2026-11-22."""
        return _day(date.fromisoformat(value) if isinstance(value, str) else value, self._locale)

    def percent(self, value: float) -> str:
        """With its sign: +10%, −8%; zero has none."""
        sign = "+" if value > 0 else _MINUS if value < 0 else ""
        mark = _LEFT_TO_RIGHT if self.right_to_left and sign else ""
        return f"{mark}{sign}{self.share(abs(value))}"

    def share(self, value: float) -> str:
        """Of a hundred: 42%."""
        space = "\u00a0" if "\u00a0" in self._locale.percent_formats[None].pattern else ""
        return f"{self.number(value)}{space}%"

    def percents(self, low: float | None, high: float | None) -> str:
        """“+4% – +18%”; "" when neither end is known."""
        ends = dict.fromkeys(self.percent(end) for end in (low, high) if end is not None)
        return (f"{_RIGHT_TO_LEFT} – " if self.right_to_left else " – ").join(ends)

    def money(self, low: float | None, high: float | None, currency: str | None) -> str:
        """“€52,000–68,000”: the currency is said once."""
        ends = tuple(end for end in dict.fromkeys((low, high)) if end is not None)
        if not currency:
            return "–".join(self.number(end) for end in ends)
        return _money(ends, currency, self._locale) if ends else ""

    def length(self, low: float | None, high: float | None, unit: str | None) -> Markup | str:
        """“6–9 months”; unit: `hour day week month`. The number alone while the unit is not given."""
        ends = tuple(end for end in dict.fromkeys((low, high)) if end is not None)
        return _length(ends, unit, self._words.language, self._sentence_locale) if ends else ""

    def duration(self, value: dict[str, Any] | None) -> Markup | str:
        """A document's {value, unit} or {min, max, unit}."""
        value = value or {}
        return self.length(value.get("min", value.get("value")), value.get("max"), value.get("unit"))

    def code(self, of: str, code: str) -> str:
        """The name of a country or language, the sign of a currency; the code itself when CLDR has no name."""
        if of == "language":
            return self.language(code)
        names = self._locale.territories if of == "region" else self._locale.currencies
        return str(names.get(code, code))

    def language(self, tag: str) -> str:
        """“English”, “Portuguese (Brazil)”."""
        return _language(tag, self._locale)


@lru_cache(maxsize=256)
def own_name(tag: str) -> str:
    """A language's name in itself: “Deutsch”."""
    return Formats(tag, Words(tag)).language(tag)
