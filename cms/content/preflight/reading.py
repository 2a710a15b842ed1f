"""One document, read once for all rules: what several of them ask is worked out when first asked, and kept."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from cms.content import derived
from cms.content.document import Document, Where, walk
from cms.content.kinds import Kind
from cms.content.preflight.called import names
from cms.content.preflight.finding import Finding, Outside, report
from cms.content.preflight.language import Language, language, mentions
from cms.content.text import norm, without_markup

Row = dict[str, Any]
ACTIONS = {"this_week": 7, "this_month": 30, "next_90_days": 90}  # the day on which each is due


class Reading:
    """What the rules look at. today: for rules about age. outside: None where nobody knows."""

    def __init__(self, document: Document, today: date, outside: Outside | None = None) -> None:
        self.document, self.today, self.outside = document, today, outside
        self._normed: dict[str, str] = {}

    def found(self, rule: str, where: Where, message: str, values: Any = None, anchor: str | None = None) -> Finding:
        """See `report`. Values say what a reason given for a warning was about."""
        return report(self.document, rule, where, message, values, anchor)

    def rows(self, section: str) -> list[Row]:
        rows: list[Row] = self.document.get(section, [])
        return rows

    def norm(self, text: str) -> str:
        """`text.norm`, worked out once a text."""
        if (known := self._normed.get(text)) is None:
            known = self._normed[text] = norm(text)
        return known

    def weeks(self, duration: Row | None) -> Fraction:
        return derived.weeks(duration, self.document.get("weekly_hours"))

    @cached_property
    def members(self) -> list[tuple[Where, Kind, Any]]:
        """Every member that is there."""
        return [member for member in walk(self.document) if member[2] is not None]

    @cached_property
    def language(self) -> Language:
        return language(self.document.get("language", ""))

    @cached_property
    def timeline(self) -> tuple[Fraction, Fraction] | None:
        """Both ends in weeks; None while it is incomplete or runs backwards, which S01 and S03 say."""
        ends = derived.timeline_weeks(self.document)
        return ends if ends and 0 < ends[0] <= ends[1] else None

    @cached_property
    def step_weeks(self) -> list[Fraction]:
        return derived.step_weeks(self.document)

    @cached_property
    def step_ends(self) -> list[Fraction]:
        return [end for _, end in derived.step_spans(self.document, self.step_weeks)]

    @cached_property
    def named_in_steps(self) -> set[str]:
        """Slugs of the skills that a step names."""
        return {slug for step in self.rows("roadmap") for slug in step.get("skill_slugs", [])}

    @cached_property
    def covering(self) -> list[list[int]]:
        """For each skill to learn, the places of the steps that cover it."""
        return [derived.steps_covering(self.document, row) for row in self.rows("skills_to_learn")]

    @cached_property
    def steps_using(self) -> dict[str, list[int]]:
        """The places of the steps that use a resource, by its id."""
        used: dict[str, list[int]] = {}
        for place, step in enumerate(self.rows("roadmap")):
            for name in step.get("resource_ids", []):
                used.setdefault(name, []).append(place)
        return used

    @cached_property
    def resource_places(self) -> dict[str, int]:
        return {row["id"]: place for place, row in enumerate(self.rows("resources")) if "id" in row}

    @cached_property
    def titles(self) -> list[tuple[str, int]]:
        """Normed names of the resources that have a title with their places, the longest first."""
        rows = ((row, place) for place, row in enumerate(self.rows("resources")) if "title" in row)
        named = ((self.norm(name), place) for row, place in rows for name in names(row))
        return sorted(((title, place) for title, place in named if title), key=lambda one: (-len(one[0]), one[1]))

    def resources_named_in(self, text: str) -> list[int]:
        """Places of the resources that `text` names. “Design Systems” does not name “Design” as well."""
        left, found = self.norm(text), dict[int, None]()
        for title, place in self.titles:
            if title in left and mentions(left, title):
                found[place] = None
                left = left.replace(title, "\n")
        return list(found)

    @cached_property
    def actions(self) -> list[tuple[Where, str, int]]:
        """Every action of the plan: where, its text, the day it is due."""
        plan = self.document.get("action_plan", {})
        return [
            (("action_plan", name, index), text, due)
            for name, due in ACTIONS.items()
            for index, text in enumerate(plan.get(name, []))
        ]

    @cached_property
    def instructions(self) -> list[tuple[Where, str]]:
        """The texts that tell a reader what to do: how to learn, tasks, actions."""
        skills = (
            (("skills_to_learn", index, "how_to_learn"), without_markup(row["how_to_learn"]))
            for index, row in enumerate(self.rows("skills_to_learn"))
            if "how_to_learn" in row
        )
        tasks = (
            (("roadmap", index, "tasks", line), text)
            for index, step in enumerate(self.rows("roadmap"))
            for line, text in enumerate(step.get("tasks", []))
        )
        return [*skills, *tasks, *((where, text) for where, text, _ in self.actions)]

    def reality_lines(self) -> Iterator[tuple[Where, str]]:
        for name, lines in self.document.get("reality_check", {}).items():
            for index, line in enumerate(lines):
                yield ("reality_check", name, index), line


def weeks_in_words(weeks: Fraction) -> str:
    """“6 weeks”, “1 week”, “4.3 weeks”."""
    shown = derived.one_decimal(weeks)
    return f"{shown:g} week{'' if shown == 1 else 's'}"
