"""What is computed from a document and never typed. Weeks are exact fractions until they are shown."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Any

from cms.content import codes
from cms.content.document import Document
from cms.content.guide import GuideContent
from cms.content.kinds import Shape
from cms.content.text import without_markup

_WEEKS_PER_MONTH = Fraction(52, 12)
_HOURS_WHEN_UNSET = Fraction(10)
_HALF = Fraction(1, 2)
_NOTHING = Fraction(0)
_WORDS_PER_MINUTE = {"ar": 180, "he": 180}
_CHARACTERS_PER_MINUTE = {"ja": 450, "zh": 450}


@lru_cache(maxsize=1024)
def exact(number: float) -> Fraction:
    """The number as it was written: 0.1 is one tenth."""
    return Fraction(str(number))


def weeks(duration: dict[str, Any] | None, weekly_hours: dict[str, Any] | None = None) -> Fraction:
    """Length of {value, unit} in weeks; 0 when it is not complete. An hour counts by the plan's weekly hours."""
    if not duration or "value" not in duration:
        return _NOTHING
    unit = duration.get("unit", "")
    return _weeks(duration["value"], unit, hours_a_week(weekly_hours) if unit == "hour" else _HOURS_WHEN_UNSET)


@lru_cache(maxsize=1024)
def _weeks(value: float, unit: str, hours: Fraction) -> Fraction:
    """Kept, because exact fractions are slow to make, and guides share a few lengths."""
    per_unit = {"hour": 1 / hours, "day": Fraction(1, 7), "week": Fraction(1), "month": _WEEKS_PER_MONTH}
    return exact(value) * per_unit.get(unit, _NOTHING)


def hours_a_week(weekly_hours: dict[str, Any] | None) -> Fraction:
    """Midpoint of {min, max}; 10 when unset or not usable."""
    ends = [exact(weekly_hours[end]) for end in ("min", "max") if end in weekly_hours] if weekly_hours else []
    middle = sum(ends, _NOTHING) / len(ends) if ends else _HOURS_WHEN_UNSET
    return middle if middle > 0 else _HOURS_WHEN_UNSET


def timeline_weeks(document: Document) -> tuple[Fraction, Fraction] | None:
    """Both ends of the timeline in weeks, or None while it is incomplete."""
    line = document.get("timeline", {})
    if not {"min", "max", "unit"} <= line.keys():
        return None
    low, high = (weeks({"value": line[end], "unit": line["unit"]}) for end in ("min", "max"))
    return low, high


def step_weeks(document: Document) -> list[Fraction]:
    return [weeks(step.get("duration"), document.get("weekly_hours")) for step in document.get("roadmap", [])]


def step_spans(document: Document, lengths: Sequence[Fraction] | None = None) -> list[tuple[Fraction, Fraction]]:
    """When each step starts and ends, in weeks from the first day: it starts when all it builds on has ended.

    Without `depends_on` a step builds on the one before. Unknown ids and cycles (S06) are passed over.
    lengths: other weeks than the document's, a number a step.
    """
    steps, lengths = document.get("roadmap", []), step_weeks(document) if lengths is None else lengths
    index = {step.get("id"): number for number, step in enumerate(steps)}
    ends: dict[int, Fraction] = {}

    def end_of(number: int, path: tuple[int, ...]) -> Fraction:
        if number not in ends:
            before = steps[number].get("depends_on")
            needed = (
                ([number - 1] if number else []) if before is None else [index[one] for one in before if one in index]
            )
            starts = [end_of(one, (*path, number)) for one in needed if one not in path and one != number]
            ends[number] = max(starts, default=Fraction(0)) + lengths[number]
        return ends[number]

    return [(end_of(number, ()) - lengths[number], end_of(number, ())) for number in range(len(steps))]


def steps_covering(document: Document, row: dict[str, Any]) -> list[int]:
    """Places of the steps that cover a skill to learn: those that name it; if none does, those sharing a resource."""
    steps, slug = document.get("roadmap", []), row.get("skill", {}).get("slug")
    if naming := [place for place, step in enumerate(steps) if slug and slug in step.get("skill_slugs", [])]:
        return naming
    used = set(row.get("resource_ids", []))
    return [place for place, step in enumerate(steps) if not used.isdisjoint(step.get("resource_ids", []))]


