"""The S rules: what must be there, in range, well-formed and consistent before anybody reviews it."""

from collections.abc import Iterator
from typing import Any

from cms.content.derived import weeks
from cms.content.document import Document, Where, unfinished
from cms.content.kinds import Group, Kind, Lines, Prose, References
from cms.content.preflight.finding import Finding, anchor_of
from cms.content.preflight.reading import Reading
from cms.content.rows import Duration, Pay, SalaryChange, Timeline, WeeklyHours

_LONGEST_WEEKS = 260
_RANGES = {
    Timeline: ("min", "max"),
    WeeklyHours: ("min", "max"),
    SalaryChange: ("min_percent", "max_percent"),
    Pay: ("min", "max"),
}
Members = list[tuple[Where, Kind, Any]]


def findings(reading: Reading) -> Iterator[Finding]:
    """All S findings. The document may be a draft or the raw members of one that drafts would refuse."""
    document, outside = reading.document, reading.outside
    for where, message in unfinished(document):
        yield reading.found("S01", where, message)
    for where, message in _salary_change(document):
        yield reading.found("S01", where, message)
    for rule, where, message in _half_questions(document):
        yield reading.found(rule, where, message)
    for where, kind, value in reading.members:
        if message := _inverted(kind, value):
            yield reading.found("S03", where, message)
        if message := _unlikely_duration(document, kind, value):
            yield reading.found("S04", where, message)
        for rule, message in _own_problems(kind, value):
            yield reading.found(rule, where, message)
    if (slug := document.get("from_role", {}).get("slug")) and slug == document.get("to_role", {}).get("slug"):
        yield reading.found("S05", ("to_role",), "Both roles are the same; a guide leads from one role to another.")
    for where, message in _dangling(document, reading.members):
        yield reading.found("S06", where, message)
    if outside and outside.slug_taken:
        message = f"The address “{document.get('slug')}” belongs to another guide. Choose another."
        yield reading.found("S11", ("slug",), message)
    if outside and outside.same_route:
        message = (
            f"Another live guide has the same roles, language and country: {outside.same_route}. Improve that one, or "
            "change the roles, the language or the country of this one."
        )
        yield reading.found("S11", ("to_role",), message)
    yield from _repeated_texts(reading)


def _own_problems(kind: Kind, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(kind, Lines):
        for line in value:
            yield from kind.line.problems(line)
    else:
        yield from kind.problems(value)


def _salary_change(document: Document) -> Iterator[tuple[Where, str]]:
    change = document.get("salary_change")
    if change is None:
        return
    ends = [end for end in ("min_percent", "max_percent") if end in change]
    if len(ends) == 1:
        yield ("salary_change",), "The salary change has only one end; give both (the same twice for one figure)."
    elif not ends and "note" not in change:
        yield ("salary_change", "note"), "The salary change is unknown: say why in the note."


def _half_questions(document: Document) -> Iterator[tuple[str, Where, str]]:
    for index, row in enumerate(document.get("faq", [])):
        here = ("faq", index)
        if "question" not in row and "answer" not in row:
            yield "S01", here, f"Question {index + 1} of the FAQ is empty: write it or remove it."
        elif "question" not in row:
            yield "S02", here, f"Question {index + 1} of the FAQ has an answer but no question."
        elif "answer" not in row:
            yield "S02", here, f"Question {index + 1} of the FAQ has a question but no answer."


def _inverted(kind: Kind, value: Any) -> str:
    ends = _RANGES.get(kind.shape) if isinstance(kind, Group) else None
    if ends and all(end in value for end in ends) and value[ends[0]] > value[ends[1]]:
        return f"{kind.label} runs backwards: from {value[ends[0]]:,} to {value[ends[1]]:,}."
    return ""


def _unlikely_duration(document: Document, kind: Kind, value: Any) -> str:
    if not isinstance(kind, Group) or kind.shape not in (Duration, Timeline):
        return ""
    for end in ("value", "min", "max"):
        if (
            end in value
            and not 0
            < weeks({"value": value[end], "unit": value.get("unit", "week")}, document.get("weekly_hours"))
            <= _LONGEST_WEEKS
        ):
            return f"{kind.label} must be longer than nothing and at most {_LONGEST_WEEKS} weeks."
    return ""


def _dangling(document: Document, members: Members) -> Iterator[tuple[Where, str]]:
    known = {
        section: {row.get("id") for row in document.get(section, [])} for section in ("resources", "sources", "roadmap")
    }
    known["skills"] = {
        row.get("skill", {}).get("slug")
        for section in ("transferable_skills", "skills_to_learn")
        for row in document.get(section, [])
    }
    for where, kind, value in members:
        if isinstance(kind, References):
            for name in value:
                if name not in known[kind.to]:
                    yield where, f"{kind.label} names “{name}”, which is not in this guide."
    for index, step in enumerate(document.get("roadmap", [])):
        if _in_cycle(document["roadmap"], index):
            yield (
                ("roadmap", index, "depends_on"),
                f"Step {index + 1} builds on itself in a circle; “{step.get('title', '')}” could never start.",
            )


def _in_cycle(steps: list[dict[str, Any]], start: int) -> bool:
    index = {step.get("id"): number for number, step in enumerate(steps)}
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        number = waiting.pop()
        before = steps[number].get("depends_on")
        for earlier in (
            ([number - 1] if number else []) if before is None else [index[one] for one in before if one in index]
        ):
            if earlier == start:
                return True
            if earlier not in seen:
                seen.add(earlier)
                waiting.append(earlier)
    return False


def _repeated_texts(reading: Reading) -> Iterator[Finding]:
    """S12. Tools and tags repeat by nature, and the FAQ may quote; every other text of a list counts.

    A reason is about the text and all its places, whichever of them stands first.
    """
    places: dict[str, list[tuple[Where, str, str]]] = {}
    for where, kind, value in reading.members:
        if where[0] == "faq" or where[-1] in ("tools", "tags", "related_slugs") or isinstance(kind, References):
            continue
        if isinstance(kind, Lines):
            for index, text in enumerate(value):
                places.setdefault(reading.norm(text), []).append(((*where, index), text, kind.label))
        elif isinstance(kind, Prose) and any(isinstance(part, int) for part in where):
            places.setdefault(reading.norm(value), []).append((where, value, kind.label))
    for key, same in places.items():
        if len(same) > 1:
            anchors = sorted(anchor_of(reading.document, where) for where, _, _ in same)
            for where, text, _ in same[1:]:
                message = (
                    f"“{text[:80]}” stands in this guide twice; first in {same[0][2]}. Remove one, or say it anew."
                )
                yield reading.found("S12", where, message, [key, anchors], anchor=anchors[0])
