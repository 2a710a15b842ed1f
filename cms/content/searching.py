"""Words as search compares them: without case, accents or marks, in every script; and where in a text they stand.

What is kept and what is asked for go the same way, so that no database's own idea of a word decides what is found.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

from cms.content import derived
from cms.content.document import Document

# Accents, Hebrew points, Arabic vowel signs and the tatweel, soft hyphens and joiners: nobody types them into a search.
_MARKS = re.compile(
    "[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8"
    "\u06ea-\u06ed\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u2060\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_BETWEEN = re.compile(
    "[\x00-/:-@\\[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\\s\u060c\u061b\u061f\u2000-\u206f\u2e00-\u2e7f\u3001-\u3020"
    "\u30fb]+"
)
_WITHOUT_SPACES = re.compile("([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")  # kana and han: each sign is a word
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"}  # which no decomposition takes apart
_LONGEST = 60
_MOST_WORDS = 8  # of a question
_MOST_KEPT = 40_000
_AROUND = 12  # words of a passage
_TEXTS_KNOWN = 1024  # of guides that are being written: from one save to the next nearly all stay as they are


@dataclass(frozen=True)
class Searchable:
    """What search knows of a text. title, ends, body: distinct words, apart by single spaces; text: as it was written,
    a line for each of its texts. ends: roles and address, which say where the guide leads.
    """

    title: str
    ends: str
    body: str
    text: str


def searchable(document: Document) -> Searchable:
    said = derived.texts(document)
    ends = [document.get(role, {}).get("label", "") for role in ("from_role", "to_role")]
    text = "\n".join(" ".join(one.split()) for one in said)
    tags = " ".join(document.get("tags", ()))
    return Searchable(
        title=_kept(document.get("title", "")),
        ends=_kept(*ends, document.get("slug", "")),
        body=_kept(*said, tags),
        text=text,
    )


def folded(text: str) -> str:
    """`text` as it is compared."""
    if text.isascii():
        return text.lower()
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    for letter, written in _LETTERS.items():
        plain = plain.replace(letter, written)
    return _MARKS.sub("", unicodedata.normalize("NFKC", _WITHOUT_SPACES.sub(r" \1 ", plain)))


def words(text: str) -> list[str]:
    """In the order of the text."""
    return [one[:_LONGEST] for one in _BETWEEN.split(folded(text)) if one]


def asked(text: str) -> tuple[str, ...]:
    """The words of a question; the last one may be the beginning of a longer word."""
    return tuple(dict.fromkeys(words(text)))[:_MOST_WORDS]


def _kept(*texts: str) -> str:
    """The distinct words of all of them."""
    return " ".join(islice(dict.fromkeys(chain.from_iterable(map(_distinct, texts))), _MOST_KEPT))


@lru_cache(maxsize=_TEXTS_KNOWN)
def _distinct(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words(text)))


def passage(text: str, wanted: Sequence[str], *, but: str = "") -> list[tuple[str, bool]]:
    """Some words of the first line of `text` that has one of those wanted, in pieces, and whether each is such a word.

    text: as in Searchable. but: a line that is shown anyway, the title. Empty when none of them is there. Pieces joined
    by spaces read as the text does.
    """
    if not wanted:
        return []
    for line in text.split("\n"):
        if line == but:
            continue
        compared = folded(line)
        if not any(one in compared for one in wanted):
            continue
        shown = line.split()
        first = next((place for place, one in enumerate(shown) if _is_wanted(one, wanted)), None)
        if first is not None:
            return _pieces(shown, first, wanted)
    return []


def _pieces(shown: Sequence[str], first: int, wanted: Sequence[str]) -> list[tuple[str, bool]]:
    """first: the place of the first word that is wanted. What stands between two of those is one piece."""
    start = max(0, first - _AROUND // 3)
    between = ["…"] * (start > 0) + list(shown[start:first])
    pieces = []
    for word in shown[first : start + _AROUND]:
        if not _is_wanted(word, wanted):
            between.append(word)
            continue
        pieces += [*([(" ".join(between), False)] if between else []), (word, True)]
        between = []
    between += ["…"] * (start + _AROUND < len(shown))
    return [*pieces, *([(" ".join(between), False)] if between else [])]


def _is_wanted(word: str, wanted: Sequence[str]) -> bool:
    compared = folded(word)
    if not any(one in compared for one in wanted):
        return False
    *whole, last = wanted
    return any(one in whole or one.startswith(last) for one in words(word))
