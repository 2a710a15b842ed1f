"""The P rules: capitals, apostrophes, lengths and questions."""

import re
from collections.abc import Iterator

from cms.content.document import Where
from cms.content.kinds import Lines, References
from cms.content.preflight.finding import Finding
from cms.content.preflight.reading import Reading
from cms.content.text import without_markup

# The good range of each list: section, member (of a group, or of each row), from, to.
_GOOD_SIZES = (
    ("transferable_skills", "", 3, 8),
    ("skills_to_learn", "", 3, 12),
    ("roadmap", "", 3, 8),
    ("roadmap", "tasks", 2, 8),
    ("reality_check", "love", 3, 6),
    ("reality_check", "miss", 3, 6),
    ("reality_check", "challenges", 3, 6),
    ("action_plan", "this_week", 2, 5),
    ("action_plan", "this_month", 2, 5),
    ("action_plan", "next_90_days", 2, 5),
    ("faq", "", 3, 12),
)
_NAMES = {
    "transferable_skills": "The list of transferable skills", "skills_to_learn": "The list of skills to learn",
    "roadmap": "The roadmap", "love": "What one will love", "miss": "What one might miss",
    "challenges": "The list of challenges", "this_week": "The plan for this week",
    "this_month": "The plan for this month", "next_90_days": "The plan for the next 90 days", "faq": "The FAQ",
}  # fmt: skip
_GOOD_WORDS, _GOOD_CHARACTERS = (60, 250), (150, 800)
_STRAIGHT, _CURLY = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])"), re.compile(r"(?<=[^\W\d_])’(?=[^\W\d_])")
_TEMPLATE_WORDS = ("intros", "cta")  # mostly the site's own sentences, so they do not count as the author's habit
QUESTION_MARKS = "?？؟;"
_CLOSING = "\"'”’»›“‘«‹)]）］」』*_"


def findings(reading: Reading) -> Iterator[Finding]:
    yield from _label_case(reading)
    yield from _apostrophes(reading)
    yield from _sizes(reading)
    yield from _overview(reading)
    if not reading.rows("faq"):
        yield reading.found("P05", ("faq",), "There are no questions yet. Answer the three that readers ask first.")
    if "summary" not in reading.document:
        message = "There is no summary, so cards and search results show the beginning of the overview. Write one."
        yield reading.found("P07", ("summary",), message)
    mark = reading.language.question_mark
    for index, row in enumerate(reading.rows("faq")):
        question = row.get("question", "")
        if question and not is_question(question):
            message = f"Question {index + 1}, “{question[:80]}”, does not end in a question mark. Add “{mark}”."
            yield reading.found("P08", ("faq", index), message)


def is_question(text: str) -> bool:
    """Whether it ends in a question mark, before a closing quotation mark or bracket at most."""
    return text.rstrip().rstrip(_CLOSING).rstrip().endswith(tuple(QUESTION_MARKS))


def _label_case(reading: Reading) -> Iterator[Finding]:
    """P01, once a role."""
    title = reading.document.get("title", "")
    for side in ("from_role", "to_role"):
        label = reading.document.get(side, {}).get("label", "")
        for match in re.finditer(rf"(?<!\w){re.escape(label)}(?!\w)", title, re.IGNORECASE) if label else ():
            if match[0][1:] != label[1:]:
                message = f"The title writes “{match[0]}”, the role is called “{label}”. Use the same capitals in both."
                yield reading.found("P01", (side,), message, [label, match[0]])
                break


def _apostrophes(reading: Reading) -> Iterator[Finding]:
    """P02, where the rarer kind first stands."""
    straight: list[Where] = []
    curly: list[Where] = []
    for where, text in author_texts(reading):
        straight += [where] * len(_STRAIGHT.findall(text)) if "'" in text else []
        curly += [where] * len(_CURLY.findall(text)) if "’" in text else []
    if straight and curly:
        rarer = min(curly, straight, key=len)
        message = (
            f"Apostrophes are typographic (’) {_times(len(curly))} and straight (') {_times(len(straight))}. "
            "Use one kind."
        )
        yield reading.found("P02", rarer[0], message)


def author_texts(reading: Reading) -> Iterator[tuple[Where, str]]:
    """Every text a reader reads, but for lead-ins and the call to action."""
    for where, kind, value in reading.members:
        if where[0] in _TEMPLATE_WORDS or isinstance(kind, References):
            continue
        if isinstance(kind, Lines):
            yield from (((*where, index), text) for index, text in enumerate(value))
        elif kind.kind in ("line", "prose"):
            yield where, value


def curled(text: str) -> str:
    """`text` with typographic apostrophes inside its words."""
    return _STRAIGHT.sub("’", text)


def _sizes(reading: Reading) -> Iterator[Finding]:
    """P03. An empty list is S01's or P05's."""
    for section, member, least, most in _GOOD_SIZES:
        value = reading.document.get(section)
        if not value:
            continue
        if not member:
            lists: list[tuple[Where, int]] = [((section,), len(value))]
        elif isinstance(value, list):
            lists = [((section, index, member), len(row.get(member, []))) for index, row in enumerate(value)]
        else:
            lists = [((section, member), len(value.get(member, [])))]
        for where, number in lists:
            if number and not least <= number <= most:
                name = (
                    f"The list of tasks of step {int(where[1]) + 1}" if member == "tasks" else _NAMES[member or section]
                )
                entries = "entry" if number == 1 else "entries"
                yield reading.found("P03", where, f"{name} has {number} {entries}; {least} to {most} read best.")


def _overview(reading: Reading) -> Iterator[Finding]:
    """P04, P06."""
    text = without_markup(reading.document.get("overview", ""))
    if not text:
        return
    if reading.language.counts_characters:
        number, unit, (least, most) = len("".join(text.split())), "characters", _GOOD_CHARACTERS
    else:
        number, unit, (least, most) = len(text.split()), "words", _GOOD_WORDS
    if not least <= number <= most:
        message = f"The overview has {number} {unit}; {least} to {most} read best."
        yield reading.found("P04", ("overview",), message)
    letters = reading.language.own_letters(text)
    if letters and 2 * letters[0] < letters[1]:
        message = (
            f"Under half of the overview's letters are of the script that “{reading.language.code}” is written in. "
            "Check the guide's language, or translate the overview."
        )
        yield reading.found("P06", ("overview",), message, [reading.language.code, text])


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
