"""One-click fixes: what they do, and what they rather leave alone."""

import copy
from collections import Counter

import pytest

from cms import content
from cms.content import Severity
from cms.content.preflight import fix
from tests.content.preflight.looking import Document, changed, found, places, skill, step, whole, with_row


def mended(document: Document, rule: str) -> Document:
    """After the fix of its first finding: one finding fewer, no new error, in normal form, the given one untouched."""
    before, first = copy.deepcopy(document), places(document, rule)[0]
    after = fix(rule, first, document)
    assert after is not None
    assert document == before
    assert len(places(after, rule)) == len(places(document, rule)) - 1
    assert content.draft(after) == content.draft(copy.deepcopy(after)) == after
    errors = [Counter(e.rule for e in found(one) if e.severity is Severity.ERROR) for one in (after, document)]
    assert errors[0] <= errors[1]
    return after


def refused(document: Document, rule: str) -> bool:
    return fix(rule, places(document, rule)[0], document) is None


def test_has_nothing_for_what_is_not_there() -> None:
    document = whole()
    assert fix("P08", "faq[0]", document) is None
    assert fix("S01", "overview", whole(overview=None)) is None
    assert fix("nonsense", "", document) is None
    assert fix("P08", "faq[1]", with_row("faq", 0, question="Why")) is None


# S12


def test_s12_removes_the_line_that_repeats() -> None:
    document = changed("reality_check", love=["Same.", "Other.", "“same”."])
    assert mended(document, "S12")["reality_check"]["love"] == ["Same.", "Other."]


def test_s12_leaves_a_list_its_last_line_and_a_row_its_text() -> None:
    assert refused(changed("action_plan", this_week=["Draw the stops around your home."]), "S12")
    assert refused(with_row("skills_to_learn", 2, how_to_learn="You can tell a map from a street."), "S12")


# K01


def twins(**second: object) -> Document:
    rows = [skill("sql", "critical", label="SQL"), {**skill("sql", "critical", label="SQL"), **second}]
    rows += [skill("maps", label="Maps"), skill("talks", label="Talks")]
    return whole(skills_to_learn=rows, roadmap=[step("a", 20, "sql"), step("b", 10, "sql-2", "maps", "talks")])


def test_k01_keeps_the_first_of_two_equal_rows() -> None:
    after = mended(twins(), "K01")
    assert [row["skill"]["slug"] for row in after["skills_to_learn"]] == ["sql", "maps", "talks"]


def test_k01_points_steps_to_the_row_that_stays() -> None:
    after = mended(twins(skill={"slug": "sql-2", "label": "“sql”"}), "K01")
    assert after["roadmap"][1]["skill_slugs"] == ["sql", "maps", "talks"]


def test_k01_loses_nothing_that_only_the_second_says() -> None:
    assert refused(twins(how_to_learn="Otherwise."), "K01")
    assert refused(twins(tools=["DuckDB"]), "K01")
    assert refused(twins(skill={"slug": "sql-2", "label": "SQL (basics)"}), "K01")
    rows = [skill("sql", "critical"), skill("sql", "critical")]
    assert refused(whole(skills_to_learn=rows, roadmap=[step("a", 30, "sql")]), "K01")  # two are needed


# K06


def test_k06_sorts_by_priority_and_keeps_the_order_within() -> None:
    rows = [skill("a", "important"), skill("b", "nice_to_have"), skill("c", "critical"), skill("d", "important")]
    rows.append({**skill("e"), "priority": "urgent"})
    after = mended(whole(skills_to_learn=rows), "K06")
    assert [row["skill"]["slug"] for row in after["skills_to_learn"]] == ["c", "a", "d", "b", "e"]


# R02


def shelf(**second: object) -> Document:
    first = whole()["resources"]
    return whole(
        resources=[*first, {**first[1], "id": "again", **second}],
        roadmap=[step("a", 30, "timetable-data", "map-making", resource_ids=["again", "first-maps"])],
        skills_to_learn=[{**row, "resource_ids": ["again"]} for row in whole()["skills_to_learn"]],
    )


def test_r02_points_to_the_row_that_stays() -> None:
    after = mended(shelf(), "R02")
    assert [row["id"] for row in after["resources"]] == ["open-timetables", "first-maps"]
    assert after["roadmap"][0]["resource_ids"] == ["first-maps"]
    assert [row["resource_ids"] for row in after["skills_to_learn"]] == [["first-maps"]] * 3


def test_r02_loses_nothing_that_only_the_second_says() -> None:
    assert refused(shelf(url="https://other.example.org"), "R02")
    assert refused(shelf(label="The second edition"), "R02")


# P02


def test_p02_makes_every_apostrophe_typographic() -> None:
    document = whole(
        overview="It's theirs, isn’t it? It's fine.",
        tags=["driver's"],
        intros={"faq": "Don't worry."},
        title="The 'quoted' ones stay",
    )
    after = mended(document, "P02")
    assert after["overview"] == "It’s theirs, isn’t it? It’s fine."
    assert (after["tags"], after["intros"]) == (["driver’s"], {"faq": "Don’t worry."})
    assert after["title"] == "The 'quoted' ones stay"


def test_p02_leaves_addresses_and_ids_alone() -> None:
    document = with_row("resources", 0, url="https://data.example.org/o'neill")
    document["overview"] = "It's theirs, isn’t it?"
    assert mended(document, "P02")["resources"][0]["url"] == "https://data.example.org/o'neill"


# P08


@pytest.mark.parametrize(
    ("language", "question", "asked"),
    [
        ("en", "Why not", "Why not?"),
        ("en", "Why not.", "Why not?"),
        ("ar", "لماذا", "لماذا؟"),
        ("ja", "なぜ。", "なぜ？"),
        ("el", "Γιατί", "Γιατί;"),
    ],
)
def test_p08_adds_the_mark_of_the_language(language: str, question: str, asked: str) -> None:
    document = {**with_row("faq", 0, question=question), "language": language}
    assert mended(document, "P08")["faq"][0]["question"] == asked


def test_p08_leaves_a_question_that_has_no_room() -> None:
    assert refused(with_row("faq", 0, question="a" * 200), "P08")
    assert mended(with_row("faq", 0, question="a" * 199), "P08")["faq"][0]["question"].endswith("a?")
    assert refused(with_row("faq", 0, question="…"), "P08")
