"""The K rules: skills and roles, their priorities, and whether the roadmap teaches them."""

import re
from collections.abc import Iterator
from typing import Any

from cms.content.preflight.finding import Finding
from cms.content.preflight.language import mentions
from cms.content.preflight.reading import Reading, Row

PRIORITIES = ("critical", "important", "nice_to_have")
_UNCOVERED = {"critical": "K03", "important": "K04", "nice_to_have": "K05"}
_BRACKETS = re.compile(r"[(\[（［]([^()\[\]（）［］]*)[)\]）］]")
_TOO_MANY_CRITICAL_PERCENT, _FEW_SKILLS = 70, 3
_NO_DIFFERENCE = "What stands in brackets makes no difference: say it without brackets, or merge them into one."
# How something became a tool, and how it is mended when nothing uses it.
_LISTED = "is listed as a tool", "Use it or remove it."
_BRACKETED = "stands in brackets, where tools are named", "Use it, or say without brackets what is no tool."
_WORD = re.compile(r"\w+")


def findings(reading: Reading) -> Iterator[Finding]:
    yield from _twice(reading)
    yield from _both_sides(reading)
    yield from _coverage(reading)
    yield from _priorities(reading)
    yield from _labels(reading)
    yield from _unused_tools(reading)
    for side in ("from_role", "to_role"):
        role = reading.document.get(side)
        if role and not any("code" in one for one in role.get("codes", [])):
            name = role.get("label", "This role")
            yield reading.found(
                "K10", (side,), f"{name} has no occupation code. Add its code in ISCO-08, ESCO or another scheme."
            )


def bare_label(label: str) -> str:
    """A label without what stands in brackets."""
    return _BRACKETS.sub(" ", label)


def _slug(row: Row) -> str:
    return str(row.get("skill", {}).get("slug", ""))


def _label(row: Row) -> str:
    return str(row.get("skill", {}).get("label") or _slug(row) or "This skill")


def _twice(reading: Reading) -> Iterator[Finding]:
    """K01."""
    slugs: dict[str, str] = {}
    labels: dict[str, str] = {}
    for index, row in enumerate(reading.rows("skills_to_learn")):
        slug = _slug(row)
        label = reading.norm(bare_label(row.get("skill", {}).get("label", "")))
        first = slugs.get(slug) or labels.get(label)
        if first:
            alone = slug in slugs or reading.norm(_label(row)) == reading.norm(first)
            mend = "Merge them into one." if alone else _NO_DIFFERENCE
            message = f"“{_label(row)}” is the same skill as “{first}”, further up. {mend}"
            yield reading.found("K01", ("skills_to_learn", index), message)
        if slug:
            slugs.setdefault(slug, _label(row))
        if label:
            labels.setdefault(label, _label(row))


def _both_sides(reading: Reading) -> Iterator[Finding]:
    """K02."""
    brought = {_slug(row) for row in reading.rows("transferable_skills")} - {""}
    for index, row in enumerate(reading.rows("skills_to_learn")):
        if (slug := _slug(row)) in brought:
            message = f"“{_label(row)}” is both brought along and still to learn. Say which part is new, or remove one."
            yield reading.found("K02", ("skills_to_learn", index), message, [slug])


def _coverage(reading: Reading) -> Iterator[Finding]:
    """K03, K04, K05, K11."""
    for index, (row, steps) in enumerate(zip(reading.rows("skills_to_learn"), reading.covering, strict=True)):
        where, priority = ("skills_to_learn", index), row.get("priority", "")
        values: list[Any] = [_slug(row), priority, sorted(row.get("resource_ids", []))]
        if not steps and priority in _UNCOVERED:
            degree = {"critical": "critical", "important": "important"}.get(priority, "nice to have")
            message = f"“{_label(row)}” is {degree}, but no step of the roadmap teaches it. Tick it in a step."
            yield reading.found(_UNCOVERED[priority], where, message, values)
        elif steps and _slug(row) not in reading.named_in_steps:
            message = (
                f"No step names “{_label(row)}”; only a shared resource connects them. Tick the skill in its step."
            )
            yield reading.found("K11", where, message, values)


def _priorities(reading: Reading) -> Iterator[Finding]:
    """K06, K09."""
    skills = reading.rows("skills_to_learn")
    given = [row["priority"] for row in skills if row.get("priority") in PRIORITIES]
    ranks = [PRIORITIES.index(one) for one in given]
    if ranks != sorted(ranks):
        message = "The skills are not in the order critical, important, nice to have. Sort them by priority."
        yield reading.found("K06", ("skills_to_learn",), message)
    critical, values = given.count("critical"), sorted([_slug(row), row.get("priority", "")] for row in skills)
    if given and not critical:
        message = "No skill is critical, so a reader cannot tell what to begin with. Mark what nobody is hired without."
        yield reading.found("K09", ("skills_to_learn",), message, values)
    elif len(skills) >= _FEW_SKILLS and 100 * critical > _TOO_MANY_CRITICAL_PERCENT * len(skills):
        message = (
            f"Of {len(skills)} skills {critical} are critical, so the word says little. Keep it for the decisive ones."
        )
        yield reading.found("K09", ("skills_to_learn",), message, values)


def _labels(reading: Reading) -> Iterator[Finding]:
    """K07."""
    for section in ("transferable_skills", "skills_to_learn"):
        for index, row in enumerate(reading.rows(section)):
            label = row.get("skill", {}).get("label", "")
            listed = any(len(reading.language.parts(inside)) > 1 for inside in _BRACKETS.findall(label))
            if listed or reading.language.joins(label):
                mend = "Split it." if section == "transferable_skills" else "Split it, or list the tools apart."
                message = f"“{label}” names more than one thing. {mend}"
                yield reading.found("K07", (section, index), message)


def _unused_tools(reading: Reading) -> Iterator[Finding]:
    """K08."""
    wanted = [
        (index, tool, how)
        for index, row in enumerate(reading.rows("skills_to_learn"))
        for tool, how in _tools(reading, row)
    ]
    if not wanted:
        return
    named = (
        row.get(name, "") for row in reading.rows("resources") for name in ("title", "label", "provider", "author")
    )
    told = "\n".join(reading.norm(text) for text in [*(text for _, text in reading.instructions), *named])
    words = set(_WORD.findall(told))
    for index, tool, (said, mend) in wanted:
        name = reading.norm(tool)
        if name and name not in words and not mentions(told, name):
            message = f"“{tool}” {said}, but no task, action, how-to or resource uses it. {mend}"
            yield reading.found("K08", ("skills_to_learn", index), message)


def _tools(reading: Reading, row: Row) -> list[tuple[str, tuple[str, str]]]:
    """Those listed and those in the label's brackets, each once, with how it became one and what to do about it."""
    label = row.get("skill", {}).get("label", "")
    bracketed = (tool for inside in _BRACKETS.findall(label) for tool in reading.language.parts(inside))
    tools = [*((tool, _BRACKETED) for tool in bracketed), *((tool, _LISTED) for tool in row.get("tools", []))]
    return list({reading.norm(tool): (tool, how) for tool, how in tools}.values())
