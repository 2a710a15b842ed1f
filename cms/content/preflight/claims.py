"""The C rules: figures need a source, a currency and a day, and may not contradict each other."""

from collections.abc import Iterator

from cms.content.derived import exact, one_decimal
from cms.content.document import Where
from cms.content.kinds import Lines, References, Text
from cms.content.preflight.amounts import ambiguous_amount, figure
from cms.content.preflight.finding import Finding
from cms.content.preflight.reading import Reading, Row
from cms.content.shelf_life import PAY_MONTHS, PAYS, SOURCE_MONTHS, is_past

_POINTS_OUTSIDE = 5
_NO_PROSE = ("title", "resources", "sources", "tags", "authors", "related_slugs", "intros", "cta")


def findings(reading: Reading) -> Iterator[Finding]:
    yield from _without_source(reading)
    yield from _stale(reading)
    yield from _ambiguous(reading)
    yield from _contradiction(reading)
    yield from _in_prose(reading)


def _without_source(reading: Reading) -> Iterator[Finding]:
    """C01."""
    demand = reading.document.get("demand", {})
    if "source_ids" not in demand and (number := figure(demand.get("text", ""))):
        message = f"The demand names a figure, “{number}”, without a source. Say where it was seen."
        yield reading.found("C01", ("demand",), message, [demand["text"]])
    change = reading.document.get("salary_change", {})
    ends = [change[end] for end in ("min_percent", "max_percent") if end in change]
    if ends and "source_ids" not in change:
        message = f"The salary change ({_percents(ends)}) has no source. Say where it was seen."
        yield reading.found("C01", ("salary_change",), message, ends)
    for section, name in PAYS.items():
        pay = reading.document.get(section, {})
        if "source_ids" not in pay and ("min" in pay or "max" in pay):
            values = [pay.get(member) for member in ("min", "max", "currency", "period")]
            yield reading.found("C01", (section,), f"{name} has no source. Say where it was seen.", values)
    for index, row in enumerate(reading.rows("faq")):
        if "source_ids" not in row and (number := figure(row.get("answer", ""))):
            message = f"The answer to question {index + 1} gives “{number}” without a source. Say where it was seen."
            yield reading.found("C01", ("faq", index), message, [row["answer"]])


def _stale(reading: Reading) -> Iterator[Finding]:
    """C02."""
    for index, row in enumerate(reading.rows("sources")):
        day = row.get("published_on") or row.get("accessed_on")
        if day and is_past(day, SOURCE_MONTHS, reading.today):
            word = "published" if "published_on" in row else "read"
            message = (
                f"“{row.get('title', 'This source')}” was {word} on {day}, over two years ago. Look for newer figures."
            )
            yield reading.found("C02", ("sources", index), message, [day])
    for section, name in PAYS.items():
        day = reading.document.get(section, {}).get("as_of")
        if day and is_past(day, PAY_MONTHS, reading.today):
            message = f"{name} is as of {day}, over 18 months ago. Look for newer figures."
            yield reading.found("C02", (section,), message, [day])


def _ambiguous(reading: Reading) -> Iterator[Finding]:
    """C03, once a row or section."""
    if any(section in reading.document for section in PAYS):
        return
    told: set[Where] = set()
    for where, kind, value in reading.members:
        if where[0] in _NO_PROSE or isinstance(kind, References):
            continue
        texts = value if isinstance(kind, Lines) else [value] if isinstance(kind, Text) else []
        place = where[:2] if len(where) > 1 and isinstance(where[1], int) else where[:1]
        for text in texts:
            if place not in told and (amount := ambiguous_amount(text)):
                told.add(place)
                message = f"“{amount}” could be of several countries, and the guide states no pay. Name the currency."
                yield reading.found("C03", place, message, [text])


def _contradiction(reading: Reading) -> Iterator[Finding]:
    """C04."""
    before, after = (reading.document.get(section, {}) for section in PAYS)
    change = reading.document.get("salary_change", {})
    values = [[pay.get(name) for name in ("min", "max", "currency", "period")] for pay in (before, after)]
    for member, word in (("currency", "currencies"), ("period", "periods")):
        if before.get(member, after.get(member)) != after.get(member, before.get(member)):
            message = f"The pay before and after are in different {word}, so they cannot be compared. Use one."
            yield reading.found("C04", ("salary_to",), message, [member, *values])
            return
    if not _whole(before) or not _whole(after) or not {"min_percent", "max_percent"} <= change.keys():
        return
    middle = [(exact(pay["min"]) + exact(pay["max"])) / 2 for pay in (before, after)]
    if middle[0] <= 0:
        return
    implied = (middle[1] / middle[0] - 1) * 100
    low, high = exact(change["min_percent"]), exact(change["max_percent"])
    if low <= high and not low - _POINTS_OUTSIDE <= implied <= high + _POINTS_OUTSIDE:
        stated = _percents([change["min_percent"], change["max_percent"]])
        message = (
            f"The pay before and after imply {_percents([one_decimal(implied)])}, but the salary change says {stated}. "
            "Correct one of them."
        )
        yield reading.found("C04", ("salary_change",), message, [[str(low), str(high)], *values])


def _whole(pay: Row) -> bool:
    return {"min", "max"} <= pay.keys()


def _in_prose(reading: Reading) -> Iterator[Finding]:
    """C05."""
    texts = [(("overview",), reading.document.get("overview", "")), *reading.reality_lines()]
    for where, text in texts:
        if number := figure(text):
            message = f"“{number}” will age here unseen. Put figures into the facts or an answer, with their source."
            yield reading.found("C05", where, message)


def _percents(ends: list[int | float]) -> str:
    """“+10%” or “−8% to +15%”, with a true minus sign."""
    words = [f"{'−' if end < 0 else '+' if end > 0 else ''}{abs(end):g}%" for end in dict.fromkeys(ends)]
    return " to ".join(words)