def week_numbers(span: tuple[Fraction, Fraction]) -> tuple[int, int] | None:
    """The first and the last week of a span, counted from 1; None when it has no length.

    Rounded so that one step begins in the week after another's last.
    """
    start, end = span
    if end <= start:
        return None
    first = floor(start + _HALF) + 1
    return first, max(first, floor(end + _HALF))


def skill_weeks(document: Document) -> dict[str, Fraction]:
    """Weeks of learning per priority, for the priorities that occur."""
    totals: dict[str, Fraction] = {}
    for row in document.get("skills_to_learn", []):
        priority = row.get("priority", "")
        totals[priority] = totals.get(priority, Fraction(0)) + weeks(row.get("duration"), document.get("weekly_hours"))
    return totals


def one_decimal(number: Fraction) -> int | float:
    """Rounded half up to one decimal; an integer when it is whole."""
    rounded = (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def texts(document: Document) -> list[str]:
    """Every text a reader reads, in the document's order: no slugs, addresses, days or words of enumerations."""
    found: list[str] = []
    _collect(GuideContent, document, found)
    return found


def _collect(shape: type[Shape], value: dict[str, Any], found: list[str]) -> None:
    """A walk of its own, for it runs at every save and every rendering: no paths are kept."""
    members = shape.members()
    for name, member in value.items():  # a document has few of all the members it could have
        kind = members.get(name)
        if kind is None or member is None:
            continue
        match kind.kind:
            case "line" | "prose":
                if kind.shown:
                    found.append(member)
            case "items":
                for row in member:
                    _collect(kind.shape, row, found)  # type: ignore[attr-defined]  # rows have a shape
            case "group":
                _collect(kind.shape, member, found)  # type: ignore[attr-defined]
            case "lines":
                if kind.shown:
                    found.extend(member)


def reading_minutes(document: Document) -> int:
    """About how long reading takes: ceil(words / 238), slower for Arabic and Hebrew, by characters for ja and zh."""
    language = document.get("language", "").split("-")[0]
    if per_minute := _CHARACTERS_PER_MINUTE.get(language):
        return max(1, ceil(sum(len("".join(text.split())) for text in texts(document)) / per_minute))
    return max(1, ceil(sum(len(text.split()) for text in texts(document)) / _WORDS_PER_MINUTE.get(language, 238)))


def direction(document: Document) -> str:
    """`rtl` or `ltr`."""
    return codes.direction(document.get("language", ""))


def summary(document: Document) -> str:
    """The summary, else the first 160 characters of the overview, cut at a word's end."""
    if given := document.get("summary"):
        return str(given)
    text = " ".join(without_markup(document.get("overview", "")).split())
    if len(text) <= 160:
        return text
    cut = text[:160].rpartition(" ")[0] or text[:160]
    return cut.rstrip(" ,;:.–—-") + "…"


def one_off_costs(document: Document) -> dict[str, Fraction]:
    """Sum of the resources' total prices per currency; free ones add nothing."""
    totals: dict[str, Fraction] = {}
    for resource in document.get("resources", []):
        cost = resource.get("cost", {})
        if cost.get("amount") and "currency" in cost and cost.get("basis", "total") == "total":
            totals[cost["currency"]] = totals.get(cost["currency"], Fraction(0)) + exact(cost["amount"])
    return totals


def proposed_title(document: Document) -> str:
    """“From A to B”, with the timeline when it is complete; "" without both roles. English: a proposal to edit."""
    ends = [document.get(role, {}).get("label") for role in ("from_role", "to_role")]
    if not all(ends):
        return ""
    title, line = f"From {ends[0]} to {ends[1]}", document.get("timeline", {})
    if {"min", "max", "unit"} <= line.keys():
        span = f"{line['min']:g}" if line["min"] == line["max"] else f"{line['min']:g}–{line['max']:g}"
        title += f" in {span} {line['unit']}{'' if line['max'] == 1 else 's'}"
    return title[:160]
