"""Passwords that are guessed first: repeats, runs along the keyboard, everybody's favourites, and words about this site
or its owner, alone or with a few signs around them. What remains once these are taken out has to be enough.

Rules instead of a list: those of the well-known lists that have twelve characters are made of these parts, and a
dictionary large enough to matter takes 15 MB of every web process (zxcvbn, measured).
"""

import re
from collections.abc import Iterable

from cms.content.text import tidy

SHORTEST, LONGEST = 12, 128
_ENOUGH = 4  # characters that nothing explains
_FEWEST_DIFFERENT = 5
_SHORTEST_WORD, _SHORTEST_RUN = 3, 3
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm",
         "azertyuiop", "1qaz2wsx3edc4rfv5tgb", "q1w2e3r4t5y6u7i8", "qazwsxedcrfv")  # fmt: skip
_FAVOURITES = (
    "crossway", "demonstration", "career", "transition", "guide", "editor",
    "password", "passwort", "passw", "motdepasse", "kennwort", "contraseña", "geheim", "secret", "welcome",
    "willkommen", "letmein", "changeme", "default", "administrator", "admin", "superuser", "login", "guest", "master",
    "iloveyou", "loveyou", "unbelievable", "sunshine", "princess", "football", "baseball", "dragon", "monkey",
    "superman", "batman", "starwars", "pokemon", "whatever", "trustno", "hello", "liverpool", "manchester", "united",
    "arsenal", "chelsea", "barcelona", "michael", "jordan", "charlie", "summer", "winter", "spring", "autumn",
    "january", "monday", "internet", "computer", "correcthorsebatterystaple", "thequickbrownfox",
)  # fmt: skip
_LOOKALIKES = str.maketrans("@4301!$57", "aaeoiisst")


def complaint(password: str, *, about: Iterable[str]) -> str | None:
    """Why this password is not taken; None for a good one. about: names, addresses and the site, whole or in words."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"A password has {SHORTEST} to {LONGEST} characters."
    plain = password.casefold()
    if len(set(plain)) < _FEWEST_DIFFERENT or re.fullmatch(r"(.{1,6}?)\1+.{0,5}", plain, re.DOTALL):
        return "This repeats itself, so it is guessed quickly. Take a few words in a row."
    own = {word for text in about for word in re.findall(r"\w+", tidy(text).casefold()) if len(word) >= _SHORTEST_WORD}
    if min(_left(form, own) for form in (plain, plain.translate(_LOOKALIKES))) < _ENOUGH:
        return "This is made of what is tried first: names, dates, favourites. Take a few words in a row."
    return None


def _left(plain: str, own: Iterable[str]) -> int:
    """How many different letters nothing explains: neither a word, nor a run, nor digits and signs."""
    squeezed = "".join(re.findall(r"\w", plain))
    for word in sorted({*own, *_FAVOURITES}, key=len, reverse=True):
        squeezed = squeezed.replace(word, " ")
    for run in _RUNS:
        squeezed = squeezed.replace(run, " ")
    letters = re.sub(r"[\W\d_]", "", squeezed)
    return 0 if any(letters in row or letters in row[::-1] for row in _ROWS) else len(letters)


def _runs() -> tuple[str, ...]:
    """Every stretch along a row, forwards and backwards, longest first."""
    rows = [*_ROWS, *(row[::-1] for row in _ROWS)]
    every = {
        row[start:end]
        for row in rows
        for start in range(len(row))
        for end in range(start + _SHORTEST_RUN, len(row) + 1)
    }
    return tuple(sorted(every, key=len, reverse=True))


_RUNS = _runs()
