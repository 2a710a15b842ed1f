"""The real guide beside the repository: each rule fires where the last column says, and no other does."""

import json
from collections import Counter
from typing import Any

import pytest

from cms import content
from cms.content import Severity
from tests import factories
from tests.content.preflight.looking import SHARED, Document, found, places

OWN = ["lehrkraft-zu-softwareentwicklung", "registered-nurse-to-health-informatics-specialist"]
FOLDER = SHARED / "examples"


@pytest.fixture(scope="module")
def sample() -> Document:
    return content.draft(factories.sample_guide())


def rules(document: Document, severity: Severity) -> set[str]:
    return {one.rule for one in found(document) if one.severity is severity}


def test_names_exactly_the_rules_of_the_last_column(sample: Document) -> None:
    assert rules(sample, Severity.ERROR) == {"S02"}
    assert rules(sample, Severity.WARNING) == {"T02", "T03", "T04", "T05", "T06", "T07", "R01", "C01", "C03", "P01"}
    assert rules(sample, Severity.HINT) == {"K06", "K07", "K08", "K10", "K11", "R03", "R04", "R05", "P02", "P03", "P07"}


@pytest.mark.parametrize(
    ("rule", "paths"),
    [
        ("S02", ["faq[0]"]),
        ("T02", ["title"]),
        ("T03", ["roadmap"]),
        ("T04", ["skills_to_learn"]),
        ("T05", ["roadmap[step-1]", "roadmap[step-2]"]),
        ("T06", ["weekly_hours"]),
        ("T07", ["action_plan.next_90_days[0]"]),
        ("K06", ["skills_to_learn"]),
        ("K07", [*(f"transferable_skills[{n}]" for n in (1, 3, 4)), *(f"skills_to_learn[{n}]" for n in (1, 2))]),
        ("K08", ["skills_to_learn[1]", "skills_to_learn[2]"]),
        ("K10", ["from_role", "to_role"]),
        ("K11", [f"skills_to_learn[{n}]" for n in range(6)]),
        ("R03", ["resources[ux-design-fundamentals]"]),
        ("R04", ["roadmap[step-1]", *["roadmap[step-3]"] * 2, *["roadmap[step-4]"] * 3]),
        ("C01", ["demand", "salary_change", "faq[0]"]),
        ("C03", ["faq[0]"]),
        ("P01", ["to_role"]),
        ("P02", ["overview"]),
        ("P03", ["faq"]),
        ("P07", ["summary"]),
    ],
)
def test_names_the_places(sample: Document, rule: str, paths: list[str]) -> None:
    assert places(sample, rule) == paths


def test_says_the_same_of_titles_as_a_person_types_them(sample: Document) -> None:
    """With provider and author inside the title, where the published page has them."""
    typed = {**sample, "resources": [_typed(row) for row in sample["resources"]]}
    for rule in ("R04", "R07", "T07"):
        assert places(typed, rule) == places(sample, rule)


def _typed(row: Document) -> Document:
    provider, author = row.get("provider"), row.get("author")
    ending = f" ({provider})" if provider else f" by {author}" if author else ""
    kept = {name: value for name, value in row.items() if name not in ("provider", "author", "label")}
    return {**kept, "title": row.get("label") or row["title"] + ending}


def test_counts_the_resources(sample: Document) -> None:
    ids = [row["id"] for row in sample["resources"]]
    assert places(sample, "R01") == [f"resources[{name}]" for name in ids]
    assert len(ids) == 18
    assert places(sample, "R05") == [f"resources[{name}]" for name in ids if name != "framer-university"]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("T02", ["“6-Month”", "6–9 months"]),
        ("T03", ["20 weeks", "26–39 weeks"]),
        ("T04", ["26 weeks", "20 weeks"]),
        ("T05", ["12 weeks", "6 weeks", "10 weeks", "4 weeks"]),
        ("T07", ["day 90", "day 42", "Certificate"]),
        ("K08", ["“Webflow”", "“Sketch”"]),
        ("C01", ["“30%”", "+10%", "“$110,000”"]),
        ("P01", ["“AI ", "“Ai "]),
        ("P02", ["once", "4 times"]),
        ("P03", ["1 entry"]),
    ],
)
def test_says_the_numbers(sample: Document, rule: str, words: list[str]) -> None:
    said = " ".join(one.message for one in found(sample, rule))
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize("name", OWN)
def test_finds_but_few_hints_in_the_other_examples(name: str) -> None:
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    hints = {"K05": 1, "R04": 1} if name == OWN[0] else {"K05": 1, "K07": 1}
    made = found(content.draft(document))
    assert Counter(one.rule for one in made) == hints
    assert {one.severity for one in made} == {Severity.HINT}


@pytest.mark.parametrize("name", factories.examples())
def test_the_demonstration_has_neither_errors_nor_warnings(name: str) -> None:
    made = found(content.draft(factories.examples()[name]))
    assert [one for one in made if one.severity is not Severity.HINT] == []
