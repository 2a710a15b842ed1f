"""Durations in a title: “in 6–9 months”, “6 bis 9 Monate”, “خلال ٦ أشهر”. CLDR gives each language its units."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.units import format_unit

from cms.content import codes

_WEEKS = {"day": Fraction(1, 7), "week": Fraction(1), "month": Fraction(52, 12), "year": Fraction(52)}
_LONGEST_PLAN = Fraction(260)
# Words that CLDR's counting forms leave out: other cases, other plurals, other spellings.
_MORE = {
    "ar": {
        "day": "يوم ايام يوما", "week": "اسبوع اسابيع اسبوعا", "month": "شهر اشهر شهور شهرا",
        "year": "سنه سنة سنوات سنين عام عاما اعوام",
    },
    "ja": {"week": "週間 週", "month": "か月 ヶ月 カ月 ヵ月 ヶ月間"},
    "zh": {"week": "周 星期 週", "month": "个月 個月"},
}  # fmt: skip
# What may follow a unit: nothing, unless words are not written apart, or German goes on (“in 6 Monaten”,
# “6-Monatsplan”, but not “10 Wochenenden”). An unknown form is better missed than misread: T01 is an error.
_ENDS = {"de": r"(?:e?[ns])?(?:fahrplan|plan|programm|kurs|weg)?(?!\w)", "ja": "", "zh": "", "ko": ""}
_DUAL = {
    "شهرين": "month", "شهران": "month", "اسبوعين": "week", "اسبوعان": "week", "سنتين": "year", "سنتان": "year",
    "عامين": "year", "عامان": "year", "يومين": "day", "يومان": "day",
}  # fmt: skip
_NUMBERS = {
    "en": "one two three four five six seven eight nine ten eleven twelve",
    "de": "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "ar": "واحد اثنين ثلاثة اربعة خمسة ستة سبعة ثمانية تسعة عشرة",
}
_NUMBER_FORMS = {"einem": 1, "einen": 1, "einer": 1, "eine": 1, "eighteen": 18, "achtzehn": 18} | {
    word: number for number, word in enumerate(["ثلاث", "اربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر"], start=3)
}
_TO = "to|or|and|through|until|bis|oder|und|bis zu|الى|او|حتى|و|à|ou|a|al|o|до|から|至|到"


@dataclass(frozen=True)
class Span:
    """Both ends in weeks; low = high where one number stands. text: as it was found."""

    low: Fraction
    high: Fraction
    text: str


def spans(text: str, code: str) -> list[Span]:
    """The durations that `text` names, in the words of language `code` or in English.

    More than five years is no plan's length (“after 20 years in retail”) and is passed over.
    """
    places = [(one, place) for place, character in enumerate(text) for one in _plain(character)]
    plain = "".join(one for one, _ in places)
    found = []
    for low, high, start, end in _counted(plain, _vocabulary(code)):
        found.append(Span(low, high, text[places[start][1] : places[end - 1][1] + 1]))
    if code.split("-")[0] == "ar":
        found += [Span(2 * _WEEKS[unit], 2 * _WEEKS[unit], word) for word, unit in _DUAL.items() if word in plain]
    return found


@dataclass(frozen=True)
class _Vocabulary:
    units: Mapping[str, str]
    pattern: re.Pattern[str]


def _counted(plain: str, known: _Vocabulary) -> Iterator[tuple[Fraction, Fraction, int, int]]:
    """Both ends in weeks, and where in `plain` they stand."""
    for match in known.pattern.finditer(plain):
        name = _unit(match["unit"], known.units)
        first = _unit(match["first"], known.units) if match["first"] else name
        low = _number(match["low"]) * _WEEKS[first]
        high = _number(match["high"]) * _WEEKS[name] if match["high"] else low
        if name != "year" or low <= _LONGEST_PLAN:
            yield min(low, high), max(low, high), match.start(), match.end()


def _unit(word: str, units: Mapping[str, str]) -> str:
    return next(units[known] for known in sorted(units, key=len, reverse=True) if word.startswith(known))


def _number(written: str) -> Fraction:
    if written in _WORDS:
        return Fraction(_WORDS[written])
    return Fraction("".join(str(unicodedata.digit(one)) if one.isdigit() else "." for one in written))


@lru_cache(maxsize=128)
def _vocabulary(code: str) -> _Vocabulary:
    base = code.split("-")[0]
    units = {word: unit for unit in _WEEKS for word in [*_cldr("en", unit), *_cldr(base, unit)]}
    units |= {_plain(word): unit for unit, words in _MORE.get(base, {}).items() for word in words.split()}
    by_length = "|".join(re.escape(word) for word in sorted(units, key=len, reverse=True))
    end = _ENDS.get(base, r"(?!\w)")
    unit = rf"(?:{by_length}){end}"
    number = rf"(?:\d{{1,4}}(?:[.,٫]\d{{1,2}})?|(?<!\w)(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))}))"
    gap = r"[\s\-‐‑–+]*"
    to = rf"(?:\s*[-‐‑–—−~〜]\s*|\s+(?:{_TO})\s+|(?:から|至|到))"
    whole = rf"(?<![\w.,])(?P<low>{number})(?:(?:{gap}(?P<first>{unit}))?{to}(?P<high>{number}))?{gap}(?P<unit>{unit})"
    if base in ("ar", "ja", "zh", "ko"):  # words are written up to the digits
        whole = whole.replace(r"(?<![\w.,])", r"(?<![\d.,])", 1)
    return _Vocabulary(units, re.compile(whole))


def _cldr(base: str, unit: str) -> list[str]:
    """The words that a number of the unit is followed by, such as “month” and “months”."""
    if not codes.is_known("language", base):
        return []
    try:
        locale = Locale.parse(base)
    except (UnknownLocaleError, ValueError):
        return []
    counted = (format_unit(number, f"duration-{unit}", "long", locale=locale) for number in _EACH_PLURAL)
    return list({word for form in counted if (word := _DIGITS.sub("", _plain(form)).strip())})


def _plain(text: str) -> str:
    """Case, vowel signs and the hamza on an alif do not count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(one for one in folded if unicodedata.category(one) != "Mn" and one != "ـ")
    return bare.translate(_ALIF)


# Numbers among which every plural category of CLDR's languages occurs.
_EACH_PLURAL = (1, 2, 3, 6, 11, 100, 1.5)
_DIGITS = re.compile(r"[\d.,٫]+")
_ALIF = str.maketrans("أإآ", "ااا")
_WORDS = {_plain(word): number for words in _NUMBERS.values() for number, word in enumerate(words.split(), start=1)} | {
    _plain(word): number for word, number in _NUMBER_FORMS.items()
}
