"""The S rules about parts, numbers and references: each where it fires, and where it just does not."""

from typing import Any

import pytest

from cms import content
from cms.content import Severity
from tests import factories
from tests.content.preflight.looking import Document, changed, found, places, with_row

# Whole documents


@pytest.mark.parametrize(
    "document",
    [factories.a_document(), factories.a_short_document(), factories.a_full_document(), *factories.examples().values()],
    ids=["small", "short", "full", *factories.examples()],
)
def test_finds_no_flaw_in_a_complete_guide(document: Document) -> None:
    assert [one for one in found(content.draft(document)) if one.severity is not Severity.HINT] == []


def test_finds_exactly_one_flaw_in_the_real_guide_and_none_when_it_is_mended() -> None:
    assert [(one.rule, one.severity, one.path) for one in found(content.draft(factories.sample_guide()), "S")] == [
        ("S02", Severity.ERROR, "faq[0]")
    ]
    assert found(content.draft(factories.mended_sample()), "S") == []


def test_says_everything_in_whole_sentences_without_names_of_members() -> None:
    wrong = content.draft(
        {"faq": [{"answer": "x"}], "timeline": {"min": 9, "max": 0}, "salary_change": {"min_percent": 900}}
    )
    for one in found(wrong):
        assert one.message[0].isupper() or one.message[0] == "“"
        assert one.message.endswith(".")
        assert "_" not in one.message


# S01 required-missing


@pytest.mark.parametrize(
    "section",
    [
        "slug", "language", "title", "from_role", "to_role", "difficulty", "timeline", "salary_change", "demand",
        "overview", "transferable_skills", "skills_to_learn", "roadmap", "reality_check", "action_plan",
    ],
)  # fmt: skip
def test_s01_wants_what_review_needs(section: str) -> None:
    assert section in places(factories.a_document(**{section: None}), "S01")


@pytest.mark.parametrize(
    "section",
    [
        "region", "translation_key", "summary", "weekly_hours", "salary_from", "salary_to", "entry_requirements", "faq",
        "tags", "authors", "related_slugs", "intros", "cta",
    ],
)  # fmt: skip
def test_s01_does_not_want_what_is_optional(section: str) -> None:
    assert found(factories.a_document(**{section: None}), "S") == []


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (changed("from_role", label=None), "from_role.label"),
        (changed("timeline", unit=None), "timeline.unit"),
        (changed("weekly_hours", max=None), "weekly_hours.max"),
        (changed("salary_from", as_of=None), "salary_from.as_of"),
        (changed("demand", text=None), "demand.text"),
        (changed("demand", level=None), "demand.level"),
        (changed("reality_check", miss=None), "reality_check.miss"),
        (changed("action_plan", this_month=None), "action_plan.this_month"),
        (with_row("transferable_skills", 0, text=None), "transferable_skills[0].text"),
        (with_row("skills_to_learn", 1, duration=None), "skills_to_learn[1].duration"),
        (with_row("skills_to_learn", 1, how_to_learn=None), "skills_to_learn[1].how_to_learn"),
        (with_row("roadmap", 1, title=None), "roadmap[step-1].title"),
        (with_row("roadmap", 1, tasks=None), "roadmap[step-1].tasks"),
        (with_row("resources", 0, title=None), "resources[open-timetables].title"),
        (with_row("sources", 0, title=None), "sources[pay-survey].title"),
        (with_row("entry_requirements", 0, kind=None), "entry_requirements[0].kind"),
        (
            factories.a_document(transferable_skills=factories.a_document()["transferable_skills"][:1]),
            "transferable_skills",
        ),
        (factories.a_document(skills_to_learn=factories.a_document()["skills_to_learn"][:1]), "skills_to_learn"),
        (factories.a_document(authors=[{"url": "https://people.example.org"}]), "authors[0].name"),
    ],
)
def test_s01_names_the_part_that_is_missing(document: Document, path: str) -> None:
    assert places(document, "S01") == [path]


@pytest.mark.parametrize(
    "document", [changed("demand", trend=None), with_row("skills_to_learn", 0, tools=None, resource_ids=None)]
)
def test_s01_lets_the_optional_parts_be_absent(document: Document) -> None:
    assert places(document, "S01") == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"min_percent": 5}, ["salary_change"]),
        ({"max_percent": 5, "note": "Why."}, ["salary_change"]),
        ({"horizon_months": 12}, ["salary_change.note"]),
        ({"note": "Nobody has counted."}, []),
        ({"min_percent": 0, "max_percent": 0}, []),
        ({"min_percent": -5, "max_percent": -5}, []),
    ],
)
def test_s01_wants_both_ends_of_a_salary_change_or_a_note(change: Document, path: list[str]) -> None:
    assert places(factories.a_document(salary_change=change), "S01") == path


# S02 faq-incomplete


def test_s02_wants_an_answer_to_every_question_and_a_question_to_every_answer() -> None:
    rows = [
        {"id": "a", "question": "Why?", "answer": "So."},
        {"id": "b", "question": "Why?"},
        {"id": "c", "answer": "So."},
    ]
    assert places(factories.a_document(faq=rows), "S02") == ["faq[1]", "faq[2]"]


def test_s02_does_not_count_a_row_with_neither() -> None:
    assert found(factories.a_document(faq=[{"id": "a", "source_ids": ["pay-survey"]}]), "S02") == []


# S03 range-inverted


