"""From raw input to the normal form that is stored, exported and digested."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given

from cms import content
from cms.content import GuideContent, row_ids
from cms.content.kinds import Group, Items, Shape
from cms.errors import InvalidContent
from tests import factories
from tests.content.documents import raw_documents

WITH_IDS = {
    "entry_requirements": "requirement-1",
    "roadmap": "step-1",
    "faq": "faq-1",
    "resources": "resource-1",
    "sources": "source-1",
}


def refusal(raw: Any) -> Any:
    with pytest.raises(InvalidContent) as caught:
        content.draft(raw)
    return caught.value.errors


def rows(*given: dict[str, Any]) -> dict[str, Any]:
    return {"roadmap": list(given)}


def ids(document: dict[str, Any], section: str = "roadmap") -> list[str]:
    return [row["id"] for row in document[section]]


# Normal form


@pytest.mark.parametrize(
    "made",
    [factories.a_document, factories.a_short_document, factories.a_full_document],
    ids=lambda made: made.__name__,
)
def test_leaves_a_document_in_normal_form_as_it_is(made: Any) -> None:
    whole = made()
    assert json.dumps(content.draft(whole)) == json.dumps(whole)


@given(raw_documents())
def test_is_the_same_the_second_time(raw: dict[str, Any]) -> None:
    once = content.draft(raw)
    assert json.dumps(content.draft(once)) == json.dumps(once)


@given(raw_documents())
def test_keeps_its_input_as_it_was(raw: dict[str, Any]) -> None:
    before = copy.deepcopy(raw)
    content.draft(raw)
    assert raw == before


@given(raw_documents())
def test_puts_members_in_declared_order_at_every_depth(raw: dict[str, Any]) -> None:
    def ordered(value: dict[str, Any], shape: type[Shape]) -> bool:
        declared = shape.members()
        own = list(value) == [name for name in declared if name in value]
        return own and all(
            ordered(row, kind.shape)
            for name, kind in declared.items()
            if name in value and isinstance(kind, Group | Items)
            for row in (value[name] if isinstance(kind, Items) else [value[name]])
        )

    assert ordered(content.draft(raw), GuideContent)


@given(raw_documents())
def test_keeps_nothing_blank_but_a_step_that_builds_on_nothing(raw: dict[str, Any]) -> None:
    def blanks(value: Any, name: str = "") -> list[str]:
        if isinstance(value, dict):
            return [found for key, inner in value.items() for found in blanks(inner, key)] or ([] if value else [name])
        if isinstance(value, list):
            return [found for inner in value for found in blanks(inner, name)] or ([] if value else [name])
        return [name] if value is None or (isinstance(value, str) and not value.strip()) else []

    made = content.draft(raw)
    assert set(blanks(made)) <= {"depends_on"}


def test_drops_what_was_left_blank() -> None:
    raw = {
        "title": "  ",
        "region": None,
        "timeline": {"min": None, "unit": ""},
        "tags": ["", " a ", None],
        "faq": [{}, {"question": ""}, None, {"answer": "Yes."}],
        "reality_check": {"love": [" "], "miss": []},
        "cta": {},
    }
    assert content.draft(raw) == {
        "schema_version": "1.0",
        "faq": [{"id": "faq-1", "answer": "Yes."}],
        "tags": ["a"],
    }


def test_keeps_zero_and_no() -> None:
    raw = {"salary_change": {"min_percent": 0}, "entry_requirements": [{"mandatory": False}]}
    made = content.draft(raw)
    assert made["salary_change"] == {"min_percent": 0}
    assert made["entry_requirements"] == [{"id": "requirement-1", "mandatory": False}]


def test_keeps_the_empty_list_of_a_step_that_builds_on_nothing() -> None:
    made = content.draft(rows({"title": "a", "depends_on": []}, {"title": "b", "depends_on": [" "]}, {"title": "c"}))
    assert [row.get("depends_on") for row in made["roadmap"]] == [[], [], None]


def test_takes_a_step_that_says_only_that_it_builds_on_nothing_for_blank() -> None:
    assert content.draft(rows({"depends_on": []}, {"title": " ", "depends_on": [""]})) == {"schema_version": "1.0"}


def test_makes_the_slug_of_a_role_or_skill_that_was_only_named() -> None:
    made = content.draft(
        {
            "from_role": {"codes": [{"scheme": "esco", "code": "1"}], "label": "Bus Driver"},
            "to_role": {"label": "محاسب"},
            "skills_to_learn": [{"skill": {"label": "Map making"}}, {"skill": {"slug": "own", "label": "Map making"}}],
        }
    )
    assert list(made["from_role"].items())[:2] == [("slug", "bus-driver"), ("label", "Bus Driver")]
    assert made["to_role"] == {"label": "محاسب"}
    assert [row["skill"]["slug"] for row in made["skills_to_learn"]] == ["map-making", "own"]


# Refusals


@pytest.mark.parametrize("raw", [None, [], "a guide", 3, True])
def test_refuses_what_is_no_object(raw: Any) -> None:
    assert refusal(raw) == {"document": ["A guide must be an object with named members."]}


def test_says_where_in_the_shape_of_the_input() -> None:
    raw = factories.a_document(titel="x", timeline={"min": "six"})
    raw["roadmap"][1]["tasks"] = ["fine", 7]
    raw["skills_to_learn"][0]["skill"]["level"] = "high"
    assert refusal(raw) == {
        "titel": ["Unknown field."],
        "timeline": {"min": ["This must be a number."]},
        "roadmap": {1: {"tasks": {1: ["This must be text."]}}},
        "skills_to_learn": {0: {"skill": {"level": ["Unknown field."]}}},
    }


@pytest.mark.parametrize(
    ("section", "row", "most"),
    [
        ("entry_requirements", {"text": "x"}, 12),
        ("transferable_skills", {"text": "x"}, 15),
        ("skills_to_learn", {"how_to_learn": "x"}, 20),
        ("roadmap", {"title": "x"}, 16),
        ("faq", {"question": "x"}, 30),
        ("resources", {"title": "x"}, 60),
        ("sources", {"title": "x"}, 40),
        ("tags", "x", 10),
        ("authors", {"name": "x"}, 6),
        ("related_slugs", "x", 6),
    ],
)
def test_takes_as_many_rows_as_the_section_may_have(section: str, row: Any, most: int) -> None:
    assert len(content.draft({section: [row] * most})[section]) == most
    assert list(refusal({section: [row] * (most + 1)})) == [section]


@pytest.mark.parametrize(
    ("where", "most"), [("tasks", 12), ("resource_ids", 20), ("skill_slugs", 35), ("depends_on", 16)]
)
def test_takes_as_many_lines_in_a_step_as_it_may_have(where: str, most: int) -> None:
    assert len(content.draft(rows({where: ["x"] * most}))["roadmap"][0][where]) == most
    assert list(refusal(rows({where: ["x"] * (most + 1)}))["roadmap"][0]) == [where]


def test_refuses_a_second_row_of_the_same_id_wherever_it_stands() -> None:
    raw = {"roadmap": [{"id": "a"}, {"id": "b"}, {"id": "a "}], "sources": [{"id": "b"}]}
    assert refusal(raw) == {
        "roadmap": {2: {"id": ["The id “a” is used twice. Give one of the rows another."]}},
        "sources": {0: {"id": ["The id “b” is used twice. Give one of the rows another."]}},
    }


def test_refuses_a_document_nested_deeper_than_python_can_follow() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    assert refusal({"tags": deep})


# Ids


def test_gives_each_row_the_smallest_number_never_used() -> None:
    assert ids(content.draft(rows({"title": "a"}, {"title": "b"}))) == ["step-1", "step-2"]
    assert ids(content.draft(rows({"title": "a", "id": "step-1"}, {"title": "b"}))) == ["step-1", "step-2"]
    assert ids(content.draft(rows({"title": "b"}, {"title": "a", "id": "step-1"}))) == ["step-2", "step-1"]
    assert ids(content.draft(rows({"title": "a"}), used=["step-1", "step-2", "step-4"])) == ["step-3"]


def test_names_the_rows_of_each_section_in_its_own_way() -> None:
    sections = ("entry_requirements", "roadmap", "faq", "resources", "sources")
    row = {"entry_requirements": {"text": "x"}, "faq": {"answer": "x"}}
    made = content.draft({name: [row.get(name, {"title": "x"})] for name in sections})
    assert [ids(made, name) for name in sections] == [
        ["requirement-1"],
        ["step-1"],
        ["faq-1"],
        ["resource-1"],
        ["source-1"],
    ]


def test_gives_no_id_that_a_row_of_another_section_has() -> None:
    made = content.draft({"roadmap": [{"title": "a"}], "sources": [{"id": "step-1"}]})
    assert ids(made) == ["step-2"]


def test_lets_a_row_without_id_keep_that_of_the_row_it_says_the_same_as() -> None:
    base = content.draft(rows({"title": "a"}, {"title": "b"}, {"title": "c"}))
    made = content.draft(
        rows({"title": "c"}, {"title": "new"}, {"title": "a"}), base=base, used=row_ids.given_ids(base)
    )
    assert ids(made) == ["step-3", "step-4", "step-1"]


def test_gives_the_id_of_a_row_to_one_row_only() -> None:
    base = content.draft(rows({"title": "a"}))
    assert ids(content.draft(rows({"title": "a"}, {"title": "a"}), base=base, used=["step-1"])) == ["step-1", "step-2"]
    assert ids(content.draft(rows({"title": "a"}, {"title": "b", "id": "step-1"}), base=base, used=["step-1"])) == [
        "step-2",
        "step-1",
    ]


def test_never_gives_an_id_again_that_was_given_before() -> None:
    base = content.draft(rows({"title": "a"}, {"title": "b"}))
    without = content.draft(rows(base["roadmap"][0]), base=base, used=row_ids.given_ids(base))
    used = row_ids.given_ids(base) | row_ids.given_ids(without)
    assert ids(content.draft(rows(*without["roadmap"], {"title": "b"}), base=without, used=used)) == [
        "step-1",
        "step-3",
    ]


@given(raw_documents(), raw_documents())
def test_gives_every_row_an_id_of_its_own(raw: dict[str, Any], earlier: dict[str, Any]) -> None:
    base = content.draft(earlier)
    used = row_ids.given_ids(base)
    made = content.draft(raw, base=base, used=used)
    every = [
        row["id"]
        for name in ("entry_requirements", "roadmap", "faq", "resources", "sources")
        for row in made.get(name, [])
    ]
    assert len(set(every)) == len(every)


@given(raw_documents())
def test_finds_every_row_of_its_base_again(raw: dict[str, Any]) -> None:
    base = content.draft(raw)
    # A row that says nothing but its id is blank without it.
    base = {**base, **{name: [row for row in base.get(name, []) if set(row) > {"id"}] for name in WITH_IDS}}
    bare = {name: [{key: row[key] for key in row if key != "id"} for row in base[name]] for name in WITH_IDS}
    again = content.draft({**base, **bare}, base=base, used=row_ids.given_ids(base))
    for name in WITH_IDS:  # rows that say the same may change ids among themselves
        assert sorted(map(json.dumps, again.get(name, []))) == sorted(map(json.dumps, base[name]))


def test_lets_an_edited_row_keep_its_id_while_it_stays_in_its_place() -> None:
    base = content.draft(rows({"title": "a", "tasks": ["x"]}, {"title": "b", "tasks": ["y"]}))
    edited = rows({"title": "a", "tasks": ["x", "z"]}, {"title": "exchanged", "tasks": ["wholly"]})
    assert ids(content.draft(edited, base=base, used=row_ids.given_ids(base))) == ["step-1", "step-3"]
