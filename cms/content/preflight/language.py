"""What a language does differently: its “and”, the marks of a question, its script, and where a word begins."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from cms.content import codes

# The first words of the Unicode names of a script's letters, by ISO 15924 code. Of a script that is not here, nothing
# is said rather than something wrong.
_SCRIPTS = {
    "Arab": ("ARABIC",), "Armn": ("ARMENIAN",), "Beng": ("BENGALI",), "Cyrl": ("CYRILLIC",),
    "Deva": ("DEVANAGARI",), "Ethi": ("ETHIOPIC",), "Geor": ("GEORGIAN",), "Grek": ("GREEK",),
    "Gujr": ("GUJARATI",), "Guru": ("GURMUKHI",), "Hans": ("CJK", "IDEOGRAPHIC"), "Hant": ("CJK", "IDEOGRAPHIC"),
    "Hebr": ("HEBREW",), "Jpan": ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC"), "Khmr": ("KHMER",),
    "Knda": ("KANNADA",), "Kore": ("HANGUL", "CJK"), "Laoo": ("LAO",), "Latn": ("LATIN",), "Mlym": ("MALAYALAM",),
    "Mymr": ("MYANMAR",), "Sinh": ("SINHALA",), "Taml": ("TAMIL",), "Telu": ("TELUGU",), "Thai": ("THAI",),
}  # fmt: skip
_QUESTION_MARK = {"ar": "؟", "fa": "؟", "ur": "؟", "el": ";", "ja": "？", "zh": "？"}
# Letters from here on (Hebrew, Arabic, … Han) are written with particles attached, or without spaces.
_ATTACHED_FROM = "\u0590"
_MOST_INSIDE_WORDS = 100  # then we stop looking: a text that repeats one syllable must not keep us busy
_ENDINGS = ("s", "es", "n", "en")
# An Arabic “and” is written onto the next word. Words whose own first letter it is are told by their beginnings:
# interfaces, documents, media, jobs, web, time, unit, workshop, paper, description, arrival, awareness, agency.
_OWN_WAW = "واجه|وثائق|وثيق|وسائ|وسيل|وظ|ويب|وقت|وحد|ورش|ورق|وصف|وصول|وعي|وكال|وزن|وضع"


@dataclass(frozen=True)
class Language:
    """code: BCP 47, "" or unknown for a document that does not say."""

    code: str
    conjunction: re.Pattern[str]
    separator: re.Pattern[str]
    scripts: tuple[str, ...]

    @property
    def base(self) -> str:
        return self.code.split("-")[0].lower()

    @property
    def question_mark(self) -> str:
        return _QUESTION_MARK.get(self.base, "?")

    @property
    def counts_characters(self) -> bool:
        """Whether length is told in characters, for words are not written apart."""
        return self.base in ("ja", "zh")

    def joins(self, label: str) -> bool:
        """Whether `label` says “and” (in this language or by &)."""
        return " & " in label or bool(self.conjunction.search(label))

    def parts(self, text: str) -> list[str]:
        """The entries of a list such as “Figma, Framer, or Webflow”; one of something that is no list."""
        return [part for one in self.separator.split(text) if (part := one.strip())]

    def own_letters(self, text: str) -> tuple[int, int] | None:
        """How many letters of `text` are of the language's script, of how many; None when nothing can be said."""
        if not self.scripts:
            return None
        letters = {one: number for one, number in Counter(text).items() if one.isalpha()}
        own = sum(number for one, number in letters.items() if unicodedata.name(one, "").startswith(self.scripts))
        return own, sum(letters.values())


@lru_cache(maxsize=128)
def language(code: str) -> Language:
    """The Language of a BCP 47 tag. Of one that CLDR does not know, English list words are used."""
    locale = _locale(code)
    patterns = (locale or Locale("en")).list_patterns
    both = [patterns["standard"]["2"], patterns.get("or", {}).get("2", "")]
    words = [word for pattern in both if len(word := pattern.replace("{0}", "").replace("{1}", "")) > 1]
    spaced = "|".join(re.escape(word.strip()) for word in [*words, " and ", " or "] if word.strip())
    return Language(
        code=code,
        conjunction=_conjunction(both[0]),
        # The comma before “or” belongs to the word; a slash and an ampersand count as well.
        separator=re.compile(rf"\s*[,;/|、،؛，；]\s*(?:(?:{spaced})\s+)?|\s+(?:{spaced}|&)\s+", re.IGNORECASE),
        scripts=_SCRIPTS.get(_script(code), ()) if locale else (),
    )


def _locale(code: str) -> Locale | None:
    if not codes.is_known("language", code):
        return None
    for tag in (code, code.split("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _script(code: str) -> str:
    """The script that the tag names, else the one the language is most likely written in."""
    for part in code.split("-")[1:]:
        if len(part) == 4 and part.isalpha():
            return part
    likely = get_global("likely_subtags")
    return next((part for part in likely.get(code.split("-")[0], "").split("_") if len(part) == 4), "")


def _conjunction(pattern: str) -> re.Pattern[str]:
    """What finds the “and” of a CLDR pattern such as “{0} and {1}” between two words."""
    word = pattern.replace("{0}", "").replace("{1}", "")
    between = re.escape(word.strip())
    if word.strip() == "و" and not word.endswith(" "):
        return re.compile(rf"\s(?!{_OWN_WAW})و\s?\w{{2}}")
    if word.startswith(" ") and word.endswith(" "):
        return re.compile(rf"(?<=\s){between}(?=\s)", re.IGNORECASE)
    if word.startswith(" "):
        return re.compile(rf"(?<=\s){between}(?=\w)")
    return re.compile(rf"(?<=\w){between}(?=\w)")


def mentions(text: str, name: str) -> bool:
    """Whether `name` stands in `text` as a word or words of its own, both as `norm` gives them.

    An ending of a plural or genitive may follow. Where particles are attached to words, they may stand before.
    """
    start = text.find(name) if name else -1
    for _ in range(_MOST_INSIDE_WORDS):
        if start < 0:
            return False
        if _stands_alone(text, start, start + len(name)):
            return True
        start = text.find(name, start + 1)
    return False


def _stands_alone(text: str, start: int, end: int) -> bool:
    if start and _glued(text[start - 1], text[start]):
        return False
    if end == len(text) or not _glued(text[end - 1], text[end]):
        return True
    return any(
        text.startswith(ending, end) and not _glued(ending[-1], text[end + len(ending) : end + len(ending) + 1])
        for ending in _ENDINGS
    )


def _glued(before: str, after: str) -> bool:
    """Whether two neighbouring characters belong to one word."""
    return (before.isalnum() and before < _ATTACHED_FROM) and (after.isalnum() and after < _ATTACHED_FROM)
