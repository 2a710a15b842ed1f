"""What a reader's plan shows, and its words in the guide's language. Built by the web, worded here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from markupsafe import Markup

from cms.content import derived
from cms.content import words as enumerations
from cms.content.plan import Match, Plan, PlannedStep, Skill, skills_of
from cms.rendering import calendar
from cms.rendering.formats import Formats
from cms.rendering.listing import Card
from cms.rendering.published import PublishedGuide
from cms.rendering.words import Words

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Fitting:
    """Another guide, and how well it fits the same answers. weeks: of study that remain."""

    card: Card
    match: Match
    weeks: Fraction


@dataclass(frozen=True)
class PlanView:
    """The form as it was sent, and the plan that follows from it; None before the first answer, or when it is wrong.

    answers: `no`, `some` or `yes` by skill slug. hours, start: as typed. wrong: which of `skills`, `hours` and `start`
    could not be read. query: of the address that shows this plan again. begins_on: its first day.
    """

    guide: PublishedGuide
    begins_on: date
    answers: Mapping[str, str] = field(default_factory=dict)
    hours: str = ""
    start: str = ""
    wrong: frozenset[str] = frozenset()
    plan: Plan | None = None
    fitting: tuple[Fitting, ...] = ()
    query: tuple[tuple[str, str], ...] = ()

    @property
    def skills(self) -> tuple[Skill, ...]:
        return skills_of(self.guide.document)

    @property
    def spans(self) -> list[calendar.Span | None]:
        """When each step of the guide starts and ends, in weeks; None for those with nothing left to do."""
        found: list[calendar.Span | None] = [None] * len(self.guide.document.get("roadmap", ()))
        for step in self.plan.steps if self.plan else ():
            found[step.place] = Fraction(step.start), Fraction(step.end)
        return found


class PlanPage:
    """In scope of the plan's templates as `plan`."""

    def __init__(self, view: PlanView, words: Words, formats: Formats) -> None:
        self._view, self._words, self._formats = view, words, formats
        self._days = calendar.step_days(view.begins_on, view.spans)
        self.levels = {"no": words.word("No"), "some": words.word("Some"), "yes": words.word("Yes")}
        self.complaints = {
            "skills": words.word("Answer each skill with no, some or yes."),
            "hours": words.word("Give the hours a week as a number from 1 to 80."),
            "start": words.word("Give the first day as a date between 2000 and 2999."),
        }

    @property
    def groups(self) -> list[tuple[Markup, list[Skill]]]:
        """The skills under their headings: first what is to be learned, then what one brings."""
        learn, bring = ([one for one in self._view.skills if bool(one.priority) is side] for side in (True, False))
        headings = (self._words.word("Skills you’ll need to learn"), self._words.word("Your transferable skills"))
        return [(heading, skills) for heading, skills in zip(headings, (learn, bring), strict=True) if skills]

    @property
    def hours(self) -> Markup | str:
        """“7.5 hours”."""
        return self._formats.length(float(self._view.hours), None, "hour")

    def score(self, match: Match) -> Markup:
        """“10 of 24 points (42%)”."""
        return self._words.plural(
            "%(points)s of %(total)s point (%(score)s)",
            "%(points)s of %(total)s points (%(score)s)",
            match.total,
            points=self._formats.number(derived.one_decimal(match.points)),
            total=self._formats.number(match.total),
            score=self._formats.share(match.score),
        )

    def weeks(self, weeks: Fraction) -> Markup | str:
        return self._formats.length(derived.one_decimal(weeks), None, "week")

    def priority(self, skill: Skill) -> Markup:
        """The word for how much a skill matters; one that is usually brought along has its own."""
        if skill.priority:
            return self._words.word(enumerations.PRIORITY.get(skill.priority, skill.priority))
        return self._words.word("Usually brought along")

    def when(self, step: PlannedStep) -> Markup:
        """“Weeks 3–6”."""
        first, last = step.start + 1, step.end
        said = f"{first}–{last}" if last > first else str(first)
        return self._words.plural("Week %(count)s", "Weeks %(count)s", 1 if last == first else max(last, 3), count=said)

    def days(self, step: PlannedStep) -> str:
        """“7 December 2026 – 3 January 2027”: the first day and the last."""
        days = self._days[step.place]
        return f"{self._formats.day(days[0])} – {self._formats.day(days[1] - _ONE_DAY)}" if days else ""

    @property
    def last_day(self) -> str:
        """The last day of the last step; "" when nothing is left to do."""
        ends = [days[1] for days in self._days if days]
        return self._formats.day(max(ends) - _ONE_DAY) if ends else ""