@pytest.mark.parametrize(
    ("section", "low", "high"),
    [
        ("timeline", "min", "max"),
        ("weekly_hours", "min", "max"),
        ("salary_change", "min_percent", "max_percent"),
        ("salary_from", "min", "max"),
        ("salary_to", "min", "max"),
    ],
)
def test_s03_wants_ranges_to_run_forwards(section: str, low: str, high: str) -> None:
    assert places(changed(section, **{low: 10, high: 9.5}), "S03") == [section]
    assert places(changed(section, **{low: 10, high: 10}), "S03") == []


def test_s03_compares_numbers_and_not_their_spelling() -> None:
    assert places(changed("timeline", min=9, max=10), "S03") == []


# S04 number-out-of-range


@pytest.mark.parametrize(
    ("duration", "fires"),
    [
        ({"value": 0, "unit": "week"}, True),
        ({"value": -1, "unit": "day"}, True),
        ({"value": 0.1, "unit": "hour"}, False),
        ({"value": 260, "unit": "week"}, False),
        ({"value": 260.1, "unit": "week"}, True),
        ({"value": 60, "unit": "month"}, False),
        ({"value": 61, "unit": "month"}, True),
        ({"value": 2600, "unit": "hour"}, False),
        ({"value": 2601, "unit": "hour"}, True),
    ],
)
def test_s04_wants_durations_longer_than_nothing_and_up_to_five_years(duration: Document, fires: bool) -> None:
    assert places(with_row("roadmap", 1, duration=duration), "S04") == ["roadmap[step-1].duration"] * fires
    assert places(with_row("skills_to_learn", 0, duration=duration), "S04") == ["skills_to_learn[0].duration"] * fires


def test_s04_looks_at_both_ends_of_the_timeline() -> None:
    assert places(changed("timeline", min=0, max=9), "S04") == ["timeline"]
    assert places(changed("timeline", min=1, max=61), "S04") == ["timeline"]
    assert places(changed("timeline", min=60, max=60), "S04") == []


@pytest.mark.parametrize(
    ("section", "member", "just_right", "wrong"),
    [
        ("weekly_hours", "min", 1, 0.5),
        ("weekly_hours", "max", 80, 81),
        ("salary_change", "min_percent", -100, -101),
        ("salary_change", "max_percent", 500, 500.5),
        ("salary_change", "horizon_months", 120, 121),
        ("salary_to", "min", 0, -1),
    ],
)
def test_s04_wants_numbers_within_their_limits(section: str, member: str, just_right: float, wrong: float) -> None:
    assert places(changed(section, **{member: just_right}), "S04") == []
    assert places(changed(section, **{member: wrong}), "S04") == [f"{section}.{member}"]


def test_s04_takes_a_free_resource_and_no_negative_price() -> None:
    assert places(with_row("resources", 1, cost={"amount": 0}), "S04") == []
    assert places(with_row("resources", 1, cost={"amount": -1}), "S04") == ["resources[first-maps].cost.amount"]


# S05 same-role


def test_s05_wants_two_different_roles() -> None:
    same = factories.a_document()["from_role"]
    assert places(factories.a_document(to_role=same), "S05") == ["to_role"]
    assert places(factories.a_document(to_role={**same, "slug": "coach-driver"}), "S05") == []


def test_s05_says_nothing_of_roles_that_have_no_slug_yet() -> None:
    assert places(factories.a_document(from_role={"label": "محاسب"}, to_role={"label": "محاسب"}), "S05") == []


# S06 dangling-reference


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (changed("demand", source_ids=["nowhere"]), "demand.source_ids"),
        (changed("salary_to", source_ids=["open-timetables"]), "salary_to.source_ids"),
        (with_row("faq", 0, source_ids=["nowhere"]), "faq[0].source_ids"),
        (with_row("entry_requirements", 1, source_ids=["nowhere"]), "entry_requirements[1].source_ids"),
        (with_row("skills_to_learn", 0, resource_ids=["pay-survey"]), "skills_to_learn[0].resource_ids"),
        (with_row("roadmap", 1, resource_ids=["nowhere"]), "roadmap[step-1].resource_ids"),
        (with_row("roadmap", 1, skill_slugs=["driving"]), "roadmap[step-1].skill_slugs"),
        (with_row("roadmap", 1, depends_on=["step-9"]), "roadmap[step-1].depends_on"),
    ],
)
def test_s06_wants_references_to_rows_that_are_there(document: Document, path: str) -> None:
    assert places(document, "S06") == [path]


def test_s06_lets_a_step_name_skills_of_both_lists() -> None:
    assert places(with_row("roadmap", 1, skill_slugs=["route-knowledge", "public-speaking"]), "S06") == []


@pytest.mark.parametrize(
    ("first", "second", "third", "circle"),
    [
        (None, None, None, []),
        ([], ["count"], ["step-1", "count"], []),
        (["step-2"], [], [], []),
        (["count"], [], [], ["count"]),
        (["step-2"], None, None, ["count", "step-1", "step-2"]),
        (["step-1"], ["count"], [], ["count", "step-1"]),
        ([], ["step-2"], ["step-1"], ["step-1", "step-2"]),
    ],
)
def test_s06_wants_no_step_to_build_on_itself(first: Any, second: Any, third: Any, circle: list[str]) -> None:
    document = factories.a_document()
    for row, before in zip(document["roadmap"], (first, second, third), strict=True):
        row.pop("depends_on", None)
        if before is not None:
            row["depends_on"] = before
    assert places(document, "S06") == [f"roadmap[{name}].depends_on" for name in circle]
