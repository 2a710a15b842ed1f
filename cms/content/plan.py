"""A reader's plan: what they bring already, what is missing, how long that takes. Arithmetic over one document.

A skill counts by how far it is known: not at all 0, somewhat ½, fully 1. Weeks are exact fractions, except that the
steps of a personal roadmap take whole weeks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from cms.content import derived
from cms.content.document import Document

KNOWN = {"no": Fraction(0), "some": Fraction(1, 2), "yes": Fraction(1)}
_WEIGHTS = {"critical": 3, "important": 2, "nice_to_have": 1}
_WEIGHT_OF_BROUGHT = 2

Answers = Mapping[str, Fraction]  # skill slug to how far it is known; a skill without an answer is not


@dataclass(frozen=True)
class Skill:
    """One skill of the destination. priority, weeks and steps (places in the roadmap): "", 0 and () for one brought."""

    slug: str
    label: str
    weight: int
    priority: str = ""
    weeks: Fraction = Fraction(0)
    steps: tuple[int, ...] = ()


@dataclass(frozen=True)
class Match:
    points: Fraction
    total: int

    @property
    def score(self) -> int:
        """0 to 100, rounded half up."""
        return floor(100 * self.points / self.total + Fraction(1, 2)) if self.total else 0


@dataclass(frozen=True)
class PlannedStep:
    """A step of the personal roadmap. place: in the document's. start, end: in weeks from the first day."""

    place: int
    start: int
    end: int


@dataclass(frozen=True)
class Plan:
    """missing: skills not fully known, the weightiest first. weeks: of study that remain. covered: places of steps."""

    match: Match
    missing: tuple[Skill, ...]
    weeks: Fraction
    steps: tuple[PlannedStep, ...]
    covered: tuple[int, ...]

    @property
    def length(self) -> int:
        """Weeks until the last step ends, which is less than their sum where steps run side by side."""
        return max((step.end for step in self.steps), default=0)


@dataclass(frozen=True)
class Ranked:
    """How well another guide fits the same answers."""

    slug: str
    match: Match
    weeks: Fraction


def skills_of(document: Document) -> tuple[Skill, ...]:
    """The destination, each skill once: what is to be learned in the document's order, then what is brought.

    A skill on both lists is to be learned; of a skill listed twice the weightier row counts.
    """
    found: dict[str, Skill] = {}
    for row in document.get("skills_to_learn", []):
        slug, weight = row.get("skill", {}).get("slug"), _WEIGHTS.get(row.get("priority"), 1)
        if slug and (slug not in found or found[slug].weight < weight):
            found[slug] = Skill(
                slug,
                row["skill"].get("label", slug),
                weight,
                row.get("priority", ""),
                derived.weeks(row.get("duration"), document.get("weekly_hours")),
                tuple(derived.steps_covering(document, row)),
            )
    for row in document.get("transferable_skills", []):
        if slug := row.get("skill", {}).get("slug"):
            found.setdefault(slug, Skill(slug, row["skill"].get("label", slug), _WEIGHT_OF_BROUGHT))
    return tuple(found.values())


def plan(document: Document, answers: Answers, hours: Fraction | None = None) -> Plan:
    """The guide cut to what is left for one reader. hours: those they have a week, more than 0."""
    skills, pace = skills_of(document), _pace(document, hours)
    missing = [one for one in skills if answers.get(one.slug, 0) < 1]
    steps, covered = _roadmap(document, skills, answers, pace)
    return Plan(
        match=_match(skills, answers),
        missing=tuple(sorted(missing, key=lambda one: (-one.weight, -one.weeks, one.slug))),
        weeks=_left(skills, answers) * pace,
        steps=steps,
        covered=covered,
    )


def rank(guides: Iterable[tuple[str, Document]], answers: Answers, hours: Fraction | None = None) -> list[Ranked]:
    """The guides (slug, document) by score, then by the weeks that remain, then by slug."""
    found = []
    for slug, document in guides:
        skills = skills_of(document)
        found.append(Ranked(slug, _match(skills, answers), _left(skills, answers) * _pace(document, hours)))
    return sorted(found, key=lambda one: (-one.match.score, one.weeks, one.slug))


def _match(skills: Iterable[Skill], answers: Answers) -> Match:
    weighed = [(one.weight, answers.get(one.slug, Fraction(0))) for one in skills]
    return Match(sum((weight * known for weight, known in weighed), Fraction(0)), sum(weight for weight, _ in weighed))


def _left(skills: Iterable[Skill], answers: Answers) -> Fraction:
    """Weeks of study that remain at the guide's own hours a week."""
    return sum((one.weeks * (1 - answers.get(one.slug, Fraction(0))) for one in skills), Fraction(0))


def _pace(document: Document, hours: Fraction | None) -> Fraction:
    """How much longer everything takes for a reader with `hours` a week; 1 when either side is not known."""
    assumed = document.get("weekly_hours")
    return derived.hours_a_week(assumed) / hours if assumed and hours else Fraction(1)


def _roadmap(
    document: Document, skills: Iterable[Skill], answers: Answers, pace: Fraction
) -> tuple[tuple[PlannedStep, ...], tuple[int, ...]]:
    """Each step shortened by the share of its load that is known already; the places of those with nothing left.

    A skill's weeks are split evenly over the steps that cover it. A step that covers none keeps its length.
    """
    lengths = derived.step_weeks(document)
    full, left = ([Fraction(0)] * len(lengths) for _ in range(2))
    for skill in skills:
        for place in skill.steps:
            share = skill.weeks / len(skill.steps)
            full[place] += share
            left[place] += share * (1 - answers.get(skill.slug, Fraction(0)))
    own = [
        Fraction(ceil(weeks * (left[place] / full[place] if full[place] else 1) * pace))
        for place, weeks in enumerate(lengths)
    ]
    spans = derived.step_spans(document, own)
    steps = [PlannedStep(place, int(start), int(end)) for place, (start, end) in enumerate(spans) if end > start]
    return tuple(steps), tuple(place for place, weeks in enumerate(own) if not weeks)
