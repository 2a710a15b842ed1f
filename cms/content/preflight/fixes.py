"""One-click fixes: what can be mended without knowing more than the document says, and without losing a word of it.

A fix turns a document in normal form into another one, or says None where it would lose or break something.
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cms.content.document import Document, Where, walk
from cms.content.guide import GuideContent
from cms.content.kinds import Lines, References
from cms.content.preflight import phrasing, resources, skills, structure
from cms.content.preflight.finding import Finding
from cms.content.preflight.reading import Reading, Row
from cms.content.rows import Question
from cms.content.text import norm

_NO_DAY = date.min  # the rules with a fix do not ask for the day


@dataclass(frozen=True)
class Fix:
    """label: what its button says. done: what that has done. family: what finds the rule. mend: changes a document in
    place at `where`, which the finding names; False where it should not.
    """

    label: str
    done: str
    family: Callable[[Reading], Iterator[Finding]]
    mend: Callable[[Document, Where], bool]


def fix(rule: str, path: str, document: Document) -> Document | None:
    """`document` with the finding of `rule` at `path` mended; None when there is no such finding or no safe fix.

    document: in normal form, and left as it was. What comes back is in normal form.
    """
    known = FIXES.get(rule)
    if known is None:
        return None
    found = (one for one in known.family(Reading(document, _NO_DAY)) if (one.rule, one.path) == (rule, path))
    place = next(found, None)
    if place is None:
        return None
    mended = copy.deepcopy(document)
    return mended if known.mend(mended, place.where) else None


def _remove_line(document: Document, where: Where) -> bool:
    """S12: a line that stands elsewhere too, unless its list would be empty. Texts of rows have to be said anew."""
    *place, index = where
    lines = _at(document, tuple(place))
    if not isinstance(lines, list) or not isinstance(index, int) or not isinstance(lines[index], str):
        return False
    if len(lines) < 2:
        return False
    del lines[index]
    return True


def _merge_skills(document: Document, where: Where) -> bool:
    """K01: the later row goes when the first says all it says; steps that named it name the first."""
    rows, place = document["skills_to_learn"], int(where[1])
    slug, label = _named(rows[place])
    first = next((row for row in rows[:place] if _named(row)[1] == label), None)
    if first is None or not _says_all(first, rows[place], but="skill"):
        return False
    del rows[place]
    if slug not in {_named(row)[0] for row in [*rows, *document.get("transferable_skills", [])]}:
        _point_to(document, "skills", slug, _named(first)[0])
    return GuideContent.members()["skills_to_learn"].missing(rows) is None


def _merge_resources(document: Document, where: Where) -> bool:
    """R02: the later row goes when the first says all it says; what referred to it refers to the first."""
    rows, place = document["resources"], int(where[1])
    groups = resources.same_resource(Reading(document, _NO_DAY))
    first = rows[next(places[0] for places in groups if place in places[1:])]
    if not _says_all(first, rows[place], but="id"):
        return False
    _point_to(document, "resources", rows.pop(place)["id"], first["id"])
    return True


def _sort_skills(document: Document, where: Where) -> bool:
    """K06. Rows of one priority keep their order; those without stand at the end."""
    rank = {priority: place for place, priority in enumerate(skills.PRIORITIES)}
    document["skills_to_learn"].sort(key=lambda row: rank.get(row.get("priority", ""), len(rank)))
    return True


def _curl_apostrophes(document: Document, where: Where) -> bool:
    """P02: typographic ones everywhere, lead-ins included."""
    for place, kind, value in list(walk(document)):
        if value is None or isinstance(kind, References):
            continue
        if isinstance(kind, Lines):
            value[:] = [phrasing.curled(line) for line in value]
        elif kind.kind in ("line", "prose"):
            _at(document, place[:-1])[place[-1]] = phrasing.curled(value)
    return True


def _ask(document: Document, where: Where) -> bool:
    """P08: the language's own question mark, in the place of a full stop; not where the limit is reached."""
    row = _at(document, where)
    mark = Reading(document, _NO_DAY).language.question_mark
    asked = row["question"].rstrip().rstrip(".。!！۔…:").rstrip() + mark
    if len(asked) == len(mark) or any(Question.members()["question"].problems(asked)):
        return False
    row["question"] = asked
    return phrasing.is_question(asked)


def _named(row: Row) -> tuple[str, str]:
    """Slug and normed label of the skill of a row."""
    skill = row.get("skill", {})
    return str(skill.get("slug", "")), norm(skill.get("label", ""))


def _says_all(first: Row, other: Row, but: str) -> bool:
    return all(first.get(name) == value for name, value in other.items() if name != but)


def _point_to(document: Document, section: str, old: str, new: str) -> None:
    """References to `old` become references to `new`, each once."""
    for _, kind, value in walk(document):
        if isinstance(kind, References) and kind.to == section and value and old in value:
            value[:] = list(dict.fromkeys(new if name == old else name for name in value))


def _at(document: Document, where: Where) -> Any:
    value: Any = document
    for part in where:
        value = value[part]
    return value


FIXES: Mapping[str, Fix] = {
    "S12": Fix("Remove the repetition", "The repeated line is removed.", structure.findings, _remove_line),
    "K01": Fix("Keep one of them", "The repeated skill is removed.", skills.findings, _merge_skills),
    "K06": Fix("Sort by priority", "The skills are sorted by priority.", skills.findings, _sort_skills),
    "R02": Fix("Keep one of them", "The repeated resource is removed.", resources.findings, _merge_resources),
    "P02": Fix("Use ’ everywhere", "All apostrophes are ’ now.", phrasing.findings, _curl_apostrophes),
    "P08": Fix("Add the question mark", "The question mark is added.", phrasing.findings, _ask),
}
