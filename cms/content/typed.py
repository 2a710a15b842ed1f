"""What people type where a number or a day belongs, as they find it in a text: “$110,000–130,000”, “+10%”, “4 weeks”,
“29 Nov 2026”. Nothing is guessed: what could mean two things, or says more than its group can keep, is left as it is,
for the judge to refuse.
"""

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from cms.content import codes
from cms.content.kinds import Amount, Choice, Code, Group, Items, Shape

# Thousands in groups, with a decimal point or without; else a number whose decimals may stand behind a comma.
_NUMBER = r"[+\-−]?\s?(?:[1-9]\d{0,2}(?:[,'’\u00a0\u202f ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)"
_MONEY = r"[^\W\d_]{0,3}[$€£¥₹]|[A-Z]{3}"
_QUANTITY = re.compile(
    rf"\s*(?P<before>{_MONEY})?\s?(?P<low>{_NUMBER})\s?(?P<thousands>k)?\s?(?P<percent>%)?"
    rf"(?:\s?(?:-|–|—|to)\s?(?:{_MONEY})?\s?(?P<high>{_NUMBER})\s?(?P<thousands_too>k)?\s?(?P<percent_too>%)?)?"
    rf"\s?(?P<after>{_MONEY}|[^\W\d_]{{1,12}}\.?)?\s*",
    re.IGNORECASE,
)
_TWO_MEANINGS = re.compile(r"\D*[1-9]\d{0,2}(?:\.\d{3})+\D*")  # in German thousands, in English decimals
_GROUPING = re.compile(r"[,'’\u00a0\u202f ](?=\d{3}(?:\D|$))")
_LONGEST = 60
_SHORT_UNITS = {
    "h": "hour", "hr": "hour", "d": "day", "w": "week", "wk": "week", "mo": "month", "mth": "month", "yr": "year",
}  # fmt: skip
_YEAR = 12  # months, the longest unit that there is
_MONTHS, _IN_MONTHS = "_months", ("month", "year")  # the end of the name of an amount that has no other unit
_HOST = re.compile(r"www\.(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_DAYS = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d.%m.%Y", "%Y/%m/%d")


def number(text: str) -> int | float | None:
    """Of a number alone: `110000`, `1.5`, `1e3`; `110,000`, `+10`, `1,5`. None for anything else."""
    with suppress(ValueError):
        return int(text)
    with suppress(ValueError):
        return value if isfinite(value := float(text)) else None
    found = _found(text)
    if found is None or any(found[part] for part in ("before", "thousands", "percent", "high", "after")):
        return None
    return _value(found["low"], 1)


def day(text: str) -> str | None:
    """ISO 8601, of a day with its month in English letters or in an order that only one language has."""
    plain = " ".join(text.replace(",", " ").split())
    for form in _DAYS if len(plain) <= _LONGEST else ():
        try:
            return datetime.strptime(plain, form).replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            continue
    return None


def address(text: str) -> str | None:
    """With https:// before what begins like the name of a host, `www.example.org/a`; None for anything else."""
    plain = text.strip()
    return f"https://{plain}" if _HOST.fullmatch(plain) else None


def spread(shape: type[Shape], values: Mapping[str, Any], newest: Collection[str] = ()) -> dict[str, Any]:
    """`values` of one group with what was typed into one amount given to all whom it concerns: “6–9 months” to both
    ends and the unit, “$110,000” to amount and currency. Where the others say something else, the text stays; unless
    it is among `newest`, the members that were typed last, and leaves nothing of the quantity that stood there.
    """
    given = dict(values)
    kinds = shape.members()
    for name, kind in kinds.items():
        typed = values.get(name)
        if isinstance(kind, Amount) and isinstance(typed, str):
            told = _told(name, typed, shape, given)
            if told and (_agree(told, given, typed) or (name in newest and _is_whole(name, told, given))):
                given.update(told)
    return given


def explained(shape: type[Shape], errors: Mapping[Any, Any]) -> dict[Any, Any]:
    """`errors`, shaped like the document, with what may be typed where a number was expected."""
    kinds, told = shape.members(), dict[Any, Any]()
    for name, found in errors.items():
        kind = kinds.get(name) if isinstance(name, str) else None
        told[name] = found
        if isinstance(kind, Group | Items) and isinstance(found, Mapping):
            told[name] = _of_rows(kind.shape, found) if isinstance(kind, Items) else explained(kind.shape, found)
        elif isinstance(kind, Amount) and isinstance(found, list):
            told[name] = [_allowed(name, kinds) if one == kind.no_number else one for one in found]
    return told


