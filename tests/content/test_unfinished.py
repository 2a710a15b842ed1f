"""How places are named, and what review still needs."""

from typing import Any

import pytest

from cms import content
from cms.content import document
from tests import factories

COMPLETE = [factories.a_document, factories.a_short_document, factories.a_full_document]


@pytest.mark.parametrize(
    ("where", "path"),
    [
        (("title",), "title"),
        (("timeline", "unit"), "timeline.unit"),
        (("roadmap", 1), "roadmap[step-1]"),
        (("roadmap", 1, "tasks", 0), "roadmap[step-1].tasks[0]"),
        (("roadmap", 0, "duration", "value"), "roadmap[count].duration.value"),
        (("resources", 0, "url"), "resources[open-timetables].url"),
        (("sources", 1), "sources[network-review]"),
        (("faq", 0), "faq[0]"),
        (("entry_requirements", 1, "text"), "entry_requirements[1].text"),
        (("skills_to_learn", 2, "skill", "label"), "skills_to_learn[2].skill.label"),
        (("from_role", "codes", 1, "code"), "from_role.codes[1].code"),
    ],
)
def test_names_a_place_as_findings_do(where: document.Where, path: str) -> None:
    assert document.path(factories.a_document(), where) == path


def test_lists_all_that_review_needs_from_an_empty_guide() -> None:
    needed = [where for where, _ in content.unfinished(content.draft({}))]
    assert needed == [
        ("slug",), ("language",), ("title",), ("from_role",), ("to_role",), ("difficulty",), ("timeline",),
        ("salary_change",), ("demand",), ("overview",), ("transferable_skills",), ("skills_to_learn",), ("roadmap",),
        ("reality_check",), ("action_plan",),
    ]  # fmt: skip


@pytest.mark.parametrize("made", COMPLETE)
def test_finds_nothing_unfinished_in_a_complete_guide(made: Any) -> None:
    assert content.unfinished(made()) == []
