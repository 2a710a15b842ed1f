"""GuideContent: the sections of a career transition guide, in reading order. The one declaration.

From a line here come the form field, the check in form and API, the "still empty" list, the block on the page, its
part of the feed and the row in a comparison. `required` and `at_least` mean before review; other limits hold always.
"""

from cms.content import rows, words
from cms.content.kinds import Choice, Code, Group, Items, Line, Lines, Prose, Shape, Slug

BASICS = "What this guide is about"
FACTS = "The facts"
FINISH = "Finishing touches"


class GuideContent(Shape):
    """A career transition guide, in reading order."""

    schema_version = Line("Format", max_length=10, shown=False, editable=False)
    slug = Slug("Address", part=BASICS, required=True, shown=False, help="The last part of the page's address.")
    language = Code(
        "Language",
        of="language",
        part=BASICS,
        required=True,
        shown=False,
        help="Type its name, or a code such as en or ar-JO.",
    )
    region = Code(
        "Country", of="region", part=BASICS, help="Type its name, or a code such as DE. Empty: none in particular."
    )
    translation_key = Slug(
        "Translation key", part=BASICS, shown=False, help="The same in all language versions; set by “Translate”."
    )
    title = Line("Title", part=BASICS, required=True, max_length=160)
    summary = Prose("Summary", part=BASICS, max_length=300, help="For cards and search results.")
    from_role = Group("From role", rows.Role, part=BASICS, required=True)
    to_role = Group("To role", rows.Role, part=BASICS, required=True)
    difficulty = Choice("Difficulty", words.DIFFICULTY, part=FACTS, required=True, help=words.DIFFICULTY_RUBRIC)
    timeline = Group(
        "Timeline", rows.Timeline, part=FACTS, required=True, help="“6–9 months” may be typed into the first field."
    )
    weekly_hours = Group("Hours of study a week", rows.WeeklyHours, part=FACTS)
    salary_change = Group(
        "Salary change", rows.SalaryChange, part=FACTS, required=True,
        help="Minus for a loss. One figure: give it twice, or write “+10%”. Unknown: leave both empty, with a note.",
    )  # fmt: skip
    salary_from = Group("Pay before", rows.Pay, part=FACTS)
    salary_to = Group("Pay after", rows.Pay, part=FACTS)
    demand = Group("Demand", rows.Demand, part=FACTS, required=True)
    overview = Prose("Overview", max_length=3000, markup=True, paragraphs=True, required=True, help="60 to 250 words.")
    entry_requirements = Items(
        "Entry requirements", rows.Requirement, noun="requirement", prefix="requirement", at_most=12
    )
    transferable_skills = Items(
        "Transferable skills", rows.TransferableSkill, noun="skill", heading="Your transferable skills",
        at_least=2, at_most=15,
    )  # fmt: skip
    skills_to_learn = Items(
        "Skills to learn", rows.SkillToLearn, noun="skill", heading="Skills you’ll need to learn",
        at_least=2, at_most=20,
    )  # fmt: skip
    roadmap = Items(
        "Roadmap", rows.Step, noun="step", heading="Your learning roadmap",
        prefix="step", named_rows=True, at_least=2, at_most=16,
    )  # fmt: skip
    reality_check = Group("Reality check", rows.RealityCheck, required=True)
    action_plan = Group("Action plan", rows.ActionPlan, heading="Start your journey now", required=True)
    faq = Items(
        "Questions", rows.Question, noun="question", heading="Frequently asked questions", prefix="faq", at_most=30
    )
    resources = Items("Resources", rows.Resource, noun="resource", prefix="resource", named_rows=True, at_most=60)
    sources = Items("Sources", rows.Source, noun="source", prefix="source", named_rows=True, at_most=40)
    tags = Lines("Tags", noun="tag", part=FINISH, max_length=40, at_most=10)
    authors = Items("Authors", rows.Byline, noun="author", part=FINISH, at_most=6)
    related_slugs = Lines(
        "Related guides", noun="address", part=FINISH, shown=False, rare=True, max_length=120, at_most=6,
        help="Addresses of guides to name first, before the computed ones.",
    )  # fmt: skip
    intros = Group("Lead-ins", rows.Intros, part=FINISH, shown=False, help="Your own words above a section.")
    cta = Group("Call to action", rows.CallToAction, part=FINISH, rare=True)
