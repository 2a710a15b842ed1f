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

# Words which, over and over, keep a careless rule busy: `bench.odd` says for how long.
ODD = ("'a b' ", "“c d” ", "a a ", "1.", "1 ", "aa aa ", "kr ", "$1 ")


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


def overfull(words: str, times: int = 4) -> Document:
    """A draft of the most rows, in which `words` fill each text to `times` what it may be."""
    document = factories.a_full_document()
    for row in document["roadmap"]:
        row["tasks"] = [(words * 300 * times)[: times * 300]] * 12
    for row in document["skills_to_learn"]:
        row["how_to_learn"] = (words * 800 * times)[: times * 800]
        row["tools"] = [(words * number + "a")[: times * 80] for number in range(1, 21)]
    for row in document["faq"]:
        row["answer"] = (words * 1500 * times)[: times * 1500]
    return content.draft(document)