def _of_rows(shape: type[Shape], errors: Mapping[Any, Any]) -> dict[Any, Any]:
    return {row: explained(shape, one) if isinstance(one, Mapping) else one for row, one in errors.items()}


def _allowed(name: str, kinds: Mapping[str, Any]) -> str:
    if name.endswith("percent"):
        words = "+10%"
    elif name.endswith(_MONTHS):
        words = "2 years"
    elif "currency" in kinds:
        words = "$110,000"
    elif "unit" in kinds:
        words = "6–9 months" if name == "min" else "3 weeks"
    else:
        return Amount.no_number
    return f"This must be a number, or words such as “{words}”."


def _agree(told: Mapping[str, Any], given: Mapping[str, Any], typed: str) -> bool:
    return all(given.get(one) in (None, "", typed, value) for one, value in told.items())


def _is_whole(name: str, told: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether nothing stays that would mean something else beside what is told: an end, with another unit."""
    ends = ("min", "max") if name.startswith("min") else ("max", "min")
    other = name.replace(*ends, 1)
    measured = [one for one in ("unit", "currency") if one in told and given.get(one) not in (None, "", told[one])]
    return not measured or other == name or other in told or given.get(other) in (None, "")


def _found(text: str) -> re.Match[str] | None:
    found = _QUANTITY.fullmatch(text) if len(text) <= _LONGEST else None
    ends = (found["low"], found["high"] or "") if found else ()
    return None if any(_TWO_MEANINGS.fullmatch(one) for one in ends) else found


def _told(name: str, text: str, shape: type[Shape], given: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the text in an amount says, by the members of its group; None where they have no place for all of it.

    given: what it has already: the sign of its currency may be that of another too.
    """
    kinds, told = shape.members(), dict[str, Any]()
    if text.strip().casefold() == "free" and isinstance(kinds.get("currency"), Code) and name == "amount":
        return {name: 0}
    found = _found(text)
    if found is None or ((found["percent"] or found["percent_too"]) and not name.endswith("percent")):
        return None
    factor = 1000 if found["thousands"] or found["thousands_too"] else 1
    if found["after"] and _unit(found["after"]) == "year":
        factor *= _YEAR  # where there is no place for a unit, that is said below
    told[name] = _value(found["low"], factor)
    other = name.replace("min", "max", 1)
    if found["percent"] and other in kinds and given.get(other) in (None, ""):
        told[other] = told[name]  # “+10%” alone is from ten to ten
    if found["high"]:
        if other == name or other not in kinds:
            return None
        told[other] = _value(found["high"], factor)
    for word in filter(None, (found["before"], found["after"])):
        place = (
            {} if name.endswith(_MONTHS) and _unit(word) in _IN_MONTHS else _place(word, kinds, given.get("currency"))
        )
        if place is None:
            return None
        told |= place
    return told


def _place(word: str, kinds: Mapping[str, Any], known: Any) -> dict[str, str] | None:
    unit, currency = kinds.get("unit"), kinds.get("currency")
    if isinstance(unit, Choice):
        named = "month" if _unit(word) == "year" else _unit(word)
        return {"unit": named} if named in unit.options else None
    if not isinstance(currency, Code):
        return None
    is_its_sign = isinstance(known, str) and codes.is_known("currency", known) and codes.sign(known).endswith(word)
    code = known if is_its_sign else codes.code_of("currency", word)
    return {"currency": code} if codes.is_known("currency", code) else None


def _unit(word: str) -> str:
    plain = word.casefold().rstrip(".")
    plain = plain if plain in _SHORT_UNITS else plain.removesuffix("s")
    return _SHORT_UNITS.get(plain, plain)


def _value(text: str, factor: int) -> int | float:
    plain = _GROUPING.sub("", text) if _GROUPING.search(text) and not re.match(r"\D*0", text) else text
    value = Decimal(plain.replace(",", ".").replace("−", "-").replace("+", "").replace(" ", "")) * factor
    return int(value) if value == int(value) else float(value)
