"""The T rules: whether title, timeline, roadmap, skills and actions tell the same time."""

from collections.abc import Iterator
from fractions import Fraction

from cms.content.derived import one_decimal
from cms.content.preflight.durations import spans
from cms.content.preflight.finding import Finding
from cms.content.preflight.reading import Reading, Row, weeks_in_words

_UNDER, _OVER = Fraction(9, 10), Fraction(11, 10)
_FULL_STEP = Fraction(5, 4)
_EARLIEST_DAYS_BEFORE_DUE = 28
_TIME_THAT_COUNTS = ("critical", "important")


def findings(reading: Reading) -> Iterator[Finding]:
    yield from _title(reading)
    yield from _roadmap(reading)
    yield from _steps(reading)
    if "weekly_hours" not in reading.document:
        yield reading.found(
            "T06", ("weekly_hours",), "How many hours a week does this plan assume? Give the hours of study.", []
        )
    yield from _actions(reading)
    yield from _units(reading)


def _title(reading: Reading) -> Iterator[Finding]:
    """T01, T02. Of several durations in a title, the one that fits is the plan's."""
    if not reading.timeline:
        return
    low, high = reading.timeline
    named = spans(reading.document.get("title", ""), reading.language.code)
    fitting = [one for one in named if one.high >= _UNDER * low and one.low <= _OVER * high]
    line = reading.document["timeline"]
    values = [reading.document.get("title", ""), line]
    if named and not fitting:
        yield reading.found(
            "T01", ("title",),
            f"The title says “{named[0].text}” ({weeks_in_words(named[0].high)}), but the timeline is {_span(line)}. "
            "Make them agree.", values,
        )  # fmt: skip
    if len(named) == 1 and named[0].low == named[0].high and low < high:
        yield reading.found(
            "T02", ("title",),
            f"The title gives one duration, “{named[0].text}”, while the timeline is {_span(line)}. Give the range.",
            values,
        )  # fmt: skip


def _roadmap(reading: Reading) -> Iterator[Finding]:
    """T03, T04, T08."""
    steps = sum(reading.step_weeks, Fraction(0))
    if reading.timeline:
        (low, high), line = reading.timeline, reading.document["timeline"]
        if steps and not _UNDER * low <= steps <= _OVER * high:
            yield reading.found(
                "T03", ("roadmap",),
                f"The steps take {weeks_in_words(steps)} together, but the timeline is {_span(line)} "
                f"({_weeks_between(low, high)}). Change the steps or the timeline.", [str(steps), line],
            )  # fmt: skip
        if high > 2 * low:
            yield reading.found(
                "T08", ("timeline",),
                f"The timeline is wide: its end ({one_decimal(high):g} weeks) is more than twice its beginning "
                f"({one_decimal(low):g}). Say for whom the plan is, and narrow it.",
            )  # fmt: skip
    learning = sum(
        (
            reading.weeks(row.get("duration"))
            for row in reading.rows("skills_to_learn")
            if row.get("priority") in _TIME_THAT_COUNTS
        ),
        Fraction(0),
    )
    if steps and learning > _OVER * steps:
        yield reading.found(
            "T04", ("skills_to_learn",),
            f"The critical and important skills take {weeks_in_words(learning)}, but the steps have only "
            f"{weeks_in_words(steps)}. Lengthen steps or shorten skills.", [str(learning), str(steps)],
        )  # fmt: skip


def _steps(reading: Reading) -> Iterator[Finding]:
    """T05. A skill's weeks are split evenly over the steps that cover it."""
    shares: dict[int, list[tuple[str, Fraction]]] = {}
    for row, steps in zip(reading.rows("skills_to_learn"), reading.covering, strict=True):
        share = reading.weeks(row.get("duration")) / max(1, len(steps))
        for place in steps:
            shares.setdefault(place, []).append((str(row.get("skill", {}).get("slug", "")), share))
    for place, parts in sorted(shares.items()):
        length, load = reading.step_weeks[place], sum((share for _, share in parts), Fraction(0))
        if length > 0 and load > _FULL_STEP * length:
            yield reading.found(
                "T05", ("roadmap", place),
                f"{_step(reading.rows('roadmap')[place], place)} is overfull: {weeks_in_words(load)} of learning in "
                f"{weeks_in_words(length)}. Lengthen it or move a skill.",
                [str(length), sorted([slug, str(share)] for slug, share in parts)],
            )  # fmt: skip


def _actions(reading: Reading) -> Iterator[Finding]:
    """T07. A resource's first step is the one that ends first."""
    resources = reading.rows("resources")
    for where, text, due in reading.actions:
        for place in reading.resources_named_in(text):
            steps = reading.steps_using.get(resources[place].get("id", ""))
            end = min((reading.step_ends[step] for step in steps), default=None) if steps else None
            if end is None or due - 7 * end <= _EARLIEST_DAYS_BEFORE_DUE:
                continue
            title = resources[place]["title"]
            yield reading.found(
                "T07", where,
                f"“{title}” is due on day {due} of the action plan, but its step in the roadmap ends on day "
                f"{one_decimal(7 * end):g}. Move the action forward.", [text, title, str(end), due],
            )  # fmt: skip


def _units(reading: Reading) -> Iterator[Finding]:
    units = sorted({unit for step in reading.rows("roadmap") if (unit := step.get("duration", {}).get("unit"))})
    if len(units) > 1:
        yield reading.found(
            "T09", ("roadmap",), f"The steps are measured in {' and '.join(f'{one}s' for one in units)}. Use one unit."
        )


def _step(row: Row, place: int) -> str:
    return f"Step {place + 1} (“{row['title']}”)" if "title" in row else f"Step {place + 1}"


def _span(line: Row) -> str:
    one = line["max"] == 1 == line["min"]
    span = f"{line['min']:g}" if line["min"] == line["max"] else f"{line['min']:g}–{line['max']:g}"
    return f"{span} {line['unit']}{'' if one else 's'}"


def _weeks_between(low: Fraction, high: Fraction) -> str:
    return weeks_in_words(low) if low == high else f"{one_decimal(low):g}–{weeks_in_words(high)}"
