"""What the tests of the rules share: a document with one thing changed, and what the rules say of it."""

from datetime import date
from pathlib import Path
from typing import Any

from cms import content
from cms.content import Finding, Outside
from tests import factories

TODAY = date(2026, 11, 22)
SHARED = Path(factories.SAMPLE).parent.parent

Document = dict[str, Any]


def found(document: Document, rule: str = "", outside: Outside | None = None, today: date = TODAY) -> list[Finding]:
    return [one for one in content.findings(document, today, outside) if one.rule.startswith(rule)]


def places(document: Document, rule: str, outside: Outside | None = None) -> list[str]:
    return [one.path for one in found(document, rule, outside)]


def whole(**changes: Any) -> Document:
    """A complete document with sections exchanged; None takes one out."""
    return factories.a_document(**changes)


def changed(section: str, **members: Any) -> Document:
    """A complete document with members of one section exchanged; None takes a member out."""
    return whole(**{section: _with(whole()[section], members)})


def with_row(section: str, index: int, **members: Any) -> Document:
    """A complete document with members of one row exchanged; None takes a member out."""
    return and_row(whole(), section, index, **members)


def and_row(document: Document, section: str, index: int, **members: Any) -> Document:
    """`document` with members of one row exchanged as well."""
    rows = [_with(row, members) if place == index else row for place, row in enumerate(document[section])]
    return {**document, section: rows}


def skill(slug: str, priority: str = "important", weeks: float = 1, label: str = "", **more: Any) -> Document:
    return {
        "skill": {"slug": slug, "label": label or slug.replace("-", " ").capitalize()},
        "priority": priority,
        "duration": {"value": weeks, "unit": "week"},
        "how_to_learn": f"Practise {slug} daily.",
        **more,
    }


def step(name: str, weeks: float = 10, *slugs: str, **more: Any) -> Document:
    return {
        "id": name,
        "title": f"Step {name}",
        "duration": {"value": weeks, "unit": "week"},
        "skill_slugs": list(slugs),
        "tasks": [f"Begin {name}.", f"Finish {name}."],
        **more,
    }


def steps_of(*weeks: float, **changes: Any) -> Document:
    """A document whose steps are so long; its skills are in the first."""
    slugs = [row["skill"]["slug"] for row in whole()["skills_to_learn"]]
    rows = [step(f"s-{index}", length, *(() if index else slugs)) for index, length in enumerate(weeks)]
    return whole(roadmap=rows, **changes)


def _with(row: Document, members: Document) -> Document:
    return {name: value for name, value in {**row, **members}.items() if value is not None}
