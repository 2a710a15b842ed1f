"""The shapes inside a guide's sections: small values first, then rows."""

from typing import Any

from cms.content import words
from cms.content.kinds import (
    Amount,
    Choice,
    Code,
    Day,
    Flag,
    Group,
    Items,
    Line,
    Lines,
    Link,
    Prose,
    References,
    Shape,
    Slug,
)


def source_ids() -> References:
    return References("Sources", to="sources", noun="source", at_most=40, help="Where this was seen.")


def resource_ids() -> References:
    return References("Resources", to="resources", noun="resource", at_most=20)


def row_id(noun: str) -> Slug:
    return Slug(
        "Name in references", help=f"Names this {noun} in links and references. Given by the server when left empty."
    )


class OccupationCode(Shape):
    scheme = Choice("Scheme", words.SCHEME, required=True)
    code = Line("Code", max_length=40, required=True)


class Role(Shape):
    slug = Slug(
        "Name in addresses", max_length=80, required=True, help="Latin letters; made from the name when left empty."
    )
    label = Line("Name", max_length=80, required=True)
    codes = Items("Occupation codes", OccupationCode, noun="code", at_most=8)


class Skill(Shape):
    slug = Slug(
        "Name in addresses", max_length=80, required=True, help="Latin letters; made from the name when left empty."
    )
    label = Line("Name", max_length=80, required=True)


class Timeline(Shape):
    min = Amount("From", required=True)
    max = Amount("To", required=True)
    unit = Choice("Unit", words.TIMELINE_UNIT, required=True)


class WeeklyHours(Shape):
    min = Amount("From", minimum=1, maximum=80, required=True)
    max = Amount("To", minimum=1, maximum=80, required=True)


class Duration(Shape):
    value = Amount("Length", required=True)
    unit = Choice("Unit", words.DURATION_UNIT, required=True)


class SalaryChange(Shape):
    min_percent = Amount("From (%)", minimum=-100, maximum=500)
    max_percent = Amount("To (%)", minimum=-100, maximum=500)
    horizon_months = Amount("After how many months", minimum=1, maximum=120)
    note = Prose("Note", max_length=300, help="What is compared; needed when the change is unknown.")
    source_ids = source_ids()


class Pay(Shape):
    min = Amount("From", minimum=0, required=True)
    max = Amount("To", minimum=0, required=True)
    currency = Code("Currency", of="currency", required=True)
    period = Choice("Period", words.PERIOD, required=True)
    as_of = Day("As of", required=True, help="The day these figures are from.")
    source_ids = source_ids()


class Demand(Shape):
    level = Choice("Level", words.LEVEL, required=True)
    trend = Choice("Trend", words.TREND)
    text = Prose("In words", max_length=400, required=True)
    source_ids = source_ids()


class Requirement(Shape):
    id = row_id("requirement")
    kind = Choice("Kind", words.REQUIREMENT, required=True)
    text = Prose("Requirement", max_length=300, required=True)
    mandatory = Flag("Mandatory")
    source_ids = source_ids()


class TransferableSkill(Shape):
    skill = Group("Skill", Skill, required=True)
    text = Prose("Why it helps", max_length=500, markup=True, required=True)


class SkillToLearn(Shape):
    skill = Group("Skill", Skill, required=True)
    priority = Choice("Priority", words.PRIORITY, required=True)
    duration = Group("Duration", Duration, required=True)
    tools = Lines("Tools", noun="tool", max_length=80, at_most=20)
    how_to_learn = Prose("How to learn it", max_length=800, markup=True, required=True)
    resource_ids = resource_ids()


class Step(Shape):
    id = row_id("step")
    title = Line("Title", max_length=200, required=True)
    duration = Group("Duration", Duration, required=True)
    skill_slugs = References("Skills learned here", to="skills", noun="skill", at_most=35)
    depends_on = References(
        "Builds on", to="roadmap", noun="step", at_most=16, keep_empty=True,
        help="The step before, unless others are ticked. “Nothing” lets it run beside the others.",
    )  # fmt: skip
    tasks = Lines("Tasks", noun="task", max_length=300, at_least=1, at_most=12)
    resource_ids = resource_ids()


class RealityCheck(Shape):
    love = Lines("What you will love", max_length=300, at_least=1, at_most=10)
    miss = Lines("What you might miss", max_length=300, at_least=1, at_most=10)
    challenges = Lines("Biggest challenges", max_length=300, at_least=1, at_most=10)


class ActionPlan(Shape):
    this_week = Lines("This week", noun="action", max_length=300, at_least=1, at_most=10)
    this_month = Lines("This month", noun="action", max_length=300, at_least=1, at_most=10)
    next_90_days = Lines("Next 90 days", noun="action", max_length=300, at_least=1, at_most=10)


class Question(Shape):
    id = row_id("question")
    question = Line("Question", max_length=200)
    answer = Prose("Answer", max_length=1500, markup=True, paragraphs=True)
    source_ids = source_ids()


class Cost(Shape):
    amount = Amount("Amount", minimum=0, required=True, help="0 for free.")
    currency = Code("Currency", of="currency")
    basis = Choice("Basis", words.BASIS)


class Resource(Shape):
    id = row_id("resource")
    title = Line("Title", max_length=200, required=True)
    label = Line("Shown as", rare=True, max_length=200, help="When the title alone would not be understood.")
    kind = Choice("Kind", words.RESOURCE)
    provider = Line("Provider", max_length=120)
    author = Line("Author", rare=True, max_length=120)
    url = Link("Web address")
    cost = Group("Cost", Cost)
    format = Choice("Format", words.FORMAT, rare=True)
    language = Code("Language", of="language", rare=True)
    effort = Group("Effort", Duration, rare=True)


class Source(Shape):
    id = row_id("source")
    title = Line("Title", max_length=200, required=True)
    publisher = Line("Publisher", max_length=120)
    url = Link("Web address")
    published_on = Day("Published on")
    accessed_on = Day("Read on")


class Byline(Shape):
    name = Line("Name", max_length=120, required=True)
    url = Link("Web address")


def _intro(label: str) -> Prose:
    return Prose(label, max_length=300)


class Intros(Shape):
    overview = _intro("Overview")
    entry_requirements = _intro("Entry requirements")
    transferable_skills = _intro("Transferable skills")
    skills_to_learn = _intro("Skills to learn")
    roadmap = _intro("Roadmap")
    reality_check = _intro("Reality check")
    action_plan = _intro("Action plan")
    faq = _intro("Questions")
    resources = _intro("Resources")
    sources = _intro("Sources")


class CallToAction(Shape):
    heading = Line("Heading", max_length=120)
    text = Prose("Text", max_length=300)
    label = Line("Button", max_length=80)
    url = Link("Web address")


def identity(row: dict[str, Any]) -> str:
    """What a row is matched by across revisions: its id, or its skill's slug; "" when it has none."""
    return str(row.get("id") or row.get("skill", {}).get("slug", ""))
